"""Recordings: of an event that is over, published with captions and a transcript."""

from collections.abc import Sequence
from datetime import date

from django.core.files.base import ContentFile

from events.delivery import bundles, recordings
from events.models import Event, Handout, Recording
from portal.accounts.models import User
from portal.core import clock
from tests import files, films

LENGTH = 3480


def record(
    event: Event, *, by: User, film: bytes | None = None, captions: bool = True
) -> Recording:
    """Return the recording of an event, with a film of ours and its transcript."""
    content = films.mp4(LENGTH) if film is None else film
    row = recordings.set_film(
        event, ContentFile(content, "film.mp4"), by=by, at=clock.now()
    )
    if captions:
        recordings.set_captions(row, films.VTT, also_transcript=True, by=by)
    return row


def slides(event: Event, *, by: User) -> Handout:
    return recordings.add_handout(
        event,
        ContentFile(files.PDF, "slides.pdf"),
        kind=Handout.Kind.SLIDES,
        title="",
        by=by,
        at=clock.now(),
    )


def published(event: Event, *, by: User) -> Recording:
    """Return the recording of an event whose bundle is out, slides included."""
    row = record(event, by=by)
    slides(event, by=by)
    bundles.publish(event, by=by, at=clock.now())
    return row


def linked(events: Sequence[Event], *, seconds: int = LENGTH) -> list[Recording]:
    """Make published recordings elsewhere for many events, in few statements."""
    at = clock.now()
    rows = Recording.objects.bulk_create(
        Recording(
            event=event,
            elsewhere="https://video.example/1",
            seconds=seconds,
            review_on=date(2030, 1, 1),
            added_at=at,
        )
        for event in events
    )
    bundles.Bundle.objects.bulk_create(
        bundles.Bundle(event=event, published_at=at, told_at=at) for event in events
    )
    return rows
