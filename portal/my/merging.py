"""What becomes of wishes about one's own data when two records are one person's."""

from portal.core import files
from portal.core.merging import DEEDS, Handled, Moves, Pair, Room, Stays

from .models import Download, Erasure


def _stops(pair: Pair) -> list[str]:
    accounts = [
        each
        for each in (pair.kept.user, pair.other.user, pair.closed)
        if each is not None
    ]
    if not Erasure.objects.open().filter(user__in=accounts).exists():
        return []
    return ["One of them has asked to be erased. That comes first, or is taken back."]


def _downloads(pair: Pair) -> None:
    """Let go of what was packed: it can be asked for again, and then holds all."""
    if pair.closed is None:
        return
    for download in Download.objects.filter(user=pair.closed):
        files.delete_after_commit(download.file)
        download.delete()


ROOM = Room(
    "my",
    (
        Handled("my.Download.user", _downloads),
        Moves("my.Erasure.user"),
        Moves("my.DataRequest.user"),
        Stays(
            "my.DataRequest.taken_by my.DataRequest.answered_by my.DataRequestNote.by "
            "my.RetentionPeriod.changed_by",
            DEEDS,
        ),
    ),
    stops=_stops,
)
