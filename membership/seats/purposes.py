"""The purpose "corporate places": what follows when money for places moves."""

from datetime import datetime

from membership.models import SeatPurchase
from portal.payments.models import Bill, Payment, Refund
from portal.payments.purposes import Purpose

from . import organisations, purchases


def paid(payment: Payment, at: datetime) -> str:
    purchase = SeatPurchase.objects.filter(bill=payment.bill).first()
    if purchase is None:
        return "There are no places that this could be for any more."
    return purchases.settle(purchase, at=at)


def refunded(refund: Refund, at: datetime) -> None:
    purchases.paid_back(refund.payment.bill, at=at)


def lock(bill: Bill) -> None:
    purchase = SeatPurchase.objects.filter(bill=bill).first()
    if purchase is not None:
        organisations.lock(purchase.organisation)


def given_up(bill: Bill, at: datetime) -> None:
    purchases.bill_given_up(bill, at=at)


PLACES = Purpose(
    key=purchases.PURPOSE,
    label="Corporate places",
    paid=paid,
    where=purchases.where,
    refunded=refunded,
    given_up=given_up,
    lock=lock,
)
