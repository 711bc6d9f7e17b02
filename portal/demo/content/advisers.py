"""The expert advisers of the demonstration: by role, since none of them exists."""

from dataclasses import dataclass

from portal.body.models import Mailbox

from .wording import Day, ago, day


@dataclass(frozen=True)
class Held:
    role: str
    started_on: Day
    ended_on: Day | None = None


@dataclass(frozen=True)
class Adviser:
    slug: str
    title: str
    about: str
    topics: tuple[str, ...]
    terms: tuple[Held, ...]
    words: tuple[str, ...]
    mailbox: Mailbox.Role | None = Mailbox.Role.POLICY


ADVISERS = (
    Adviser(
        "infant-feeding",
        "Expert adviser, infant feeding",
        "Leads an infant feeding service in a city of many languages, and holds a "
        "clinic for mothers whom everybody else has advised already.",
        ("infant-feeding",),
        (Held("Expert adviser, infant feeding", day(2023, 2, 1)),),
        (
            "Answers members’ questions in the small clinic, four times a year.",
            (
                "Read our briefing on unsettled babies before it came out, and took a "
                "third of it away."
            ),
        ),
        Mailbox.Role.GENERAL,
    ),
    Adviser(
        "safeguarding",
        "Expert adviser, safeguarding",
        "Named nurse in a community trust, and a health visitor for eleven years "
        "before that.",
        ("safeguarding",),
        (Held("Expert adviser, safeguarding", day(2023, 2, 1)),),
        ("Reads all our answers to consultations that touch a child’s safety.",),
    ),
    Adviser(
        "strategic-safeguarding",
        "Strategic safeguarding adviser",
        "Associate director of safeguarding. Asks of each new policy who would know "
        "if it failed.",
        ("safeguarding", "workforce"),
        (
            Held("Strategic safeguarding adviser", day(2021, 9, 1)),
            Held("Expert adviser, safeguarding", day(2018, 5, 1), day(2021, 8, 31)),
        ),
        ("Sits for us on the group that reads the drafts of national guidance.",),
    ),
    Adviser(
        "domestic-abuse",
        "Expert adviser, domestic abuse",
        "Trains police officers and midwives in the same room, and wrote much of our "
        "toolkit.",
        ("domestic-abuse", "safeguarding"),
        (Held("Expert adviser, domestic abuse", day(2020, 10, 1)),),
        ("Speaks at our webinars on what the law asks at the door.",),
    ),
    Adviser(
        "perinatal-mental-health",
        "Expert adviser, perinatal mental health",
        "Specialist health visitor beside a perinatal team, and one of the first "
        "champions whom we trained.",
        ("perinatal-mental-health", "education"),
        (Held("Expert adviser, perinatal mental health", ago(500)),),
        ("Keeps the champions’ session plans right.",),
        Mailbox.Role.EVENTS,
    ),
    Adviser(
        "practice-teaching",
        "Expert adviser, practice teaching",
        "Practice educator, and examiner of student health visitors at two "
        "universities.",
        ("education", "workforce"),
        (Held("Expert adviser, practice teaching", ago(240)),),
        ("Advises us on what students should have seen before they stand alone.",),
        Mailbox.Role.EVENTS,
    ),
    Adviser(
        "sleep",
        "Expert adviser, infant sleep",
        "Health visitor and researcher. Counted what is sold to tired parents, and "
        "what of it had been tested.",
        ("infant-feeding",),
        (Held("Expert adviser, infant sleep", day(2019, 1, 15), day(2022, 12, 31)),),
        ("Wrote the first edition of our points on safe sleep.",),
        None,
    ),
    Adviser(
        "serious-case-reviews",
        "Expert adviser, serious case reviews",
        "Wrote reviews for eleven areas, and the first list of what they keep saying.",
        ("safeguarding",),
        (
            Held(
                "Expert adviser, serious case reviews",
                day(2014, 4, 1),
                day(2020, 3, 31),
            ),
            Held(
                "Adviser on learning from incidents", day(2012, 6, 1), day(2014, 3, 31)
            ),
        ),
        ("Gave us the top twenty messages.",),
        None,
    ),
)
