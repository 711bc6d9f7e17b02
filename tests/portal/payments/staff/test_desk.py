from datetime import timedelta

import pytest
from django.urls import reverse

from portal.core import clock
from portal.payments import (
    bank,
    differences,
    invoices,
    purchase_orders,
    queries,
    refunds,
)
from portal.payments.models import (
    Dispute,
    Method,
    PaymentPolicy,
    Refund,
    RefundStatus,
)
from portal.payments.staff import desk
from tests.factories.accounts import UserFactory
from tests.factories.payments import PayerFactory, PaymentFactory, bill

pytestmark = pytest.mark.django_db

AT = clock.now()
TODAY = clock.uk_day(AT)
DESK = reverse("staff_finance:desk")


def counts(at=AT):
    return {part.queue.key: part.count for part in desk.waiting(at) if part.count}


def issued(**options):
    row = bill(**options)
    invoices.issue(row, at=AT, by=None)
    return row


def line():
    return bank.enter(received_on=TODAY, pence=9600, words="LEEDS", by=None, at=AT)


def fill(number=1):
    """Let each queue have so many."""
    other = UserFactory()
    for _ in range(number):
        late = bill()
        invoices.issue(late, at=AT - timedelta(days=60), by=None)
        line()
        # Two of the refunds below count: one that waits, and one on its way.
        paid = PaymentFactory(bill=issued(), amount_pence=9700, refunded_pence=2)
        Dispute.objects.create(
            payment=paid, stripe_id=f"dp_{paid.pk}", amount_pence=100, opened_at=AT
        )
        for status in (RefundStatus.ASKED, RefundStatus.TO_SEND, RefundStatus.FAILED):
            Refund.objects.create(
                payment=paid,
                amount_pence=1,
                status=status,
                reason="x",
                key=f"{status}{paid.pk}",
                asked_at=AT,
                asked_by=other,
                ended_at=AT if status == RefundStatus.FAILED else None,
            )
        purchase_orders.send(
            bill(payer=PayerFactory(needs_order_number=True)), at=AT, by=None
        )
        bill(at=AT - timedelta(hours=2))
        differences.report(f"key {paid.pk}", "Stripe has more", at=AT)


def test_a_tidy_desk_says_so(client, finance):
    assert "Nothing waits for you" in client.get(DESK).text


def test_everything_that_waits_is_on_the_desk(client, finance):
    fill()

    assert counts() == dict.fromkeys(desk.BY_KEY, 1)
    shown = client.get(DESK).text
    for queue in desk.QUEUES:
        assert queue.label in shown


def test_what_is_dealt_with_leaves_the_desk():
    row = bill()
    invoices.issue(row, at=AT - timedelta(days=60), by=None)
    assert counts() == {"overdue": 1}

    PaymentFactory(bill=row)

    assert counts() == {}


def test_a_failed_refund_that_was_asked_for_anew_waits_no_more():
    policy = PaymentPolicy.load()
    policy.second_person_from_pence = 10**6
    policy.save()
    who = UserFactory()
    payment = PaymentFactory(bill=issued(), method=Method.CARD)
    failed = Refund.objects.create(
        payment=payment,
        amount_pence=100,
        status=RefundStatus.FAILED,
        reason="x",
        key="k",
        asked_at=AT,
        ended_at=AT,
    )
    assert counts()["refunds-failed"] == 1

    refunds.try_again(failed, at=AT + timedelta(minutes=1), by=who)

    assert "refunds-failed" not in counts()


def test_another_refund_takes_no_failed_one_off_the_desk():
    payment = PaymentFactory(bill=issued(), method=Method.CARD)
    failed = refunds.ask(payment, pence=100, reason="x", by=None, at=AT)
    refunds._failed(failed, "Account closed", at=AT)

    refunds.ask(payment, pence=200, reason="y", by=None, at=AT + timedelta(minutes=1))

    assert counts()["refunds-failed"] == 1
    again = refunds.try_again(failed, at=AT + timedelta(minutes=2), by=UserFactory())
    assert "refunds-failed" not in counts()
    refunds._failed(again, "Account closed", at=AT + timedelta(minutes=3))
    assert list(queries.refunds_failed()) == [again]


def test_what_went_back_another_way_waits_on_the_desk_no_more():
    payment = PaymentFactory(bill=issued(), method=Method.CARD)
    failed = refunds.ask(payment, pence=100, reason="x", by=None, at=AT)
    refunds._failed(failed, "Account closed", at=AT)

    left = payment.amount_pence
    refunds.ask(payment, pence=left, reason="All", by=None, at=AT)

    assert "refunds-failed" not in counts()


def test_who_is_on_the_card_page_is_no_bill_to_invoice():
    bill(payer=PayerFactory(user=UserFactory()), at=AT - timedelta(days=1))
    bill(at=AT - timedelta(minutes=10))

    assert counts() == {}


@pytest.mark.parametrize("key", desk.BY_KEY)
def test_each_queue_has_a_page_of_its_own(client, finance, key):
    path = reverse("staff_finance:queue", args=[key])
    assert "Nothing waits here" in client.get(path).text

    fill(2)

    assert client.get(path).text.count("<tr>") >= 3


def test_a_queue_that_there_is_not_is_not_found(client, finance):
    path = reverse("staff_finance:queue", args=["nothing"])

    assert client.get(path).status_code == 404


@pytest.mark.parametrize("number", [1, 3])
def test_the_desk_asks_as_often_for_one_as_for_three(
    number, django_assert_max_num_queries
):
    fill(number)

    with django_assert_max_num_queries(2 * len(desk.QUEUES) + 2):
        desk.waiting(AT)
