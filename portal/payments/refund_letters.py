"""Refund letters: what a payer is told about money that goes back.

Nobody is told that money is back before it is: "on its way" is a state of its own.
"""

from datetime import datetime

from portal.notifications.kinds import Kind, Prepared
from portal.notifications.models import Message
from portal.notifications.post import post

from . import purposes
from .models import Refund, RefundStatus


def payment_returned(refund: Refund, *, at: datetime) -> None:
    """Tell that what was paid for cannot be had, and that the money goes back."""
    _post("payments/payment_returned", refund, at=at)


def refund_made(refund: Refund, *, at: datetime) -> None:
    _post("payments/refund_made", refund, at=at)


def refund_failed(refund: Refund, *, at: datetime) -> None:
    _post("payments/refund_failed", refund, at=at)


def _post(kind: str, refund: Refund, *, at: datetime) -> None:
    payer = refund.payment.bill.payer
    if payer.email:
        post(
            kind,
            to=payer.email,
            subject=refund,
            user=payer.user,
            facts={"refund": refund.pk},
            at=at,
        )


def _while(*statuses: RefundStatus):  # type: ignore[no-untyped-def] # noqa: ANN202
    """Return how to prepare a message that holds while the refund stands so."""

    def prepare(message: Message, _at: datetime) -> Prepared | None:
        rows = Refund.objects.select_related("payment__bill__payer")
        refund = rows.filter(pk=message.facts["refund"], status__in=statuses).first()
        if refund is None:
            return None
        bill = refund.payment.bill
        return Prepared(
            {
                "refund": refund,
                "bill": bill,
                "payer": bill.payer,
                "by_card": refund.payment.intent != "",
                "path": purposes.of(bill).where(bill),
            }
        )

    return prepare


KINDS = [
    Kind(
        "payments/payment_returned",
        "Your payment goes back",
        _while(RefundStatus.TO_SEND, RefundStatus.PENDING, RefundStatus.DONE),
    ),
    Kind("payments/refund_made", "Your money is back", _while(RefundStatus.DONE)),
    Kind(
        "payments/refund_failed",
        "Your refund did not arrive",
        _while(RefundStatus.FAILED),
    ),
]
