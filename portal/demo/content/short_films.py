"""The short film of the demonstration: what is shown, and what is said in it.

The film beside is drawn from these slides by `tests/rig/film_maker.py`.
"""

from .recordings import Said, Slide, Talk

NARRATOR = "A health visitor"
LEAD = "Named nurse"

# A film stands on the page of the resource with this address.
SHORT_FILMS = (
    Talk(
        "two-questions-film",
        540,
        slides=(
            Slide(0, ("Two questions about", "men in a household"), ("A short film",)),
            Slide(
                120,
                ("Who else looks", "after the baby?"),
                ("Stop here. What do we know now?",),
            ),
            Slide(
                300,
                ("Who was here", "this week?"),
                ("Stop here. How do we know it?",),
            ),
            Slide(
                480,
                ("He said he mends", "the washing machine"),
                ("Nobody asked his name.",),
            ),
        ),
        said=(
            Said(
                4,
                NARRATOR,
                "I had been in that kitchen six times. There was always a man at the "
                "washing machine. I took him for a man who mends washing machines.",
            ),
            Said(
                121,
                LEAD,
                "The first question is who else looks after the baby. Not who lives "
                "here. Who does it.",
            ),
            Said(
                301,
                LEAD,
                "The second is who was here this week. It is asked of everybody, so "
                "nobody is accused by it.",
            ),
            Said(
                481,
                NARRATOR,
                "He told me his name as if he had waited for somebody to ask. He "
                "gave the night feeds. Nothing of it was in our notes.",
            ),
        ),
    ),
)
