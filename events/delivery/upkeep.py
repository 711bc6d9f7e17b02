"""Upkeep: files that lie about although no row names them.

Left by a process that died between storing and writing the row, or in the middle of an
upload. A day is longer than either takes.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta

from events.models import Handout, Recording
from portal.core.files import private_storage

from .film_uploads import INCOMING

FOLDERS = (INCOMING, "recordings", "handouts")
GRACE = timedelta(days=1)


def sweep(*, at: datetime) -> int:
    """Delete what no row names and is older than a day; return how many."""
    storage = private_storage()
    known = {
        *Recording.objects.values_list("file", flat=True),
        *Recording.objects.values_list("captions", flat=True),
        *Handout.objects.values_list("file", flat=True),
    }
    gone = 0
    for folder in FOLDERS:
        for name in list(_files_below(folder)):
            if name not in known and storage.get_modified_time(name) < at - GRACE:
                storage.delete(name)
                gone += 1
    return gone


def _files_below(folder: str) -> Iterator[str]:
    storage = private_storage()
    if not storage.exists(folder):
        return
    folders, files = storage.listdir(folder)
    yield from (f"{folder}/{name}" for name in files)
    for name in folders:
        yield from _files_below(f"{folder}/{name}")
