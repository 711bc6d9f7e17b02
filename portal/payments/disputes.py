"""Disputes: a card holder told the bank that a payment was not theirs, or not deserved.

A dispute changes nothing that was delivered: staff decide. It counts as money gone only
when it is lost.
"""

from datetime import datetime

from django.db import transaction

from portal.core import history

from . import gateway, settlement
from .models import Dispute, DisputeStatus, Payment

STANDS = {
    "won": DisputeStatus.WON,
    # An inquiry that came to no dispute, and one that was headed off: nothing is lost.
    "warning_closed": DisputeStatus.WON,
    "prevented": DisputeStatus.WON,
    "lost": DisputeStatus.LOST,
}


@transaction.atomic
def follow(payment: Payment, theirs: gateway.Complaint, *, at: datetime) -> None:
    """Let a dispute stand as it stands at Stripe, fetched just now."""
    if not settlement.is_believed(payment, live=theirs.live, about=theirs.id, at=at):
        return
    dispute, new = Dispute.objects.get_or_create(
        stripe_id=theirs.id,
        defaults={
            "payment": payment,
            "amount_pence": theirs.pence,
            "reason": theirs.reason,
            "opened_at": theirs.opened_at,
            "answer_by": theirs.answer_by,
        },
    )
    if new:
        facts = {"pence": theirs.pence}
        history.record(payment.bill, "payments.dispute_opened", by=None, facts=facts)
    Dispute.objects.filter(pk=dispute.pk).update(answer_by=theirs.answer_by)
    to = STANDS.get(theirs.status, DisputeStatus.OPEN)
    ended_at = None if to == DisputeStatus.OPEN else at
    rows = Dispute.objects.filter(pk=dispute.pk).exclude(status=to)
    if rows.update(status=to, ended_at=ended_at):
        history.record(payment.bill, f"payments.dispute_{to}", by=None)
