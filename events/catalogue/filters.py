"""Filters: what did the reader ask of the list, and how many events answer it?

One light statement reads what the filters look at, for every event of the tab. The
keys of the page, the counts beside each choice and the months then come from those
rows, so one rule decides all three. What nobody offered in an address is ignored.
"""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from operator import attrgetter
from typing import Any, NamedTuple
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


WHOSE = {WayIn.MEMBERS: "members", WayIn.OPEN_LINK: "no-booking"}
FITS = {"online": (Mode.ONLINE, Mode.BOTH), "room": (Mode.ROOM, Mode.BOTH)}


class Row(NamedTuple):
    """One event, as far as the filters look."""

    key: int
    starts_at: datetime
    who: str
    mode: str
    format: str
    series: str
    series_name: str
    month: str


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


@dataclass(frozen=True)
class Found:
    """The keys of what answers, in order, and what each choice would leave."""

    keys: list[int]
    next_at: datetime | None
    counts: dict[str, Counter[str]]
    series: dict[str, str]


def find(asked: Asked, *, at: datetime) -> Found:
    """A count beside a choice supposes the other filters as they are."""
    rows = _rows(asked, at=at)
    tests = _tests(asked)

    def left_by_others(name: str) -> list[Row]:
        others = [test for key, test in tests.items() if key != name]
        return [row for row in rows if all(test(row) for test in others)]

    answers = left_by_others("")
    counts = {
        name: Counter(map(attrgetter(name), left_by_others(name)))
        for name in ("who", "mode", "format", "series", "month")
    }
    modes = counts.pop("mode")
    counts["where"] = Counter(
        {where: sum(modes[mode] for mode in fits) for where, fits in FITS.items()}
    )
    return Found(
        keys=[row.key for row in answers],
        next_at=answers[0].starts_at if answers else None,
        counts=counts,
        series={row.series: row.series_name for row in rows if row.series},
    )


def _tests(asked: Asked) -> dict[str, Callable[[Row], bool]]:
    """Return a test for each filter that is on."""
    tests: dict[str, Callable[[Row], bool]] = {}
    if asked.who:
        tests["who"] = lambda row: row.who in asked.who
    if asked.where:
        modes = {mode for where in asked.where for mode in FITS[where]}
        tests["mode"] = lambda row: row.mode in modes
    if asked.format:
        tests["format"] = lambda row: row.format == asked.format
    if asked.series:
        tests["series"] = lambda row: row.series == asked.series
    if asked.month:
        tests["month"] = lambda row: row.month == asked.month
    return tests


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
    found = listed.values_list(
        "pk",
        "starts_at",
        "way_in",
        "mode",
        "format",
        "series__slug",
        "series__name",
    )
    return [
        Row(
            key,
            starts_at,
            WHOSE.get(WayIn(way_in), "anyone"),
            mode,
            kind,
            series or "",
            series_name or "",
            _month_of(starts_at),
        )
        for key, starts_at, way_in, mode, kind, series, series_name in found
    ]


def _month_of(moment: datetime) -> str:
    day = words.in_uk(moment)
    return f"{day.year}-{day.month:02}"


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
    on: list[tuple[str, dict[str, Any]]] = []
    if asked.q:
        on.append((f"“{asked.q}”", {"q": ""}))
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
