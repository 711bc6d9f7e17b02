"""Purchase orders: pay by invoice, with the number that an organisation asks for.

Where a payer needs a number and there is none, the finance contact is asked for it by a
link. The wait has an end, in working days: then the bill is withdrawn and its purpose
told, so that nothing stays held for money that nobody promised.
"""

from datetime import date, datetime

from django.db import transaction

from portal.accounts.models import User
from portal.core import calendars, clock, history, tokens
from portal.core.fields import one_line

from . import bills, emails, invoices, purposes
from .errors import BillWithdrawn, StepRefused
from .models import (
    Bill,
    BillReminder,
    Invoice,
    OrderRequest,
    PaymentPolicy,
    PaymentStatus,
    ReminderStage,
)

LONGEST_NUMBER = 60
GIVEN = "The number has been given already, or the wait for it has ended."


@transaction.atomic
def send(bill: Bill, *, at: datetime, by: User | None) -> Invoice | None:
    """Send the invoice, or ask for the order number first; None while that is open."""
    payer = bill.payer
    if payer.needs_order_number and not bill.order_number and bills.owed_pence(bill):
        ask(bill, at=at, by=by)
        return None
    return invoices.issue(bill, at=at, by=by)


@transaction.atomic
def ask(
    bill: Bill, *, at: datetime, by: User | None, latest: date | None = None
) -> OrderRequest:
    """Ask the finance contact for the number; asked again, by a further link.

    `latest` is the last day of an earlier wait for the same thing, under another bill.
    """
    bill = Bill.objects.select_for_update(no_key=True).get(pk=bill.pk)
    if bill.withdrawn_at is not None:
        raise BillWithdrawn(bill)
    if bill.order_number:
        raise StepRefused(f"The number is here already: {bill.order_number}.")
    before = bill.order_requests.waiting().first()
    days = PaymentPolicy.load().order_number_days
    answer_by = calendars.add_working_days(clock.uk_day(at), days)
    if latest is not None:
        answer_by = min(answer_by, latest)
    bill.order_requests.waiting().update(ended_at=at)
    token = tokens.new()
    request = OrderRequest.objects.create(
        bill=bill,
        token=tokens.hashed(token),
        # A new link gives no longer time.
        asked_at=before.asked_at if before else at,
        answer_by=before.answer_by if before else answer_by,
    )
    emails.order_number_wanted(request, token, at=at)
    history.record(
        bill,
        "payments.order_number_asked",
        by=by,
        facts={"to": bill.payer.email, "answer_by": request.answer_by.isoformat()},
    )
    return request


def open_behind(token: str) -> OrderRequest | None:
    """Return what a link is about, while a number may still be given.

    The link of an earlier mail about the same bill is as good as the newest.
    """
    sent = OrderRequest.objects.filter(token=tokens.hashed(token)).values("bill")
    rows = OrderRequest.objects.waiting().filter(bill__withdrawn_at=None)
    return rows.select_related("bill__payer").filter(bill__in=sent).first()


@transaction.atomic
def give_number(bill: Bill, number: str, *, at: datetime, by: User | None) -> Invoice:
    """Take the number and send the invoice. One that was issued keeps what it says.

    What was ordered is delivered first, before the bill is locked: the order of rows is
    what was paid for, then the bill.
    """
    number = one_line(number)[:LONGEST_NUMBER]
    if not number:
        raise StepRefused("Enter the purchase order number.")
    ordered = purposes.of(bill).ordered
    refusal = ordered(bill, at) if ordered is not None else ""
    if refusal:
        raise StepRefused(refusal)
    bill = Bill.objects.select_for_update(no_key=True).get(pk=bill.pk)
    if bill.withdrawn_at is not None:
        raise BillWithdrawn(bill)
    if bill.invoices.exists():
        raise StepRefused(
            "The invoice has been issued. Credit it and write a new one to change the "
            "order number."
        )
    bill.order_number = number
    bill.save(update_fields=["order_number"])
    bill.order_requests.waiting().update(answered_at=at)
    history.record(bill, "payments.order_number_given", by=by, facts={"number": number})
    return invoices.issue(bill, at=at, by=by)


@transaction.atomic
def answer(token: str, number: str, *, at: datetime) -> Invoice:
    """Take the number from the link in the mail, once."""
    request = open_behind(token)
    if request is None:
        raise StepRefused(GIVEN)
    return give_number(request.bill, number, at=at, by=None)


@transaction.atomic
def cancel(bill: Bill, *, reason: str, at: datetime, by: User | None) -> None:
    """Give up a bill that is not paid: credit its invoice, end the wait, withdraw it.

    What was paid in part has to go back first: that is a refund, with its own rules.
    """
    bill = _lock(bill)
    if bill.withdrawn_at is not None:
        raise BillWithdrawn(bill)
    kept = [
        payment
        for payment in bill.payments.filter(status=PaymentStatus.PAID)
        if payment.amount_pence > payment.refunded_pence
    ]
    if kept:
        raise StepRefused("Money has come in for this bill. Refund it instead.")
    invoice = invoices.of_bill(bill)
    if invoice is not None and invoice.credited_pence < invoice.total_pence:
        invoices.credit(bill, reason=reason, at=at, by=by)
    bill.order_requests.waiting().update(ended_at=at)
    bills.withdraw(bill, at=at, by=by)
    purpose = purposes.of(bill)
    if purpose.given_up is not None:
        purpose.given_up(bill, at)


def _lock(bill: Bill) -> Bill:
    """Return a bill, fresh and locked: after what it is for, as whoever settles it."""
    lock = purposes.of(bill).lock
    if lock is not None:
        lock(bill)
    return Bill.objects.select_for_update(no_key=True).get(pk=bill.pk)


def end_wait(bill: Bill, *, at: datetime) -> None:
    """Wait for the number no longer, without a word: its bill is given up otherwise."""
    bill.order_requests.waiting().update(ended_at=at)


# --- By the clock ----------------------------------------------------------


def let_go(*, at: datetime) -> int:
    """End every wait that is over; return how many bills were withdrawn (P22)."""
    late = OrderRequest.objects.late_on(clock.uk_day(at))
    return sum(_let_go(key, at=at) for key in late.values_list("pk", flat=True))


@transaction.atomic
def _let_go(key: int, *, at: datetime) -> bool:
    # Locked before anything is read, so that a number given in this moment counts.
    bill = _lock(Bill.objects.get(order_requests=key))
    request = OrderRequest.objects.waiting().filter(pk=key).first()
    if request is None:
        return False
    if bill.withdrawn_at is not None or not bills.owed_pence(bill):
        OrderRequest.objects.filter(pk=key).update(ended_at=at)
        return False
    came = bill.payments.filter(status=PaymentStatus.PAID, amount_pence__gt=0)
    if came.exists():
        # Part of it is here, so somebody has to look: it stays on the finance desk.
        return False
    cancel(bill, reason="No purchase order came in time", at=at, by=None)
    emails.order_request_ended(request, at=at)
    return True


def stage_on(
    on: date, *, due_on: date, before: int, after: int, last: int
) -> ReminderStage | None:
    """Return the newest stage that has come for an invoice; a pure function."""
    late = (on - due_on).days
    if late >= max(last, after):
        return ReminderStage.LAST
    if late >= after:
        return ReminderStage.AFTER
    if late >= 0:
        return ReminderStage.DUE
    if before and late >= -before:
        return ReminderStage.BEFORE
    return None


def order_stage_on(
    on: date, *, asked_on: date, answer_by: date
) -> ReminderStage | None:
    """Return the newest reminder of a wait for a number; a pure function.

    The last goes one working day before the end, the first half-way to it.
    """
    if on <= asked_on or on > answer_by:
        return None
    if on >= calendars.add_working_days(answer_by, -1):
        return ReminderStage.ORDER_LAST
    half = asked_on + (answer_by - asked_on) / 2
    return ReminderStage.ORDER_FIRST if on >= half else None


def remind(*, at: datetime) -> int:
    """Write wherever a stage has come; each once, and the newest alone."""
    return _remind_of_invoices(at=at) + _remind_of_orders(at=at)


def _remind_of_invoices(*, at: datetime) -> int:
    on, policy = clock.uk_day(at), PaymentPolicy.load()
    rows = Invoice.objects.filter(due_on__isnull=False, bill__in=Bill.objects.owing())
    number = 0
    for invoice in rows.select_related("bill__payer__user").iterator():
        assert invoice.due_on is not None
        stage = stage_on(
            on,
            due_on=invoice.due_on,
            before=policy.remind_days_before,
            after=policy.remind_days_after,
            last=policy.last_reminder_days_after,
        )
        # An invoice that is due at once was mailed today; no need to say it again.
        if stage is not None and invoice.issued_on < on:
            number += _remind(invoice.bill, stage, at=at)
    return number


def _remind_of_orders(*, at: datetime) -> int:
    on, number = clock.uk_day(at), 0
    rows = OrderRequest.objects.waiting().select_related("bill__payer__user")
    for request in rows.filter(bill__in=Bill.objects.owing()):
        stage = order_stage_on(
            on,
            asked_on=clock.uk_day(request.asked_at),
            answer_by=request.answer_by,
        )
        if stage is not None:
            number += _remind_of_order(request, stage, at=at)
    return number


@transaction.atomic
def _remind(bill: Bill, stage: ReminderStage, *, at: datetime) -> bool:
    row, is_new = BillReminder.objects.get_or_create(
        bill=bill, stage=stage, defaults={"posted_at": at}
    )
    if is_new:
        emails.payment_reminder(row, at=at)
    return is_new


@transaction.atomic
def _remind_of_order(
    request: OrderRequest, stage: ReminderStage, *, at: datetime
) -> bool:
    """Send the question again, with a link of its own: the old one was never kept."""
    _, is_new = BillReminder.objects.get_or_create(
        bill=request.bill, stage=stage, defaults={"posted_at": at}
    )
    if is_new:
        ask(request.bill, at=at, by=None)
        reminded = purposes.of(request.bill).reminded
        if reminded is not None:
            reminded(request.bill, at)
    return is_new
