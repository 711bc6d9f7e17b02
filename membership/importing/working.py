"""Working: what the worker does about an import, from reading to taking back.

Each call goes on where the last one ended, whoever made it and however it ended.
"""

import time
from datetime import datetime

import structlog

from membership.models import ImportStage, MemberImport
from portal.core import clock, later
from portal.core.errors import Refused

from . import carrying_out, checking, surveying, turns, undoing
from .steps import WORK

# Then others have their turn with the worker, and this goes on after them.
SECONDS = 60

log = structlog.get_logger(__name__)


def go_on(key: int, *, at: datetime) -> None:
    """Do what this import waits for, unless another worker is at it."""
    batch = turns.claim(key, at=at)
    if batch is None:
        return
    if batch.tries > turns.MOST_TRIES and batch.stage in {
        ImportStage.READING,
        ImportStage.CHECKING,
    }:
        log.error("import_given_up", batch=key)
        _refuse(batch, "The file could not be read to its end. Export it again.")
        return
    try:
        more = _work(batch, at=at)
    except Refused as no:
        _refuse(batch, no.message)
    except turns.ClaimLost:
        log.warning("import_claim_lost", batch=key)
    else:
        turns.let_go(batch)
        if more:
            later.run(WORK, key)


def go_on_with_all(*, at: datetime) -> None:
    """Go on with what a lost task left behind, and with what waits for its turn."""
    waiting = MemberImport.objects.to_work_on(at).values_list("pk", flat=True)
    for key in list(waiting):
        go_on(key, at=at)


def _work(batch: MemberImport, *, at: datetime) -> bool:
    """Do the work of the present stage; say whether there is more to do."""
    match batch.stage:
        case ImportStage.READING:
            _read(batch, at=at)
        case ImportStage.CHECKING:
            checking.run(batch, at=at)
        case ImportStage.WAITING | ImportStage.UNDO_WAITING:
            # When the other one is done, it calls this one.
            return turns.take(batch)
        case ImportStage.CARRYING_OUT:
            return _in_batches(batch, carrying_out)
        case ImportStage.UNDOING:
            return _in_batches(batch, undoing)
    return False


def _read(batch: MemberImport, *, at: datetime) -> None:
    with batch.file.open("rb").file as file:
        found = surveying.survey(file, checking.shape_of(batch))
    turns.go_on(batch, done=found.total, at=at)
    MemberImport.objects.filter(pk=batch.pk, stage=ImportStage.READING).update(
        stage=ImportStage.ASKING, total=found.total, survey=found.as_json()
    )


def _in_batches(batch: MemberImport, room) -> bool:  # type: ignore[no-untyped-def]  # noqa: ANN001 - one of two modules
    until = time.monotonic() + SECONDS
    while room.run(batch, at=clock.now()):
        if time.monotonic() > until:
            return True
    _call_the_next()
    return False


def _call_the_next() -> None:
    following = MemberImport.objects.filter(
        stage__in=(ImportStage.WAITING, ImportStage.UNDO_WAITING)
    ).order_by("queued_at", "pk")
    for key in following.values_list("pk", flat=True)[:1]:
        later.run(WORK, key)


def _refuse(batch: MemberImport, why: str) -> None:
    MemberImport.objects.filter(pk=batch.pk, claim=batch.claim).update(
        stage=ImportStage.REFUSED, refusal=why[:500], claim="", claimed_until=None
    )
