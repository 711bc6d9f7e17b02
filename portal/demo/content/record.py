"""The known member's CPD record: a little past half-way through three years.

Her words name nobody, as an account for a regulator must not.
"""

from dataclasses import dataclass

from cpd.models import CodeTheme, Feedback, LearningType, Method

from .dates import FRI, MON, THU, TUE, WED, When, behind

# The renewal is so many months away, of the thirty-six that a cycle has.
MONTHS_LEFT = 16

PRACTISE, PRESERVE = CodeTheme.PRACTISE, CodeTheme.PRESERVE
PRIORITISE, PROMOTE = CodeTheme.PRIORITISE, CodeTheme.PROMOTE


@dataclass(frozen=True)
class Learned:
    """One entry, as its owner typed it."""

    key: str
    title: str
    when: When
    minutes: int
    participatory_minutes: int
    method: Method
    learning_type: LearningType
    provider: str
    how_participatory: str = ""
    learnt: str = ""
    themes: tuple[CodeTheme, ...] = ()
    evidence: tuple[str, tuple[str, ...]] | None = None


@dataclass(frozen=True)
class Account:
    """One reflective account; the entry it is about, and how far it got."""

    entry: str
    title: str
    activity: str
    learnt: str = ""
    changed: str = ""
    relevance: str = ""
    themes: tuple[CodeTheme, ...] = ()
    finished: bool = True


@dataclass(frozen=True)
class Heard:
    when: When
    came_from: Feedback.From
    kind: Feedback.Kind
    content: str


LEARNED = (
    Learned(
        "safeguarding",
        "Safeguarding children, level 3: yearly update",
        behind(505, THU, "09:00"),
        360,
        360,
        Method.COURSE,
        LearningType.FORMAL,
        "Ashvale Community Trust",
        "Case discussion in groups of six from four agencies",
        "A chronology shows what no single visit does.",
        (PRESERVE, PRACTISE),
        (
            "certificate-safeguarding-level-3.pdf",
            (
                "Safeguarding children, level 3",
                "Six hours, four agencies in the room",
                "Attended in full",
            ),
        ),
    ),
    Learned(
        "feeding",
        "Infant feeding: two days towards the baby-friendly standards",
        behind(430, TUE, "09:30"),
        720,
        300,
        Method.COURSE,
        LearningType.FORMAL,
        "Ashvale Community Trust",
        "Practice in pairs, and a clinic with the feeding lead",
        "To watch a whole feed before saying anything.",
        (PRACTISE, PRIORITISE),
    ),
    Learned(
        "supervision",
        "Restorative supervision, three sessions",
        behind(300, MON, "14:00"),
        180,
        180,
        Method.OTHER,
        LearningType.WORK,
        "Ashvale Community Trust",
        "One to one with a trained supervisor",
        "What I carry home, I carry into the next visit.",
        (PROMOTE,),
    ),
    Learned(
        "reading",
        "Reading: three papers on sleep in the first year",
        behind(190, FRI, "19:30"),
        150,
        0,
        Method.INDEPENDENT,
        LearningType.SELF_DIRECTED,
        "",
        "",
        "One in four babies still wakes at six months, and nobody did anything wrong.",
        (PRACTISE,),
    ),
    Learned(
        "journal-club",
        "Journal club: asking about money",
        behind(75, WED, "12:30"),
        60,
        60,
        Method.OTHER,
        LearningType.PROFESSIONAL,
        "The team at Larch Street",
        "Eight of us round one paper",
        "Ask everyone, in the same words, and nobody is singled out.",
        (PRIORITISE,),
    ),
)

ACCOUNTS = (
    Account(
        "safeguarding",
        "The chronology that I had not written",
        "A day on safeguarding with people of four agencies. In a group of six we read "
        "the record of a family as each agency had kept it.",
        "That each of us had written down a small worry, and that none of us would "
        "have acted on one. Side by side, with their dates, they were one large worry.",
        "I begin a chronology at the second concern and no longer at the fourth. In "
        "supervision I bring the chronology and not my impression.",
        "To preserve safety I must act on risk without delay. A chronology is how I "
        "notice that I am delaying.",
        (PRESERVE, PRACTISE),
    ),
    Account(
        "feeding",
        "Hands behind my back",
        "Two days on infant feeding, with practice in pairs and a morning in a clinic.",
        "That I help too early. When I kept my hands behind my back and watched a "
        "whole feed, the mother found the better hold herself.",
        "I ask whether I may watch first. I say what I see before I say what I would "
        "do. Visits are no longer for it.",
        "It is the mother's feed and her decision: prioritising people begins with not "
        "reaching in. And it is what the evidence says works.",
        (PRIORITISE, PRACTISE),
    ),
    Account(
        "journal-club",
        "The same question to everyone",
        "Our journal club read a study in which health visitors asked every family "
        "about money in the same words.",
        "I had been asking only where I thought that I saw a need. I was wrong in both "
        "directions.",
        finished=False,
    ),
)

FEEDBACK = (
    Heard(
        behind(410, WED),
        Feedback.From.PATIENTS,
        Feedback.Kind.LETTER,
        "A mother wrote that I was the first who watched before I talked. Since then I "
        "say aloud that I am going to watch.",
    ),
    Heard(
        behind(260, THU),
        Feedback.From.APPRAISAL,
        Feedback.Kind.SPOKEN,
        "My records were called clear, and late. I now write in the car before the "
        "next visit, and the next visit is ten minutes later.",
    ),
    Heard(
        behind(96, MON),
        Feedback.From.STUDENTS,
        Feedback.Kind.SURVEY,
        "My student would have liked to lead a visit sooner. The next one leads part "
        "of a visit in the second week.",
    ),
)

# Written down during the event that she will want to reflect on next.
NOTE_ON = "insights-fathers"
NOTE = """\
A hundred records: name of the father in 61, his health in 9, his worries in 2.
Their change: one line on page two, "Who else looks after the baby, and how are they?"
Try it for a month. Ask at the team meeting whether the form may be changed.
Question I did not put: what about fathers who may not be in the home?
"""
