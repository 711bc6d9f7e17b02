"""Library: what has been published after events, found by what it is and what was said.

Everybody sees what there is; the words of a transcript are searched only for those who
may watch, so that nobody reads a recording through the search.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import NamedTuple
from urllib.parse import urlencode

from django.db.models import Q
from django.http import QueryDict

from events.models import Bundle, Event, Recording, Speaker, Topic
from portal.core import finding, words

from .viewers import Viewer, listed

LENGTHS = {
    "short": "Up to 30 minutes",
    "hour": "30 to 60 minutes",
    "long": "Over an hour",
}
HALF_AN_HOUR, AN_HOUR = 30, 65


class Row(NamedTuple):
    """One event with something to keep, as far as the filters look."""

    key: int
    starts_at: datetime
    way_in: str
    title: str
    series: str | None
    series_name: str
    seconds: int | None

    @property
    def year(self) -> str:
        return str(words.in_uk(self.starts_at).year)

    @property
    def length(self) -> str:
        if self.seconds is None:
            return ""
        minutes = self.seconds / 60
        # A webinar of an hour runs over by a few minutes and is still an hour.
        return (
            "short"
            if minutes <= HALF_AN_HOUR
            else "hour"
            if minutes <= AN_HOUR
            else "long"
        )


@dataclass(frozen=True)
class Asked:
    """The reader's choices. Each field is a parameter of the address."""

    q: str = ""
    series: str = ""
    topic: str = ""
    year: str = ""
    length: str = ""

    @property
    def narrows(self) -> bool:
        return self != Asked()

    @property
    def words(self) -> list[str]:
        return finding.words_of(self.q)

    def query(self, **changes: str) -> str:
        """Return the address's query with some choices changed, the rest kept."""
        asked = replace(self, **changes)
        pairs = {name: getattr(asked, name) for name in FIELDS}
        return urlencode({name: value for name, value in pairs.items() if value})


FIELDS = ("q", "series", "topic", "year", "length")


def read(query: QueryDict) -> Asked:
    typed = {name: " ".join(query.get(name, "").split())[:100] for name in FIELDS}
    return Asked(**{name: text.replace("\0", "") for name, text in typed.items()})


# --- What answers ----------------------------------------------------------


@dataclass
class Found:
    """The keys of what answers, newest first, and what each choice would leave."""

    keys: list[int] = field(default_factory=list)
    said: set[int] = field(default_factory=set)
    counts: dict[str, Counter[str]] = field(
        default_factory=lambda: defaultdict(Counter)
    )
    labels: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))
    total: int = 0


def find(asked: Asked, who: Viewer) -> Found:
    """Answer what was asked, in a fixed number of queries."""
    rows = _rows(who)
    topics = _topics()
    found = Found(total=len(rows))
    matched, found.said = _matched(asked, rows, who)
    for row in rows:
        if matched is not None and row.key not in matched:
            continue
        values: dict[str, dict[str, str]] = {
            "series": {row.series: row.series_name} if row.series else {},
            "topic": topics.get(row.key, {}),
            "year": {row.year: row.year},
            "length": {row.length: LENGTHS[row.length]} if row.length else {},
        }
        misses = [
            name
            for name, has in values.items()
            if getattr(asked, name) and getattr(asked, name) not in has
        ]
        for name, has in values.items():
            found.labels[name].update(has)
            if set(misses) <= {name}:
                found.counts[name].update(has.keys())
        if not misses:
            found.keys.append(row.key)
    return found


def _rows(who: Viewer) -> list[Row]:
    events = listed(Event.objects.filter(bundle__published_at__isnull=False), who)
    return [
        Row(*values)
        for values in events.order_by("-starts_at", "-pk").values_list(
            "pk",
            "starts_at",
            "way_in",
            "title",
            "series__slug",
            "series__name",
            "recording__seconds",
        )
    ]


def _topics() -> dict[int, dict[str, str]]:
    found: dict[int, dict[str, str]] = defaultdict(dict)
    pairs = Topic.objects.filter(event__bundle__published_at__isnull=False)
    for event, slug, name in pairs.values_list("event", "slug", "name"):
        found[event][slug] = name
    return found


def _matched(
    asked: Asked, rows: Sequence[Row], who: Viewer
) -> tuple[set[int] | None, set[int]]:
    """Return the keys that hold the words (None: all), and those that say them."""
    wanted = asked.words
    if not wanted:
        return (None, set()) if not asked.q else (set(), set())
    speakers: dict[int, list[str]] = defaultdict(list)
    named = Speaker.objects.filter(event__bundle__published_at__isnull=False)
    for event, name, role in named.values_list("event", "name", "role"):
        speakers[event] += [name, role]
    open_to = [row.key for row in rows if _is_open(row, who)]
    says = Q(event__in=open_to)
    for word in wanted:
        says &= Q(plain_transcript__contains=word)
    said = set(Recording.objects.filter(says).values_list("event", flat=True))
    titled = {
        row.key
        for row in rows
        if finding.holds(" ".join([row.title, *speakers[row.key]]), wanted)
    }
    return titled | said, said


def _is_open(row: Row, who: Viewer) -> bool:
    return who.of(Event(pk=row.key, way_in=row.way_in)).allowed


# --- How it is shown -------------------------------------------------------


@dataclass(frozen=True)
class Choice:
    value: str
    label: str
    number: int
    chosen: bool


def choices(asked: Asked, found: Found) -> dict[str, list[Choice]]:
    """Return what there is to choose from; nothing that would find nothing."""
    orders: dict[str, Mapping[str, str]] = {
        "series": _by_label(found.labels["series"]),
        "topic": _by_label(found.labels["topic"]),
        "year": dict(sorted(found.labels["year"].items(), reverse=True)),
        "length": LENGTHS,
    }
    return {
        name: [
            Choice(value, label, number, value == getattr(asked, name))
            for value, label in labels.items()
            if (number := found.counts[name][value]) or value == getattr(asked, name)
        ]
        for name, labels in orders.items()
    }


def _by_label(labels: Mapping[str, str]) -> dict[str, str]:
    return dict(sorted(labels.items(), key=lambda pair: pair[1]))


def applied(
    asked: Asked, options: Mapping[str, Collection[Choice]]
) -> list[tuple[str, str]]:
    """Return each filter that is on, in words, with the query that takes it off."""
    on = [(f"“{asked.q}”", "q")] if asked.q else []
    on += [
        (choice.label, name)
        for name, some in options.items()
        for choice in some
        if choice.chosen
    ]
    return [(label, asked.query(**{name: ""})) for label, name in on]


def is_published(event: Event) -> bool:
    return Bundle.objects.filter(event=event, published_at__isnull=False).exists()
