"""The consultations of the demonstration, and what was answered to two of them."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from .news import POLICY, Day, ago, day, text

type Block = tuple[str, dict[str, Any]]


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


# --- Parts of a response ---------------------------------------------------


def chapter(number: str, title: str, not_answered: str = "") -> Block:
    return "chapter", {"number": number, "title": title, "not_answered": not_answered}


def _said(*paragraphs: str) -> str:
    return "".join(
        part if part.startswith("<") else f"<p>{part}</p>" for part in paragraphs
    )


def ticked(
    kind: str,
    number: str,
    asked: str,
    options: tuple[str, ...],
    chosen: str,
    *answer: str,
    differs: str = "",
) -> Block:
    assert chosen in options
    return kind, {
        "number": number,
        "asked": asked,
        "options": [{"label": label, "chosen": label == chosen} for label in options],
        "differs": differs,
        "answer": _said(*answer),
    }


def ranked(
    number: str,
    asked: str,
    options: tuple[str, ...],
    order: tuple[str, ...],
    *answer: str,
) -> Block:
    assert set(order) <= set(options)
    return "ranking", {
        "number": number,
        "asked": asked,
        "options": [
            {
                "label": label,
                "place": order.index(label) + 1 if label in order else None,
            }
            for label in options
        ],
        "differs": "",
        "answer": _said(*answer),
    }


def words(number: str, asked: str, *answer: str) -> Block:
    return "words", {"number": number, "asked": asked, "answer": _said(*answer)}


AGREE = (
    "Strongly agree",
    "Agree",
    "Neutral",
    "Disagree",
    "Strongly disagree",
    "Don’t know",
)
SUPPORT = (
    "Fully supportive",
    "Somewhat supportive",
    "Neutral",
    "Somewhat oppose",
    "Strongly oppose",
    "Don’t know",
)
MISSIONS = (
    "Strongly agree",
    "Agree",
    "Neither agree nor disagree",
    "Disagree",
    "Strongly disagree",
)
YES = ("Yes", "In part", "No", "Don’t know")

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

# --- C1: the strategy ------------------------------------------------------

STRATEGY = (
    chapter("1", "Vision and pillars"),
    ticked(
        "scale",
        "1.1",
        "Overall, to what extent do you agree that the six pillars are the right ones "
        "on which to base the reforms?",
        AGREE,
        "Neutral",
        "The pillars name the right places to act. They say little about babies, and "
        "nothing about the universal services that meet every family before any "
        "referral is made.[^survey-2022] A reform that starts at the referral starts "
        "late.",
        "Of the children whom the review panel hears of, more than a third are under "
        "one.[^annual-report] A strategy for them has to begin where they are seen: "
        "at home, in the first weeks.[^first-days]",
    ),
    words(
        "1.3",
        "What would help the long-term reform of the system to last?",
        "A count of the people it depends on, published every year, health visitors "
        "among them. The workforce has shrunk every year since "
        "2015.[^workforce-figures] No plan that leaves this out can be costed.",
        "And patience: members told us of four reorganisations in ten years, each of "
        "which lost the addresses of the last.[^focus-groups]",
    ),
    chapter("2", "Family help"),
    ticked(
        "scale",
        "2.1",
        "To what extent are you supportive of the proposal for a single family help "
        "service?",
        SUPPORT,
        "Fully supportive",
        "Families tell the same story to too many people.[^care-review] One service, "
        "reached through people they already trust, would change that, provided that "
        "health visiting is a partner in it and not a source of staff for "
        "it.[^focus-groups]",
    ),
    words(
        "2.2",
        "How can family help work well for disabled children and their families?",
        "By asking once. Parents of disabled children told our members of up to "
        "eleven assessments in a year.[^survey-2022] We ask for three things:",
        "<ul><li>one assessment that each service adds to;</li><li>a key worker who "
        "stays when the child changes school;</li><li>equipment and short breaks that "
        "do not wait for a social care plan.</li></ul>",
    ),
    ranked(
        "2.3",
        "Which features matter most in a family help service? Please rank up to three.",
        (
            "One key worker throughout",
            "Close to where families live",
            "Designed with children and families",
            "Reached without a referral",
            "The right knowledge and skills",
            "Open outside working hours",
        ),
        (
            "Designed with children and families",
            "One key worker throughout",
            "The right knowledge and skills",
        ),
        "We would have ranked “reached without a referral” fourth: without it, the "
        "first three come too late for many.",
    ),
    words(
        "2.4",
        "What should the principles for parenting support be?",
        "That it is offered to everybody and begins before birth.[^healthy-child] That "
        "fathers are asked and written down by name.[^fathers] That nobody has to fail "
        "first.",
    ),
    chapter(
        "3",
        "Child protection",
        "We had no evidence of our own to add to that of the review panel.",
    ),
    chapter("4", "Kinship"),
    ticked(
        "scale",
        "4.1",
        "Do you support the proposed working definition of kinship care?",
        SUPPORT,
        "Somewhat supportive",
        "It is broad enough to be recognised by the families concerned. It should say "
        "in terms that it covers the first year of life, when many arrangements "
        "begin.[^survey-2021]",
    ),
    words(
        "4.2",
        "How can a culture that puts the family first be built?",
        "By meeting the whole family early. A health visitor knows who lives in the "
        "home, who comes often, and who would be asked for help at night; services "
        "that come later ask again or never do.[^fathers]",
    ),
    words(
        "4.5",
        "What support do family networks need?",
        "Money that arrives with the child, and a named person to ring. Grandparents "
        "told our members that they were given a telephone number and a "
        "leaflet.[^focus-groups]",
    ),
    chapter("5", "Homes and missions"),
    ticked(
        "scale",
        "5.1",
        "Overall, to what extent do you agree that the six key missions are the right "
        "ones?",
        MISSIONS,
        "Neither agree nor disagree",
        "We agree with the aims. We cannot judge the measures, because none of them "
        "counts children under two.[^strategy]",
    ),
    chapter("6", "Best practice"),
    words(
        "6.3",
        "Please tell us of an example of best practice that should be shared.",
        "A joint visit by a health visitor and a family help worker at six weeks, "
        "offered to every family on the list and not only to those referred. In the "
        "area that began it, nine in ten families took it up.[^focus-groups]",
        "The practice review of sudden deaths shows why it matters: advice that a "
        "family trusts is given by somebody it knows.[^sudden-deaths]",
    ),
    chapter("7", "Workforce"),
    ticked(
        "scale",
        "7.2",
        "To what extent do you agree that these proposals will address the challenges "
        "facing the workforce?",
        AGREE,
        "Strongly disagree",
        "An early-career framework is welcome, and so is the promise of time for "
        "supervision. We agree with each of them as far as it goes.[^strategy]",
        "It cannot replace the practitioners who have left since "
        "2015.[^workforce-figures] Three in four of our members say that their "
        "caseload is larger than is safe.[^survey-2022]",
        differs="This is the response as it was sent. The text welcomes the proposals "
        "as far as they go; the option was chosen because they leave out the health "
        "workforce.",
    ),
    chapter("8", "Delivery"),
    words(
        "8.2",
        "What would help you to deliver these reforms?",
        "A workforce plan that counts health visitors, and a date for it. During the "
        "lockdown 43 organisations asked for the same.[^babies-statement]",
    ),
)

# --- C2: the guidance ------------------------------------------------------

GUIDANCE = (
    chapter("1", "A shared endeavour"),
    ticked(
        "choice",
        "1",
        "Do the principles for working with parents and carers help practice?",
        YES,
        "Yes",
        "They are what good practitioners do. It helps to be able to point to "
        "them.[^draft-guidance]",
    ),
    ticked(
        "choice",
        "2",
        "Are the expectations of multi-agency working clear at every level?",
        YES,
        "In part",
        "Clear for leaders and managers. For those in direct practice the draft says "
        "who meets and not who has the time to. A health visitor with several hundred "
        "children on the list cannot attend what is not in the diary.[^survey-2022]",
    ),
    words(
        "4",
        "What else should the guidance say about working with the whole family?",
        "That fathers and partners are named in the record.[^fathers] That families "
        "are told who will see it.",
    ),
    chapter("2", "Safeguarding arrangements"),
    ticked(
        "scale",
        "6",
        "To what extent do you agree with the split between lead and delegated "
        "safeguarding partners?",
        AGREE,
        "Agree",
        "It makes somebody answerable. The earlier edition left that "
        "open.[^guidance-2018]",
    ),
    ticked(
        "choice",
        "8",
        "Should education be named as a fourth safeguarding partner?",
        YES,
        "In part",
        "Schools know the child of seven well. The child of seven weeks is known to "
        "the health visitor alone, and the arrangements should name that service as "
        "well.[^healthy-child]",
    ),
    chapter("3", "Help and support"),
    ticked(
        "scale",
        "11",
        "To what extent do you agree that lead practitioners for children in need may "
        "come from a range of professions?",
        AGREE,
        "Disagree",
        "Sometimes it is right that a health visitor leads. It has to be somebody’s "
        "decision, made case by case with the family there, and never the "
        "default.[^roundtable-2023]",
        "<ol><li>It needs hours set aside, out of a caseload that is made smaller by "
        "them.</li><li>It needs supervision by a social worker, monthly at the "
        "least.[^roundtable-2023]</li><li>It needs a second name for the weeks of "
        "leave.</li></ol>",
        "Without these the role drifts: the person who came to weigh the baby becomes "
        "the person who holds the plan, and a door that was open to everybody begins "
        "to close.[^focus-groups]",
    ),
    words(
        "12",
        "What would practitioners need to take on the role?",
        "An independent costing before it begins. The grant to areas is £6.48m, out of "
        "rather more than £7m over two years, and pays for setting up; it does not pay "
        "for a single visit.[^grant]",
    ),
    ranked(
        "13",
        "Which of these would most help a lead practitioner? Please rank them.",
        (
            "Training",
            "Supervision by a social worker",
            "A smaller caseload",
            "Administrative support",
        ),
        (
            "A smaller caseload",
            "Supervision by a social worker",
            "Administrative support",
            "Training",
        ),
        "Training comes last because it is the part that is always offered.",
    ),
    ticked(
        "choice",
        "15",
        "Is the section on disabled children clear?",
        YES,
        "No",
        "It speaks of assessments and not of who joins them up.[^survey-2022]",
    ),
    chapter("4", "Decisive child protection"),
    ticked(
        "scale",
        "18",
        "To what extent do you agree with the national standards for child protection?",
        AGREE,
        "Strongly agree",
        "They say what the reviews have said for years.[^top-20]",
    ),
    ticked(
        "choice",
        "20",
        "Is the guidance on harm outside the home clear?",
        YES,
        "Don’t know",
        "Our members work with children under five. We leave this to those who know.",
    ),
    chapter("5", "Learning from serious incidents"),
    ticked(
        "choice",
        "24",
        "Will the changes help areas to learn from serious incidents?",
        YES,
        "In part",
        "Most reviews repeat earlier ones.[^annual-report] What would help is time to "
        "read them together: members learn more from an hour of talk than from a "
        "summary.[^survey-2022]",
    ),
    words(
        "26",
        "What else would help learning?",
        "One list of recommendations with the date on which each was done, or was "
        "not.[^sudden-deaths]",
    ),
    chapter("6", "Impact"),
    words(
        "29",
        "What would the effect be on people with protected characteristics?",
        "Families with little English and families without a fixed address lose most "
        "when universal visits are missed. The 2013 edition asked areas to look at "
        "this; the draft should again.[^guidance-2013]",
    ),
    chapter("", "About the respondent"),
    ticked(
        "choice",
        "30",
        "Are you responding as an individual or for an organisation?",
        ("As an individual", "For an organisation"),
        "For an organisation",
    ),
    words(
        "31",
        "What is your organisation?",
        "The professional body for health visitors. We asked members at a roundtable "
        "on 21 August 2023 and by letter.[^roundtable-2023]",
    ),
)

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
)  # fmt: skip
