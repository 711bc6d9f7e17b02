"""The resources of the demonstration, and what the files behind them say."""

from portal.cms.access import Readers
from portal.cms.models import ResourceKind

from .findings import FINDINGS
from .shelf import CHARITY, Made, Paper, Part
from .wording import ago, day, said, text

RESOURCES = (
    Made(
        "domestic-abuse-toolkit",
        "Domestic abuse: a toolkit for visits",
        ResourceKind.TOOLKIT,
        Readers.MEMBERS,
        "How to ask when somebody may be listening, what to write, and whom to tell. "
        "With one page for the bag.",
        day(2021, 5, 14),
        ago(80),
        ago(-285),
        (
            text(
                "The law says that a child who sees, hears or feels the effects of "
                "abuse is a victim. The toolkit begins there: the child stands in the "
                "first line of what you write.",
                "<h2>What is in it</h2>",
                "<ul><li>Ways to see a mother alone, each with a reason that can "
                "be given in the hall.</li><li>What to ask, in words that our members "
                "have said at a door.</li><li>What to write, where it is kept, and who "
                "can see it.</li><li>What to have ready for the moment when he comes "
                "home.</li></ul>",
                "<h2>Who made it</h2>",
                "Practitioners, and people who lived with it. It was tried in eleven "
                "areas before it was printed.",
            ),
            said(
                "Have a reason ready for why you are leaving. You were only there "
                "about the weighing.",
                "Practitioner of a family charity",
            ),
        ),
        ("domestic-abuse", "safeguarding"),
        papers=(
            Paper(
                "domestic-abuse-toolkit.pdf",
                "Domestic abuse: a toolkit for visits",
                (
                    Part(
                        "Before the visit",
                        words=(
                            "Read what is known and who wrote it. Agree with a "
                            "colleague when you will ring, and what they do if you do "
                            "not."
                        ),
                        points=(
                            (
                                "Never put a question about abuse into a letter or a "
                                "text."
                            ),
                            ("Use an interpreter from the service. Never a relative."),
                            "Know the number of the local service by heart.",
                        ),
                    ),
                    Part(
                        "Asking",
                        words=(
                            "Never ask in front of a child who can talk, or of "
                            "anybody who came along. Have a reason to be alone: the "
                            "scales, the red book, a form that wants a signature in "
                            "the hall."
                        ),
                        points=(
                            (
                                "I ask everybody this. Is anybody at home frightening "
                                "you?"
                            ),
                            (
                                "Who decides about money, and about who comes to see "
                                "you?"
                            ),
                            "What happens here when somebody is angry?",
                            "What does the baby see or hear then?",
                        ),
                    ),
                    Part(
                        "Writing it down",
                        words=(
                            "The child is a victim in their own right and stands in "
                            "the first line. Write what was said in the words in "
                            "which it was said. Nothing of it goes into a record that "
                            "the family keeps at home."
                        ),
                    ),
                    Part(
                        "Four words to keep",
                        words="Notice. Ask. Write. Share.",
                        points=(
                            (
                                "If there is time for only one of them, write: "
                                "somebody else may have time for the rest."
                            ),
                        ),
                    ),
                ),
                CHARITY,
            ),
            Paper(
                "domestic-abuse-card.pdf",
                "One page for the bag",
                (
                    Part(
                        "At the door",
                        points=(
                            "Who is in the house, and who is coming?",
                            "A reason to be alone with her.",
                            "A reason to leave at once.",
                        ),
                    ),
                    Part(
                        "If she says yes",
                        words=(
                            "I believe you. It is not your fault. What do you need "
                            "today?"
                        ),
                        points=(
                            "Is anybody in danger tonight? Then ring 999.",
                            "Ask what would make it worse before you do anything.",
                            "Tell your safeguarding lead today, not on Monday.",
                        ),
                    ),
                ),
                CHARITY,
            ),
        ),
        publisher=CHARITY,
        edition="Second edition",
    ),
    Made(
        "messages-from-reviews",
        "Messages from serious case reviews: the top twenty",
        ResourceKind.GOOD_PRACTICE,
        Readers.MEMBERS,
        "Twenty sentences that reviews of serious incidents keep repeating, in the "
        "order in which they are needed on a visit.",
        day(2019, 3, 6),
        ago(200),
        ago(-60),
        (
            text(
                "Reviews of the last ten years say the same things in different "
                "places. We put them in the order of a visit: before the door, in the "
                "room, at the desk, in supervision.",
                "<h2>How to use it</h2>",
                "Take one a month into a team meeting. Ask where it was true last "
                "week.",
            ),
        ),
        ("safeguarding",),
        papers=(
            Paper(
                "messages-from-reviews.pdf",
                "Messages from serious case reviews: the top twenty",
                (
                    Part(
                        "Before the door",
                        points=(
                            "Read the whole record, not the last entry.",
                            "Know who lives there by name.",
                            "Ask what the last visitor was told to come back for.",
                            "A missed appointment is information.",
                            (
                                "A family that moved brings its history along. Ask "
                                "for it."
                            ),
                        ),
                    ),
                    Part(
                        "In the room",
                        points=(
                            "Ask to see where the baby slept last night.",
                            ("Who else looks after the baby? Who was here this week?"),
                            ("See the child awake, undressed for weighing, and held."),
                            ("A bruise on a baby who cannot roll has to be explained."),
                            "Being pleasant is not the same as being safe.",
                            "Hear the child who can talk, alone.",
                        ),
                    ),
                    Part(
                        "At the desk",
                        points=(
                            "Write down what you did not see.",
                            "Keep fact, report and opinion apart.",
                            "Say who will do what by when, and tell them.",
                            "A referral that is not answered was not made.",
                        ),
                    ),
                    Part(
                        "In supervision",
                        points=(
                            ("What would have to be true for this family to be safe?"),
                            "Which family did you not bring, and why?",
                            "Whose word are we taking?",
                            (
                                "Disagree aloud, and use the way that is laid down "
                                "for it."
                            ),
                            (
                                "Think again when something new is said. Write that "
                                "down."
                            ),
                        ),
                    ),
                ),
            ),
        ),
        edition="Third edition",
    ),
    Made(
        "sharing-information",
        "Sharing information: ten points for a hard day",
        ResourceKind.GOOD_PRACTICE,
        Readers.MEMBERS,
        "When you may share, when you must, and what to say to the family, on one page "
        "that fits beside the telephone.",
        day(2024, 2, 1),
        ago(120),
        ago(-245),
        (
            text(
                "Nobody is ever asked afterwards why they shared what kept a child "
                "safe. Many are asked why they did not. This page is for the moment "
                "in which you are not sure.",
            ),
        ),
        ("safeguarding",),
        papers=(
            Paper(
                "sharing-information.pdf",
                "Sharing information: ten points for a hard day",
                (
                    Part(
                        "Ten points",
                        points=(
                            (
                                "Data protection law does not stop you keeping a "
                                "child safe."
                            ),
                            ("Say to the family from the first visit what you share."),
                            "Ask for agreement where asking puts nobody at risk.",
                            "Where it does, share without asking, and write why.",
                            "Share what is needed, with who needs it, today.",
                            "Check that it is right and up to date.",
                            "Send it by a safe way, to a person with a name.",
                            "Write what you shared, with whom, and for what.",
                            "If you decide not to share, write that as well.",
                            (
                                "Not sure? Ask your safeguarding lead before you go "
                                "home."
                            ),
                        ),
                    ),
                ),
            ),
        ),
    ),
    *FINDINGS,
    Made(
        "cascade-pack",
        "The cascade pack: half a day and a day",
        ResourceKind.TOOLKIT,
        Readers.CHAMPIONS,
        "Session plans, exercises and the sheet on which you count who came, for "
        "champions who pass their training on in pairs.",
        day(2022, 9, 1),
        ago(60),
        ago(-305),
        (
            text(
                "Two of you lead it, from two places if you can. Half a day reaches "
                "those who need to notice; a day those who need to act.",
                "<h2>Before</h2>",
                "Write to us when and where. We put it in the count, and send the "
                "sheets.",
                "<h2>After</h2>",
                "Count people by agency, never by name. Tell us within a fortnight.",
            ),
        ),
        ("perinatal-mental-health", "education"),
        papers=(
            Paper(
                "cascade-half-day.pdf",
                "Cascade session: half a day",
                (
                    Part(
                        "Plan",
                        points=(
                            (
                                "09:30 Why it matters: a story, and forty seconds of "
                                "silence after it."
                            ),
                            (
                                "10:00 What it looks like: low mood, anxiety, and the "
                                "rare thing that cannot wait."
                            ),
                            (
                                "11:00 What to say: in threes, one speaks, one "
                                "listens, one watches."
                            ),
                            ("12:00 Where to send people here. Bring the local sheet."),
                            "12:20 What will you do on Monday?",
                        ),
                    ),
                    Part(
                        "For the two who lead",
                        words=(
                            "Somebody in the room has been through it. Say so at the "
                            "beginning, and that one may leave without a word. One of "
                            "you follows."
                        ),
                    ),
                ),
            ),
            Paper(
                "cascade-day.pdf",
                "Cascade session: one day",
                (
                    Part(
                        "The afternoon",
                        words="The morning is that of the half day.",
                        points=(
                            "13:30 Risk: what to ask, whom to ring, how fast.",
                            "14:15 Safeguarding and mental health in one home.",
                            "15:00 A case from your own area, without names.",
                            (
                                "15:45 What this group changes, and who tells the "
                                "others."
                            ),
                        ),
                    ),
                ),
            ),
        ),
        edition="For 2026",
    ),
    Made(
        "two-questions-film",
        "Two questions about men in a household",
        ResourceKind.FILM,
        Readers.EVERYONE,
        "A kitchen, a health visitor, a man who says he is only here to mend the "
        "washing machine. For a team meeting, with three questions to stop at.",
        day(2022, 3, 2),
        ago(230),
        ago(-135),
        (
            text(
                "Stop the film at two minutes, at five and at eight. Ask each time: "
                "what do we know now, and how do we know it?",
                "<h2>Words of the film</h2>",
                "The film has captions, and all that is said can be read below.",
            ),
        ),
        ("safeguarding",),
        minutes=9,
    ),
    Made(
        "perinatal-e-learning",
        "Noticing and asking: mental health around a birth",
        ResourceKind.E_LEARNING,
        Readers.MEMBERS,
        "Forty-five minutes in three parts. Notice, ask, and know where to turn, with "
        "a page to keep at the end of each.",
        day(2023, 5, 2),
        ago(150),
        ago(-215),
        (
            text(
                "It can be left at any point and goes on where you stopped. At the end "
                "there are six questions. What you answer is seen by nobody.",
                "<h2>For whom</h2>",
                "For everybody who meets families in the first two years. Champions "
                "use it before their first day.",
            ),
        ),
        ("perinatal-mental-health", "education"),
        elsewhere="https://learning.example/noticing-and-asking",
        minutes=45,
    ),
)
