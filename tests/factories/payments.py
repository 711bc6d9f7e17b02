"""Money: payers, bills for a purpose that only tests know, and payments of them."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import factory

from portal.core import clock
from portal.core.money import Vat
from portal.payments import bills, purposes
from portal.payments.bills import Line
from portal.payments.models import Bill, Method, Payer, Payment, PaymentStatus
from portal.payments.purposes import Purpose

PURPOSE = "things"


class PayerFactory(factory.django.DjangoModelFactory[Payer]):
    class Meta:
        model = Payer

    name = factory.Sequence(lambda n: f"Trust {n}")
    email = factory.Sequence(lambda n: f"finance{n}@trust.example")
    address = "1 High Street\nLeeds\nLS1 1AA"


class PaymentFactory(factory.django.DjangoModelFactory[Payment]):
    """A payment by transfer that arrived; put straight into the table."""

    class Meta:
        model = Payment

    method = Method.TRANSFER
    status = PaymentStatus.PAID
    amount_pence = factory.LazyAttribute(lambda payment: payment.bill.total_pence)
    started_at = factory.LazyFunction(clock.now)
    paid_at = factory.LazyAttribute(lambda payment: payment.started_at)
    key = factory.Sequence(lambda n: f"payment-{n}")


@contextmanager
def purpose(key: str = PURPOSE, **answers: Any) -> Iterator[Purpose]:
    """Declare a purpose for as long as the test runs; what is paid for it, is done."""
    given = {
        "paid": lambda _payment, _at: "",
        "where": lambda bill: f"/things/{bill.reference}/",
    } | answers
    made = Purpose(key=key, label="Things", **given)
    purposes.declare(made)
    try:
        yield made
    finally:
        del purposes._purposes[key]


def bill(
    *pence: int,
    payer: Payer | None = None,
    vat: Vat = Vat.STANDARD,
    at: datetime | None = None,
    **options: Any,
) -> Bill:
    """Write a bill with a line for each price; £96 where none is named."""
    return bills.write(
        payer=payer or PayerFactory(),
        purpose=options.pop("purpose", PURPOSE),
        lines=[
            Line(f"Thing {number}", price, vat)
            for number, price in enumerate(pence or (9600,), 1)
        ],
        at=at or clock.now(),
        by=options.pop("by", None),
        **options,
    )
