"""P22: a bill by purchase order is reminded of, and let go of when none comes."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from portal.core import calendars, clock
from portal.core.errors import Refused
from portal.notifications import delivery
from portal.notifications.models import Message
from portal.payments import bills, invoices, purchase_orders
from portal.payments.models import (
    BillReminder,
    Invoice,
    Kind,
    OrderRequest,
    ReminderStage,
)
from tests.factories import payments
from tests.factories.accounts import UserFactory
from tests.factories.payments import PayerFactory, PaymentFactory, bill

pytestmark = pytest.mark.django_db

AT = clock.now()
TODAY = clock.uk_day(AT)


@pytest.fixture
def trust():
    return PayerFactory(needs_order_number=True, contact="Payments team")


def send(row, at=AT):
    return purchase_orders.send(row, at=at, by=None)


def posted():
    return list(Message.objects.order_by("pk").values_list("kind", flat=True))


def delivered(mailoutbox, at=AT):
    for message in Message.objects.filter(sent_at=None).order_by("pk"):
        delivery.deliver(message, at=at)
    return mailoutbox


def token_of(row):
    """Return what stands in the newest link, as its reader has it."""
    message = Message.objects.filter(kind="payments/order_number_wanted").last()
    return message.facts["token"]


# --- Asking ----------------------------------------------------------------


def test_a_payer_without_need_of_a_number_gets_the_invoice(mailoutbox):
    invoice = send(bill())

    mail = delivered(mailoutbox)[0]
    assert (posted(), mail.to) == (["payments/invoice"], [invoice.bill.payer.email])
    assert "INV-00001" in mail.subject
    assert mail.attachments[0].filename == "Invoice-INV-00001.pdf"
    assert "£96.00" in mail.body


def test_who_needs_a_number_is_asked_for_it(trust, mailoutbox):
    row = bill(payer=trust)

    assert send(row) is None

    request = row.order_requests.get()
    assert request.answer_by == calendars.add_working_days(TODAY, 10)
    token = token_of(row)
    mail = delivered(mailoutbox)[0]
    assert reverse("payments:order-number", args=[token]) in mail.body
    assert Message.objects.get().facts == {}


def test_who_named_the_number_before_is_not_asked(trust):
    assert send(bill(payer=trust, order_number="PO 9")).order_number == "PO 9"


def test_asked_again_the_time_is_no_longer_and_both_links_work(trust):
    row = bill(payer=trust)
    send(row)
    first, until = token_of(row), row.order_requests.get().answer_by

    purchase_orders.ask(row, at=AT + timedelta(days=5), by=None)

    request = row.order_requests.waiting().get()
    assert request.answer_by == until
    assert purchase_orders.open_behind(first) == request
    assert purchase_orders.open_behind(token_of(row)) == request


@pytest.mark.parametrize("over", ["withdrawn", "given"])
def test_nobody_is_asked_where_it_is_too_late(trust, over):
    row = bill(payer=trust, order_number="PO 9" if over == "given" else "")
    if over == "withdrawn":
        bills.withdraw(row, at=AT, by=None)

    with pytest.raises(Refused):
        purchase_orders.ask(row, at=AT, by=None)


# --- Answering -------------------------------------------------------------


def test_the_link_shows_the_bill_and_takes_the_number(client, trust):
    row = bill(payer=trust)
    send(row)
    path = reverse("payments:order-number", args=[token_of(row)])

    shown = client.get(path)
    assert "£96.00" in shown.text
    assert shown["Referrer-Policy"] == "same-origin"
    assert not Invoice.objects.exists()
    taken = client.post(path, {"number": " PO-4711\r\n "})

    assert "INV-00001" in taken.text
    assert Invoice.objects.get().order_number == "PO-4711"
    assert client.get(path).status_code == 410
    assert client.post(path, {"number": "PO 2"}).status_code == 410


@pytest.mark.parametrize("typed", ["", "  ", "x" * 61])
def test_a_number_that_is_none_is_told_and_nothing_is_lost(client, trust, typed):
    row = bill(payer=trust)
    send(row)
    path = reverse("payments:order-number", args=[token_of(row)])

    told = client.post(path, {"number": typed})

    assert told.status_code == 200
    assert "error" in told.text
    assert not Invoice.objects.exists()


def test_an_unknown_link_says_that_it_has_ended(client):
    path = reverse("payments:order-number", args=["no-such-token"])

    assert client.get(path).status_code == 410


@pytest.mark.parametrize("number", ["", " \n"])
def test_no_number_is_no_number(trust, number):
    with pytest.raises(Refused):
        purchase_orders.give_number(bill(payer=trust), number, at=AT, by=None)


def test_an_issued_invoice_keeps_its_number():
    row = bill(order_number="PO 1")
    invoices.issue(row, at=AT, by=None)

    with pytest.raises(Refused):
        purchase_orders.give_number(row, "PO 2", at=AT, by=None)


def test_a_withdrawn_bill_takes_no_number(trust):
    row = bill(payer=trust)
    bills.withdraw(row, at=AT, by=None)

    with pytest.raises(Refused):
        purchase_orders.give_number(row, "PO 2", at=AT, by=None)


# --- Letting go ------------------------------------------------------------


def the_day_after(request):
    return clock.end_of_uk_day(request.answer_by) + timedelta(hours=1)


def test_without_a_number_the_bill_is_let_go_and_its_purpose_told(trust, mailoutbox):
    """P22"""
    told = []
    with payments.purpose("held", given_up=lambda bill, at: told.append((bill, at))):
        row = bill(payer=trust, purpose="held")
        send(row)
        request = row.order_requests.get()
        last_day = clock.end_of_uk_day(request.answer_by) - timedelta(minutes=1)
        assert purchase_orders.let_go(at=last_day) == 0

        at = the_day_after(request)
        assert [purchase_orders.let_go(at=at) for _ in range(2)] == [1, 0]

    row.refresh_from_db()
    assert (row.withdrawn_at, told) == (at, [(row, at)])
    mails = delivered(mailoutbox, at=at)
    assert [mail.subject for mail in mails] == [
        f"No purchase order came for {row.reference}"
    ]


def test_what_was_paid_by_card_meanwhile_is_not_let_go(trust):
    row = bill(payer=trust)
    send(row)
    PaymentFactory(bill=row)

    assert purchase_orders.let_go(at=the_day_after(row.order_requests.get())) == 0

    row.refresh_from_db()
    assert row.withdrawn_at is None
    assert not OrderRequest.objects.waiting().exists()


def test_what_was_paid_in_part_stays_for_somebody_to_look(trust):
    row = bill(payer=trust)
    send(row)
    PaymentFactory(bill=row, amount_pence=10)

    assert purchase_orders.let_go(at=the_day_after(row.order_requests.get())) == 0
    assert OrderRequest.objects.waiting().count() == 1


def test_the_clock_of_the_timetable_asks_for_itself(trust):
    from portal.payments import tasks  # noqa: PLC0415 - loads the worker

    send(bill(payer=trust))

    for _ in range(2):
        tasks.let_go_of_unanswered_orders()
        tasks.remind_of_invoices()

    assert BillReminder.objects.count() == 0


# --- Cancelling ------------------------------------------------------------


def test_cancelling_credits_the_invoice_and_tells(mailoutbox):
    row = bill()
    send(row)

    purchase_orders.cancel(row, reason="Ordered twice", at=AT, by=None)

    row.refresh_from_db()
    note = Invoice.objects.get(kind=Kind.CREDIT_NOTE)
    assert (row.withdrawn_at, note.total_pence) == (AT, 9600)
    mails = delivered(mailoutbox)
    # The invoice is true no more, so it does not go out after all.
    assert [mail.subject.partition(" from")[0] for mail in mails] == [
        "Credit note CN-00001"
    ]
    assert "Ordered twice" in mails[0].body


def test_cancelling_ends_the_wait_for_a_number(client, trust):
    row = bill(payer=trust)
    send(row)
    token = token_of(row)

    purchase_orders.cancel(row, reason="Ordered twice", at=AT, by=None)

    assert purchase_orders.open_behind(token) is None
    with pytest.raises(Refused):
        purchase_orders.cancel(row, reason="Again", at=AT, by=None)


def test_what_is_paid_is_refunded_and_not_cancelled():
    row = bill()
    PaymentFactory(bill=row, amount_pence=100)

    with pytest.raises(Refused):
        purchase_orders.cancel(row, reason="Ordered twice", at=AT, by=None)


# --- Reminding -------------------------------------------------------------


@pytest.mark.parametrize(
    ("days", "stage"),
    [
        (-8, None),
        (-7, "before"),
        (-1, "before"),
        (0, "due"),
        (6, "due"),
        (7, "after"),
        (20, "after"),
        (21, "last"),
        (400, "last"),
    ],
)
def test_the_newest_stage_is_the_one_that_counts(days, stage):
    due = date(2026, 12, 1)

    assert (
        purchase_orders.stage_on(
            due + timedelta(days=days), due_on=due, before=7, after=7, last=21
        )
        == stage
    )


@pytest.mark.parametrize(
    ("day", "stage"),
    [(2, None), (6, None), (9, "order_first"), (15, "order_last"), (17, None)],
)
def test_the_wait_for_a_number_has_two_reminders(day, stage):
    found = purchase_orders.order_stage_on(
        date(2026, 3, day), asked_on=date(2026, 3, 2), answer_by=date(2026, 3, 16)
    )

    assert found == (ReminderStage(stage) if stage else None)


def remind(at):
    return purchase_orders.remind(at=at)


def test_each_reminder_goes_once_to_payer_and_finance_contact(mailoutbox):
    payer = PayerFactory(
        user=UserFactory(email="own@example.org"), email="finance@trust.example"
    )
    row = bill(payer=payer)
    send(row)
    Message.objects.all().delete()
    before = AT + timedelta(days=24)

    counts = [remind(before), remind(before), remind(AT + timedelta(days=31))]

    assert counts == [1, 0, 1]
    mails = delivered(mailoutbox, at=AT + timedelta(days=31))
    assert sorted({mail.to[0] for mail in mails}) == [
        "finance@trust.example",
        "own@example.org",
    ]
    assert any("Overdue" in mail.subject for mail in mails)


def test_who_has_paid_is_not_reminded(mailoutbox):
    """Also not by a reminder that was on its way."""
    row = bill()
    send(row)
    Message.objects.all().delete()
    late = AT + timedelta(days=40)
    remind(late)
    PaymentFactory(bill=row)

    assert remind(late + timedelta(days=20)) == 0
    assert delivered(mailoutbox, at=late) == []


def test_reminders_of_a_number_carry_a_link_that_works(client, trust):
    row = bill(payer=trust)
    send(row)
    request = row.order_requests.get()
    day = calendars.add_working_days(request.answer_by, -1)

    assert remind(clock.start_of_uk_day(day)) == 1
    assert remind(clock.start_of_uk_day(day)) == 0

    path = reverse("payments:order-number", args=[token_of(row)])
    assert client.get(path).status_code == 200
    assert posted().count("payments/order_number_wanted") == 2
