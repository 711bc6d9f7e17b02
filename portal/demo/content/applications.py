"""Who wishes to join the body of the demonstration. Nobody of them exists."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Applicant:
    """Somebody who has applied, and how far that has got."""

    name: str
    email: str
    grade: str
    employer: str
    words: str
    days_ago: int
    question: str = ""
    declined: str = ""


APPLICANTS = (
    Applicant(
        "Blodwen Farquharson-Ide",
        "blodwen@elsewhere.example",
        "Retired",
        "",
        "Thirty-one years a health visitor, the last twelve in Saltby. I stopped in "
        "March.",
        6,
    ),
    Applicant(
        "Gethin Osei-Marlowe",
        "gethin@elsewhere.example",
        "Retired",
        "",
        "I used to practise in the valleys.",
        4,
        question="When did you last practise, and for which board? A sentence will do.",
    ),
    # One name short of somebody who is on the list already.
    Applicant(
        "Teodora Jane Whitlock",
        "t.whitlock@elsewhere.example",
        "Practising",
        "Saltby Borough Council",
        "",
        1,
    ),
    Applicant(
        "Lorcan Nettlefold",
        "lorcan@elsewhere.example",
        "Retired",
        "",
        "I am thinking of retiring in some years.",
        12,
        declined="This grade is for those who have left practice. Until then the grade "
        "“Practising” fits you, and you can join in it today.",
    ),
)
