"""Recordings: what is left of an event, gathered piece by piece.

A file is stored before its row is written and removed again when the row is refused,
so nothing is half kept; the file that it replaces goes once the row has committed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from functools import partial
from typing import BinaryIO, cast

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models.fields.files import FieldFile

from events.errors import StepRefused
from events.models import Bundle, Event, Handout
from events.models import Recording as Row
from portal.accounts.models import User
from portal.core import clock, finding, history, scanning, uploads

from . import captions, transcripts
from .films import FilmRefused, look_at

MOST_SLIDES = 50 * uploads.MEGABYTE
MOST_HANDOUTS = 10
REVIEW_AFTER = timedelta(days=365)
NOT_CLEARED = (
    "The virus scanner did not clear this file, so it is not kept. Try again later, or "
    "with another file."
)


# --- The film --------------------------------------------------------------


def set_film(
    event: Event, file: File, *, seconds: int | None = None, by: User, at: datetime
) -> Row:
    """Take this video file as the recording, or refuse it and change nothing.

    `seconds` is for a file that does not say how long it is. A file that lies on the
    same disk is moved, never read into memory.
    """
    film = look_at(cast("BinaryIO", file))
    length = film.seconds or seconds
    if not length:
        raise FilmRefused(
            "The file does not say how long it is. Enter the length, such as 0:58:00."
        )
    row = Row.objects.filter(event=event).first() or Row(event=event, added_at=at)
    before = _name(row.file)
    size = file.size
    with _stored(row.file, f"film.{film.ending}", file):
        row.media_type, row.size, row.seconds = film.media_type, size, length
        row.elsewhere = ""
        _save(row, "recording_set", by=by, at=at)
        _remove_later(row.file, before)
    return row


@transaction.atomic
def set_elsewhere(
    event: Event, url: str, *, seconds: int, by: User, at: datetime
) -> Row:
    """Say that the recording is on a video host: a link, and nothing of it here."""
    row = Row.objects.filter(event=event).first() or Row(event=event, added_at=at)
    before = _name(row.file)
    row.elsewhere, row.seconds = url, seconds
    row.file, row.media_type, row.size = "", "", 0
    _save(row, "recording_set", by=by, at=at)
    _remove_later(row.file, before)
    return row


@transaction.atomic
def remove(row: Row, *, by: User) -> None:
    """Throw the recording away, captions and transcript included."""
    if Bundle.objects.filter(event=row.event, published_at__isnull=False).exists():
        raise StepRefused("Withdraw what is published first, then remove it.")
    names = [_name(row.file), _name(row.captions)]
    history.record(row.event, "events.recording_removed", by=by)
    row.delete()
    for name in names:
        _remove_later(row.file, name)


def set_captions(row: Row, content: bytes, *, also_transcript: bool, by: User) -> int:
    """Keep the captions, written again as cues alone; return how many there are.

    Where there is no transcript yet, or another is wanted, they make it.
    """
    cues = captions.read(content)
    if cues[-1].start > row.seconds * 1000:
        raise captions.CaptionsRefused(
            "These captions go on after the recording has ended, so they belong to "
            "another one."
        )
    before = _name(row.captions)
    with _stored(row.captions, "captions.vtt", ContentFile(captions.write(cues))):
        if also_transcript or not row.transcript:
            _write_transcript(row, transcripts.from_cues(cues))
        row.save()
        _note(row, ["captions"], by=by)
        _remove_later(row.captions, before)
    return len(cues)


@transaction.atomic
def remove_captions(row: Row, *, by: User) -> None:
    before = _name(row.captions)
    row.captions = ""
    row.save(update_fields=["captions"])
    _note(row, ["captions"], by=by)
    _remove_later(row.captions, before)


@transaction.atomic
def set_transcript(row: Row, transcript: str, *, by: User) -> None:
    """Keep what was typed. Raises TranscriptRefused for times that make no sense."""
    kept = transcripts.check(transcript, seconds=row.seconds)
    if kept == row.transcript:
        return
    _write_transcript(row, kept)
    row.save(update_fields=["transcript", "plain_transcript"])
    _note(row, ["transcript"], by=by)


@transaction.atomic
def set_review(row: Row, on: date, *, by: User) -> None:
    row.review_on = on
    row.save(update_fields=["review_on"])
    _note(row, ["review date"], by=by)


def _write_transcript(row: Row, transcript: str) -> None:
    row.transcript = transcript
    said = (paragraph.text for paragraph in transcripts.read(transcript))
    row.plain_transcript = finding.fold(" ".join(said))


def _save(row: Row, action: str, *, by: User, at: datetime) -> None:
    if row.review_on is None:
        row.review_on = clock.uk_day(at) + REVIEW_AFTER
    row.save()
    history.record(row.event, f"events.{action}", by=by)


def _note(row: Row, changed: list[str], *, by: User) -> None:
    history.record(
        row.event, "events.recording_edited", by=by, facts={"changed": changed}
    )


# --- Slides and notes ------------------------------------------------------


def add_handout(
    event: Event, file: File, *, kind: Handout.Kind, title: str, by: User, at: datetime
) -> Handout:
    """Keep slides or notes that people take away, as PDF."""
    if event.handouts.count() >= MOST_HANDOUTS:
        raise StepRefused(f"An event has {MOST_HANDOUTS} handouts at most.")
    kept = uploads.check(
        cast("BinaryIO", file),
        name=file.name or "",
        most=MOST_SLIDES,
        kinds=(uploads.PDF,),
    )
    if scanning.scan(kept.content) not in {
        scanning.Verdict.CLEAN,
        scanning.Verdict.NOT_ASKED,
    }:
        raise uploads.UploadRefused(NOT_CLEARED)
    handout = Handout(
        event=event,
        kind=kind,
        title=title or Handout.Kind(kind).label,
        media_type=kept.kind.media_type,
        size=kept.size,
        added_at=at,
    )
    with _stored(handout.file, kept.name, ContentFile(kept.content)):
        handout.save()
        history.record(
            event, "events.handout_added", by=by, facts={"kind": handout.kind}
        )
    return handout


@transaction.atomic
def remove_handout(handout: Handout, *, by: User) -> None:
    name = _name(handout.file)
    history.record(
        handout.event, "events.handout_removed", by=by, facts={"kind": handout.kind}
    )
    handout.delete()
    _remove_later(handout.file, name)


# --- Files -----------------------------------------------------------------


@contextmanager
def _stored(field: FieldFile, name: str, content: File) -> Iterator[None]:
    """Store the content, then let the caller write the row; both or neither."""
    field.save(name, content, save=False)
    try:
        with transaction.atomic():
            yield
    except BaseException:
        field.storage.delete(_name(field))
        raise


def _name(field: FieldFile) -> str:
    return str(field.name or "")


def _remove_later(field: FieldFile, name: str) -> None:
    if name:
        transaction.on_commit(partial(field.storage.delete, name))
