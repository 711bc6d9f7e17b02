"""What is left of the demonstration's past events: what was shown, and what was said.

The films beside are drawn from these slides by `tests/rig/film_maker.py`.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Slide:
    at: int
    title: tuple[str, ...]
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Said:
    at: int
    speaker: str
    words: str


@dataclass(frozen=True)
class Talk:
    """One recording; `elsewhere` is a link instead of a film."""

    key: str
    seconds: int
    slides: tuple[Slide, ...]
    said: tuple[Said, ...]
    chapters: tuple[tuple[int, str], ...] = ()
    elsewhere: str = ""


CHAIR = "Chair of the national review panel"
NURSE = "Nursing member of the panel"
DIRECTOR = "Associate director of safeguarding"
MEMBER = "A member"

REVIEWS = Talk(
    "special-2022",
    3_490,
    slides=(
        Slide(0, ("Learning from", "safeguarding reviews"), ("Insights special",)),
        Slide(240, ("Six themes", "year after year"), ("None of them is a form.",)),
        Slide(
            620,
            ("Who was in the room,", "and who was not"),
            ("The father. The partner.", "The lodger. The cousin who helps."),
        ),
        Slide(
            1_050,
            ("Ask to see where", "the baby slept last night"),
            ("Not: where does the baby sleep?",),
        ),
        Slide(
            1_480,
            ("Two questions about", "men in a household"),
            ("Who else looks after the baby?", "Who was here this week?"),
        ),
        Slide(
            1_860,
            ("What would have to be true", "for this family to be safe?"),
            ("Said in supervision, every time.",),
        ),
        Slide(
            2_340,
            ("Write down", "what you did not see"),
            ("I did not see the bedroom.", "I did not meet the father."),
        ),
        Slide(2_760, ("Questions",), ("Sent beforehand, put without names.",)),
    ),
    chapters=(
        (0, "Welcome"),
        (240, "The six themes"),
        (1_050, "At a home visit"),
        (1_860, "In supervision"),
        (2_760, "Questions"),
    ),
    said=(
        Said(
            4,
            CHAIR,
            "Thank you for giving this hour. I know that most of you have a visit "
            "straight afterwards, so I begin with what you can use there.",
        ),
        Said(
            252,
            CHAIR,
            "Six themes come back year after year. None of them is about a form. "
            "All of them are about who was in the room, and who was not.",
        ),
        Said(
            430,
            CHAIR,
            "The first is that information was there. It lay in four places, and "
            "nobody had the hour in which to put it side by side.",
        ),
        Said(
            640,
            CHAIR,
            "Then there are the men. In more than half of what we read, somebody "
            "cared for that child of whom the record knows only that he exists.",
        ),
        Said(
            1_055,
            NURSE,
            "Ask to see where the baby slept last night. Not where the baby "
            "sleeps. The second question has an answer ready. The first one has a "
            "room.",
        ),
        Said(
            1_250,
            NURSE,
            "You will be shown a cot with washing in it. Say nothing for a moment."
            " People tell you more into a silence than into a question.",
        ),
        Said(
            1_490,
            NURSE,
            "I carry two questions about men in a household. Who else looks after "
            "the baby? And: who was here this week?",
        ),
        Said(
            1_868,
            DIRECTOR,
            "We stopped asking “any concerns?” in supervision. We ask what would "
            "have to be true for this family to be safe.",
        ),
        Said(
            2_110,
            DIRECTOR,
            "It cost us twenty minutes for each family, and a row about caseloads "
            "that we ought to have had years ago.",
        ),
        Said(
            2_350,
            NURSE,
            "Write down what you did not see. I did not see the bedroom. I did not"
            " meet the father. Nobody can act on a gap that is not there to read.",
        ),
        Said(
            2_770,
            CHAIR,
            "Now your questions. The first was sent by somebody who works alone in"
            " a very large area.",
        ),
        Said(2_790, MEMBER, "What do I do when I am asked to wait in the kitchen?"),
        Said(
            2_800,
            NURSE,
            "You wait in the kitchen. Then you ask whether you may wash your "
            "hands, and you walk.",
        ),
        Said(
            3_200,
            CHAIR,
            "If you remember one thing, let it be the name of the person you have "
            "not met. Write that one down before you start the car.",
        ),
    ),
)

ABUSE = Talk(
    "abuse-2022",
    3_420,
    slides=(
        Slide(0, ("The domestic abuse law,", "a year and a half on"), ("Insights",)),
        Slide(
            300,
            ("Children are victims", "in their own right"),
            ("What has it changed?",),
        ),
        Slide(
            900,
            ("How to ask", "when somebody may be", "listening"),
            ("Never in front of a child who can talk.",),
        ),
        Slide(1_700, ("What the law", "asks of you"), ("Notice. Ask. Write. Share.",)),
        Slide(2_500, ("The toolkit",), ("Open to all members from today.",)),
    ),
    chapters=((0, "Welcome"), (900, "Asking safely"), (1_700, "The law")),
    said=(
        Said(
            6,
            "Expert adviser",
            "The law says that a child who sees, hears or feels the effects is a "
            "victim. Not a witness. That word moves the child to the first line of"
            " what you write.",
        ),
        Said(
            310,
            "Practitioner of a family charity",
            "What has changed at the door is that I now say it aloud: this is also"
            " about the children.",
        ),
        Said(
            915,
            "Practitioner of a family charity",
            "Never ask in front of a child who can talk. Have a reason ready to "
            "see the mother alone: the scales, the red book, a form that wants a "
            "signature in the hall.",
        ),
        Said(
            1_320,
            "Practitioner of a family charity",
            "And have a reason ready for why you are leaving, if he comes home. "
            "You were only there about the weighing.",
        ),
        Said(
            1_712,
            "Expert adviser",
            "Four words. Notice, ask, write, share. If you have only time for one "
            "of them, write, because somebody else may have time for the rest.",
        ),
        Said(
            2_510,
            "Expert adviser",
            "The toolkit is open to every member from today. Page nine is the one "
            "to print.",
        ),
    ),
)

SLEEP = Talk(
    "insights-sleep",
    3_300,
    slides=(
        Slide(0, ("Sleep, and what we", "promise about it"), ("Insights",)),
        Slide(260, ("What is known",), ("Babies wake. It passes. Not on a date.",)),
        Slide(1_100, ("What is sold",), ("Lamps, sacks, courses, an app.",)),
        Slide(
            2_000,
            ("Between reassurance", "and advice"),
            ("Say what is known.", "Say that it is hard."),
        ),
        Slide(2_700, ("Questions",)),
    ),
    chapters=((0, "Welcome"), (1_100, "What is sold"), (2_700, "Questions")),
    said=(
        Said(
            5,
            "Sleep researcher",
            "Every parent asks one thing: when will it stop? I have studied this "
            "for twenty years, and I cannot tell them the date.",
        ),
        Said(
            270,
            "Sleep researcher",
            "What is known fits on a card. Babies wake. Most wake less by six "
            "months, and one in four does not. Nobody did anything wrong.",
        ),
        Said(
            1_115,
            "Sleep researcher",
            "What is sold does not fit on a card. I counted eighty products. Four "
            "of them had been tested, and one of those four made things worse.",
        ),
        Said(
            2_010,
            "Sleep researcher",
            "Reassurance says it will be all right. Advice says do this. In "
            "between there is a third thing: I believe you, it is hard, and here "
            "is what helps you to last.",
        ),
        Said(2_712, MEMBER, "What may I say about sharing a bed?"),
        Said(
            2_722,
            "Sleep researcher",
            "What the guidance says, and before that, ask what happens at four in "
            "the morning. Advice that nobody can keep at four in the morning is no"
            " advice.",
        ),
    ),
)

FORUM = Talk(
    "forum-2025",
    3_120,
    slides=(),
    said=(
        Said(
            10,
            "Research lead",
            "Three years, four hundred sessions, six thousand people. And in the "
            "whole of it, eleven police officers.",
        ),
        Said(
            900,
            "Research lead",
            "Who was missing in the room is the finding. We reached those who "
            "would have come anyway.",
        ),
        Said(
            2_000,
            "A champion",
            "Since I saw those figures I book my second session of the year in the"
            " police station. They have better biscuits.",
        ),
    ),
    elsewhere="https://video.example/champions-forum",
)

TALKS = (REVIEWS, ABUSE, SLEEP, FORUM)
