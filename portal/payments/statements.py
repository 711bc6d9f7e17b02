"""Statements: what a payer owed, what moved, and what is owed now.

Documents raise and lower what is owed; money that came lowers it; money that went back
raises it again. A bill without an invoice is not on it: nobody was asked to pay it yet.
"""

from dataclasses import dataclass
from datetime import date, datetime

from portal.core import clock

from .models import (
    Dispute,
    DisputeStatus,
    Invoice,
    Kind,
    Payer,
    Payment,
    PaymentStatus,
    Refund,
    RefundStatus,
)


@dataclass(frozen=True)
class Movement:
    """One line: above nothing when more is owed by it, below when less."""

    on: date
    what: str
    reference: str
    pence: int


@dataclass(frozen=True)
class Statement:
    payer: Payer
    first: date
    last: date
    opening_pence: int
    movements: list[Movement]

    @property
    def closing_pence(self) -> int:
        return self.opening_pence + sum(one.pence for one in self.movements)

    @property
    def with_balances(self) -> list[tuple[Movement, int]]:
        balance, lines = self.opening_pence, []
        for movement in self.movements:
            balance += movement.pence
            lines.append((movement, balance))
        return lines


def of(payer: Payer, *, first: date, last: date) -> Statement:
    """Return the statement of these days, both included, in four queries."""
    every = sorted(
        [*_documents(payer), *_payments(payer), *_refunds(payer), *_disputes(payer)],
        # Of one day, what is asked for comes before what was paid for it.
        key=lambda one: (one.on, one.pence < 0),
    )
    return Statement(
        payer=payer,
        first=first,
        last=last,
        opening_pence=sum(one.pence for one in every if one.on < first),
        movements=[one for one in every if first <= one.on <= last],
    )


def _documents(payer: Payer) -> list[Movement]:
    return [
        Movement(
            document.issued_on,
            document.get_kind_display(),
            document.number,
            document.total_pence
            if document.kind == Kind.INVOICE
            else -document.total_pence,
        )
        for document in Invoice.objects.filter(bill__payer=payer).order_by("pk")
    ]


def _payments(payer: Payer) -> list[Movement]:
    came = Payment.objects.filter(bill__payer=payer, status=PaymentStatus.PAID)
    return [
        Movement(
            _day(payment.paid_at),
            f"Payment by {payment.get_method_display().lower()}",
            payment.bank_reference or payment.bill.reference,
            -payment.amount_pence,
        )
        for payment in came.select_related("bill").order_by("paid_at", "pk")
    ]


def _refunds(payer: Payer) -> list[Movement]:
    went = Refund.objects.filter(
        payment__bill__payer=payer, status=RefundStatus.DONE, ended_at__isnull=False
    )
    return [
        Movement(
            _day(refund.ended_at),
            "Paid back",
            refund.payment.bill.reference,
            refund.amount_pence,
        )
        for refund in went.select_related("payment__bill").order_by("ended_at", "pk")
    ]


def _disputes(payer: Payer) -> list[Movement]:
    lost = Dispute.objects.filter(
        payment__bill__payer=payer,
        status=DisputeStatus.LOST,
        ended_at__isnull=False,
    )
    return [
        Movement(
            _day(dispute.ended_at),
            "Taken back by the card's bank",
            dispute.payment.bill.reference,
            dispute.amount_pence,
        )
        for dispute in lost.select_related("payment__bill").order_by("ended_at", "pk")
    ]


def _day(moment: datetime | None) -> date:
    assert moment is not None
    return clock.uk_day(moment)
