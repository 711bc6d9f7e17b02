"""Films of resources: taken, given captions, and thrown away.

What makes a file a film, and what makes captions, is what recordings of events ask,
too. A file is stored before its row is written and removed again when the row is
refused; the file that it replaces goes once the row has committed.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from functools import partial
from typing import BinaryIO, cast

from django.core.files.base import ContentFile, File
from django.db import transaction
from django.db.models.fields.files import FieldFile

from events.delivery import captions, transcripts
from events.delivery.films import FilmRefused, look_at
from portal.accounts.models import User
from portal.cms.models import ResourceFilm, ResourcePage
from portal.core import history
from portal.core.files import delete_after_commit, private_storage

FOLDER = "films"
# Longer than any upload takes.
GRACE = timedelta(days=1)


def of(page: ResourcePage) -> ResourceFilm | None:
    return ResourceFilm.objects.filter(page=page.pk).first()


def take(
    page: ResourcePage,
    file: File,
    *,
    seconds: int | None = None,
    by: User,
    at: datetime,
) -> ResourceFilm:
    """Take this video file as the film of the resource, or change nothing.

    Captions of a film that it replaces go: they belong to that one.
    """
    film = look_at(cast("BinaryIO", file))
    length = film.seconds or seconds
    if not length:
        raise FilmRefused(
            "The file does not say how long it is. Enter the length, such as 0:08:30."
        )
    row = of(page) or ResourceFilm(page=page)
    before = [str(row.file.name or ""), str(row.captions.name or "")]
    size = file.size
    with _stored(row.file, f"film.{film.ending}", file):
        row.media_type, row.size, row.seconds = film.media_type, size, length
        row.captions, row.transcript, row.added_at = "", "", at
        row.save()
        history.record(page, "cms.film_taken", by=by)
        _remove_later(*before)
    return row


def caption(row: ResourceFilm, content: bytes, *, by: User) -> int:
    """Keep captions, written again as cues alone, and the words that they make."""
    cues = captions.read(content)
    if cues[-1].start > row.seconds * 1000:
        raise captions.CaptionsRefused(
            "These captions go on after the film has ended, so they belong to another "
            "one."
        )
    before = str(row.captions.name or "")
    with _stored(row.captions, "captions.vtt", ContentFile(captions.write(cues))):
        row.transcript = transcripts.from_cues(cues)
        row.save(update_fields=["captions", "transcript"])
        history.record(row.page, "cms.film_captioned", by=by)
        _remove_later(before)
    return len(cues)


@transaction.atomic
def remove(row: ResourceFilm, *, by: User) -> None:
    history.record(row.page, "cms.film_removed", by=by)
    row.delete()
    delete_after_commit(row.file, row.captions)


def sweep(*, at: datetime) -> int:
    """Delete what no row names: left by a page that was deleted, or by a stop."""
    storage = private_storage()
    if not storage.exists(FOLDER):
        return 0
    known = {
        *ResourceFilm.objects.values_list("file", flat=True),
        *ResourceFilm.objects.values_list("captions", flat=True),
    }
    gone = 0
    for folder in storage.listdir(FOLDER)[0]:
        for name in storage.listdir(f"{FOLDER}/{folder}")[1]:
            whole = f"{FOLDER}/{folder}/{name}"
            is_old = storage.get_modified_time(whole) < at - GRACE
            if whole not in known and is_old:
                storage.delete(whole)
                gone += 1
    return gone


@contextmanager
def _stored(field: FieldFile, name: str, content: File) -> Iterator[None]:
    """Store the content, then let the caller write the row; both or neither."""
    field.save(name, content, save=False)
    try:
        with transaction.atomic():
            yield
    except BaseException:
        field.storage.delete(str(field.name))
        raise


def _remove_later(*names: str) -> None:
    storage = private_storage()
    for name in names:
        if name:
            transaction.on_commit(partial(storage.delete, name))
