"""Automatic renewal: a sum taken each year, as long as the payer wants it."""

import pytest

from portal.core import clock
from portal.demo.stand_in import dealings
from portal.payments import agreements, checkout, notices, reconciliation, settlement
from portal.payments.errors import PaymentsAway, StepRefused
from portal.payments.models import (
    Agreement,
    Bill,
    Difference,
    Interval,
    Payment,
    Refund,
)
from tests.factories.accounts import UserFactory
from tests.factories.payments import PayerFactory
from tests.fakes import stripe as fake
from tests.rig import till as rig

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stripe")]


def begun(till):
    bill = till.bill()
    checkout.start(bill=bill, at=clock.now(), interval=Interval.YEAR)
    payment = bill.payments.get()
    fake.pay(payment.session)
    return payment


@pytest.fixture
def agreement(till):
    payment = settlement.look(begun(till), at=clock.now())
    payment.agreement.refresh_from_db()
    return payment.agreement


def hear(*told):
    for notice in told:
        step = notices.LOOKS[notice["type"]](
            notice["data"]["object"]["id"], clock.now()
        )
        if step is not None:
            step()


LOOKED_AT = ("invoice.paid", "checkout.session.completed")


@pytest.mark.parametrize("turned", [False, True])
def test_the_first_sum_is_one_payment_in_any_order(till, turned):
    payment = begun(till)
    told = fake.notices(*LOOKED_AT)

    hear(*(reversed(told) if turned else told))

    agreement = Agreement.objects.get()
    payment.refresh_from_db()
    assert (agreement.status, agreement.stripe_id) == (
        "active",
        fake.one("subscription")["id"],
    )
    assert payment.stripe_invoice == fake.one("invoice")["id"]
    assert payment.intent == fake.one("payment_intent")["id"]
    assert Payment.objects.count() == 1
    assert rig.delivered() == 1


def test_each_year_is_a_bill_a_payment_and_an_invoice_of_its_own(agreement):
    for _ in range(2):
        invoice = fake.does(dealings.renew, agreement.stripe_id)
        for _ in range(2):
            notices.follow_collected(invoice["id"], clock.now())()

    assert Bill.objects.count() == 3
    assert [rig.standing(bill) for bill in Bill.objects.all()] == [
        {
            "payments": ["paid"],
            "kept": 9600,
            "refunds": [],
            "documents": [("invoice", 9600)],
            "delivered": 1,
        }
    ] * 3
    assert agreement.payments.count() == 3


def test_a_renewal_that_nobody_told_us_of_is_found(agreement):
    """P6"""
    fake.does(dealings.renew, agreement.stripe_id)

    reconciliation.compare(at=clock.now())

    assert rig.delivered() == 2


def test_a_renewal_of_another_sum_is_an_alarm(agreement):
    """P9"""
    invoice = fake.does(dealings.renew, agreement.stripe_id, pence=100)

    notices.follow_collected(invoice["id"], clock.now())()

    assert rig.delivered() == 1
    assert Difference.objects.get().key == f"sum {invoice['id']}"


def test_a_refunded_renewal_that_was_never_told_is_settled_first(agreement):
    """W10"""
    invoice = fake.does(dealings.renew, agreement.stripe_id)
    intent = fake.every("payment_intent")[0]["id"]
    made = fake.does(dealings.refund, payment_intent=intent)

    notices.follow_money_back(made["id"], clock.now())()

    assert Payment.objects.get(stripe_invoice=invoice["id"]).refunded_pence == 9600


def test_a_declined_card_is_told_once_and_mends(agreement):
    invoice = fake.does(dealings.fail_to_renew, agreement.stripe_id)
    for _ in range(2):
        notices.follow_collected(invoice["id"], clock.now())()
        notices.follow_subscription(agreement.stripe_id, clock.now())()

    agreement.refresh_from_db()
    assert (agreement.status, rig.noted("failing", agreement)) == ("failing", 1)
    hear(*fake.notices("invoice.payment_failed"))

    fake.does(dealings.renew, agreement.stripe_id)
    hear(*fake.notices("customer.subscription.updated", "invoice.paid"))
    agreement.refresh_from_db()
    assert agreement.status == "active"


def test_stopping_takes_nothing_more_and_can_be_undone(agreement):
    somebody = UserFactory()
    agreements.stop(agreement, at=clock.now(), by=somebody)
    stopped = agreement.ends_at, agreement.status

    agreements.resume(agreement, at=clock.now(), by=somebody)
    resumed = agreement.ends_at
    agreements.stop(agreement, at=clock.now(), by=somebody)
    fake.does(dealings.renew, agreement.stripe_id)
    hear(*fake.notices("customer.subscription.deleted"))
    agreement.refresh_from_db()

    assert stopped[0] is not None
    assert (stopped[1], resumed) == ("active", None)
    assert (agreement.status, rig.noted("ended", agreement)) == ("ended", 1)
    assert rig.delivered() == 1
    with pytest.raises(StepRefused, match="ended already"):
        agreements.resume(agreement, at=clock.now(), by=somebody)


def test_stopping_what_ended_at_stripes_says_so(agreement):
    fake.does(dealings.cancel, agreement.stripe_id)

    with pytest.raises(StepRefused, match="ended already"):
        agreements.stop(agreement, at=clock.now(), by=None)

    agreement.refresh_from_db()
    assert agreement.status == "ended"


def test_stopping_waits_for_a_silent_stripe(agreement, stripe):
    stripe.goes_wrong(".", fake.RESET, times=10)

    with pytest.raises(PaymentsAway):
        agreements.stop(agreement, at=clock.now(), by=None)


def test_what_cannot_be_delivered_is_sent_back_and_not_taken_again(till, stripe):
    payment = begun(till)
    till.seats = 0
    settlement.look(payment, at=clock.now())
    stripe.goes_wrong("DELETE", fake.RESET, times=3)

    reconciliation.end_agreements(at=clock.now())
    waits = Agreement.objects.get().status
    for _ in range(2):
        reconciliation.end_agreements(at=clock.now())

    assert waits == "active"
    assert Agreement.objects.get().status == "ended"
    assert fake.one("subscription")["status"] == "canceled"
    assert Refund.objects.get().amount_pence == 9600


def test_an_agreement_never_paid_ends_with_its_page(till):
    bill = till.bill()
    checkout.start(bill=bill, at=clock.now(), interval=Interval.MONTH)

    checkout.close(bill=bill, at=clock.now())

    assert Agreement.objects.get().status == "ended"


def test_the_customer_portal_is_for_those_who_have_a_card(agreement, client):
    address = agreements.customer_portal(agreement.payer, back_to="/my/")

    assert address == fake.one("billing_portal.session")["url"]
    with pytest.raises(StepRefused, match="no card"):
        agreements.customer_portal(PayerFactory(), back_to="/my/")
