"""The guidance of the demonstration, with what explains it and what is asked jointly.

The editions and their days are real; the words about them are ours, and the addresses
lead nowhere.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any

from portal.cms.access import Readers
from portal.cms.models import GuidanceStatus

from .wording import Day, ago, day, text

ALL = ("england", "scotland", "wales", "northern_ireland")
ENGLAND = ("england",)
GOVERNMENT = "Government departments"
EDUCATION_DEPARTMENT = "Department for Education"


@dataclass(frozen=True)
class Record:
    """One edition; `replaces` names others by their slugs."""

    slug: str
    title: str
    edition: str
    publisher: str
    summary: str
    checked_on: Day
    in_force_from: date | None = None
    status: GuidanceStatus = GuidanceStatus.STATUTORY
    nations: tuple[str, ...] = ENGLAND
    topics: tuple[str, ...] = ("safeguarding",)
    replaces: tuple[str, ...] = ()
    body: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True)
class Explained:
    slug: str
    title: str
    standfirst: str
    explains: str
    audience: str
    on: Day
    body: tuple[tuple[str, Any], ...]
    publisher: str = ""
    address: str = ""
    topics: tuple[str, ...] = ("safeguarding",)
    readers: str = Readers.EVERYONE


@dataclass(frozen=True)
class Statement:
    slug: str
    title: str
    standfirst: str
    on: Day
    lead_body: str
    demands: tuple[str, ...]
    body: tuple[tuple[str, Any], ...]
    signed_by: tuple[str, ...]
    notes: tuple[str, ...]
    topics: tuple[str, ...] = ()


SAFEGUARDING = "Working together to safeguard children"

RECORDS = (
    Record(
        "assessment-framework-2000",
        "Framework for assessing children in need and their families",
        "2000 edition",
        GOVERNMENT,
        "How agencies looked at a child’s needs, the parents’ abilities and the "
        "family’s surroundings, side by side.",
        ago(400),
    ),
    Record(
        "section-11-2007",
        "Guidance on the duty to safeguard children (section 11)",
        "2007 edition",
        GOVERNMENT,
        "What each organisation had to have in place: somebody who answers for it, "
        "training, supervision and safe recruitment.",
        ago(400),
    ),
    Record(
        "safeguarding-2010",
        SAFEGUARDING,
        "2010 edition",
        GOVERNMENT,
        "The multi-agency guidance in its longest form, with a chapter for every "
        "agency and every step.",
        ago(400),
    ),
    Record(
        "safeguarding-2013",
        SAFEGUARDING,
        "2013 edition",
        GOVERNMENT,
        "Three books became one. Shorter, with fewer deadlines laid down from above "
        "and more left to local judgement.",
        ago(390),
        date(2013, 4, 15),
        replaces=(
            "safeguarding-2010",
            "assessment-framework-2000",
            "section-11-2007",
        ),
    ),
    Record(
        "safeguarding-2018",
        SAFEGUARDING,
        "2018 edition",
        EDUCATION_DEPARTMENT,
        "Local boards gave way to three partners who answer together: council, health "
        "and police.",
        ago(200),
        date(2018, 7, 4),
        replaces=("safeguarding-2013",),
    ),
    Record(
        "safeguarding-2023",
        SAFEGUARDING,
        "2023 edition",
        EDUCATION_DEPARTMENT,
        "What agencies owe a child and each other: help early, one plan, and a lead "
        "practitioner who need not be a social worker.",
        ago(12),
        date(2023, 12, 15),
        replaces=("safeguarding-2018",),
        body=(
            text(
                "<h2>What to look up first</h2>",
                "The opening chapter says what a family may expect of anybody who "
                "comes through the door. The chapter on help and support holds the "
                "words about the lead practitioner; the one on learning says how a "
                "serious incident is looked into, and by when.",
            ),
            (
                "timescales",
                {
                    "title": "When it matters that something happens",
                    "steps": [
                        {
                            "day": None,
                            "about": "Within one working day",
                            "words": "<p>Social care decides what follows on a "
                            "referral, and tells whoever made it.</p>",
                        },
                        {
                            "day": None,
                            "about": "Within fifteen working days",
                            "words": "<p>A first conference, counted from the "
                            "discussion that led to it.</p>",
                        },
                        {
                            "day": None,
                            "about": "Within forty-five working days",
                            "words": "<p>An assessment is finished at the latest.</p>",
                        },
                    ],
                },
            ),
        ),
    ),
    Record(
        "fgm-2014",
        "Female genital mutilation: practice guidelines",
        "2014 edition",
        GOVERNMENT,
        "How to recognise a girl at risk and a woman who needs care, before the duty "
        "to report came.",
        ago(300),
        status=GuidanceStatus.GOVERNMENT,
        nations=("england", "wales"),
    ),
    Record(
        "fgm-multi-agency",
        "Female genital mutilation: multi-agency guidance",
        "",
        GOVERNMENT,
        "Who does what when a girl may be at risk, and what each professional has to "
        "report.",
        ago(30),
        nations=("england", "wales"),
        replaces=("fgm-2014",),
    ),
)

BRIEFINGS = (
    Explained(
        "the-2013-edition-in-twelve-pages",
        "The 2013 edition in twelve pages",
        "A law firm’s reading of the shortened guidance: what was a duty before and is "
        "a judgement now.",
        "safeguarding-2013",
        "Safeguarding leads and their lawyers",
        day(2013, 5, 20),
        (
            text(
                "The firm sets the old and the new paragraphs side by side. It was "
                "useful to those who had to rewrite local procedures within a year. "
                "We keep it because reports of that time refer to it.",
            ),
        ),
        publisher="A law firm for public bodies",
        address="https://lawfirm.example/briefings/2013-edition/",
    ),
    Explained(
        "who-may-lead-a-plan",
        "Who may lead a plan: the 2023 edition for health visitors",
        "What the words on lead practitioners allow, what they ask of your manager, "
        "and four questions for the first meeting.",
        "safeguarding-2023",
        "Health visitors and school nurses",
        day(2024, 1, 22),
        (
            text(
                "<h2>What it says</h2>",
                "A lead practitioner for a child in need may come from any agency that "
                "knows the family. The decision is taken by a social work manager, "
                "with the family and with the agency concerned.",
                "<h2>What it leaves open</h2>",
                "Hours, supervision and cover. None of them is laid down, so each has "
                "to be agreed where you work.",
                "<h2>Four questions for the first meeting</h2>",
                "<ol><li>Who decided it, and was the family there?</li><li>How many "
                "hours a week, and from whose caseload?</li><li>Who supervises, and "
                "how often?</li><li>Whose name is second on the plan?</li></ol>",
            ),
            (
                "folds",
                {
                    "folds": [
                        {
                            "heading": "May I say no?",
                            "words": "<p>Your agency has to agree. Say in writing what "
                            "would have to be in place, and ask your named "
                            "professional to take it up.</p>",
                        },
                        {
                            "heading": "Does it change what I record?",
                            "words": "<p>No. You record what you see and do, as "
                            "before. The plan is a record of its own.</p>",
                        },
                    ]
                },
            ),
        ),
        topics=("safeguarding", "workforce"),
        readers=Readers.MEMBERS,
    ),
    Explained(
        "sharing-information-without-fear",
        "Sharing information without fear",
        "When you may tell another agency something without consent, in one page, and "
        "how to write down why.",
        "safeguarding-2018",
        "Everybody who keeps a child’s record",
        day(2019, 3, 11),
        (
            text(
                "<h2>The short answer</h2>",
                "If a child may come to harm, you may share what another agency needs "
                "in order to prevent it. Ask for consent when asking is safe. When it "
                "is not, say so in the record, and say why.",
                "<h2>Three sentences to write</h2>",
                "<ul><li>What I shared, with whom, on which day.</li><li>What I feared "
                "would happen otherwise.</li><li>Whether I asked, and if not, why "
                "not.</li></ul>",
            ),
        ),
    ),
)

BABIES = Statement(
    "babies-in-lockdown",
    "Babies in lockdown",
    "Babies cannot wait for a plan to recover. We ask together that nobody who visits "
    "them is sent elsewhere.",
    day(2020, 4, 22),
    "Alliance for the First Years",
    (
        (
            "<b>Keep health visitors with families.</b> Nobody who visits babies is "
            "moved to other work while a baby cannot be seen by anybody else."
        ),
        (
            "<b>See every newborn in person,</b> in protective clothing if need be. A "
            "telephone does not show where a baby sleeps."
        ),
        (
            "<b>Count babies in every plan</b> for easing the rules, and say in public "
            "how that was done."
        ),
    ),
    (
        text(
            "<h2>Why now</h2>",
            "A baby born this spring has met few people besides those at home. Where "
            "home is safe that is a strange beginning. Where it is not, it is "
            "dangerous, and nobody is there to see it.",
            "Those who sign work in nursing, in charities and in councils. We differ "
            "on much. On this we do not.",
        ),
    ),
    (
        "Alliance for the First Years",
        "The Institute",
        "The Perinatal Network",
        "Association of Directors of Public Health, northern branch",
        "Átha Family Centres",
        "Baby Steps Charity",
        "Children’s Commissioner’s Office",
        "early years union",
        "Élan Fathers’ Project",
        "Federation of Family Nurses",
        "Home Visiting Trust",
        "Infant Mental Health Society",
        "Local Government Family Forum",
        "Midwives Together",
        "Mothers’ Voices Cymru",
        "School Nursing Association",
        "The Sleep Safe Foundation",
        "Young Parents’ Network",
    ),
    (
        (
            "The statement was written between 6 and 20 April 2020. The number of "
            "signatories is that on the day of issue."
        ),
        (
            "For an interview with a practitioner or with our policy lead, write to "
            "the policy address at the foot of this page. We answer on the same "
            "working day."
        ),
    ),
    ("safeguarding", "workforce"),
)

STATEMENTS = (BABIES,)

# What pages of other lists cite, by their slugs, and what they say to the press.
NEWS_CITES = {
    "the-updated-safeguarding-guidance": ("safeguarding-2023",),
    "we-responded-to-the-guidance-consultation": ("safeguarding-2018",),
}
POSITION_CITES = {"lead-practitioners": ("safeguarding-2023",)}
NEWS_NOTES = {
    "the-updated-safeguarding-guidance": (
        (
            "The edition of 2023 was published on 15 December 2023 and replaces that "
            "of 2018."
        ),
        (
            "The grant named in the text is £6.48 million within a little over £7 "
            "million across two years."
        ),
        (
            "For an interview with a practising health visitor, write to our policy "
            "address."
        ),
    ),
}
# What positions said before: from when, what, and why it was changed.
EARLIER = {
    "lead-practitioners": (
        (
            date(2019, 2, 4),
            (
                "A social worker leads the plan of a child in need. Health visitors "
                "contribute to it and do not lead."
            ),
            (
                "members told us of families in which nobody else is let in, and asked "
                "for a choice made case by case."
            ),
        ),
    ),
}
