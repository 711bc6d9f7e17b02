"""Cells: what does one row say, and what is wrong with it?

What a spreadsheet has spoilt is told apart and refused, with the way to put it right:
noughts that were lost, a number shortened to 1.23E+05, a day turned into 45,000.
"""

import re
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from membership import membership_numbers, terms
from portal.core.fields import one_line
from portal.payments.models import Interval

from . import days
from .days import DayUnread, Order
from .mapping import BY_KEY, NoLastDay
from .reading import Row
from .surveying import Column

_SHORTENED = re.compile(r"\d+([.,]\d+)?E\+?\d+", re.IGNORECASE)
# The guard that our own exports put before what looks like a formula.
_GUARDED = re.compile(r"'[\s\u3000]*[=+\-@|%\t]")
_YES = {"yes", "y", "1", "true", "on", "x", "ja", "oui", "sí", "si", "ie", "deceased"}
_NO = {"", "no", "n", "0", "false", "off", "nein", "non", "nage"}
_LEFT = re.compile(
    r"cancel|refund|deleted|not attending|pending|deceased|resigned|terminated|"
    r"declined|transferred",
    re.IGNORECASE,
)
LONGEST = {"name": 150, "number": 30, "email": 254, "employer": 150}


@dataclass
class Said:
    """What a row says, as far as it can be read."""

    line: int
    number: str = ""
    name: str = ""
    email: str = ""
    grade: int | None = None
    starts_on: date | None = None
    ends_on: date | None = None
    employer: str = ""
    joined_on: date | None = None
    faults: list[str] = field(default_factory=list)
    # Why no machine should decide about this row.
    doubts: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)

    @property
    def uniform_number(self) -> str:
        return membership_numbers.uniform(self.number)

    def as_json(self) -> dict[str, Any]:
        return {
            key: value.isoformat() if isinstance(value, date) else value
            for key, value in asdict(self).items()
            if value not in ("", None, [])
        }


def from_json(kept: dict[str, Any]) -> Said:
    dates = {key: date.fromisoformat(kept[key]) for key in _DAYS if key in kept}
    return Said(**{**kept, **dates})


_DAYS = ("starts_on", "ends_on", "joined_on")


def read(row: Row, mapping: dict[str, Any], survey: list[Column]) -> Said:
    """Return what the row says by this mapping, with everything wrong about it."""
    said = Said(row.line)
    columns = mapping["columns"]
    raw = {
        key: row.cells[at] if at < len(row.cells) else "" for key, at in columns.items()
    }
    said.name = _name(raw, said)
    if row.fault:
        said.faults.append(row.fault)
        return said
    if not said.name:
        said.faults.append("There is no name.")
    if "number" in raw:
        at = columns["number"]
        padded = survey[at].padded if at < len(survey) else 0
        said.number = _number(raw["number"], said, padded=padded)
    said.email = _email(raw.get("email", ""), said)
    said.employer = _text("employer", raw.get("employer", ""), said)
    _read_days(raw, mapping, said)
    _read_grade(raw, mapping, said)
    _read_marks(raw, said)
    return said


def _name(raw: dict[str, Any], said: Said) -> str:
    if "name" in raw:
        return _text("name", raw["name"], said)
    parts = (raw.get("first_name", ""), raw.get("last_name", ""))
    return _text("name", " ".join(_plain(part) for part in parts), said)


def _plain(cell: Any) -> str:
    text = str(cell)
    return one_line(text[1:] if _GUARDED.match(text) else text)


def _text(key: str, cell: Any, said: Said) -> str:
    text = _plain(cell)
    if len(text) > LONGEST[key]:
        label = BY_KEY[key].label.lower() if key in BY_KEY else key
        said.faults.append(f"The {label} is longer than {LONGEST[key]} letters.")
    return text[: LONGEST[key]]


def _number(cell: Any, said: Said, *, padded: int) -> str:
    text = _text("number", cell, said)
    if not text:
        return ""
    if _SHORTENED.fullmatch(text) or isinstance(cell, float):
        said.faults.append(
            f"A spreadsheet has shortened the number to “{text}”. Show the column as "
            "text, and export it again."
        )
    elif isinstance(cell, date):
        said.faults.append(
            f"A spreadsheet has made a day of the number: “{text}”. Show the column "
            "as text, and export it again."
        )
    elif text.isdecimal() and len(text) < padded:
        said.faults.append(
            f"The number {text} is shorter than others of this file, which begin with "
            "a nought: it has lost its own. Show the column as text, and export it "
            "again."
        )
    elif not membership_numbers.uniform(text):
        said.faults.append(f"“{text}” is not a number.")
    return text


def _email(cell: Any, said: Said) -> str:
    text = _text("email", cell, said).removeprefix("mailto:").strip("<>; ").lower()
    if not text:
        return ""
    if len(re.findall(r"@", text)) > 1:
        said.faults.append(f"“{text}” is more than one address. Keep one.")
        return text
    try:
        validate_email(text)
    except ValidationError:
        said.faults.append(f"“{text}” is not an e-mail address.")
    return text


def _read_days(raw: dict[str, Any], mapping: dict[str, Any], said: Said) -> None:
    order = mapping.get("order") or Order.DAY_FIRST
    for key in _DAYS:
        cell = raw.get(key, "")
        if not str(cell).strip():
            continue
        try:
            setattr(said, key, days.read(cell, order))
        except DayUnread as unread:
            said.faults.append(f"{BY_KEY[key].label}: {unread}")
    if (
        said.starts_on
        and "ends_on" not in raw
        and mapping.get("no_last_day") == NoLastDay.YEAR
    ):
        said.ends_on = terms.last_day(said.starts_on, Interval.YEAR)
    if said.starts_on and said.ends_on and said.ends_on < said.starts_on:
        said.faults.append("The last day comes before the first.")


def _read_grade(raw: dict[str, Any], mapping: dict[str, Any], said: Said) -> None:
    word = one_line(str(raw.get("grade", "")))[:60]
    if not word:
        said.grade = mapping.get("grade_for_all")
        return
    grades = mapping.get("grades", {})
    if grades.get(word) is not None:
        said.grade = grades[word]
    elif word in grades:
        said.faults.append(f"Rows of “{word}” were to be left out.")
    else:
        said.faults.append(f"It is not said which grade “{word}” is.")


def _read_marks(raw: dict[str, Any], said: Said) -> None:
    if _is_yes(raw.get("is_test", "")):
        said.faults.append("It is marked as a test.")
    if _is_yes(raw.get("in_trash", "")):
        said.faults.append("It is in the trash there.")
    if _is_yes(raw.get("deceased", "")):
        said.doubts.append("It says that this person has died.")
    status = one_line(str(raw.get("status", "")))
    if _LEFT.search(status):
        said.doubts.append(f"The status is “{status[:60]}”.")
    if said.email and _is_yes(raw.get("on_hold", "")):
        said.email = ""
        said.notes.append(
            "The address is on hold there, since mail came back: it is left out."
        )


def _is_yes(cell: Any) -> bool:
    text = str(cell).strip().casefold()
    return text in _YES or (text not in _NO and "hold" in text)


def same_name(one: str, other: str) -> bool:
    return " ".join(one.casefold().split()) == " ".join(other.casefold().split())
