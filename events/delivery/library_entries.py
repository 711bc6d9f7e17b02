"""Library entries: how what was found is shown, with the place of the words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import AnonymousUser

from events.models import Event, Recording, Watching
from portal.accounts.models import User
from portal.core import finding

from . import transcripts, watching
from .library import Asked, Found
from .viewers import Answer, Viewer

MOST_HITS = 2


@dataclass(frozen=True)
class Hit:
    """A place in a recording where the words were said."""

    seconds: int
    clock: str
    pieces: list[tuple[str, bool]]


@dataclass(frozen=True)
class Entry:
    event: Event
    recording: Recording | None
    answer: Answer
    minutes_watched: int = 0
    hits: tuple[Hit, ...] = ()

    @property
    def minutes(self) -> int:
        return watching.minutes_of(self.recording) if self.recording else 0


def entries(
    keys: Sequence[int],
    asked: Asked,
    found: Found,
    who: Viewer,
    *,
    user: User | AnonymousUser,
) -> list[Entry]:
    """Return these events as they are shown, with the places of the words."""
    events = (
        Event.objects.filter(pk__in=keys)
        .select_related("series", "recording")
        .defer("recording__transcript", "recording__plain_transcript", "description")
        .prefetch_related("speakers")
    )
    by_key = {event.pk: event for event in events}
    said = set(keys) & found.said
    texts = dict(
        Recording.objects.filter(event__in=said).values_list("event", "transcript")
    )
    seen = {}
    if isinstance(user, User):
        rows = Watching.objects.filter(user=user, recording__event__in=keys)
        seen = {row.recording_id: row for row in rows}
    shown = []
    for event in (by_key[key] for key in keys if key in by_key):
        recording = getattr(event, "recording", None)
        shown.append(
            Entry(
                event,
                recording,
                who.of(event),
                watching.minutes_watched(seen.get(recording.pk)) if recording else 0,
                tuple(_hits(texts.get(event.pk, ""), asked.words)),
            )
        )
    return shown


def _hits(transcript: str, wanted: Sequence[str]) -> Iterable[Hit]:
    """Return the paragraphs that hold most of the words, in order of time."""
    held = []
    for paragraph in transcripts.read(transcript) if wanted else ():
        folded = finding.fold(paragraph.text)
        number = sum(word in folded for word in wanted)
        if number:
            held.append((number, paragraph))
    best = sorted(held, key=lambda pair: -pair[0])[:MOST_HITS]
    for _, paragraph in sorted(best, key=lambda pair: pair[1].seconds):
        yield Hit(
            paragraph.seconds,
            transcripts.clock(paragraph.seconds),
            finding.excerpt(paragraph.text, wanted),
        )
