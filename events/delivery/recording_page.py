"""The recording's page: what one person finds there, and where they go on."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from django.db.models import Q

from events.models import (
    BookingStatus,
    Bundle,
    Event,
    EventStatus,
    Handout,
    Recording,
    Ticket,
    Watching,
)
from portal.accounts.models import User

from . import documents, transcripts, watching
from .transcripts import Paragraph
from .viewers import Answer, Viewer

SHOWN_PARAGRAPHS = 12


@dataclass(frozen=True)
class Place:
    """A paragraph with its place, as an address says it and as people read it."""

    seconds: int
    clock: str
    text: str
    speaker: str
    is_heading: bool


@dataclass(frozen=True)
class Kept:
    """What is left of an event, as one person may have it.

    What only the page shows is read when it is asked for: a film is fetched in many
    parts, and each asks again whether it may.
    """

    event: Event
    recording: Recording | None
    answer: Answer
    is_out: bool
    user: object = None

    @cached_property
    def handouts(self) -> list[Handout]:
        return list(self.event.handouts.all()) if self.answer.allowed else []

    @cached_property
    def places(self) -> list[Place]:
        if self.recording is None or not self.answer.allowed:
            return []
        return places_in(self.recording.transcript)

    @cached_property
    def watched(self) -> Watching | None:
        if self.recording is None or not isinstance(self.user, User):
            return None
        return watching.of(self.recording, self.user)

    @cached_property
    def ticket(self) -> Ticket | None:
        """The person's own place, for the papers that are made for them alone."""
        if not isinstance(self.user, User):
            return None
        places = Ticket.objects.of(self.user).kept()
        return (
            places.filter(event=self.event, booking__status=BookingStatus.CONFIRMED)
            .select_related("booking", "event")
            .first()
        )

    @cached_property
    def has_record(self) -> bool:
        return self.ticket is not None and documents.has_record(
            documents.record_of(self.ticket)
        )

    @cached_property
    def has_record_of_guest(self) -> bool:
        """Say whether somebody without a place is shown to have come all the same."""
        if self.ticket is not None or not isinstance(self.user, User):
            return False
        record = documents.record_of_guest(self.event, self.user)
        return documents.has_record(record)

    @property
    def chapters(self) -> list[Place]:
        return [place for place in self.places if place.is_heading]

    @property
    def minutes(self) -> int:
        return watching.minutes_of(self.recording) if self.recording else 0

    @property
    def minutes_watched(self) -> int:
        return watching.minutes_watched(self.watched)

    def start(self, asked: str) -> int:
        """Return where to begin: where the address says, else where one stopped."""
        if self.recording is None:
            return 0
        if asked.isdecimal() and len(asked) <= len("86400"):
            return min(int(asked), self.recording.seconds)
        return watching.go_on_at(self.watched, seconds=self.recording.seconds)


def kept_of(slug: str, who: Viewer, *, user: object, at: datetime) -> Kept | None:
    """Return what is kept of an event; None when this person may not know of it."""
    event = (
        Event.objects.filter(slug=slug)
        .exclude(status=EventStatus.DRAFT)
        .select_related("series", "recording", "bundle")
        .defer("recording__transcript", "recording__plain_transcript")
        .first()
    )
    if event is None or not who.may_see(event):
        return None
    bundle: Bundle | None = getattr(event, "bundle", None)
    is_out = bundle is not None and bundle.is_out(at)
    # Staff look before they publish.
    if not is_out and not who.is_staff:
        return None
    recording: Recording | None = getattr(event, "recording", None)
    return Kept(event, recording, who.of(event), is_out, user)


def places_in(transcript: str) -> list[Place]:
    return [_place(one) for one in transcripts.read(transcript)]


def _place(one: Paragraph) -> Place:
    return Place(
        one.seconds,
        transcripts.clock(one.seconds),
        one.text,
        one.speaker,
        one.is_heading,
    )


def next_alike(event: Event, *, at: datetime) -> list[Event]:
    """Return the next events on the same subject, soonest first."""
    alike = Q(topics__in=event.topics.all())
    if event.series_id:
        alike |= Q(series=event.series_id)
    upcoming = Event.objects.public().upcoming(at).exclude(pk=event.pk)
    return list(
        upcoming.exclude(status=EventStatus.CANCELLED).filter(alike).distinct()[:3]
    )
