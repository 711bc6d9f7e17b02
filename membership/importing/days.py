"""Days: which day does a cell mean?

Plain reading, with no clock. A number that a spreadsheet counts days with is told apart
and refused, and where day and month could be either way round, somebody has said which.
"""

import re
from datetime import date, datetime
from enum import StrEnum
from typing import Any

EARLIEST, LATEST = 1900, 2200
_SERIALS = range(15_000, 80_001)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})(?:[t ].*)?")
_TURNED = re.compile(r"(\d{4})[/.](\d{1,2})[/.](\d{1,2})(?:[t ].*)?")
_PARTS = re.compile(
    r"(\d{1,2})\s?[/.\-]\s?(\d{1,2})\s?[/.\-]\s?(\d{4}|\d{2})(?:,?\s.*)?"
)
_WORDS = re.compile(
    r"(\d{1,2})(?:st|nd|rd|th)?[\s\-]+([a-z]{3,9})\.?,?[\s\-]+(\d{4}|\d{2})"
)
_AMERICAN = re.compile(
    r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})(?:,?\s.*)?"
)
_WEEKDAY = re.compile(r"(?:mon|tue|wed|thu|fri|sat|sun)[a-z]*,?\s+")
_MONTHS = [
    *("jan", "feb", "mar", "apr", "may", "jun"),
    *("jul", "aug", "sep", "oct", "nov", "dec"),
]
_CENTURY_TURNS = 69


class Order(StrEnum):
    """Which way round days like 03/04/2026 are written."""

    DAY_FIRST = "day"
    MONTH_FIRST = "month"


class DayUnread(ValueError):
    """The cell is no day; the message says why."""


def order_of(text: str) -> Order | bool | None:
    """Say what a cell tells about the order: one, either (None), or nothing (False)."""
    found = _PARTS.fullmatch(text.strip())
    if found is None:
        return False
    first, second = int(found[1]), int(found[2])
    if first == second:
        return False
    if first > 12:  # noqa: PLR2004 - months
        return Order.DAY_FIRST
    return Order.MONTH_FIRST if second > 12 else None  # noqa: PLR2004 - months


def read(value: Any, order: Order | str = Order.DAY_FIRST) -> date:
    """Return the day that a cell means, or raise DayUnread."""
    if isinstance(value, datetime):
        return _sound(value.date())
    if isinstance(value, date):
        return _sound(value)
    text = " ".join(str(value).split()).lower()
    if re.fullmatch(r"\d{5}(\.\d+)?", text) and int(float(text)) in _SERIALS:
        raise DayUnread(
            f"“{text}” is how a spreadsheet counts days. Show the column as dates, "
            "and export it again."
        )
    return _sound(_of_text(text, value, order))


def _of_text(text: str, value: Any, order: Order | str) -> date:
    plain = _WEEKDAY.sub("", text, count=1)
    try:
        if found := _ISO.fullmatch(plain) or _TURNED.fullmatch(plain):
            return date(int(found[1]), int(found[2]), int(found[3]))
        if found := _PARTS.fullmatch(plain):
            first, second = int(found[1]), int(found[2])
            day, month = (
                (first, second) if order == Order.DAY_FIRST else (second, first)
            )
            return date(_year(found[3]), month, day)
        if found := _WORDS.fullmatch(plain):
            return date(_year(found[3]), _month(found[2]), int(found[1]))
        if found := _AMERICAN.fullmatch(plain):
            return date(int(found[3]), _month(found[1]), int(found[2]))
    except ValueError:
        pass
    raise DayUnread(f"“{str(value)[:40]}” is not a day.")


def _month(word: str) -> int:
    return _MONTHS.index(word[:3]) + 1


def _year(digits: str) -> int:
    year = int(digits)
    if len(digits) > 2:  # noqa: PLR2004 - a year of two digits
        return year
    return year + (2000 if year < _CENTURY_TURNS else 1900)


def _sound(day: date) -> date:
    if not EARLIEST <= day.year <= LATEST:
        raise DayUnread(f"The year {day.year} cannot be meant.")
    return day
