"""Wording: how pieces of the demonstration's content are written down.

A past piece keeps its day; another moves with the day on which the content is made.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from portal.cms.models import NewsKind

Day = Callable[[date], date]

POLICY = "Policy and quality lead"
TRAINING = "Training programme manager"
CHIEF = "Chief executive"
EDUCATION = "Education and workforce lead"


@dataclass(frozen=True)
class Item:
    """One news item; `event` names what it leads to in the diary."""

    slug: str
    on: Day
    kind: NewsKind
    title: str
    author_role: str
    standfirst: str
    body: tuple[tuple[str, Any], ...]
    topics: tuple[str, ...] = ()
    event: str = ""
    corrections: tuple[tuple[Day, str], ...] = ()


def day(year: int, month: int, number: int) -> Day:
    return lambda _today: date(year, month, number)


def ago(days: int) -> Day:
    return lambda today: today - timedelta(days=days)


def said(words: str, source: str = "", edition: str = "") -> tuple[str, Any]:
    return (
        "quotation",
        {"words": words, "source": source, "edition": edition, "address": ""},
    )


def figures(source: str, *rows: tuple[str, str]) -> tuple[str, Any]:
    listed = [{"figure": figure, "words": words} for figure, words in rows]
    return "key_figures", {"figures": listed, "source": source}


def text(*paragraphs: str) -> tuple[str, Any]:
    return "prose", "".join(
        part if part.startswith("<") else f"<p>{part}</p>" for part in paragraphs
    )
