"""What a payer reads about money that goes back, and when it is no longer true."""

import pytest

from portal.core import clock
from portal.notifications import delivery
from portal.notifications.models import Message
from portal.payments import checkout, refunds, settlement
from portal.payments.models import Refund
from tests.fakes import stripe as fake

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stripe")]


@pytest.fixture
def payment(till):
    bill = till.bill()
    checkout.start(bill=bill, at=clock.now())
    payment = bill.payments.get()
    fake.pay(payment.session)
    return payment


def ask(payment):
    settlement.look(payment, at=clock.now())
    return refunds.ask(
        payment, pence=1000, reason="You fell ill.", by=None, at=clock.now()
    )


def sent(mailoutbox):
    for message in Message.objects.filter(kind__startswith="payments/refund_"):
        delivery.deliver(message, at=clock.now())
    for message in Message.objects.filter(kind="payments/payment_returned"):
        delivery.deliver(message, at=clock.now())
    return mailoutbox


def test_money_back_is_told_with_its_reason(payment, mailoutbox):
    refunds.send(ask(payment), at=clock.now())

    (mail,) = sent(mailoutbox)

    assert mail.subject == "We have paid £10.00 back to you"
    for words in ("to the card you paid with", "Why: You fell ill.", "/seats/"):
        assert words in mail.body
        assert words in mail.alternatives[0].content
    assert mail.to == [payment.bill.payer.email]


def test_what_failed_is_told_and_asks_for_no_card_number(payment, stripe, mailoutbox):
    """R3"""
    stripe.refunds.append("no")
    refunds.send(ask(payment), at=clock.now())

    (mail,) = sent(mailoutbox)

    assert mail.subject == "Your refund of £10.00 did not arrive"
    assert "Never send card numbers." in mail.body


def test_a_payment_that_goes_back_says_why(payment, till, mailoutbox):
    """P7"""
    till.seats = 0
    settlement.look(payment, at=clock.now())

    (mail,) = sent(mailoutbox)

    assert mail.subject == "Your payment of £96.00 goes back to you"
    assert "All the seats have gone." in mail.body


def test_what_is_no_longer_true_is_not_sent(payment, mailoutbox):
    refunds.send(ask(payment), at=clock.now())
    Refund.objects.update(status="failed")

    assert sent(mailoutbox) == []
    Refund.objects.update(status="done")
