import pytest
from django.urls import reverse

from portal.accounts.roles import Role
from portal.core import clock
from portal.payments import bank, bills, invoices, refunds
from portal.payments.models import (
    Invoice,
    Kind,
    Method,
    PaymentPolicy,
    Refund,
    RefundStatus,
)
from tests.factories.accounts import staff
from tests.factories.payments import PayerFactory, PaymentFactory, bill

pytestmark = pytest.mark.django_db

AT = clock.now()


def path(name, *args):
    return reverse(f"staff_finance:{name}", args=args)


def step(client, name, row, typed=None, *more):
    return client.post(
        path(name, row.reference, *more), {"csrf": "", **(typed or {})}, follow=True
    )


def issued(**options):
    row = bill(**options)
    invoices.issue(row, at=AT, by=None)
    return row


def shown(client, row):
    return client.get(path("bill-detail", row.reference)).text


def test_a_bill_says_everything_about_it(client, finance):
    row = issued(order_number="PO-4711")
    one = bank.enter(
        received_on=clock.uk_day(AT), pence=600, words="LEEDS X", by=finance, at=AT
    )
    bank.match(one, row, by=finance, at=AT)
    invoices.credit(row, pence=1000, reason="Came late", at=AT, by=finance)

    text = shown(client, row)

    for words in (
        "INV-00001",
        "CN-00001",
        "Came late",
        "LEEDS X",
        "PO-4711",
        "£80.00",
        "Issued INV-00001 of £96.00",
    ):
        assert words in text


@pytest.mark.parametrize("reference", ["NONE234", "c2c2c2d"])
def test_a_bill_that_there_is_not_is_not_found(client, finance, reference):
    assert client.get(path("bill-detail", reference)).status_code == 404


def test_steps_that_would_be_refused_are_not_offered(client, finance):
    row = bill()
    bills.withdraw(row, at=AT, by=None)

    text = shown(client, row)

    for name in ("bill-invoice", "bill-credit", "bill-transfer", "bill-cancel"):
        assert path(name, row.reference) not in text


def test_an_invoice_is_issued_and_handed_out(client, finance):
    row = bill()

    told = step(client, "bill-invoice", row)

    assert "INV-00001 is issued" in told.text
    paper = client.get(path("document", "INV-00001"))
    assert paper.content.startswith(b"%PDF-")
    assert client.get(path("document", "INV-99999")).status_code == 404


def test_an_invoice_due_before_today_is_not_issued(client, finance):
    told = step(client, "bill-invoice", bill(), {"due_on": "2020-01-01"})

    assert "today or a later day" in told.text
    assert not Invoice.objects.exists()


def test_a_refusal_stands_on_the_form(client, finance):
    row = bill(payer=PayerFactory(needs_order_number=True))

    assert "needs a purchase order number" in step(client, "bill-invoice", row).text


@pytest.mark.parametrize(
    ("typed", "pence"),
    [
        ({"pounds": "10"}, 1000),
        ({"line_2": "5"}, 500),
        ({}, 12000),
    ],
)
def test_a_credit_note_by_sum_by_line_or_for_all(client, finance, typed, pence):
    row = bill(9600, 2400)
    invoices.issue(row, at=AT, by=None)

    step(client, "bill-credit", row, {**typed, "reason": "Late"})

    assert Invoice.objects.get(kind=Kind.CREDIT_NOTE).total_pence == pence


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ({"pounds": "10", "line_1": "5", "reason": "x"}, "but not both"),
        ({"pounds": "97", "reason": "x"}, "at most what is left"),
        ({"pounds": "ten", "reason": "x"}, "number"),
        ({"pounds": "10"}, "Say why"),
    ],
)
def test_a_credit_note_that_cannot_be_is_told(client, finance, typed, told):
    row = issued()

    assert told in step(client, "bill-credit", row, typed).text
    assert Invoice.objects.count() == 1


def test_without_an_invoice_there_is_no_credit_note(client, finance):
    assert step(client, "bill-credit", bill()).status_code == 404


def test_the_order_number_is_entered_or_asked_for(client, finance):
    row = bill(payer=PayerFactory(needs_order_number=True))

    assert "We have asked" in step(client, "bill-order-ask", row).text
    assert (
        "INV-00001 is issued"
        in step(client, "bill-order", row, {"number": "PO 1"}).text
    )
    assert "here already" in step(client, "bill-order-ask", row).text


def test_a_transfer_is_recorded_and_what_is_over_waits(client, finance):
    row = issued()
    typed = {
        "received_on": clock.uk_day(AT).isoformat(),
        "pounds": "100",
        "words": "LEEDS",
    }

    told = step(client, "bill-transfer", row, typed)

    assert "£96.00 are received. £4.00 wait" in told.text
    assert bills.owed_pence(row) == 0


@pytest.mark.parametrize("day", ["2999-01-01", "1990-01-01", "x", ""])
def test_a_transfer_on_no_day_is_told(client, finance, day):
    row = issued()

    told = step(
        client, "bill-transfer", row, {"received_on": day, "pounds": "1", "words": "x"}
    )

    assert told.status_code == 200
    assert bills.owed_pence(row) == 9600


def test_a_bill_is_withdrawn(client, finance):
    row = issued()

    step(client, "bill-cancel", row, {"reason": "Ordered twice"})

    row.refresh_from_db()
    assert row.withdrawn_at is not None


# --- Refunds ---------------------------------------------------------------


def test_a_small_refund_is_on_its_way_at_once(client, finance):
    payment = PaymentFactory(bill=issued(), method=Method.CARD)

    told = step(
        client,
        "refund-ask",
        payment.bill,
        {"pounds": "10", "reason": "Late"},
        payment.pk,
    )

    assert "£10.00 are to go back" in told.text
    assert Refund.objects.get().status == RefundStatus.TO_SEND


def test_a_large_refund_takes_a_second_person(client, finance):
    """R11"""
    policy = PaymentPolicy.load()
    policy.second_person_from_pence = 5000
    policy.save()
    payment = PaymentFactory(bill=issued(), method=Method.CARD)
    row = payment.bill
    typed = {"pounds": "96", "reason": "Cancelled"}
    assert "second person" in step(client, "refund-ask", row, typed, payment.pk).text
    refund = Refund.objects.get()

    told = step(client, "refund-decide", row, None, refund.pk, "approve")
    assert "Somebody else has to approve" in told.text
    assert "Somebody else decides" in shown(client, row)
    client.force_login(staff(Role.FINANCE))
    told = step(client, "refund-decide", row, None, refund.pk, "approve")

    assert "Approved" in told.text
    refund.refresh_from_db()
    assert refund.status == RefundStatus.TO_SEND


def test_a_second_person_can_refuse(client, finance):
    PaymentPolicy.objects.update_or_create(
        pk=PaymentPolicy.load().pk, defaults={"second_person_from_pence": 0}
    )
    payment = PaymentFactory(bill=issued(), method=Method.CARD)
    refund = refunds.ask(payment, pence=100, reason="x", by=finance, at=AT)
    client.force_login(staff(Role.FINANCE))

    told = step(client, "refund-decide", payment.bill, None, refund.pk, "refuse")

    assert "Refused" in told.text


def test_what_came_by_transfer_is_noted_as_paid_back(client, finance):
    payment = PaymentFactory(bill=issued())
    refund = refunds.ask(payment, pence=100, reason="x", by=finance, at=AT)

    told = step(client, "refund-decide", payment.bill, None, refund.pk, "sent")

    assert "noted as paid back" in told.text
    assert (
        "moved on"
        in step(client, "refund-decide", payment.bill, None, refund.pk, "sent").text
    )


def test_a_failed_refund_is_tried_again(client, finance):
    payment = PaymentFactory(bill=issued(), method=Method.CARD)
    refund = Refund.objects.create(
        payment=payment,
        amount_pence=100,
        status=RefundStatus.FAILED,
        reason="x",
        key="k",
        asked_at=AT,
        ended_at=AT,
    )

    assert "Try again" in shown(client, payment.bill)
    told = step(client, "refund-decide", payment.bill, None, refund.pk, "again")

    assert "asked for anew" in told.text
    assert "Try again" not in told.text
    told = step(client, "refund-decide", payment.bill, None, refund.pk, "again")
    assert "asked for anew already" in told.text
    refunds._failed(refund.tries.get(), "Account closed", at=AT)

    assert shown(client, payment.bill).count("Try again") == 1


def test_more_than_came_does_not_go_back(client, finance):
    """R4"""
    payment = PaymentFactory(bill=issued())

    told = step(
        client,
        "refund-ask",
        payment.bill,
        {"pounds": "97", "reason": "x"},
        payment.pk,
    )

    assert "can go back" in told.text
    assert not Refund.objects.exists()


@pytest.mark.parametrize("answer", ["approve", "nothing"])
def test_refunds_of_other_bills_are_not_found(client, finance, answer):
    payment = PaymentFactory(bill=issued())
    refund = refunds.ask(payment, pence=100, reason="x", by=None, at=AT)
    row = bill() if answer == "approve" else payment.bill

    assert (
        step(client, "refund-decide", row, None, refund.pk, answer).status_code == 404
    )


@pytest.mark.parametrize("number", [1, 3])
def test_the_page_asks_as_often_for_one_payment_as_for_three(
    client, finance, number, django_assert_max_num_queries
):
    row = issued()
    for _ in range(number):
        payment = PaymentFactory(bill=row, amount_pence=100)
        refunds.ask(payment, pence=10, reason="x", by=finance, at=AT)
    shown(client, row)

    with django_assert_max_num_queries(34):
        shown(client, row)
