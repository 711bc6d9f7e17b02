"""Questions of a consultation paper, and what was answered to each."""

from typing import Any

type Block = tuple[str, dict[str, Any]]


def chapter(number: str, title: str, not_answered: str = "") -> Block:
    return "chapter", {"number": number, "title": title, "not_answered": not_answered}


def said_in(*paragraphs: str) -> str:
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
        "answer": said_in(*answer),
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
        "answer": said_in(*answer),
    }


def words(number: str, asked: str, *answer: str) -> Block:
    return "words", {"number": number, "asked": asked, "answer": said_in(*answer)}


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
