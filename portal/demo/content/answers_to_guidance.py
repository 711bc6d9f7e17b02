"""What was answered to the changes of the safeguarding guidance, in its numbering."""

from .questions import AGREE, YES, chapter, ranked, ticked, words

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
