"""Payments when things happen at once, and when a process is killed half way.

Each race has its control: with the guard taken off the same race does harm, so it is
the guard that makes the first test pass.
"""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from portal.core import clock
from portal.notifications.models import Message
from portal.payments import (
    agreements,
    checkout,
    gateway,
    ledger,
    reconciliation,
    refunds,
    settlement,
    webhooks,
)
from portal.payments.errors import MoreThanWasPaid, StepRefused
from portal.payments.models import (
    Interval,
    Notice,
    Payment,
    PaymentStatus,
    Refund,
    RefundStatus,
)
from tests.factories import payments
from tests.factories.accounts import UserFactory
from tests.factories.payments import PayerFactory
from tests.fakes import stripe as fake
from tests.rig import kill_points
from tests.rig import till as rig
from tests.rig.at_once import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="Several at once need PostgreSQL"
    ),
]
ROUNDS = 50
AT_ONCE = 6


@pytest.fixture(autouse=True)
def _stripe():
    with fake.afresh():
        yield


@pytest.fixture
def till():
    made = rig.Till()
    with payments.purpose(rig.SEATS, **made.answers()):
        yield made


def paid_at_stripe(till, **more):
    bill = till.bill(payer=PayerFactory())
    checkout.start(bill=bill, at=clock.now(), **more)
    payment = bill.payments.get()
    fake.pay(payment.session)
    return payment


def _both_at_once(till):
    """Return how often a payment was delivered that several settle in one moment.

    What Stripe says was fetched before, so that all of them are at the row at once.
    """
    payment = paid_at_stripe(till)
    page = gateway.page(payment.session)

    def come_back():
        fresh = Payment.objects.select_related("bill__payer").get(pk=payment.pk)
        return settlement.follow(fresh, page, at=clock.now())

    def hear():
        with transaction.atomic():
            return come_back()

    raised = [
        each for each in at_once([come_back, hear] * 2) if isinstance(each, Exception)
    ]
    return rig.delivered(payment.bill), payment.bill.invoices.count(), raised


def test_return_page_and_notice_at_once_deliver_once(till):
    """P5: fifty times, one confirmation and one invoice each."""
    till.careless = True

    assert [_both_at_once(till) for _ in range(ROUNDS)] == [(1, 1, [])] * ROUNDS
    assert ledger.faults() == []


@pytest.mark.books_do_not_tie
def test_without_compare_and_set_the_same_race_delivers_twice(till, monkeypatch):
    """P5, the control: what is read before is not what stands at the writing."""
    till.careless = True
    monkeypatch.setattr(settlement, "_move_to_paid", _look_then_write)

    assert any(_both_at_once(till)[0] > 1 for _ in range(ROUNDS))


def _look_then_write(payment, *, at, **facts):
    payment.refresh_from_db()
    if payment.status == PaymentStatus.PAID:
        return False
    Payment.objects.filter(pk=payment.pk).update(
        status=PaymentStatus.PAID, paid_at=at, **facts
    )
    payment.refresh_from_db()
    return True


def test_the_same_notice_many_times_at_once_is_one(till):
    """W8"""
    payment = paid_at_stripe(till)
    said = webhooks.gateway._said(fake.notices("checkout.session.completed")[0])

    raised = at_once([lambda: webhooks.note(said, at=clock.now())] * AT_ONCE)

    assert [each for each in raised if isinstance(each, Exception)] == []
    assert Notice.objects.count() == 1
    assert rig.delivered(payment.bill) == 1


def test_pressing_pay_in_several_windows_opens_one_page(till):
    bill = till.bill()

    said = at_once([lambda: checkout.start(bill=bill, at=clock.now())] * AT_ONCE)

    assert set(said) == {fake.one("checkout.session")["url"]}
    assert bill.payments.count() == 1


def test_a_renewal_told_several_times_at_once_is_one(till):
    payment = paid_at_stripe(till, interval=Interval.YEAR)
    settlement.look(payment, at=clock.now())
    payment.agreement.refresh_from_db()
    number = payment.agreement.stripe_id
    invoice = fake.does(fake.dealings.renew, number)["id"]
    taken = agreements.gateway.collected(invoice)

    at_once(
        [lambda: agreements.collect(payment.agreement, taken, at=clock.now())] * AT_ONCE
    )

    assert rig.delivered() == 2
    assert ledger.faults() == []


def _refund_by_many(till):
    """Return what came of six who each ask for half of a payment back."""
    payment = paid_at_stripe(till)
    settlement.look(payment, at=clock.now())

    def ask():
        return refunds.ask(
            Payment.objects.get(pk=payment.pk),
            pence=payment.amount_pence // 2,
            reason="Fell ill",
            by=None,
            at=clock.now(),
        )

    said = at_once([ask] * AT_ONCE)
    payment.refresh_from_db()
    return payment, said


def test_refunds_by_many_at_once_are_never_more_than_was_paid(till):
    """R4"""
    for _ in range(10):
        payment, said = _refund_by_many(till)
        assert payment.refunded_pence == payment.amount_pence
        assert sum(isinstance(each, Refund) for each in said) == 2
        assert sum(isinstance(each, MoreThanWasPaid) for each in said) == AT_ONCE - 2
    back = sum(refund["amount"] for refund in fake.every("refund"))
    assert back == 10 * payment.amount_pence
    assert ledger.faults() == []


@pytest.mark.books_do_not_tie
def test_without_the_conditional_update_refunds_pass_what_was_paid(till, monkeypatch):
    """R4, the control: who looks first and writes then promises too much."""
    monkeypatch.setattr(refunds, "_take", _look_then_take)
    monkeypatch.setattr(refunds, "_credit", lambda *_, **__: None)
    promised = 0
    for _ in range(10):
        payment, said = _refund_by_many(till)
        promised = sum(isinstance(each, Refund) for each in said) * (
            payment.amount_pence // 2
        )
        if promised > payment.amount_pence:
            break

    assert promised > payment.amount_pence


def _tried_again_by_many(till):
    """Return how often a third of a payment, which failed, was asked for anew."""
    payment = paid_at_stripe(till)
    settlement.look(payment, at=clock.now())
    payment.refresh_from_db()
    third = payment.amount_pence // 3
    fake.script.refunds.append("no")
    failed = refunds.ask(
        payment, pence=third, reason="Fell ill", by=None, at=clock.now()
    )
    failed.refresh_from_db()
    assert failed.status == RefundStatus.FAILED
    who = UserFactory()

    def again():
        fresh = Refund.objects.select_related("payment__bill").get(pk=failed.pk)
        return refunds.try_again(fresh, at=clock.now(), by=who)

    said = at_once([again] * AT_ONCE)
    assert {type(each) for each in said} <= {Refund, StepRefused}
    return failed.tries.count()


def test_pressed_by_many_at_once_a_refund_is_tried_again_once(till):
    assert [_tried_again_by_many(till) for _ in range(5)] == [1] * 5
    assert ledger.faults() == []


def _look_then_take(payment, pence):
    payment.refresh_from_db()
    if payment.refunded_pence + pence > payment.amount_pence:
        raise MoreThanWasPaid(0)
    Payment.objects.filter(pk=payment.pk).update(
        refunded_pence=payment.refunded_pence + pence
    )


# --- Killed half way -------------------------------------------------------

WITHIN = [
    "payment: before it moves",
    "payment: moved, nothing delivered",
    "payment: delivered, no document",
    "payment: all written, not committed",
]


@pytest.mark.parametrize("point", WITHIN)
def test_killed_between_charge_and_delivery_it_is_delivered_once(till, tmp_path, point):
    """P2: found by the reconciliation, once."""
    payment = paid_at_stripe(till)
    killed = kill_points.kill_at(
        point,
        f"settlement.look(models.Payment.objects.get(pk={payment.pk}), at=at)",
        tmp_path,
    )
    assert (killed, rig.delivered(payment.bill)) == (True, 0)

    later = clock.now() + timedelta(minutes=3)
    for _ in range(2):
        reconciliation.follow_open_pages(at=later)

    assert rig.delivered(payment.bill) == 1
    assert ledger.faults() == []


def test_killed_before_the_page_is_noted_the_same_page_comes(till, tmp_path):
    """P1: the same key, the same page, and nothing that anybody could pay beside it."""
    bill = till.bill()
    killed = kill_points.kill_at(
        "page: made at Stripe, its id not saved",
        f"checkout.start(bill=models.Bill.objects.get(pk={bill.pk}), at=at)",
        tmp_path,
    )
    assert (killed, bill.payments.get().session) == (True, "")

    address = checkout.start(bill=bill, at=clock.now())

    assert address == fake.one("checkout.session")["url"]
    assert bill.payments.count() == 1


def test_a_page_never_noted_and_never_asked_for_again_is_found_and_closed(
    till, tmp_path
):
    """P1"""
    bill = till.bill()
    kill_points.kill_at(
        "page: made at Stripe, its id not saved",
        f"checkout.start(bill=models.Bill.objects.get(pk={bill.pk}), at=at)",
        tmp_path,
    )

    reconciliation.follow_open_pages(at=clock.now() + timedelta(hours=2))

    assert fake.one("checkout.session")["status"] == "expired"
    assert bill.payments.get().status == "failed"


def test_killed_between_notice_and_effect_it_is_as_if_not_heard(till, tmp_path):
    """W14: the notice is still to be settled, and is."""
    payment = paid_at_stripe(till)
    told = webhooks.gateway._said(fake.notices("checkout.session.completed")[0])
    notice = Notice.objects.create(
        stripe_id=told.id,
        type=told.type,
        about=told.about,
        live=False,
        created_at=told.made_at,
        received_at=clock.now(),
    )
    killed = kill_points.kill_at(
        "notice: marked, nothing followed",
        f"notices.settle(models.Notice.objects.get(pk={notice.pk}), at=at)",
        tmp_path,
    )
    notice.refresh_from_db()
    assert (killed, notice.settled_at) == (True, None)

    reconciliation.settle_notices(at=clock.now() + timedelta(minutes=2))

    assert rig.delivered(payment.bill) == 1


def test_killed_at_row_31_no_refund_goes_twice(till, tmp_path):
    """R2: made at Stripe, not noted here; run again, and again."""
    asked = []
    for _ in range(5):
        payment = paid_at_stripe(till)
        settlement.look(payment, at=clock.now())
        with transaction.atomic():
            # Held until the end of the transaction, so that no worker comes first.
            refund = refunds.ask(
                payment, pence=9600, reason="Cancelled", by=None, at=clock.now()
            )
            transaction.get_connection().run_on_commit.clear()
        asked.append(refund)
    killed = kill_points.kill_at(
        "refund: made at Stripe, not noted here",
        f"refunds.send(models.Refund.objects.get(pk={asked[2].pk}), at=at)",
        tmp_path,
    )
    assert (killed, len(fake.every("refund"))) == (True, 1)

    for _ in range(2):
        reconciliation.send_refunds(at=clock.now())

    assert sorted(each["amount"] for each in fake.every("refund")) == [9600] * 5
    assert set(Refund.objects.values_list("status", flat=True)) == {"done"}
    assert Message.objects.filter(kind="payments/refund_made").count() == 5
    assert ledger.faults() == []
