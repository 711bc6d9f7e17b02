"""Prompts: what each regulator's form asks, in its order.

The four answers of an account are the same rows whoever asks; the words above them are
the regulator's. The NMC's are its form, those of the others serve their profiles.
"""

from dataclasses import dataclass

from cpd.models import Regulator


@dataclass(frozen=True)
class Prompt:
    field: str
    words: str
    hint: str = ""


NMC = (
    Prompt(
        "activity",
        "What was the nature of the activity, feedback, event or experience?",
        "A sentence or two. You may start from the facts beside this form.",
    ),
    Prompt(
        "learnt",
        "What did you learn from it?",
        "What was new, or what you now see differently.",
    ),
    Prompt(
        "changed",
        "How did you change or improve your practice as a result?",
        "Something you do, ask or write down in another way.",
    ),
    Prompt(
        "relevance",
        "How is this relevant to the Code?",
        "Then tick the themes that fit.",
    ),
)
HCPC = (
    Prompt(
        "activity",
        "What was the activity, and what type of learning?",
        "A sentence or two. You may start from the facts beside this form.",
    ),
    Prompt(
        "learnt",
        "What did you learn from it?",
        "What was new, or what you now see differently.",
    ),
    Prompt(
        "changed",
        "How has it improved the quality of your practice?",
        "Standard 3. Something you do, ask or write down in another way.",
    ),
    Prompt(
        "relevance",
        "How do service users gain from it?",
        "Standard 4. What is better for them, and how you know.",
    ),
)
SWE = (
    Prompt(
        "activity",
        "What was the CPD, and why is it relevant to your practice?",
        "Its type and a short description. You may start from the facts beside this "
        "form.",
    ),
    Prompt(
        "learnt",
        "What did you learn from it?",
        "What was new, or what you now see differently.",
    ),
    Prompt(
        "changed",
        "What good has it done your practice and the people you work with?",
        "Something you do in another way, and what came of it.",
    ),
    Prompt(
        "relevance",
        "What did you learn from talking it over with a peer?",
        "One of your two pieces needs this. Say their role and not their name.",
    ),
)
_BY_REGULATOR = {Regulator.NMC: NMC, Regulator.HCPC: HCPC, Regulator.SWE: SWE}


def of(regulator: str) -> tuple[Prompt, ...]:
    return _BY_REGULATOR[Regulator(regulator)]


def asks_for_themes(regulator: str) -> bool:
    """Say whether the form wants themes of the Code; only the NMC has one."""
    return regulator == Regulator.NMC
