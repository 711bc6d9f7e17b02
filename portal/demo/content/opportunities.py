"""What one can apply for or take part in, in the demonstration."""

from dataclasses import dataclass
from typing import Any

from portal.cms.access import Readers
from portal.cms.models import OpportunityKind

from .wording import Day, ago, text


@dataclass(frozen=True)
class Offered:
    slug: str
    title: str
    kind: OpportunityKind
    summary: str
    opens_on: Day
    closes_on: Day
    body: tuple[tuple[str, Any], ...]
    organisation: str = ""
    reference: str = ""
    place: str = ""
    terms: str = ""
    apply_address: str = ""
    apply_mailbox: str = ""
    topics: tuple[str, ...] = ()
    readers: Readers = Readers.EVERYONE


OPPORTUNITIES = (
    Offered(
        "practice-educator-ashvale",
        "Practice educator for student health visitors",
        OpportunityKind.VACANCY,
        "Three days a week with eleven students and the people who teach them, in a "
        "trust that keeps a day a month free for learning.",
        ago(9),
        ago(-19),
        (
            text(
                "You see each student at work once a month, and you know by Easter "
                "who needs more. You teach on two days of the course, and you keep a "
                "clinic of your own so that you do not forget.",
                "<h2>What is asked</h2>",
                "<ul><li>Health visitor on the register, five years in "
                "practice.</li><li>A teaching qualification, or the wish to begin one "
                "this year.</li></ul>",
            ),
        ),
        organisation="Ashvale Community Trust",
        reference="AVT-2211",
        place="Ashvale, with visits in three towns",
        terms="22.5 hours a week, Band 7, permanent",
        apply_address="https://ashvale.example/jobs/practice-educator",
        topics=("education", "workforce"),
    ),
    Offered(
        "adviser-neonatal-to-home",
        "Expert adviser: from the neonatal unit to home",
        OpportunityKind.ADVISER,
        "We look for a member who knows the weeks after a baby comes home from "
        "intensive care, and can give us a few hours a month.",
        ago(14),
        ago(-33),
        (
            text(
                "Advisers read drafts, answer the press with us, and speak once a "
                "year. They are named by role on this site, with their dates.",
                "<h2>How we choose</h2>",
                "Two members of the board and an adviser read what you write and talk "
                "with three of you for half an hour.",
            ),
        ),
        reference="ADV-7",
        place="Online",
        terms="About four hours a month for three years, unpaid, costs paid",
        apply_mailbox="policy@institute.example",
        topics=("infant-feeding", "perinatal-mental-health"),
    ),
    Offered(
        "focus-group-students",
        "Focus group: your first ten visits alone",
        OpportunityKind.FOCUS_GROUP,
        "Ninety minutes online with nine other students and newly qualified members. "
        "What you say is written down without names.",
        ago(4),
        ago(-10),
        (
            text(
                "We want to know what nobody had told you. Four questions, sent "
                "beforehand. You get a record of attendance, and the summary before "
                "anybody else.",
            ),
        ),
        reference="FG-26-3",
        place="Online",
        terms="Ninety minutes, ten places, for members",
        apply_mailbox="events@institute.example",
        topics=("education",),
        readers=Readers.MEMBERS,
    ),
    Offered(
        "team-award",
        "Award for a team that changed one thing",
        OpportunityKind.AWARD,
        "Five hundred pounds and an afternoon on our stage for a team that changed one "
        "thing for families, and can say what came of it.",
        ago(120),
        ago(40),
        (
            text(
                "Two pages: what it was like, what you did, how you know that it "
                "helped, and what you would not do again. The last one counts most.",
            ),
        ),
        reference="TA-2026",
        terms="Two pages, signed by the whole team",
        apply_mailbox="hello@institute.example",
        topics=("workforce",),
    ),
)
