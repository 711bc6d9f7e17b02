"""Downloads: everything about one person as one file, made by the worker.

Rows are read inside one snapshot, so a change in the middle is in all of it or in
none. What it takes in is never in a message, and the file dies in a day.
"""

import tempfile
import zipfile
from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta
from typing import IO

import structlog
from django.core.files import File
from django.db import IntegrityError, transaction
from django.db.models import F

from portal.accounts.models import User
from portal.core import clock, files, history, later
from portal.core.privacy import Part
from portal.core.snapshots import snapshot
from portal.my import privacy
from portal.my.models import Download
from portal.notifications.post import post

log = structlog.get_logger(__name__)

KEPT_FOR = timedelta(days=1)
CLAIM = timedelta(minutes=15)
MOST_TRIES = 3
MAKE = "portal.my.tasks.make_download"
READY, FAILED = "my/download_ready", "my/download_failed"
CHUNK = 256 * 1024
SEEN_EVERY = 10


def ask(user: User, *, at: datetime) -> Download:
    """Ask for a download; while one is being made, that is the one."""
    try:
        with transaction.atomic():
            download = Download.objects.create(user=user, asked_at=at)
            history.record(user, "my.download_asked", by=user)
    except IntegrityError:
        return Download.objects.get(user=user, ready_at=None, failed_at=None)
    later.run(MAKE, download.pk)
    return download


def newest(user: User) -> Download | None:
    return Download.objects.filter(user=user).first()


def make(download: Download, *, at: datetime) -> bool:
    """Make the file, unless another worker is at it; say whether this one did."""
    claimed = Download.objects.to_make(at).filter(pk=download.pk)
    if not claimed.update(claimed_until=at + CLAIM, tries=F("tries") + 1, done=0):
        return False
    download.refresh_from_db()
    if download.tries > MOST_TRIES:
        _give_up(download, at=at)
        return False
    with tempfile.TemporaryFile() as pack:
        parts = _read(download, at=at)
        Download.objects.filter(pk=download.pk).update(of=len(parts))
        _pack(_counted(parts, download), pack, at=at)
        _keep(download, pack, at=clock.now())
    return True


def _read(download: Download, *, at: datetime) -> list[Part]:
    """Read all rows at one moment. Files are read after it, and may have gone."""
    with snapshot():
        return list(privacy.export(download.user, at=at))


def _counted(parts: list[Part], download: Download) -> Iterator[Part]:
    """Say how far it has got: seen by whoever waits, and cheap."""
    for number, part in enumerate(parts):
        if number % SEEN_EVERY == 0:
            Download.objects.filter(pk=download.pk).update(done=number)
        yield part


def _pack(parts: Iterable[Part], to: IO[bytes], *, at: datetime) -> None:
    here = at.astimezone(clock.UK)
    moment = (here.year, here.month, here.day, here.hour, here.minute, here.second)
    missing = []
    with zipfile.ZipFile(to, "w", zipfile.ZIP_DEFLATED) as pack:
        for part in parts:
            about = zipfile.ZipInfo(part.path, moment)
            about.compress_type = zipfile.ZIP_DEFLATED
            if part.file is None:
                pack.writestr(about, part.content)
                continue
            try:
                source = part.file.open("rb")
            except OSError:
                # It was deleted while this was being made.
                missing.append(part.path)
                continue
            with source, pack.open(about, "w") as target:
                while piece := source.read(CHUNK):
                    target.write(piece)
        if missing:
            words = "Deleted while this was being made:\n"
            pack.writestr("not-included.txt", words + "\n".join(missing) + "\n")


def _keep(download: Download, pack: IO[bytes], *, at: datetime) -> None:
    """Store the file, unless the row has gone meanwhile, and tell its owner."""
    size = pack.tell()
    pack.seek(0)
    with transaction.atomic():
        row = Download.objects.select_for_update().filter(pk=download.pk).first()
        if row is None or row.ready_at is not None or not row.user.is_active:
            return
        row.file.save("everything.zip", File(pack), save=False)
        row.ready_at, row.ends_at, row.size = at, at + KEPT_FOR, size
        row.done, row.claimed_until = row.of, None
        row.save()
        history.record(row.user, "my.download_ready", by=None)
        post(
            READY,
            to=row.user.email,
            user=row.user,
            subject=row,
            not_after=row.ends_at,
            at=at,
        )


def _give_up(download: Download, *, at: datetime) -> None:
    log.error("download_given_up", download=download.pk)
    with transaction.atomic():
        Download.objects.filter(pk=download.pk).update(failed_at=at, claimed_until=None)
        post(
            FAILED,
            to=download.user.email,
            user=download.user,
            subject=download,
            at=at,
        )


def make_due(*, at: datetime) -> int:
    """Make what a lost task left behind."""
    return sum(make(download, at=at) for download in Download.objects.to_make(at))


def to_take(user: User, *, at: datetime) -> Download | None:
    """Return the file that this person may take now: their own, within its day."""
    return Download.objects.to_take(at).filter(user=user).first()


@transaction.atomic
def throw_away(download: Download) -> None:
    files.delete_after_commit(download.file)
    download.delete()


def end_due(*, at: datetime) -> int:
    """Delete the files whose day is over, and their rows."""
    over = list(Download.objects.filter(ends_at__lte=at))
    over += list(Download.objects.filter(failed_at__lte=at - KEPT_FOR))
    for download in over:
        throw_away(download)
    return len(over)
