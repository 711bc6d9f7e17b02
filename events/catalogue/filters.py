"""Filters: what did the reader ask of the list, and how many events answer it?

One light statement reads what the filters look at, for every event of the tab. The
keys of the page, the counts beside each choice and the months then come from those
rows, so one rule decides all three. What nobody offered in an address is ignored.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict

from events.models import Event, Format, Mode, Topic, WayIn
from portal.core import words

COMING, PAST = "", "past"
TOO_LONG = 100

WHO = {
    "members": "Members",
    "anyone": "Anyone",
    "no-booking": "No booking needed",
}
WHERE = {"online": "Online", "room": "In a room"}


class Row(NamedTuple):
    """One event, as far as the filters look."""

    key: int
    starts_at: datetime
    way_in: str
    mode: str
    format: str
    series: str | None
    series_name: str | None

    @property
    def who(self) -> str:
        if self.way_in == WayIn.OPEN_LINK:
            return "no-booking"
        return "members" if self.way_in == WayIn.MEMBERS else "anyone"

    @property
    def where(self) -> set[str]:
        return {
            Mode.ONLINE: {"online"},
            Mode.ROOM: {"room"},
            Mode.BOTH: {"online", "room"},
        }[Mode(self.mode)]

    @property
    def month(self) -> str:
        return f"{words.in_uk(self.starts_at):%Y-%m}"

    def values_of(self, name: str) -> Collection[str]:
        value = getattr(self, name)
        return value if isinstance(value, set) else [value] if value else []


@dataclass(frozen=True)
class Asked:
    """The reader's choices. Each field is a parameter of the address."""

    when: str = COMING
    q: str = ""
    who: tuple[str, ...] = ()
    where: tuple[str, ...] = ()
    format: str = ""
    topic: str = ""
    series: str = ""
    month: str = ""

    @property
    def is_past(self) -> bool:
        return self.when == PAST

    @property
    def narrows(self) -> bool:
        return replace(self, when=COMING) != Asked()

    def query(self, **changes: object) -> str:
        """Return the address's query with some choices changed, the rest kept."""
        asked = replace(self, **changes)  # type: ignore[arg-type]
        pairs = {
            "when": asked.when,
            "q": asked.q,
            "who": asked.who,
            "where": asked.where,
            "format": asked.format,
            "topic": asked.topic,
            "series": asked.series,
            "month": asked.month,
        }
        return urlencode(
            {name: value for name, value in pairs.items() if value}, doseq=True
        )


def read(query: QueryDict) -> Asked:
    return Asked(
        when=PAST if query.get("when") == PAST else COMING,
        q=" ".join(query.get("q", "").replace("\0", "").split())[:TOO_LONG],
        who=tuple(name for name in WHO if name in query.getlist("who")),
        where=tuple(name for name in WHERE if name in query.getlist("where")),
        format=_one_of(Format.values, query.get("format", "")),
        topic=_name(query.get("topic", "")),
        series=_name(query.get("series", "")),
        month=_month(query.get("month", "")),
    )


def _name(typed: str) -> str:
    return typed if re.fullmatch(r"[-\w]{1,80}", typed) else ""


def _one_of(values: Collection[str], typed: str) -> str:
    return typed if typed in values else ""


def _month(typed: str) -> str:
    return typed if re.fullmatch(r"20\d\d-(0[1-9]|1[0-2])", typed) else ""


# --- What answers ----------------------------------------------------------

TESTS: dict[str, Callable[[Asked, Row], bool]] = {
    "who": lambda asked, row: not asked.who or row.who in asked.who,
    "where": lambda asked, row: not asked.where or bool(row.where & set(asked.where)),
    "format": lambda asked, row: asked.format in {"", row.format},
    "series": lambda asked, row: asked.series in {"", row.series},
    "month": lambda asked, row: asked.month in {"", row.month},
}


@dataclass
class Found:
    """The keys of what answers, in order, and what each choice would leave.

    A count beside a choice supposes the other filters as they are.
    """

    keys: list[int] = field(default_factory=list)
    next_at: datetime | None = None
    counts: dict[str, Counter[str]] = field(
        default_factory=lambda: {name: Counter() for name in TESTS}
    )
    series: dict[str, str] = field(default_factory=dict)


def find(asked: Asked, *, at: datetime) -> Found:
    found = Found()
    for row in _rows(asked, at=at):
        if row.series:
            found.series[row.series] = row.series_name
        failed = [name for name, test in TESTS.items() if not test(asked, row)]
        if not failed:
            found.keys.append(row.key)
            found.next_at = found.next_at or row.starts_at
        for name in TESTS if not failed else failed if len(failed) == 1 else ():
            found.counts[name].update(row.values_of(name))
    return found


def _rows(asked: Asked, *, at: datetime) -> list[Row]:
    """Read the events of the tab that the search and the topic leave, in order."""
    listed = Event.objects.public()
    listed = listed.past(at) if asked.is_past else listed.upcoming(at)
    for word in asked.q.split():
        listed = listed.filter(
            Q(title__icontains=word)
            | Q(audience__icontains=word)
            | Q(audience_short__icontains=word)
            | Q(series__name__icontains=word)
        )
    if asked.topic:
        listed = listed.filter(topics__slug=asked.topic)
    fields = ("pk", *Row._fields[1:-2], "series__slug", "series__name")
    return [Row(*values) for values in listed.values_list(*fields)]


def number_in_other_tab(asked: Asked, *, at: datetime) -> int:
    listed = Event.objects.public()
    return (listed.upcoming(at) if asked.is_past else listed.past(at)).count()


# --- The choices, each with what it would leave ----------------------------


class Choice(NamedTuple):
    value: str
    label: str
    number: int
    chosen: bool


def choices(asked: Asked, found: Found) -> dict[str, list[Choice]]:
    months = sorted(found.counts["month"], reverse=asked.is_past)
    return {
        "who": _choices(WHO, asked.who, found.counts["who"]),
        "where": _choices(WHERE, asked.where, found.counts["where"]),
        "formats": _some(dict(Format.choices), asked.format, found.counts["format"]),
        "series": _some(found.series, asked.series, found.counts["series"]),
        "months": _some(
            {month: _month_in_words(month) for month in months},
            asked.month,
            found.counts["month"],
        ),
    }


def _choices(
    labels: Mapping[str, str], chosen: Collection[str], numbers: Counter[str]
) -> list[Choice]:
    return [
        Choice(value, label, numbers[value], value in chosen)
        for value, label in labels.items()
    ]


def _some(
    labels: Mapping[str, str], chosen: str, numbers: Counter[str]
) -> list[Choice]:
    """Leave out what would find nothing, but never what has been chosen."""
    return [
        choice
        for choice in _choices(labels, {chosen}, numbers)
        if choice.number or choice.chosen
    ]


def _month_in_words(month: str) -> str:
    year, number = month.split("-")
    return words.uk_month(date(int(year), int(number), 1))


def topics(asked: Asked) -> list[Choice]:
    rows = Topic.objects.values_list("slug", "name")
    return [Choice(slug, name, 0, slug == asked.topic) for slug, name in rows]


def applied(asked: Asked, options: Mapping[str, list[Choice]]) -> list[tuple[str, str]]:
    """Return each filter that is on, in words, with the query that takes it off."""
    on = [(f"“{asked.q}”", {"q": ""})] if asked.q else []
    for name, parameter in (("who", "who"), ("where", "where")):
        kept = getattr(asked, parameter)
        on += [
            (choice.label, {parameter: tuple(v for v in kept if v != choice.value)})
            for choice in options[name]
            if choice.chosen
        ]
    for name, parameter in SINGLE.items():
        on += [
            (choice.label, {parameter: ""}) for choice in options[name] if choice.chosen
        ]
    return [(label, asked.query(**change)) for label, change in on]


SINGLE = {"formats": "format", "topics": "topic", "series": "series", "months": "month"}
