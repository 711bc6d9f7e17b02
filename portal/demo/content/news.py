"""The news of the demonstration, in the order in which it came out."""

from portal.cms.models import NewsKind

from .earlier_news import EARLIER
from .wording import CHIEF, EDUCATION, POLICY, TRAINING, Item, day, figures, said, text

ITEMS = (
    Item(
        "sixty-eight-champions-for-london",
        day(2015, 10, 19),
        NewsKind.ANNOUNCEMENT,
        "Sixty-eight champions for London",
        TRAINING,
        "Three courses in one month, and every maternity unit of the network has "
        "somebody to ask about mental health around birth.",
        (
            text(
                "Forty-six people from many agencies and twenty-two from maternity "
                "services finished champion training this month, in three runs across "
                "twelve boroughs. The regional education funder paid; the perinatal "
                "network asked for it and chose who came.",
                "It began small. Early this year twenty-two practitioners in three "
                "north London boroughs tried the two days and told us what to change. "
                "They wanted less about causes and more about what to say. They got "
                "it.",
                "<h2>What a champion does</h2>",
                "A champion does not carry a caseload of worried parents. A champion "
                "knows the pathway, keeps a folder that colleagues use, and runs a "
                "half day for them twice a year with a partner from another agency.",
            ),
            said(
                "I thought it was a subject for specialists. Now I ask, and I know "
                "what to do with the answer.",
                "Midwife, on the last day",
            ),
        ),
        ("perinatal-mental-health",),
    ),
    Item(
        "champion-training-in-july",
        day(2019, 6, 3),
        NewsKind.ANNOUNCEMENT,
        "Champion training in July, in London",
        TRAINING,
        "The spring courses sold out within days, so there is one more before the "
        "summer.",
        (
            text(
                "Two days, 10 and 11 July, for practitioners of every agency who work "
                "with parents and babies. The course is accredited, and it is the one "
                "that lets you train others.",
                "Whoever wants to learn for themselves alone will be better off with "
                "the awareness day in October. It is shorter, costs less and asks for "
                "no promise.",
            ),
        ),
        ("perinatal-mental-health",),
        "champion-2019",
    ),
    Item(
        "places-on-the-awareness-day",
        day(2019, 9, 12),
        NewsKind.ANNOUNCEMENT,
        "Awareness day: who comes, and what they say of it",
        TRAINING,
        "Twenty places on 16 October. Three people who came before tell what stayed "
        "with them.",
        (
            text(
                "The day is small on purpose: twenty people, so that everybody can put "
                "their own case. Those who come are neonatal nurses, midwives, social "
                "workers, and the people in nurseries and family centres whom parents "
                "see most often.",
            ),
            said(
                "I use it on the unit every week.", "Neonatal nurse, who came in 2018"
            ),
            said(
                "I knew nothing about it when I arrived. All of it was for me.",
                "Parent support worker, who came in 2018",
            ),
        ),
        ("perinatal-mental-health",),
        "awareness-2019",
    ),
    Item(
        "babies-in-lockdown-a-joint-statement",
        day(2020, 4, 22),
        NewsKind.ANNOUNCEMENT,
        "Babies in lockdown: what forty-three organisations ask for together",
        CHIEF,
        "Babies cannot wait for the recovery plan. With forty-two others we ask that "
        "nobody who visits them is sent elsewhere.",
        (
            text(
                "A baby born this spring has met few people besides those at home. "
                "Where home is safe that is a strange beginning. Where it is not, it "
                "is dangerous, and nobody is there to see it.",
                "<h2>What we ask</h2>",
                "<ul><li>Keep health visitors with families. Do not redeploy "
                "them.</li><li>See every newborn in person, in protective clothing if "
                "need be.</li><li>Count babies in every plan for easing the rules, and "
                "say how.</li></ul>",
                "The statement is signed by charities, by professional bodies for "
                "nursing, and by associations of those who run services.",
            ),
        ),
        ("safeguarding", "workforce"),
        corrections=(
            (
                day(2020, 4, 24),
                (
                    "An earlier version gave the number of organisations as forty-two. "
                    "That was the number besides us."
                ),
            ),
        ),
    ),
    Item(
        "sudden-deaths-of-infants",
        day(2020, 7, 20),
        NewsKind.REACTION,
        "Sudden deaths of infants: forty families, and what we could have said",
        POLICY,
        "A national review of forty deaths shows safer-sleep advice that was given, "
        "and not heard. We say what that asks of a visit.",
        (
            text(
                "Forty babies died suddenly between June 2018 and August 2019 in "
                "families where somebody had already been worried. Almost every parent "
                "had been told how a baby sleeps safely. Few had been asked where the "
                "baby would sleep tonight.",
                "<h2>From telling to asking</h2>",
                "The review says it without blame: advice that is handed over once, on "
                "a good day, is not there on the bad night. It asks for a "
                "conversation that returns whenever something at home changes: a "
                "move, a new partner, a sofa in place of a bed.",
                "That takes a practitioner who knows the family and has the time to "
                "come back. We will go on saying so.",
            ),
            figures(
                "National review of sudden infant deaths, 2020",
                ("40", "deaths between June 2018 and August 2019"),
            ),
        ),
        ("safeguarding",),
    ),
    Item(
        "unseen-fathers",
        day(2021, 9, 14),
        NewsKind.REACTION,
        "The men in the room: our answer to the review on unseen fathers",
        POLICY,
        "A third of the most serious incidents concern babies, and in many of those "
        "records the father is a first name. That can be changed.",
        (
            text(
                "The review panel has looked at babies who were harmed by men who "
                "cared for them. The men were not hidden. They opened the door, they "
                "carried the bag to the scales. They were not asked.",
                "<h2>What we take from it</h2>",
                "<ol><li>Write down who lives here and who comes often, with surname "
                "and date of birth.</li><li>Ask a father how he is, with the same "
                "questions and in the same place in the record.</li><li>Offer one "
                "visit at an hour when he is at home.</li></ol>",
                "None of this is new. What is new is that somebody has counted what "
                "it costs to leave it out.",
            ),
            figures(
                "The panel’s review of harm to babies by men, 2021",
                ("35 %", "of serious incidents notified concern babies"),
            ),
        ),
        ("safeguarding",),
    ),
    Item(
        "book-the-safeguarding-special",
        day(2022, 10, 18),
        NewsKind.ANNOUNCEMENT,
        "An Insights special on safeguarding reviews",
        EDUCATION,
        "On Wednesday 9 November 2022 at ten, with the chair of the national panel. "
        "For members, and free.",
        (
            text(
                "An hour outside the usual rhythm of the series, because the subject "
                "cannot wait for January. Bring the question that you would not ask in "
                "a large room; send it before, and we put it without your name.",
            ),
        ),
        ("safeguarding",),
        "special-2022",
    ),
    Item(
        "catch-up-the-safeguarding-special",
        day(2022, 11, 16),
        NewsKind.CATCH_UP,
        "Catch up: learning from safeguarding reviews",
        EDUCATION,
        "The chat was as full as the hour. The recording, the slides and a sheet for "
        "your own notes are there for members.",
        (
            text(
                "If you were at work last Wednesday: the hour is still worth having. "
                "Watched together with your team, it can count as participatory "
                "learning. You decide.",
                "<h2>Three sentences that people wrote down</h2>",
                "<ul><li>“Curiosity is not suspicion.”</li><li>“If you did not see the "
                "child, say so, and say why.”</li><li>“The plan is not the "
                "work.”</li></ul>",
            ),
        ),
        ("safeguarding",),
        "special-2022",
    ),
    *EARLIER,
)
LEAD = "learning-from-reviews-returns"

# Which item has which picture; the others show the body's own plate.
PICTURES = {
    "learning-from-reviews-returns": "street",
    "what-393-serious-incidents-ask": "incidents",
    "catch-up-where-is-the-father": "notebook",
    "practice-education-morning": "cups",
    "the-updated-safeguarding-guidance": "rounds",
    "the-summit-has-moved": "hall",
    "sudden-deaths-of-infants": "night",
    "sixty-eight-champions-for-london": "table",
}
