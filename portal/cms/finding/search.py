"""Search: what answers somebody's words, in its kinds, and what of it may they see?

Everybody finds everything that is out by its title and summary. What a page for some
says is looked through and quoted for those alone who may read it; the words of a
recording for those who may watch it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.models import AnonymousUser
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.core.paginator import Page, Paginator
from django.db import connection
from django.db.models import Case, F, FloatField, Q, QuerySet, Value, When
from django.http import QueryDict

from events.delivery import transcripts, viewers
from events.models import Event, Recording, Topic
from portal.accounts.models import User
from portal.cms import access
from portal.cms.access import Readers
from portal.cms.finding import matching
from portal.cms.finding.matching import Piece
from portal.cms.models import Group, OtherName, SearchEntry
from portal.core import clock

IN_A_GROUP = 3
A_PAGE = 20
MOST_PLACES = 2
LANGUAGE = "english"

Reader = User | AnonymousUser
WAYS_IN: dict[str, str] = {
    Readers.MEMBERS: "For members. Sign in or join to read it.",
    Readers.CHAMPIONS: "For Champions. Sign in to read it, or see how to become one.",
}
WATCHERS = "For members and those who had a place. Sign in or join to watch it."


@dataclass(frozen=True)
class Asked:
    """What somebody looks for. Each field is a parameter of the address."""

    q: str = ""
    group: str = ""
    topic: str = ""

    @property
    def words(self) -> list[str]:
        return matching.words_of(self.q)

    def query(self, **changes: str) -> str:
        asked = replace(self, **changes)
        pairs = {"q": asked.q, "in": asked.group, "topic": asked.topic}
        return urlencode({name: value for name, value in pairs.items() if value})


def read(query: QueryDict) -> Asked:
    group, topic = query.get("in", ""), matching.typed(query.get("topic", ""))
    return Asked(
        q=matching.typed(query.get("q", "")),
        group=group if group in Group.values else "",
        topic=topic,
    )


# --- Who asks --------------------------------------------------------------


@dataclass(frozen=True)
class Eyes:
    """What somebody may read: circles of pages, and the recordings open to them."""

    circles: frozenset[str]
    recordings: frozenset[int] = frozenset()

    @property
    def readable(self) -> Q:
        pages = ~Q(group=Group.RECORDINGS) & Q(readers__in=self.circles)
        return pages | Q(group=Group.RECORDINGS, event__in=self.recordings)

    def may_read(self, entry: SearchEntry) -> bool:
        if entry.group == Group.RECORDINGS:
            return entry.event_id in self.recordings
        return entry.readers in self.circles


def eyes_of(user: Reader, *, at: datetime) -> Eyes:
    circles = access.circles_of(user, at)
    if not isinstance(user, User):
        return Eyes(circles)
    who = viewers.viewer(user, at=at)
    out = Event.objects.public().filter(bundle__published_at__lte=at).order_by()
    return Eyes(
        circles,
        frozenset(event.pk for event in out.only("way_in") if who.of(event).allowed),
    )


# --- Other names -----------------------------------------------------------


@dataclass(frozen=True)
class Wanted:
    """What is looked for: one of several rows of words, and why there are several."""

    rows: tuple[tuple[str, ...], ...]
    other_names: tuple[OtherName, ...] = ()

    @property
    def all_words(self) -> list[str]:
        return [word for row in self.rows for word in row]


def wanted(asked: Asked) -> Wanted:
    """Add to the words what they mean, where editors said so."""
    words = asked.words
    if not words:
        return Wanted(())
    typed = matching.folded(asked.q)
    rows, used = [tuple(words)], []
    for name in OtherName.objects.all():
        said = matching.folded(name.said)
        if said.strip() and said in typed:
            instead = typed.replace(said, matching.folded(name.meant))
            rows.append(tuple(matching.words_of(instead)))
            used.append(name)
    return Wanted(tuple(rows), tuple(used))


# --- What answers ----------------------------------------------------------


def answering(want: Wanted, eyes: Eyes, *, every_word: bool = True) -> QuerySet[Any]:
    """Return the entries that hold the words, each with its rank."""
    entries = SearchEntry.objects.out()
    if connection.vendor == "postgresql":
        return _by_full_text(entries, want, eyes, every_word=every_word)
    return _by_beginnings(entries, want, eyes, every_word=every_word)


def _by_full_text(
    entries: QuerySet[SearchEntry], want: Wanted, eyes: Eyes, *, every_word: bool
) -> QuerySet[Any]:
    rows = [_all_or_any(row, every_word=every_word) for row in want.rows]
    query = rows[0]
    for row in rows[1:]:
        query |= row
    may_read = eyes.readable
    rank = Case(
        When(may_read, then=SearchRank(F("vector"), query)),
        default=SearchRank(F("open_vector"), query),
    )
    found = Q(open_vector=query) | (may_read & Q(vector=query))
    return entries.filter(found).annotate(rank=rank)


def _all_or_any(words: Sequence[str], *, every_word: bool) -> SearchQuery:
    query = SearchQuery(words[0], config=LANGUAGE)
    for word in words[1:]:
        one = SearchQuery(word, config=LANGUAGE)
        query = query & one if every_word else query | one
    return query


def _by_beginnings(
    entries: QuerySet[SearchEntry], want: Wanted, eyes: Eyes, *, every_word: bool
) -> QuerySet[Any]:
    def hold(field: str) -> Q:
        either = Q(pk__in=[])
        for row in want.rows:
            held = Q() if every_word else Q(pk__in=[])
            for word in row:
                one = Q(**{f"{field}__contains": f" {matching.stem(word)}"})
                held = held & one if every_word else held | one
            either |= held
        return either

    titled = Q(pk__in=[])
    for row in want.rows:
        held = Q()
        for word in row:
            held &= Q(title__icontains=matching.stem(word))
        titled |= held
    rank = Case(
        When(titled, then=Value(1.0)),
        When(hold("open_words"), then=Value(0.5)),
        default=Value(0.1),
        output_field=FloatField(),
    )
    found = hold("open_words") | (eyes.readable & hold("words"))
    return entries.filter(found).annotate(rank=rank)


@dataclass(frozen=True)
class Place:
    """A place in a recording where the words were said."""

    seconds: int
    clock: str
    pieces: list[Piece]


@dataclass(frozen=True)
class Result:
    entry: SearchEntry
    may_read: bool
    title: list[Piece]
    summary: list[Piece]
    snippet: list[Piece]
    places: tuple[Place, ...] = ()

    @property
    def way_in(self) -> str:
        """What gets a reader in who may not read it."""
        if self.entry.group == Group.RECORDINGS:
            return WATCHERS
        return WAYS_IN.get(self.entry.readers, "")


@dataclass(frozen=True)
class GroupFound:
    group: Group
    number: int
    results: list[Result]
    query: str

    @property
    def has_more(self) -> bool:
        return self.number > len(self.results)


@dataclass
class Found:
    """Everything that a page of results shows."""

    asked: Asked
    groups: list[GroupFound] = field(default_factory=list)
    total: int = 0
    page: Page | None = None
    other_names: tuple[OtherName, ...] = ()
    is_loose: bool = False
    topic: Topic | None = None


def find(asked: Asked, user: Reader, *, at: datetime, page: str = "") -> Found:
    """Answer what was asked, in a fixed number of queries."""
    found = Found(asked)
    want = wanted(asked)
    found.other_names = want.other_names
    topic = Topic.objects.filter(slug=asked.topic).first() if asked.topic else None
    found.topic = topic
    if not want.rows and topic is None:
        return found
    eyes = eyes_of(user, at=at)
    rows = _rows(want, eyes, topic, at)
    if not rows and max(map(len, want.rows), default=0) > 1:
        found.is_loose = True
        rows = _rows(want, eyes, topic, at, every_word=False)
    found.total = len(rows)
    by_group: dict[str, list[int]] = {}
    for key, group in rows:
        by_group.setdefault(group, []).append(key)
    shown = _shown(asked, by_group, found, page)
    results = _results([key for keys in shown.values() for key in keys], want, eyes)
    found.groups = [
        GroupFound(
            group,
            len(by_group[group]),
            [results[key] for key in shown.get(group, []) if key in results],
            asked.query(group=group),
        )
        for group in Group
        if group in by_group
    ]
    return found


def _rows(
    want: Wanted,
    eyes: Eyes,
    topic: Topic | None,
    at: datetime,
    *,
    every_word: bool = True,
) -> list[tuple[int, str]]:
    """Return keys and kinds of what answers, the best first.

    What holds comes before what was replaced, what is to come before what is over.
    """
    if want.rows:
        entries = answering(want, eyes, every_word=every_word)
    else:
        none = Value(0.0, output_field=FloatField())
        entries = SearchEntry.objects.out().annotate(rank=none)
    if topic is not None:
        entries = entries.filter(topics=topic)
    today = clock.uk_day(at)
    over = Case(
        When(group=Group.EVENTS, day__lt=today, then=Value(1)), default=Value(0)
    )
    entries = entries.annotate(over=over)
    ordered = entries.order_by("-is_current", "over", "-rank", "-day", "pk")
    return list(ordered.values_list("pk", "group"))


def _shown(
    asked: Asked, by_group: dict[str, list[int]], found: Found, page: str
) -> dict[str, list[int]]:
    if not asked.group:
        return {group: keys[:IN_A_GROUP] for group, keys in by_group.items()}
    found.page = Paginator(by_group.get(asked.group, []), A_PAGE).get_page(page)
    return {asked.group: list(found.page.object_list)}


def _results(keys: Sequence[int], want: Wanted, eyes: Eyes) -> dict[int, Result]:
    pattern = matching.pattern(want.all_words)
    entries = SearchEntry.objects.filter(pk__in=keys).defer(
        "words", "open_words", "vector", "open_vector"
    )
    results = {}
    shown = list(entries)
    spoken = _transcripts(shown, eyes) if pattern else {}
    for entry in shown:
        may_read = eyes.may_read(entry)
        summary = matching.marked(entry.summary, pattern)
        transcript = spoken.get(entry.event_id or 0, "")
        is_recording = entry.group == Group.RECORDINGS
        results[entry.pk] = Result(
            entry,
            may_read,
            matching.marked(entry.title, pattern),
            summary,
            matching.snippet(entry.body, pattern)
            if may_read and not is_recording
            else [],
            tuple(_places(transcript, pattern)) if is_recording and may_read else (),
        )
    return results


def _transcripts(entries: Iterable[SearchEntry], eyes: Eyes) -> dict[int, str]:
    events = [
        entry.event_id
        for entry in entries
        if entry.group == Group.RECORDINGS and eyes.may_read(entry)
    ]
    texts = Recording.objects.filter(event__in=events)
    return dict(texts.values_list("event", "transcript"))


def _places(transcript: str, pattern: Any) -> Iterable[Place]:
    """Return the paragraphs that hold most of the words, in order of time."""
    held = []
    for paragraph in transcripts.read(transcript) if pattern else ():
        words = {match[0].lower() for match in pattern.finditer(paragraph.text)}
        if words:
            held.append((len(words), paragraph))
    best = sorted(held, key=lambda pair: -pair[0])[:MOST_PLACES]
    for _, one in sorted(best, key=lambda pair: pair[1].seconds):
        said = matching.snippet(matching.normal(one.text), pattern)
        yield Place(one.seconds, transcripts.clock(one.seconds), said)


# --- While typing ----------------------------------------------------------

SUGGESTIONS = 7
LOOKED_AT = 60


@dataclass(frozen=True)
class Suggestion:
    title: str
    label: str
    url: str


def suggest(text: str, *, at: datetime) -> list[Suggestion]:
    """Return things whose title holds the words so far. The same for everybody."""
    words = matching.words_of(matching.typed(text))
    if not words or len("".join(words)) < matching.SHORTEST_STEM:
        return []
    titled = Q()
    for word in words:
        titled &= Q(open_words__contains=f" {word}")
    over = Case(
        When(group=Group.EVENTS, day__lt=clock.uk_day(at), then=Value(1)),
        default=Value(0),
    )
    entries = SearchEntry.objects.out().filter(titled).annotate(over=over)
    some = entries.for_lists().order_by("-is_current", "over", "-day")[:LOOKED_AT]
    in_title = [
        entry
        for entry in some
        if all(f" {word}" in matching.folded(entry.title) for word in words)
    ]
    return [
        Suggestion(entry.title, entry.label, entry.url)
        for entry in in_title[:SUGGESTIONS]
    ]
