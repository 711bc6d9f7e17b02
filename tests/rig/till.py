"""A till: something to sell, of which there may be few, and what became of each sale.

What is delivered is a row in the outbox, so that it goes when its transaction goes and
is seen by other threads and processes when it stays.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from portal.core import clock
from portal.core.money import Vat
from portal.notifications.models import Message, Outcome
from portal.payments import bills
from portal.payments.bills import Line
from portal.payments.models import Agreement, Bill, Payer, Payment, Refund
from tests.factories.payments import PayerFactory

SEATS = "seats"
GONE = "All the seats have gone."
HELD = "You have a seat already."


@dataclass
class Till:
    """How many there are to sell (None is no limit), and for how much."""

    seats: int | None = None
    price: int = 9600
    # Gives whoever pays a seat, without a look at who has one.
    careless: bool = False

    def paid(self, payment: Payment, at: datetime) -> str:
        if not self.careless and delivered(payment.bill):
            return HELD
        if self.seats is not None and delivered() >= self.seats:
            return GONE
        _note("delivered", payment.bill, at)
        return ""

    def failed(self, payment: Payment, at: datetime) -> None:
        _note("failed", payment.bill, at)

    def refunded(self, refund: Refund, at: datetime) -> None:
        _note("refunded", refund.payment.bill, at)

    def renewed(self, agreement: Agreement, at: datetime) -> Bill:
        return self.bill(payer=agreement.payer, at=at)

    def agreement_failing(self, agreement: Agreement, at: datetime) -> None:
        _note("failing", agreement, at)

    def agreement_ended(self, agreement: Agreement, at: datetime) -> None:
        _note("ended", agreement, at)

    def where(self, bill: Bill) -> str:
        return f"/seats/{bill.reference}/"

    def bill(self, **facts: Any) -> Bill:
        return bills.write(
            payer=facts.pop("payer", None) or PayerFactory(),
            purpose=SEATS,
            lines=facts.pop("lines", [Line("A seat", self.price, Vat.EXEMPT)]),
            at=facts.pop("at", None) or clock.now(),
            by=None,
        )

    def answers(self) -> dict[str, Any]:
        return {
            "paid": self.paid,
            "where": self.where,
            "failed": self.failed,
            "refunded": self.refunded,
            "renewed": self.renewed,
            "agreement_failing": self.agreement_failing,
            "agreement_ended": self.agreement_ended,
        }


def _note(what: str, about: Any, at: datetime) -> None:
    Message.objects.create(
        kind=f"till/{what}",
        to="till@example.org",
        about=f"{about._meta.label_lower}:{about.pk}",
        thread=f"till {what} {about.pk}",
        created_at=at,
        due_at=at,
        outcome=Outcome.OVERTAKEN,
    )


def noted(what: str, about: Any = None) -> int:
    rows = Message.objects.filter(kind=f"till/{what}")
    if about is not None:
        rows = rows.filter(about=f"{about._meta.label_lower}:{about.pk}")
    return rows.count()


def delivered(bill: Bill | None = None) -> int:
    return noted("delivered", bill)


def standing(bill: Bill) -> dict[str, Any]:
    """Return how a sale stands, for comparing one way of getting there with another."""
    return {
        "payments": sorted(bill.payments.values_list("status", flat=True)),
        "kept": sum(
            payment.amount_pence - payment.refunded_pence
            for payment in bill.payments.filter(status="paid")
        ),
        "refunds": sorted(
            Refund.objects.filter(payment__bill=bill).values_list(
                "amount_pence", "status"
            )
        ),
        "documents": sorted(bill.invoices.values_list("kind", "total_pence")),
        "delivered": delivered(bill),
    }


def somebody() -> Payer:
    return PayerFactory()


class Broken(Exception):
    """Something broke, here and now."""


breaks_at = ""


def break_here(name: str) -> None:
    """Break when a kill point of this name is reached."""
    if name == breaks_at:
        raise Broken(name)
