"""Earlier news of the demonstration, newest first."""

from portal.cms.models import NewsKind

from .wording import CHIEF, EDUCATION, POLICY, Item, ago, day, figures, said, text

EARLIER = (
    Item(
        "two-new-expert-advisers",
        day(2023, 2, 2),
        NewsKind.APPOINTMENT,
        "Two new expert advisers: infant feeding, and safeguarding",
        CHIEF,
        "Both work in practice and will go on doing so. You reach them through us.",
        (
            text(
                "Our expert advisers are members who give some hours a month to what "
                "they know best. They read our drafts, answer what the office cannot, "
                "and say so when we are wrong.",
                "From this month one looks after infant feeding and one after "
                "safeguarding, beside the advisers for domestic abuse and for "
                "strategy. Write to the policy address, and we put you in touch.",
            ),
        ),
        ("infant-feeding", "safeguarding"),
    ),
    Item(
        "we-responded-to-the-guidance-consultation",
        day(2023, 9, 7),
        NewsKind.ANNOUNCEMENT,
        "Twenty-eight questions later: what we said about the new guidance",
        POLICY,
        "The consultation closed on 6 September 2023. We agreed with much of it, and "
        "not with the part that would cost families their visits.",
        (
            text(
                "The draft asked twenty-eight questions in five areas: working as "
                "one, arrangements between partners, help and support, decisive "
                "protection, and learning from serious incidents. Then one about "
                "impact and six about ourselves.",
                "Most answers came easily. One did not: whether somebody other than a "
                "social worker may lead the plan for a child in need. Members talked "
                "it through at a roundtable in August, and our answer is theirs.",
            ),
            said(
                "Case by case, with time and supervision. Never because nobody else "
                "is left."
            ),
            text(
                "The grant that comes with the change, £6.48 million within a little "
                "over £7 million across two years, prepares areas for it. It pays "
                "nobody to do it. We asked for the hours to be costed by somebody "
                "independent first.",
            ),
        ),
        ("safeguarding", "workforce"),
        "roundtable-2023",
    ),
    Item(
        "the-updated-safeguarding-guidance",
        day(2023, 12, 18),
        NewsKind.ANALYSIS,
        "The updated safeguarding guidance: what changes for health visiting",
        POLICY,
        "It asks agencies to work as one and puts families first. For health visitors "
        "the question is smaller and harder: with whose time?",
        (
            text(
                "The updated multi-agency guidance came out on 15 December 2023 and "
                "replaces the edition of 2018. Of everything it asked, the plainest "
                "question drew most answers from our members: who may hold the plan "
                "for a child in need?",
                "<h2>Families before forms</h2>",
                "There is a new opening chapter. It says what a family may expect of "
                "anybody who comes through the door: to be heard early, to be told why "
                "something happens, to see one face twice. People who visit homes for "
                "a living will find nothing strange in it, and something to point to "
                "when a process gets in the way.",
                "<h2>The lead practitioner</h2>",
                "Until now a social worker led. From now an area may choose somebody "
                "else, “with support”. There is sense in it. A family that has let one "
                "person in may not want a second, and the person they trust is often "
                "the one who came for the weighing.",
                "There is danger in it as well. Whoever holds the plan calls the "
                "meetings, writes to six agencies, chases the seventh, and is the name "
                "on the page when something goes wrong. On a caseload of four hundred "
                "that work is done in the evening, and the visits it pushes out are "
                "those of families who did not ask for anything.",
                "In September we asked for three things.",
            ),
            (
                "table",
                {
                    "caption": "What we asked for, and what came",
                    "columns": [
                        {"type": "words", "heading": "We asked for"},
                        {"type": "words", "heading": "The guidance says"},
                    ],
                    "rows": [
                        {"values": ["A choice made case by case", "Yes"]},
                        {"values": ["Supervision by a social worker", "In part"]},
                        {"values": ["An independent costing", "No"]},
                    ],
                },
            ),
            said(
                "A wider choice of lead practitioner is a good idea only when somebody "
                "has counted the hours."
            ),
            text(
                "<h2>What to do in January</h2>",
                "The grant that comes with it prepares areas for the change. It does "
                "not pay for the hours. Until somebody has costed them, the words "
                "“with support” have to carry more than two words can.",
                "Ask your named professional how your area means to use the new words. "
                "Ask before the first plan arrives. Our position on lead practitioners "
                "has four questions to take along.",
            ),
        ),
        ("safeguarding", "workforce"),
    ),
    Item(
        "what-393-serious-incidents-ask",
        day(2024, 2, 20),
        NewsKind.DIGEST,
        "What 393 serious incidents ask of a home visit",
        POLICY,
        "More than a third of the children in the panel’s fourth report were under "
        "one. We read its six themes for what a practitioner can do on an ordinary "
        "Tuesday.",
        (
            figures(
                "Fourth annual report of the review panel",
                ("393", "serious incidents notified in the year"),
                ("146", "children who died"),
                ("36 %", "of the children were under one year old"),
            ),
            text(
                "Behind each number is a family that somebody knew. The report does "
                "not ask who failed. It asks what people would have needed in order to "
                "see.",
                "<h2>Before the visit</h2>",
                "Read who lives there. If the record does not say, that is the first "
                "question. Look at who was there last time and what was left open.",
                "<h2>At the door</h2>",
                "Ask to see where the baby sleeps, at every visit that follows a "
                "change. Ask the father the question you would ask the mother. If you "
                "could not see the child, say so in the record, in those words.",
                "<h2>Afterwards</h2>",
                "Tell somebody what does not fit, even when you cannot say what it is. "
                "The report calls it professional curiosity. On an ordinary Tuesday it "
                "is a telephone call.",
            ),
        ),
        ("safeguarding",),
    ),
    Item(
        "the-summit-has-moved",
        day(2024, 4, 25),
        NewsKind.ANNOUNCEMENT,
        "Friday’s summit has moved to another platform",
        EDUCATION,
        "The hosts had trouble with theirs on Tuesday. The old link is dead; the new "
        "one stands on the event’s page.",
        (
            text(
                "The national safeguarding summit begins at eleven on Friday 26 April "
                "2024, UK time, as planned. Only the way in has changed. If you kept "
                "the link from the first letter, throw it away.",
            ),
        ),
        ("safeguarding",),
        "summit-2024",
    ),
    Item(
        "catch-up-where-is-the-father",
        ago(8),
        NewsKind.CATCH_UP,
        "Catch up: where is the father in the record?",
        EDUCATION,
        "A team counted a hundred records and changed one page. Here is what they "
        "changed, in case you want to do the same.",
        (
            text(
                "The page has four boxes now. Who lives here. Who comes often. Who was "
                "here today. Who was asked how they are. It took them an afternoon and "
                "two arguments.",
                "Half a year later the father’s surname stood in nine records of ten. "
                "Before, it had been four.",
            ),
        ),
        ("safeguarding",),
        "insights-fathers",
    ),
    Item(
        "practice-education-morning",
        ago(5),
        NewsKind.ANNOUNCEMENT,
        "Practice teachers and students: a morning for you in the new year",
        EDUCATION,
        "Short talks from three fields, then rooms by region. Students are welcome, "
        "and pay nothing as members do.",
        (
            text(
                "Three years ago we met to read the new standards. Now there is "
                "practice to compare. What do you do with a student who is good with "
                "families and lost in the record? Who signs when the assessor is ill?",
                "Bring the case; leave the names.",
            ),
        ),
        ("education",),
        "networking",
    ),
    Item(
        "learning-from-reviews-returns",
        ago(2),
        NewsKind.ANALYSIS,
        "What reviews go on asking of an ordinary visit",
        POLICY,
        "The incidents differ and the lessons repeat. We have put four years of "
        "reports side by side, and the panel comes to talk about what stands in all "
        "of them.",
        (
            text(
                "We began with the report that counted 393 incidents and read "
                "forwards. Every year has its own subject. And every year three "
                "sentences come back, in other words.",
                "<h2>Nobody had the whole picture</h2>",
                "Each agency held a piece. The pieces fitted, afterwards. What was "
                "missing was seldom a form; it was ten minutes in which two people who "
                "knew the family spoke.",
                "The school had the absences. The surgery had the missed appointments. "
                "We had a mother who opened the door a hand’s width and said that the "
                "baby was asleep. Each of these is ordinary. Together they are not, "
                "and nobody is paid to put them together unless somebody asks.",
                "So the first question is not what you know. It is who else knows "
                "something, and when you last spoke to them. One of our members keeps "
                "a line for it at the foot of every record: spoken to, about what, on "
                "which day. It takes a minute and twice changed what happened next.",
                "<h2>The child was described, not seen</h2>",
                "“Presented as settled” is not an observation. Who held the baby, what "
                "the baby looked at, where the toddler went when the door opened: that "
                "is one.",
                "It is hard to write about what one did not see. “Not seen, asleep "
                "upstairs, grandmother did not offer” is a better sentence than any "
                "about bonding, because the next reader knows what to do with it. "
                "Three visits later it may be the sentence that matters.",
                "Seeing takes time, and time is the thing that was taken out first "
                "when visits were cut from forty minutes to twenty-five. The reports "
                "say so politely. We say it less politely to those who plan the "
                "service.",
                "<h2>The men were not asked</h2>",
                "Still. A boyfriend who stays most nights is in the kitchen, in the "
                "photograph on the wall, and in four records of ten. People tell us "
                "that it feels like prying. It stops feeling so after about ten times, "
                "and most men, asked how they sleep, are glad that somebody did.",
                "Still. Our position on fathers in the record is up for review, and "
                "this time we want to know what would make it easy.",
            ),
            said(
                "Curiosity is not suspicion. It is what a family would want of us if "
                "they could see the record."
            ),
            text(
                "<h2>Talk it through</h2>",
                "None of this is news to anybody who reads these reports. That is the "
                "trouble with them: they are right, and they are read by people who "
                "agree. What we want from this hour is smaller. One thing "
                "that a team can do differently by Monday, without money.",
                "The panel’s chair and its nursing member take an hour with us. Send a "
                "question beforehand; we put it without your name.",
            ),
        ),
        ("safeguarding",),
        "special",
    ),
)
