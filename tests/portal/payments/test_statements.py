from datetime import timedelta

import pytest

from portal.core import clock
from portal.payments import invoices, refunds, statements
from portal.payments.models import Dispute, DisputeStatus, Method
from tests.factories.accounts import UserFactory
from tests.factories.payments import PayerFactory, PaymentFactory, bill

pytestmark = pytest.mark.django_db

AT = clock.now()
TODAY = clock.uk_day(AT)


def of(payer, **options):
    dates = {"first": TODAY - timedelta(days=30), "last": TODAY} | options
    return statements.of(payer, **dates)


def moves(statement):
    return [(one.what, one.pence) for one in statement.movements]


def refund(payment, pence):
    who = UserFactory()
    made = refunds.ask(payment, pence=pence, reason="Over", by=who, at=AT)
    refunds.sent_by_bank(made, at=AT, by=who)


def test_a_statement_carries_on_from_what_was_before():
    payer = PayerFactory()
    long_ago = AT - timedelta(days=90)
    old = bill(10000, payer=payer, at=long_ago)
    invoices.issue(old, at=long_ago, by=None)
    PaymentFactory(bill=old, amount_pence=4000, paid_at=long_ago)
    new = bill(5000, payer=payer)
    invoices.issue(new, at=AT, by=None)
    invoices.credit(new, pence=1000, reason="Late", at=AT, by=None)
    PaymentFactory(bill=new, amount_pence=4500)

    statement = of(payer)

    assert statement.opening_pence == 6000
    assert moves(statement) == [
        ("Invoice", 5000),
        ("Credit note", -1000),
        ("Payment by bank transfer", -4500),
    ]
    assert [balance for _, balance in statement.with_balances] == [11000, 10000, 5500]
    assert statement.closing_pence == 5500


def test_what_went_back_is_credited_and_owed_by_nobody():
    payer = PayerFactory()
    row = bill(5000, payer=payer)
    invoices.issue(row, at=AT, by=None)
    refund(PaymentFactory(bill=row, paid_at=AT), 2000)

    statement = of(payer)

    assert sorted(moves(statement)) == [
        ("Credit note", -2000),
        ("Invoice", 5000),
        ("Paid back", 2000),
        ("Payment by bank transfer", -5000),
    ]
    assert statement.closing_pence == 0


def test_what_the_card_holders_bank_took_back_is_owed_again():
    payer = PayerFactory()
    row = bill(5000, payer=payer)
    payment = PaymentFactory(bill=row, paid_at=AT, method=Method.CARD)
    invoices.issue(row, at=AT, by=None)
    Dispute.objects.create(
        payment=payment,
        stripe_id="dp_1",
        amount_pence=5000,
        status=DisputeStatus.LOST,
        opened_at=AT,
        ended_at=AT,
    )

    assert moves(of(payer))[-1] == ("Payment by card", -5000)
    assert of(payer).closing_pence == 5000


def test_what_has_not_gone_back_yet_is_on_no_statement():
    payer = PayerFactory()
    payment = PaymentFactory(bill=bill(5000, payer=payer))
    refunds.ask(payment, pence=2000, reason="Over", by=None, at=AT)

    assert moves(of(payer)) == [("Payment by bank transfer", -5000)]


def test_nothing_of_another_payer_is_on_it():
    invoices.issue(bill(), at=AT, by=None)

    assert moves(of(PayerFactory())) == []


def test_what_comes_later_is_not_on_it():
    payer = PayerFactory()
    invoices.issue(bill(payer=payer), at=AT, by=None)

    statement = of(payer, last=TODAY - timedelta(days=1))

    assert (statement.opening_pence, moves(statement)) == (0, [])


@pytest.mark.parametrize("number", [1, 3])
def test_a_statement_asks_as_often_for_one_bill_as_for_three(
    number, django_assert_num_queries
):
    payer = PayerFactory()
    for _ in range(number):
        row = bill(payer=payer)
        invoices.issue(row, at=AT, by=None)
        payment = PaymentFactory(bill=row)
        refund(payment, 100)

    with django_assert_num_queries(4):
        of(payer)
