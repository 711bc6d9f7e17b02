"""Money arrived, failed, or came twice: how each payment ends, told in any order."""

from itertools import permutations

import pytest
from django.db import transaction

from portal.core import clock
from portal.demo.stand_in import dealings
from portal.notifications.models import Message
from portal.payments import (
    bills,
    checkout,
    gateway,
    ledger,
    notices,
    refunds,
    settlement,
    webhooks,
)
from portal.payments.models import (
    Difference,
    Method,
    Notice,
    Refund,
)
from tests.factories.payments import PayerFactory
from tests.fakes import stripe as fake
from tests.rig import till as rig

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("stripe")]


@pytest.fixture
def bill(till):
    return till.bill()


@pytest.fixture
def page(bill):
    checkout.start(bill=bill, at=clock.now())
    return fake.one("checkout.session")["id"]


@pytest.fixture
def now_and_then(django_capture_on_commit_callbacks):
    """Let what is left to the worker run."""
    return lambda: django_capture_on_commit_callbacks(execute=True)


def back(client, bill, page):
    return client.get(f"/payments/paid/{bill.reference}/?session_id={page}")


def tell(client, now_and_then, *notices):
    for notice in notices:
        with now_and_then():
            assert fake.deliver(client, notice) == [200]


def paid_bill(till):
    bill = till.bill()
    checkout.start(bill=bill, at=clock.now())
    page = fake.every("checkout.session")[0]["id"]
    fake.pay(page)
    settlement.look(bill.payments.get(), at=clock.now())
    return bill


DELIVERED = {
    "payments": ["paid"],
    "kept": 9600,
    "refunds": [],
    "documents": [("invoice", 9600)],
    "delivered": 1,
}
SENT_BACK = {
    "payments": ["paid"],
    "kept": 0,
    "refunds": [(9600, "done")],
    "documents": [],
    "delivered": 0,
}


def test_the_return_page_settles_before_any_notice(client, bill, page):
    """P3"""
    fake.pay(page)

    answer = back(client, bill, page)

    assert answer["Location"] == f"/seats/{bill.reference}/"
    assert rig.standing(bill) == DELIVERED


def test_a_notice_before_the_return_leads_to_the_same(client, bill, page, now_and_then):
    """P4"""
    fake.pay(page)
    tell(client, now_and_then, *fake.notices())
    before = rig.standing(bill)

    answer = back(client, bill, page)

    assert answer.status_code == 302
    assert before == rig.standing(bill) == DELIVERED


@pytest.mark.parametrize("guess", ["", "cs_test_guess", "%00", "x" * 500])
def test_coming_back_from_a_page_that_was_not_ours_finds_nothing(
    client, bill, page, guess
):
    """C14: and a real page that was not paid on delivers nothing."""
    answer = client.get(f"/payments/paid/{bill.reference}/?session_id={guess}")
    unpaid = back(client, bill, page)

    assert (answer.status_code, unpaid.status_code) == (404, 200)
    assert rig.delivered(bill) == 0


def test_a_silent_stripe_on_the_way_back_is_said_plainly(client, bill, page, stripe):
    """P15"""
    fake.pay(page)
    stripe.goes_wrong(".", fake.RESET, times=10)

    answer = back(client, bill, page)

    assert b"on its way" in answer.content
    assert bill.payments.get().status == "due"


@pytest.mark.parametrize("wrong", [{"amount_total": 100}, {"currency": "usd"}])
def test_a_wrong_sum_delivers_nothing_and_raises_an_alarm(client, bill, page, wrong):
    """P9: one pound never pays for two thousand."""
    fake.pay(page)
    fake.change("checkout.session", page, **wrong)

    back(client, bill, page)

    assert rig.delivered(bill) == 0
    assert bill.payments.get().status == "due"
    assert Difference.objects.get().key == f"sum {page}"


def test_the_other_mode_is_left_alone_and_raises_an_alarm(client, bill, page):
    """P18"""
    fake.pay(page)
    fake.change("checkout.session", page, livemode=True)

    back(client, bill, page)

    assert rig.delivered(bill) == 0
    assert Difference.objects.get().key == f"mode {page}"


def test_a_notice_of_the_other_mode_is_left_alone(client, bill, page, now_and_then):
    """P18"""
    fake.pay(page)
    (notice,) = fake.notices()

    tell(client, now_and_then, notice | {"livemode": True})

    assert Notice.objects.get().outcome == "Of the other mode, left alone"
    assert rig.delivered(bill) == 0


def test_five_declines_book_nothing_and_keep_the_page(client, bill, page, now_and_then):
    """P13"""
    for _ in range(5):
        fake.does(dealings.decline, page)
    tell(client, now_and_then, *fake.notices())

    assert bill.payments.get().status == "due"
    assert rig.noted("failed", bill) == 0
    fake.pay(page)
    back(client, bill, page)
    assert rig.standing(bill) == DELIVERED


def test_money_after_the_hold_where_a_place_is_free(client, till, bill, page):
    """P8: the page had ended for us, and the money came all the same."""
    settlement.failed(bill.payments.get(), "Our hold ended", at=clock.now())
    fake.pay(page)

    back(client, bill, page)
    settlement.look(bill.payments.get(), at=clock.now())

    assert rig.standing(bill) == DELIVERED


def test_money_after_the_hold_where_no_place_is_left(client, till, bill, page):
    """P7: all of it goes back, recorded before it is sent, and the payer is told."""
    settlement.failed(bill.payments.get(), "Our hold ended", at=clock.now())
    till.seats = 0
    fake.pay(page)

    settlement.look(bill.payments.get(), at=clock.now())
    recorded = Refund.objects.get()
    before = recorded.status
    refunds.send(recorded, at=clock.now())

    assert before == "to_send"
    assert rig.standing(bill) == SENT_BACK
    assert Message.objects.filter(kind="payments/payment_returned").count() == 1
    assert fake.one("refund")["amount"] == 9600


def test_the_same_bill_paid_twice_goes_back_once(till, bill, page):
    fake.pay(page)
    settlement.look(bill.payments.get(), at=clock.now())
    second = settlement.received(
        bill=bill,
        pence=9600,
        method=Method.TRANSFER,
        reference="again",
        at=clock.now(),
        by=None,
    )

    assert second.refunded_pence == 9600
    assert rig.standing(bill)["documents"] == [("invoice", 9600)]
    assert rig.standing(bill)["kept"] == 9600
    assert ledger.faults() == []


def test_a_withdrawn_bill_that_is_paid_goes_back(client, bill, page):
    fake.pay(page)
    bills.withdraw(bill, at=clock.now(), by=None)

    back(client, bill, page)

    refund = Refund.objects.get()
    assert (refund.amount_pence, refund.reason) == (9600, settlement.WITHDRAWN)
    assert rig.delivered(bill) == 0


# --- A bank that takes its time --------------------------------------------


@pytest.mark.parametrize("ends", [dealings.arrive, dealings.bounce])
def test_a_slow_bank_in_every_order(client, till, now_and_then, ends):
    """P11: pending in between; then delivered, or released and told."""
    outcomes = []
    for order in permutations(range(2)):
        bill = till.bill(payer=PayerFactory())
        checkout.start(bill=bill, at=clock.now())
        page = bill.payments.get().session
        fake.does(dealings.pay_slowly, page)
        waits = back(client, bill, page)
        assert b"on its way" in waits.content
        fake.does(ends, page)
        told = [
            notice
            for notice in fake.notices(
                "checkout.session.completed",
                "checkout.session.async_payment_succeeded",
                "checkout.session.async_payment_failed",
            )
            if notice["data"]["object"]["id"] == page
        ]
        tell(client, now_and_then, *(told[place] for place in order))
        outcomes.append((rig.standing(bill), rig.noted("failed", bill)))

    if ends is dealings.arrive:
        assert outcomes == [(DELIVERED, 0)] * 2
    else:
        (standing, failed), other = outcomes
        assert (standing, failed) == other
        assert (standing["payments"], standing["delivered"], failed) == (
            ["failed"],
            0,
            1,
        )


def _story(till):
    """Return a bill with a whole life at Stripe's, and everything told about it."""
    bill = till.bill(payer=PayerFactory())
    checkout.start(bill=bill, at=clock.now())
    page = bill.payments.get().session
    before = len(fake.notices())
    fake.does(dealings.pay_slowly, page)
    fake.does(dealings.arrive, page)
    intent = fake.every("payment_intent")[0]["id"]
    fake.does(dealings.refund, payment_intent=intent, amount=600)
    fake.does(dealings.dispute, intent)
    told = [
        notice
        for notice in fake.notices()[before:]
        if notice["type"] != "refund.created"
    ]
    # Two that Stripe would not send of this page, and that say nothing true.
    (completed, *_) = told
    false = [
        {**completed, "id": f"evt_{kind}_{page}", "type": f"checkout.session.{kind}"}
        for kind in ("async_payment_failed", "expired")
    ]
    return bill, [*told, *false]


def _hear(notice):
    """Note it and follow it, without the post: the door has tests of its own."""
    said = gateway._said(notice)
    notices.settle(webhooks.note(said, at=clock.now()), at=clock.now())


def test_every_order_of_notices_ends_the_same(till):
    """W10: the notices only say "look"; what is true is fetched.

    Of the 720 orders those count as one in which the same looks follow each other:
    which of the four kinds about a page made us look, nothing can tell.
    """
    bill, told = _story(till)
    orders = {
        tuple(notices.LOOKS[each["type"]] for each in order): order
        for order in permutations(told)
    }
    outcomes = set()
    for order in orders.values():
        begun = transaction.savepoint_create()
        for notice in order:
            _hear(notice)
        outcomes.add(str(rig.standing(bill)))
        transaction.savepoint_rollback(begun)
    for notice in told:
        _hear(notice)

    assert len(orders) == 30
    assert outcomes == {
        str(
            DELIVERED
            | {
                "kept": 9000,
                "refunds": [(600, "done")],
                "documents": [("credit_note", 600), ("invoice", 9600)],
            }
        )
    }
