"""The ledger sees each way in which the books do not tie, and nothing where they do."""

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from portal.core import clock
from portal.core.money import Vat
from portal.payments import checkout, ledger, refunds, settlement
from portal.payments.models import (
    Agreement,
    BillLine,
    Difference,
    Dispute,
    DisputeStatus,
    Interval,
    Invoice,
    InvoiceLine,
    NumberRange,
    Payment,
    Refund,
)
from tests.fakes import stripe as fake

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.usefixtures("stripe"),
    pytest.mark.books_do_not_tie,
]


@pytest.fixture
def payment(till):
    bill = till.bill()
    checkout.start(bill=bill, at=clock.now(), interval=Interval.YEAR)
    fake.pay(bill.payments.get().session)
    return settlement.look(bill.payments.get(), at=clock.now())


def ask(payment):
    return refunds.ask(payment, pence=1000, reason="Fell ill", by=None, at=clock.now())


def _no_document(_payment):
    InvoiceLine.objects.all().delete()
    Invoice.objects.all().delete()
    NumberRange.objects.update(last=0)


def _another_sum_on_its_way(payment):
    ask(payment)
    Refund.objects.update(amount_pence=900)


def _refund_of_nothing_paid(payment):
    ask(payment)
    Payment.objects.update(status="due", paid_at=None)


def _lost_and_refunded(payment):
    ask(payment)
    Dispute.objects.create(
        payment=payment,
        stripe_id="du_1",
        amount_pence=payment.amount_pence,
        status=DisputeStatus.LOST,
        opened_at=clock.now(),
    )


def _another_line(payment):
    BillLine.objects.create(
        bill=payment.bill,
        position=9,
        description="More",
        unit_pence=1,
        total_pence=1,
        vat=Vat.EXEMPT,
        vat_pence=0,
    )


def _number_lost(_payment):
    NumberRange.objects.filter(kind="invoice").update(last=F("last") + 1)


BREAKS = [
    (_no_document, "are kept, documents stand for £0.00"),
    (_another_sum_on_its_way, "its refunds come to £9.00"),
    (_refund_of_nothing_paid, "money goes back that never came"),
    (_lost_and_refunded, "by refund and dispute"),
    (_another_line, "its lines come to"),
    (lambda _: InvoiceLine.objects.update(total_pence=1), "its lines come to £0.01"),
    (lambda _: Invoice.objects.update(total_pence=1), "not over the sum of its bill"),
    (
        lambda payment: ask(payment) and Invoice.objects.update(credited_pence=5),
        "its credit notes come to £10.00",
    ),
    (_number_lost, "2 numbers were given to 1 documents"),
    (lambda _: Agreement.objects.update(stripe_id=""), "name for it is missing"),
    (lambda _: Payment.objects.update(agreement=None), "nothing was ever paid for it"),
]


@pytest.mark.parametrize(("breaks", "says"), BREAKS)
def test_each_break_is_seen(payment, breaks, says):
    assert ledger.faults() == []

    breaks(payment)

    assert any(says in fault.says for fault in ledger.faults()), ledger.faults()


def test_a_break_is_reported_once(payment):
    _number_lost(payment)

    assert (ledger.report(at=clock.now()), ledger.report(at=clock.now())) == (1, 1)
    assert Difference.objects.count() == 1


def test_its_questions_do_not_grow_with_the_books(till, payment):
    def count():
        with CaptureQueriesContext(connection) as asked:
            assert ledger.faults() == []
        return len(asked)

    with_one = count()
    for _ in range(2):
        bill = till.bill()
        checkout.start(bill=bill, at=clock.now())
        fake.pay(bill.payments.get().session)
        settlement.look(bill.payments.get(), at=clock.now())

    assert count() == with_one
