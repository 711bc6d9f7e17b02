"""The consultations of the demonstration, and what was answered to two of them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from .answers_to_guidance import GUIDANCE
from .answers_to_strategy import STRATEGY
from .questions import Block
from .wording import POLICY, Day, ago, day, text


@dataclass(frozen=True)
class Response:
    """What was answered, as it was submitted; corrections came later."""

    slug: str
    title: str
    submitted_on: Day
    standfirst: str
    points: tuple[str, ...]
    roles: tuple[str, ...]
    document: tuple[Block, ...]
    corrections: tuple[tuple[Day, str, str], ...] = ()
    # The news item that told of it, and leads to it.
    news: str = ""


@dataclass(frozen=True)
class Asked:
    """One consultation; `roundtable` names a private event of the diary."""

    slug: str
    title: str
    consulting_body: str
    summary: str
    opens_on: Day
    closes_on: Day
    views_by: Day | None
    questions: int | None
    body: tuple[tuple[str, Any], ...]
    documents: tuple[tuple[str, str, str, Day], ...]
    expected: str = ""
    outcome_on: Day | None = None
    outcome_url: str = ""
    roundtable: str = ""
    topics: tuple[str, ...] = ()
    nations: tuple[str, ...] = ("england",)
    response: Response | None = None


# --- Sources ---------------------------------------------------------------

INSTITUTE = "The Institute"
PANEL = "National review panel"
EDUCATION = "Department for Education"
# Cited as, publisher, title, edition, date, address, when it was seen there.
SOURCES: tuple[tuple[str, str, str, str, str, str, date | None], ...] = (
    ("survey-2022", INSTITUTE, "Annual survey of practitioners", "2022 edition",
     "January 2023", "https://institute.example/surveys/2022/", date(2023, 5, 3)),
    ("survey-2021", INSTITUTE, "Annual survey of practitioners", "2021 edition",
     "January 2022", "https://institute.example/surveys/2021/", date(2023, 5, 3)),
    ("focus-groups", INSTITUTE, "Members’ focus groups on practice and training", "",
     "February 2023", "", None),
    ("roundtable-2023", INSTITUTE, ("Notes of the members’ roundtable on children in "
     "need"), "", "21 August 2023", "", None),
    ("top-20", INSTITUTE, ("Practice guidance: twenty messages from serious case "
     "reviews"), "", "", "https://institute.example/resources/top-20/",
     date(2023, 8, 30)),
    ("babies-statement", "A coalition of 43 organisations", ("Babies in lockdown: a "
     "joint statement"), "", "April 2020", "", None),
    ("strategy", EDUCATION, "Children’s social care strategy, for consultation", "",
     "2023", "", None),
    ("care-review", "Independent review of children’s social care", "Final report",
     "", "May 2022", "", None),
    ("draft-guidance", EDUCATION, ("Multi-agency safeguarding guidance, draft for "
     "consultation"), "", "June 2023", "", None),
    ("guidance-2018", EDUCATION, "Multi-agency safeguarding guidance", "2018 edition",
     "2018", "", None),
    ("guidance-2013", "HM Government", "Multi-agency safeguarding guidance",
     "2013 edition", "in force 15 April 2013", "", None),
    ("fathers", PANEL, "Review of harm to babies by men who care for them", "",
     "September 2021", "", None),
    ("sudden-deaths", PANEL, "Review of sudden unexpected deaths of infants", "",
     "2020", "", None),
    ("annual-report", PANEL, "Annual report", "2021 edition", "2022", "", None),
    ("workforce-figures", "NHS England", "Workforce statistics", "",
     "January 2023", "", None),
    ("healthy-child", "Office for Health Improvement and Disparities",
     "Healthy child programme: guide for commissioners", "2021 edition", "2021", "",
     None),
    ("first-days", "HM Government", ("The best start for life: a vision for the first "
     "1,001 days"), "", "March 2021", "", None),
    ("grant", EDUCATION, "Grant for putting the reforms in place: what areas receive",
     "", "2023", "", None),
)  # fmt: skip

# --- The consultations -----------------------------------------------------

ROLES = (POLICY, "Expert adviser for safeguarding", "Education and workforce lead")

CONSULTATIONS = (
    Asked(
        "childrens-social-care-strategy",
        "A strategy for children’s social care",
        EDUCATION,
        "How children’s social care in England should be reformed: family help, "
        "kinship, homes and the people who do the work.",
        day(2023, 2, 2),
        day(2023, 5, 11),
        day(2023, 4, 24),
        None,
        (
            text(
                "<h2>What is proposed</h2>",
                "Six pillars, among them one family help service in each area and more "
                "support for relatives who bring up a child. The strategy follows the "
                "independent review of 2022.",
                "<h2>What it has to do with us</h2>",
                "Most of the families it speaks of are known to a health visitor years "
                "before anybody else. The strategy mentions the service twice.",
            ),
        ),
        (
            (
                "The strategy, with the questions",
                "https://education.example/strategy/",
                EDUCATION,
                day(2023, 5, 2),
            ),
        ),
        topics=("safeguarding", "workforce"),
        response=Response(
            "our-response",
            "Children’s social care: our answers to the strategy consultation",
            day(2023, 5, 11),
            "We support one family help service, designed with the people who use it. "
            "We cannot support the workforce proposals while the people they rely on "
            "are not counted.",
            (
                (
                    "One service, reached through people whom families already "
                    "trust.[^focus-groups]"
                ),
                "Babies and the first year belong into every measure.",
                "A workforce plan that counts health visitors, with a date.",
            ),
            ROLES,
            STRATEGY,
        ),
    ),
    Asked(
        "safeguarding-guidance-2023",
        "Changes to the multi-agency safeguarding guidance",
        EDUCATION,
        "Who may lead a plan for a child in need, who answers for safeguarding in an "
        "area, and what families can expect. The biggest change since 2018.",
        day(2023, 6, 21),
        day(2023, 9, 6),
        day(2023, 8, 25),
        35,
        (
            text(
                "<h2>What is asked</h2>",
                "28 questions in five areas, one on the effect of the changes, and six "
                "about who answers.",
                "<h2>What matters most to us</h2>",
                "Health visitors may become lead practitioners for children in need. "
                "We asked members what that would take.",
            ),
        ),
        (
            (
                "The draft guidance",
                "https://education.example/guidance/draft/",
                EDUCATION,
                day(2023, 6, 22),
            ),
            (
                "What changes, on two pages",
                "https://education.example/guidance/changes/",
                EDUCATION,
                day(2023, 6, 22),
            ),
        ),
        expected="autumn 2023",
        outcome_on=day(2023, 12, 15),
        outcome_url="https://education.example/guidance/2023/",
        roundtable="roundtable-2023",
        topics=("safeguarding", "workforce"),
        response=Response(
            "our-response",
            "Safeguarding guidance: our answers to the consultation",
            day(2023, 9, 5),
            "A health visitor may lead a family’s plan when the family and the case "
            "call for it, with time and supervision to match. Never by default, and "
            "not before somebody independent has worked out what it costs.",
            (
                "Case by case, with the family there when it is decided.",
                "Only with hours set aside and supervision by name.[^roundtable-2023]",
                (
                    "An independent costing first: the grant does not pay for the "
                    "work.[^grant]"
                ),
            ),
            ROLES,
            GUIDANCE,
            (
                (
                    day(2023, 9, 19),
                    "12",
                    (
                        "The grant is £6.48m for the areas; the figure of more than "
                        "£7m includes what is spent nationally."
                    ),
                ),
            ),
            "we-responded-to-the-guidance-consultation",
        ),
    ),
    Asked(
        "safe-caseloads",
        "Safe caseloads in community nursing",
        "Community Health Standards Board",
        "Should there be a number of children above which a caseload is not safe, and "
        "who should answer for it?",
        ago(18),
        ago(-31),
        ago(-17),
        14,
        (
            text(
                "<h2>What is asked</h2>",
                "Whether the board should set a number, how it should be counted, and "
                "what an area has to do when it is passed.",
                "<h2>What we would like to hear from you</h2>",
                "How many children are on your list, what you leave undone because of "
                "it, and what a number would change. We publish none of it: it goes "
                "into what we answer.",
            ),
        ),
        (
            (
                "The consultation paper",
                "https://standards.example/caseloads/",
                "Community Health Standards Board",
                ago(12),
            ),
        ),
        expected="in the spring",
        roundtable="roundtable",
        topics=("workforce",),
        nations=("england", "wales"),
    ),
    Asked(
        "one-record-for-every-child",
        "One record for every child",
        "Children’s Data Board",
        "A single number that follows a child through health, school and social care, "
        "and what may be seen under it by whom.",
        ago(-24),
        ago(-80),
        ago(-66),
        None,
        (
            text(
                "The paper is announced and not out yet. When it is, it stands here, "
                "and so does the way to tell us what you think.",
            ),
        ),
        (),
        topics=("safeguarding",),
        nations=("england", "scotland", "wales", "northern_ireland"),
    ),
)

# What members wrote about the one that is open; their words are invented, too.
VIEWS = (
    ("safe-caseloads", "Health visitor",
     "I have 480 on my list. A number would at least let me say no to the next one."),
    ("safe-caseloads", "Team lead",
     ("Count by need, not by heads. Three hundred in one street are not three hundred "
     "in another. A number without that becomes a target.")),
    ("safe-caseloads", "Practice teacher",
     ("Students ask me what safe means. I would like to have an answer that is not "
     "my own.")),
    ("safe-caseloads", "",
     "What gets left undone: the visit at eight months. Nobody notices for years."),
    ("safe-caseloads", "Specialist health visitor",
     ("My list is short, and every family on it is in court or in hospital. Count "
     "us apart, and not with the others.")),
    ("safe-caseloads", "Service manager",
     ("I would publish the number of each area twice a year. That alone would do more "
     "than a ceiling that nobody enforces.")),
    ("safe-caseloads", "Health visitor",
     ("In Wales we have the record to count from. Ask for the method before the "
     "number, or each board will count as it likes.")),
)  # fmt: skip
