"""Turns: which worker has an import in hand, and whose turn it is to change members.

A worker claims an import for a few minutes and claims it anew with each batch of rows,
in the transaction that writes them: if it dies, another goes on where the last batch
ended. Of all imports one at a time changes members; the database holds that, so that
two files never each find that a member is not there yet.
"""

import secrets
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.models import F

from membership.models import ImportStage, MemberImport

CLAIM = timedelta(minutes=5)
MOST_TRIES = 5
NEXT = {
    ImportStage.WAITING: ImportStage.CARRYING_OUT,
    ImportStage.UNDO_WAITING: ImportStage.UNDOING,
}


class ClaimLost(Exception):
    """Another worker has the import by now; nothing of this batch is kept."""


def claim(key: int, *, at: datetime) -> MemberImport | None:
    """Take an import in hand, unless another worker has it."""
    mark = secrets.token_hex(16)
    free = MemberImport.objects.to_work_on(at).filter(pk=key)
    if not free.update(claim=mark, claimed_until=at + CLAIM, tries=F("tries") + 1):
        return None
    return MemberImport.objects.select_related("started_by", "undone_by").get(pk=key)


def go_on(batch: MemberImport, *, done: int, at: datetime) -> None:
    """Say how far it has got and keep the claim, or raise when it was lost.

    Written first in a batch's transaction, so that a second worker waits here.
    """
    mine = MemberImport.objects.filter(pk=batch.pk, claim=batch.claim)
    if not mine.update(
        progress=F("progress") + done, claimed_until=at + CLAIM, tries=1
    ):
        raise ClaimLost
    batch.progress += done


def let_go(batch: MemberImport) -> None:
    MemberImport.objects.filter(pk=batch.pk, claim=batch.claim).update(
        claim="", claimed_until=None
    )


def take(batch: MemberImport) -> bool:
    """Take the turn to change members; False while another import has it."""
    stage = NEXT[ImportStage(batch.stage)]
    try:
        with transaction.atomic():
            mine = MemberImport.objects.filter(
                pk=batch.pk, claim=batch.claim, stage=batch.stage
            )
            taken = mine.update(stage=stage)
    except IntegrityError:
        return False
    if taken:
        batch.stage = stage
    return bool(taken)
