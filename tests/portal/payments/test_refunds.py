"""Money going back: how far each refund has got, and what is true of it."""

from datetime import timedelta

import pytest

from portal.core import clock
from portal.demo.stand_in import dealings
from portal.notifications.models import Message
from portal.payments import (
    checkout,
    disputes,
    gateway,
    ledger,
    notices,
    reconciliation,
    refunds,
    settlement,
)
from portal.payments.errors import MoreThanWasPaid, StepRefused
from portal.payments.models import Dispute, Method, PaymentPolicy, Refund
from tests.factories.accounts import UserFactory
from tests.fakes import stripe as fake
from tests.rig import till as rig

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stripe")]


def paid_by_card(till):
    bill = till.bill()
    checkout.start(bill=bill, at=clock.now())
    payment = bill.payments.get()
    fake.pay(payment.session)
    return settlement.look(payment, at=clock.now())


@pytest.fixture
def payment(till):
    return paid_by_card(till)


def ask(payment, pence=1000, **more):
    facts = {"reason": "Fell ill", "by": None, "at": clock.now()} | more
    return refunds.ask(payment, pence=pence, **facts)


def send(refund, **more):
    refunds.send(refund, at=more.pop("at", clock.now()))
    refund.refresh_from_db()
    return refund


def letters(kind):
    return Message.objects.filter(kind=f"payments/{kind}").count()


def test_a_refund_is_recorded_then_sent_then_told(payment):
    refund = ask(payment)
    before = refund.status, fake.every("refund"), letters("refund_made")

    send(refund)

    assert before == ("to_send", [], 0)
    assert (refund.status, fake.one("refund")["amount"]) == ("done", 1000)
    assert letters("refund_made") == 1
    assert rig.noted("refunded", payment.bill) == 1
    assert rig.standing(payment.bill)["documents"] == [
        ("credit_note", 1000),
        ("invoice", 9600),
    ]


def test_sending_twice_sends_once(payment):
    refund = ask(payment)
    send(refund)
    Refund.objects.update(status="to_send", stripe_id="")
    refund.refresh_from_db()

    send(refund)

    assert len(fake.every("refund")) == 1


@pytest.mark.parametrize("fault", [fake.LOST, 500])
def test_an_answer_that_never_came_is_found_and_not_sent_again(payment, stripe, fault):
    """R2: under the same key, and after a fault of Stripe's by looking."""
    refund = ask(payment)
    stripe.goes_wrong("POST /v1/refunds", fault, times=3)
    send(refund)

    send(refund, at=clock.now() + timedelta(minutes=5))

    assert refund.status == "done"
    assert len(fake.every("refund")) == 1
    assert len(stripe.keys("POST /v1/refunds")) == 1


def test_after_a_day_it_is_looked_up_before_it_is_sent(payment, stripe, time_machine):
    """P15: the key may be forgotten by then."""
    refund = ask(payment)
    stripe.goes_wrong("POST /v1/refunds", fake.LOST, times=3)
    send(refund)

    time_machine.move_to(clock.now() + timedelta(days=2))
    send(refund)

    assert refund.status == "done"
    assert stripe.count("POST /v1/refunds") == 3
    assert len(fake.every("refund")) == 1


def test_too_little_balance_is_on_its_way_and_not_done(payment, stripe):
    """R9: nobody is told that money is back before it is."""
    stripe.refunds.append("pending")
    refund = send(ask(payment))

    assert (refund.status, letters("refund_made")) == ("pending", 0)

    fake.does(dealings.refund_goes, refund.stripe_id, status="succeeded")
    reconciliation.follow_refunds(at=clock.now())
    refund.refresh_from_db()
    assert (refund.status, letters("refund_made")) == ("done", 1)


@pytest.mark.parametrize("first", ["pending", "succeeded"])
def test_one_that_fails_days_later_is_taken_back_and_told(payment, stripe, first):
    """R3: the sum is the payment's again, the desk sees it, the payer is told."""
    stripe.refunds.append(first)
    refund = send(ask(payment))
    fake.does(dealings.refund_goes, refund.stripe_id, status="failed")

    step = notices.follow_money_back(refund.stripe_id, clock.now())
    step()
    step()

    refund.refresh_from_db()
    payment.refresh_from_db()
    assert (refund.status, refund.failed_because) == ("failed", "lost_or_stolen_card")
    assert payment.refunded_pence == 0
    assert letters("refund_failed") == 1
    again = send(refunds.try_again(refund, at=clock.now(), by=UserFactory()))
    assert (again.status, again.key == refund.key) == ("done", False)
    assert rig.standing(payment.bill)["documents"] == [
        ("credit_note", 1000),
        ("invoice", 9600),
    ]


def test_pressed_twice_it_is_tried_again_once(payment, stripe):
    stripe.refunds.extend(["no", "no"])
    refund = send(ask(payment))
    again = refunds.try_again(refund, at=clock.now(), by=UserFactory())

    with pytest.raises(StepRefused, match="anew already"):
        refunds.try_again(refund, at=clock.now(), by=UserFactory())

    assert send(again).status == "failed"
    third = send(refunds.try_again(again, at=clock.now(), by=UserFactory()))
    assert (third.status, third.again_of) == ("done", refund)
    with pytest.raises(StepRefused, match="anew already"):
        refunds.try_again(again, at=clock.now(), by=UserFactory())


def test_sixty_paid_and_seven_refused(till, stripe):
    """R1: what is true of each, and the totals to the penny."""
    payments = [paid_by_card(till) for _ in range(60)]
    asked = [ask(each, 9600, reason="The event is cancelled") for each in payments]
    stripe.refunds.extend(
        "no" if n in {3, 9, 11, 27, 40, 41, 59} else "succeeded" for n in range(60)
    )
    reconciliation.send_refunds(at=clock.now())

    ends = list(Refund.objects.values_list("status", flat=True))
    assert (ends.count("done"), ends.count("failed")) == (53, 7)
    assert set(
        Refund.objects.filter(status="failed").values_list("failed_because", flat=True)
    ) == {"Refused by bank."}
    assert (letters("refund_made"), letters("refund_failed")) == (53, 7)
    back = sum(refund["amount"] for refund in fake.every("refund"))
    assert back == 53 * 9600 == sum(_fresh(each).refunded_pence for each in payments)
    assert len({each.key for each in asked}) == 60


def _fresh(payment):
    payment.refresh_from_db()
    return payment


@pytest.mark.parametrize("pence", [0, -1])
def test_nothing_is_no_refund(payment, pence):
    with pytest.raises(StepRefused):
        ask(payment, pence)


def test_no_more_goes_back_than_came(payment):
    """R4"""
    ask(payment, 9000)

    with pytest.raises(MoreThanWasPaid, match=r"£6\.00"):
        ask(payment, 601)

    assert _fresh(payment).refunded_pence == 9000


# --- A second person -------------------------------------------------------


@pytest.fixture
def large(till):
    till.price = PaymentPolicy.load().second_person_from_pence
    return paid_by_card(till)


def test_a_large_refund_waits_for_a_second_person(large):
    """R11"""
    first, second = UserFactory(), UserFactory()
    refund = ask(large, large.amount_pence, by=first)
    send(refund)
    waits = refund.status, rig.standing(large.bill)["documents"]

    with pytest.raises(StepRefused, match="Somebody else"):
        refunds.approve(refund, at=clock.now(), by=first)
    refunds.approve(refund, at=clock.now(), by=second)
    send(refund)

    assert waits == ("asked", [("invoice", large.amount_pence)])
    assert (refund.status, refund.approved_by) == ("done", second)


def test_a_second_person_may_say_no(large):
    """R11"""
    first, second = UserFactory(), UserFactory()
    refund = ask(large, large.amount_pence, by=first)

    with pytest.raises(StepRefused, match="Somebody else"):
        refunds.refuse(refund, at=clock.now(), by=first)
    refunds.refuse(refund, at=clock.now(), by=second)

    assert _fresh(large).refunded_pence == 0
    with pytest.raises(StepRefused, match="moved on"):
        refunds.approve(refund, at=clock.now(), by=second)


def test_below_the_sum_and_by_rule_nobody_is_asked(large):
    threshold = large.amount_pence
    small = ask(large, threshold - 1, by=UserFactory())

    assert small.status == "to_send"
    assert ask(large, 1, by=None).status == "to_send"


# --- From elsewhere --------------------------------------------------------


def test_a_refund_made_in_the_dashboard_is_written_down_once(payment):
    """R5: shown as made elsewhere; what was delivered stays."""
    made = fake.does(dealings.refund, payment_intent=payment.intent, amount=2000)
    charge = fake.one("charge")["id"]
    for _ in range(2):
        notices.follow_money_back(made["id"], clock.now())()
        notices.follow_charge(charge, clock.now())()
    reconciliation.compare(at=clock.now())

    refund = Refund.objects.get()
    assert (refund.made_elsewhere, refund.status) == (True, "done")
    assert rig.standing(payment.bill) == {
        "payments": ["paid"],
        "kept": 7600,
        "refunds": [(2000, "done")],
        "documents": [("credit_note", 2000), ("invoice", 9600)],
        "delivered": 1,
    }


def test_a_transfer_goes_back_by_hand(till):
    bill = till.bill()
    payment = settlement.received(
        bill=bill,
        pence=9600,
        method=Method.TRANSFER,
        reference="X",
        at=clock.now(),
        by=None,
    )
    refund = ask(payment, 9600)
    send(refund)
    before = refund.status

    refunds.sent_by_bank(refund, at=clock.now(), by=UserFactory())

    assert (before, refund.status) == ("to_send", "done")
    assert letters("refund_made") == 1


def test_a_card_does_not_go_back_by_hand(payment):
    with pytest.raises(StepRefused, match="through Stripe"):
        refunds.sent_by_bank(ask(payment), at=clock.now(), by=UserFactory())


# --- Disputes --------------------------------------------------------------


@pytest.mark.parametrize("ends", ["won", "lost"])
@pytest.mark.parametrize("late", [True, False])
def test_a_dispute_is_for_staff_and_changes_no_delivery(payment, ends, late):
    """P21: in any order, as each is fetched."""
    theirs = fake.does(dealings.dispute, payment.intent)
    if not late:
        notices.follow_dispute(theirs["id"], clock.now())()
        assert Dispute.objects.get().status == "open"
    fake.does(dealings.decide, theirs["id"], status=ends)

    for _ in range(2):
        notices.follow_dispute(theirs["id"], clock.now())()

    dispute = Dispute.objects.get()
    assert (dispute.status, dispute.amount_pence) == (ends, 9600)
    assert dispute.ended_at is not None
    assert rig.delivered(payment.bill) == 1
    assert ledger.faults() == []


def test_a_dispute_of_the_other_mode_is_left_alone(payment):
    theirs = fake.does(dealings.dispute, payment.intent)
    fake.change("dispute", theirs["id"], livemode=True)

    disputes.follow(payment, gateway.dispute(theirs["id"]), at=clock.now())

    assert not Dispute.objects.exists()
