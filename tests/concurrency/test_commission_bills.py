"""The bill of a commission, when it is sent, given up and lessened at once.

Whoever holds the one waits for the other: what is locked is the events, then the bill,
then the commission.
"""

from datetime import timedelta

import pytest
from django.db import connection

from events.commissioning import commissions, invoicing
from events.models import Commission
from portal.core import clock
from portal.payments import ledger, purchase_orders
from portal.payments.models import Invoice
from tests.factories.commissions import agreed, closed_run, somebody, taken
from tests.rig.at_once import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="Several at once need PostgreSQL"
    ),
]
ROUNDS = 8
PRICE = 40_000


def awaiting_a_number():
    commission = agreed(("All", 4), price_pence=PRICE)
    run = taken(commission, closed_run(days=90), 4)
    invoicing.send(commission, order_number="", by=somebody(), at=clock.now())
    return commission, run


def late():
    return clock.now() + timedelta(days=30)


def faults(answers):
    return [one for one in answers if isinstance(one, Exception)]


def test_a_bill_that_is_sent_and_given_up_in_one_moment_never_deadlocks():
    """One of the two comes first, and there is one invoice of the whole either way."""
    by, at = somebody(), late()
    for number in range(1, ROUNDS + 1):
        commission, _ = awaiting_a_number()

        answers = at_once(
            [
                lambda one=commission: invoicing.send(
                    one, order_number="PO 1", by=by, at=at
                ),
                lambda: purchase_orders.let_go(at=at),
            ]
        )

        assert faults(answers) == []
        fresh = Commission.objects.get(pk=commission.pk)
        invoice = Invoice.objects.get(bill=fresh.bill)
        assert invoice.total_pence == PRICE
        assert Invoice.objects.count() == number
    assert ledger.faults() == []


def test_what_is_given_back_while_a_bill_is_given_up_stays_off_the_next():
    by, at = somebody(), late()
    for _ in range(ROUNDS):
        commission, run = awaiting_a_number()

        answers = at_once(
            [
                lambda one=run: commissions.give_back(one, 1, by=by, at=at),
                lambda: purchase_orders.let_go(at=at),
            ]
        )

        assert faults(answers) == []
        back, ended = answers
        assert (back, ended) == (9_000, 1)
        invoice = invoicing.send(commission, order_number="PO 2", by=by, at=at)
        assert invoice.total_pence == PRICE - back
    assert ledger.faults() == []
