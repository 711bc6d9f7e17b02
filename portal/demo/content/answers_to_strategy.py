"""What was answered to the strategy for children's social care, in its numbering."""

from .questions import AGREE, MISSIONS, SUPPORT, chapter, ranked, ticked, words

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
