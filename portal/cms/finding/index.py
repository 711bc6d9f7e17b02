"""The index: one search entry for each page, event and recording that is out.

A page's entry is made anew in the transaction that changes the page. Events belong to
a room below, which knows nothing of pages: the timetable looks at them every minute.
Nobody sees more for it in between, since every search asks the rows themselves.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from django.contrib.postgres.search import SearchVector
from django.db import connection, transaction
from django.db.models import F, QuerySet, TextField, Value
from django.db.models.functions import MD5, Coalesce
from django.urls import reverse
from django.utils.html import strip_tags
from wagtail.models import Page
from wagtail.search import index

from events.delivery import transcripts
from events.models import Bundle, Event, Recording
from portal.cms import access
from portal.cms.access import Readers
from portal.cms.finding import matching
from portal.cms.models import BasePage, Group, HomePage, PositionPage, SearchEntry
from portal.core.clock import today, uk_day

# What PostgreSQL takes into one index of words, with room to spare.
LONGEST_BODY = 300_000
LANGUAGE = "english"
GROUPS = {
    "newspage": Group.NEWS,
    "pressreleasepage": Group.NEWS,
    "positionpage": Group.POSITIONS,
    "consultationpage": Group.CONSULTATIONS,
    "consultationresponsepage": Group.CONSULTATIONS,
    "jointstatementpage": Group.STATEMENTS,
    "guidancepage": Group.GUIDANCE,
    "briefingpage": Group.GUIDANCE,
    "resourcepage": Group.RESOURCES,
    "coursepage": Group.COURSES,
    "opportunitypage": Group.OPPORTUNITIES,
    "expertadviserpage": Group.PEOPLE,
    "topicpage": Group.TOPICS,
}
# A chain of editions: publishing one changes what the others are.
CHAINED = {"guidancepage"}


@dataclass(frozen=True)
class Facts:
    """What an entry is made from."""

    key: str
    group: str
    label: str
    title: str
    summary: str
    url: str
    page_id: int | None = None
    event_id: int | None = None
    day: date | None = None
    readers: str = Readers.EVERYONE
    is_current: bool = True
    published_at: datetime | None = None
    changed_at: datetime | None = None
    body: str = ""
    # Found by everybody, and not shown.
    also: str = ""
    topics: tuple[int, ...] = ()

    @property
    def text(self) -> str:
        return self.body

    @property
    def fingerprint(self) -> str:
        said = json.dumps(asdict(self), default=str, sort_keys=True)
        return hashlib.sha256(said.encode()).hexdigest()


@dataclass(frozen=True)
class RecordingFacts(Facts):
    """Of a recording. Its transcript is long, so it is read only when it changed."""

    transcript_print: str = ""

    @property
    def text(self) -> str:
        found = Recording.objects.filter(event=self.event_id).first()
        said = transcripts.read(found.transcript) if found is not None else []
        return matching.normal(" ".join(one.text for one in said))


COPIED = (
    "group",
    "label",
    "title",
    "summary",
    "url",
    "page_id",
    "event_id",
    "day",
    "readers",
    "is_current",
    "published_at",
    "changed_at",
)


# --- Writing ---------------------------------------------------------------


def note_page(page: Page) -> None:
    """Make the page's entry anew, or take it away."""
    wanted = facts_of_page(page)
    if wanted is None:
        SearchEntry.objects.filter(page=page.pk).delete()
        return
    _write([wanted])
    if _kind(page) in CHAINED:
        _write(_facts_of_chain(type(page), but=page.pk))


def renew(*, at: datetime) -> int:
    """Put the whole index right; return how many entries had to be made anew."""
    pages = Page.objects.live().filter(depth__gt=1).order_by("pk")
    facts = (facts_of_page(page) for page in pages.specific(defer=False).iterator(100))
    kept: set[str] = set()
    changed = _write((one for one in facts if one is not None), kept=kept)
    SearchEntry.objects.filter(page__isnull=False).exclude(key__in=kept).delete()
    return changed + renew_events(at=at)


def renew_events(*, at: datetime) -> int:
    """Put the entries of events and recordings right."""
    kept: set[str] = set()
    changed = _write(_facts_of_events(), kept=kept)
    changed += _write(_facts_of_recordings(at), kept=kept)
    SearchEntry.objects.filter(event__isnull=False).exclude(key__in=kept).delete()
    return changed


def _write(many: Iterable[Facts], *, kept: set[str] | None = None) -> int:
    """Write what differs from what is there; return how many did."""
    wanted = {facts.key: facts for facts in many}
    if kept is not None:
        kept.update(wanted)
    there = SearchEntry.objects.filter(key__in=wanted).values_list("key", "made_from")
    same = {key for key, made_from in there if wanted[key].fingerprint == made_from}
    for key in wanted.keys() - same:
        _write_one(wanted[key])
    return len(wanted) - len(same)


@transaction.atomic
def _write_one(facts: Facts) -> None:
    values = {name: getattr(facts, name) for name in COPIED}
    text = facts.text
    summary = " ".join(filter(None, [facts.label, facts.summary, facts.also]))
    texts = matching.folded(facts.title), matching.folded(summary)
    body = matching.folded(text[:LONGEST_BODY])
    entry, _ = SearchEntry.objects.update_or_create(
        key=facts.key,
        defaults={
            **values,
            "body": text,
            "made_from": facts.fingerprint,
            "open_words": "".join(texts),
            "words": "".join([*texts, body]),
        },
    )
    entry.topics.set(facts.topics)
    if connection.vendor == "postgresql":
        title, said, rest = (
            SearchVector(Value(text), weight=weight, config=LANGUAGE)
            for text, weight in zip([*texts, body], "ABD", strict=True)
        )
        SearchEntry.objects.filter(pk=entry.pk).update(
            open_vector=title + said, vector=title + said + rest
        )


# --- Pages -----------------------------------------------------------------


def facts_of_page(page: Page) -> Facts | None:
    """Return what there is to find of a page; None when it is not for finding."""
    if not isinstance(page, BasePage) or isinstance(page, HomePage) or not page.live:
        return None
    day = getattr(page, "list_date", None) or page.first_published_at
    summary = matching.normal(strip_tags(page.opening))
    return Facts(
        key=f"page:{page.pk}",
        group=GROUPS.get(_kind(page), Group.PAGES),
        label=_label(page),
        title=matching.normal(page.title)[:255],
        summary=summary,
        url=page.url or "",
        page_id=page.pk,
        day=uk_day(day) if isinstance(day, datetime) else day,
        readers=access.readers_of(page),
        is_current=_is_current(page),
        published_at=page.first_published_at,
        changed_at=page.last_published_at,
        # The summary is shown beside it, and need not be found twice.
        body=_words_of(page).replace(summary, "", 1).strip()
        if summary
        else _words_of(page),
        topics=_topics_of(page),
    )


def _kind(page: Page) -> str:
    return str(page._meta.model_name)  # noqa: SLF001 - Django's own API


def _label(page: BasePage) -> str:
    said = getattr(page, "list_kind", "") or page._meta.verbose_name  # noqa: SLF001 - as above
    label = str(said)
    return (label[:1].upper() + label[1:])[:60]


def _topics_of(page: Page) -> tuple[int, ...]:
    if hasattr(page, "topics"):
        return tuple(sorted(topic.pk for topic in page.topics.all()))
    topic = getattr(page, "topic_id", None)
    return (topic,) if topic and _kind(page) != "topicpage" else ()


def _words_of(page: Page) -> str:
    """Return all that the page says, as its type declares it for searching."""
    parts = [
        text
        for declared in page.get_search_fields()
        if isinstance(declared, index.SearchField | index.RelatedFields)
        and declared.field_name != "title"
        for text in _said(page, declared)
    ]
    return matching.normal(strip_tags(" ".join(parts).replace("<", " <")))


def _said(row: Any, declared: Any) -> Iterator[str]:
    value = declared.get_value(row)
    if isinstance(declared, index.RelatedFields):
        rows = value.all() if hasattr(value, "all") else [value] if value else []
        for related in rows:
            for inner in declared.fields:
                if isinstance(inner, index.SearchField | index.RelatedFields):
                    yield from _said(related, inner)
    elif isinstance(value, list | tuple | set):
        yield from (str(part) for part in value)
    elif value:
        yield str(value)


def _is_current(page: Page) -> bool:
    if isinstance(page, PositionPage):
        return not page.is_withdrawn
    if _kind(page) in CHAINED:
        return page.holds(today()) and _current_edition(page) == page.pk
    return True


def _current_edition(page: Page) -> int:
    from portal.cms import lineage  # noqa: PLC0415 - app ready

    return lineage.current_of(page).pk


def _facts_of_chain(kind: Any, *, but: int) -> Iterator[Facts]:
    for page in kind.objects.live().exclude(pk=but):
        facts = facts_of_page(page)
        if facts is not None:
            yield facts


# --- Events and recordings -------------------------------------------------


def _facts_of_events() -> Iterator[Facts]:
    events = Event.objects.public().select_related("series")
    for event in events.prefetch_related("speakers", "topics"):
        yield Facts(
            key=f"event:{event.pk}",
            group=Group.EVENTS,
            label=event.get_format_display(),
            title=matching.normal(event.title),
            summary=matching.normal(event.summary),
            url=reverse("events:event-detail", args=[event.slug]),
            event_id=event.pk,
            day=uk_day(event.starts_at),
            is_current=event.cancelled_at is None,
            published_at=event.published_at,
            changed_at=event.published_at,
            body=matching.normal(f"{event.description} {event.audience}"),
            also=_also(event),
            topics=tuple(sorted(topic.pk for topic in event.topics.all())),
        )


def _facts_of_recordings(at: datetime) -> Iterator[Facts]:
    bundles: QuerySet[Any] = Bundle.objects.filter(
        event__in=Event.objects.public().order_by(), published_at__lte=at
    )
    bundles = bundles.select_related("event__series").annotate(
        recording=F("event__recording"),
        transcript_print=MD5(
            Coalesce(
                "event__recording__transcript", Value(""), output_field=TextField()
            )
        ),
    )
    for bundle in bundles.prefetch_related("event__speakers", "event__topics"):
        event = bundle.event
        yield RecordingFacts(
            key=f"recording:{event.pk}",
            group=Group.RECORDINGS,
            label="Recording" if bundle.recording else "Slides and notes",
            title=matching.normal(event.title),
            summary=matching.normal(event.summary),
            url=reverse("events:recording", args=[event.slug]),
            event_id=event.pk,
            day=uk_day(event.starts_at),
            readers=Readers.MEMBERS,
            published_at=bundle.published_at,
            changed_at=bundle.published_at,
            transcript_print=bundle.transcript_print,
            also=_also(event),
            topics=tuple(sorted(topic.pk for topic in event.topics.all())),
        )


def _also(event: Event) -> str:
    """Return what else finds an event: its series, who speaks, where it is."""
    series = [event.series.name] if event.series is not None else []
    speakers = [f"{one.name} {one.role}" for one in event.speakers.all()]
    return matching.normal(" ".join([*series, *speakers, event.place]))
