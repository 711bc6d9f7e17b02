"""Applications: every step from a wish to belong to a membership, one function each.

An application says whether somebody may join. Whether the money has come is the
payment's business, and how they stand is that of the terms which a payment adds.
"""

from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse

from portal.accounts.models import User
from portal.core import clock, history
from portal.core.money import Vat
from portal.payments import bills, checkout, invoices, payers, settlement
from portal.payments.bills import Line
from portal.payments.models import Bill, Interval, Payer, Payment

from . import application_emails, doubles, members, pricing, standing, terms
from .errors import ApplicationRefused
from .models import (
    Application,
    ApplicationQuestion,
    ApplicationStatus,
    Grade,
    Member,
    PaysBy,
)

PURPOSE = "membership"
NEXT = {
    ApplicationStatus.STARTED: {
        ApplicationStatus.SENT,
        ApplicationStatus.ACCEPTED,
        ApplicationStatus.WITHDRAWN,
    },
    ApplicationStatus.SENT: {
        ApplicationStatus.ASKED,
        ApplicationStatus.ACCEPTED,
        ApplicationStatus.DECLINED,
        ApplicationStatus.WITHDRAWN,
    },
    ApplicationStatus.ASKED: {
        ApplicationStatus.SENT,
        ApplicationStatus.ACCEPTED,
        ApplicationStatus.DECLINED,
        ApplicationStatus.WITHDRAWN,
    },
    ApplicationStatus.ACCEPTED: {
        ApplicationStatus.JOINED,
        ApplicationStatus.DECLINED,
        ApplicationStatus.WITHDRAWN,
    },
    ApplicationStatus.JOINED: set(),
    ApplicationStatus.DECLINED: set(),
    ApplicationStatus.WITHDRAWN: set(),
}
CHANGED = (
    "This application has gone on in the meantime. Look at it again before you decide."
)
SENT_ALREADY = (
    "Your application has been sent, so it cannot be changed here any more. Write to "
    "us."
)
# What decides about the money, and may change until it has come.
OF_PAYMENT = (
    "interval",
    "pays_by",
    "renews",
    "payer_name",
    "payer_address",
    "payer_contact",
    "payer_email",
    "order_number",
)


def _move(application: Application, to: ApplicationStatus, **facts: Any) -> None:
    """Move the application, but only from the status its reader saw.

    Filtering on that status makes the update a compare-and-set: of two people who
    decide at once, one moves it and the other is told.
    """
    seen = ApplicationStatus(application.status)
    rows = Application.objects.filter(pk=application.pk, status=seen)
    if to not in NEXT[seen] or not rows.update(status=to, **facts):
        raise ApplicationRefused(CHANGED)
    application.refresh_from_db()


# --- The person who wishes to join -----------------------------------------


def open_of(user: User) -> Application | None:
    found = Application.objects.open().filter(user=user)
    return found.select_related("grade", "bill", "profession").first()


def start(user: User, *, grade: Grade, at: datetime, **typed: Any) -> Application:
    """Begin an application, or go on with the one that is open; two never are."""
    try:
        with transaction.atomic():
            return Application.objects.create(
                user=user, grade=grade, started_at=at, **typed
            )
    except IntegrityError:
        application = Application.objects.open().get(user=user)
        change(application, at=at, grade=grade, **typed)
        return application


def change(application: Application, *, at: datetime, **typed: Any) -> None:
    """Keep what was typed. Once sent, only how it is paid may still be changed.

    Call it outside a transaction: a page for cards may have to be closed.
    """
    if application.bill is not None:
        checkout.close(bill=application.bill, at=at)
    _change(application, at=at, typed=typed)
    application.refresh_from_db()


@transaction.atomic
def _change(application: Application, *, at: datetime, typed: dict[str, Any]) -> None:
    row = Application.objects.select_for_update().get(pk=application.pk)
    is_started = row.status == ApplicationStatus.STARTED
    if not is_started and (
        row.status != ApplicationStatus.ACCEPTED or not typed.keys() <= set(OF_PAYMENT)
    ):
        raise ApplicationRefused(SENT_ALREADY)
    changed = [name for name, value in typed.items() if getattr(row, name) != value]
    if changed and row.bill is not None:
        _give_up(row, at=at)
    for name in changed:
        setattr(row, name, typed[name])
    if row.interval not in pricing.intervals(row.grade):
        row.interval = Interval.YEAR
        changed.append("interval")
    row.save(update_fields=changed)


def _give_up(application: Application, *, at: datetime) -> None:
    """Let go of a bill that has not been paid, so that another can be written.

    Its page at Stripe has been closed before, outside of the transaction.
    """
    bill = application.bill
    if bill is None:
        return
    if bill.invoices.exists():
        raise ApplicationRefused(
            "The invoice has gone to your employer, so how it is paid cannot be "
            "changed here. Write to us."
        )
    if bill.payments.filter(paid_at__isnull=False).exists():
        raise ApplicationRefused(CHANGED)
    bills.withdraw(bill, at=at, by=application.user)
    Application.objects.filter(pk=application.pk).update(bill=None)


def missing(application: Application) -> list[tuple[str, str]]:
    """Return what is still to be filled in: the step, and what it lacks."""
    grade = application.grade
    lacking = []
    if not application.name:
        lacking.append(("about", "Enter your name"))
    if grade.asks_qualification_day and application.qualifies_on is None:
        lacking.append(("about", "Enter when you expect to qualify"))
    if grade.evidence and not (
        application.evidence_words or application.files.exists()
    ):
        lacking.append(("evidence", f"Show us {grade.evidence}"))
    if not application.pays_by and grade.price_pence:
        lacking.append(("payment", "Choose how you pay"))
    return lacking


@transaction.atomic
def send(application: Application, *, at: datetime) -> None:
    """Hand the application in: to staff where a person looks at it, else to be paid."""
    lacking = missing(application)
    if lacking:
        raise ApplicationRefused(f"{lacking[0][1]}, then send your application.")
    user = application.user
    found = doubles.of(user, application.name, former_number=application.former_number)
    application.resembles.set(found)
    if not application.grade.needs_approval and not (
        found or application.former_number
    ):
        _move(application, ApplicationStatus.ACCEPTED, sent_at=at, decided_at=at)
        return
    _move(application, ApplicationStatus.SENT, sent_at=at)
    history.record(application, "membership.application_sent", by=user)
    application_emails.received(application, at=at)
    application_emails.waits(application, at=at)


@transaction.atomic
def answer(question: ApplicationQuestion, *, text: str, at: datetime) -> None:
    application = question.application
    unanswered = ApplicationQuestion.objects.filter(
        pk=question.pk, answered_at__isnull=True
    )
    if not unanswered.update(answer=text, answered_at=at):
        raise ApplicationRefused("This question has been answered already.")
    _move(application, ApplicationStatus.SENT)
    history.record(application, "membership.application_answered", by=application.user)
    application_emails.waits(application, at=at)


def withdraw(application: Application, *, at: datetime) -> None:
    """Take it back before it is paid; an invoice that has gone is ours to credit."""
    if application.bill is not None:
        checkout.close(bill=application.bill, at=at)
    _withdraw(application, at=at)


@transaction.atomic
def _withdraw(application: Application, *, at: datetime) -> None:
    application = Application.objects.select_for_update().get(pk=application.pk)
    _give_up(application, at=at)
    application.refresh_from_db()
    _move(application, ApplicationStatus.WITHDRAWN, ended_at=at)
    history.record(application, "membership.application_withdrawn", by=application.user)


# --- Staff -----------------------------------------------------------------


@transaction.atomic
def ask(application: Application, *, question: str, by: User, at: datetime) -> None:
    _move(application, ApplicationStatus.ASKED)
    row = application.questions.create(question=question, asked_at=at, asked_by=by)
    history.record(application, "membership.application_asked", by=by)
    application_emails.asked(row, at=at)


@transaction.atomic
def accept(application: Application, *, by: User, at: datetime) -> None:
    """Let the person join; they are told to pay."""
    _move(application, ApplicationStatus.ACCEPTED, decided_at=at, decided_by=by)
    history.record(application, "membership.application_accepted", by=by)
    application_emails.accepted(application, at=at)


def decline(application: Application, *, reason: str, by: User, at: datetime) -> None:
    """Let nobody join by it. What was asked to be paid is asked no more.

    Call it outside a transaction: a page for cards may have to be closed.
    """
    if application.bill is not None:
        checkout.close(bill=application.bill, at=at)
    _decline(application, reason=reason, by=by, at=at)


@transaction.atomic
def _decline(application: Application, *, reason: str, by: User, at: datetime) -> None:
    # The bill is locked first, as by a payment that arrives.
    _let_go_of_money(application, reason="The application was declined", by=by, at=at)
    _move(
        application,
        ApplicationStatus.DECLINED,
        decided_at=at,
        decided_by=by,
        declined_because=reason,
        ended_at=at,
    )
    history.record(application, "membership.application_declined", by=by)
    application_emails.declined(application, at=at)


def cancel_invoice(
    application: Application, *, reason: str, by: User, at: datetime
) -> None:
    """Take back an invoice that nobody has paid, so that another way can be chosen.

    Call it outside a transaction: a page for cards may have to be closed.
    """
    if application.bill is None or application.status != ApplicationStatus.ACCEPTED:
        raise ApplicationRefused("No invoice of this application is waiting.")
    checkout.close(bill=application.bill, at=at)
    with transaction.atomic():
        _let_go_of_money(application, reason=reason, by=by, at=at)
        facts = {"reason": reason}
        history.record(
            application, "membership.application_invoice", by=by, facts=facts
        )


def _let_go_of_money(
    application: Application, *, reason: str, by: User, at: datetime
) -> None:
    """Credit the invoice, if one went out, and owe the bill no more."""
    bill = application.bill
    if bill is None:
        return
    paid = bill.payments.filter(paid_at__isnull=False)
    if invoices.of_bill(bill) is not None:
        invoices.credit(bill, reason=reason, at=at, by=by)
    if paid.exists():
        raise ApplicationRefused(
            "Money has come for this application already. Pay it back first."
        )
    row = Application.objects.select_for_update().get(pk=application.pk)
    if row.bill_id != bill.pk:
        raise ApplicationRefused(CHANGED)
    bills.withdraw(bill, at=at, by=by)
    Application.objects.filter(pk=row.pk).update(bill=None)
    application.bill = None


# --- Money -----------------------------------------------------------------


def pay(application: Application, *, at: datetime, by_card: bool = False) -> str:
    """Return the address where the person goes on: the page for cards, or ours.

    An invoice goes out once; with `by_card` a card may still pay what it asks for.
    """
    bill = _bill(application, at=at)
    if application.pays_by == PaysBy.INVOICE and not by_card:
        invoices.issue(bill=bill, at=at, by=application.user)
        return reverse("joining:application")
    renews = application.renews and application.pays_by == PaysBy.CARD
    interval = Interval(application.interval) if renews else None
    return checkout.start(bill=bill, at=at, interval=interval)


@transaction.atomic
def _bill(application: Application, *, at: datetime) -> Bill:
    row = Application.objects.select_for_update().get(pk=application.pk)
    if row.status != ApplicationStatus.ACCEPTED:
        raise ApplicationRefused(CHANGED)
    if row.bill is not None:
        return row.bill
    words = "a year" if row.interval == Interval.YEAR else "a month"
    row.bill = bills.write(
        payer=_payer(row),
        purpose=PURPOSE,
        lines=[
            Line(
                f"Membership, {row.grade}, {words}: {row.name}",
                pricing.price(row.grade, row.interval),
                Vat(row.grade.vat),
            )
        ],
        at=at,
        by=row.user,
        order_number=row.order_number if row.pays_by == PaysBy.INVOICE else "",
    )
    row.save(update_fields=["bill"])
    return row.bill


def _payer(application: Application) -> Payer:
    if application.pays_by != PaysBy.INVOICE:
        return payers.of_user(application.user)
    return Payer.objects.create(
        name=application.payer_name,
        address=application.payer_address,
        contact=application.payer_contact,
        email=application.payer_email.lower(),
    )


def settle(application: Application, payment: Payment, *, at: datetime) -> str:
    """Make the membership that was paid for; or say why not, and the money goes back.

    Called in the transaction that settles the payment, once for each that arrives.
    """
    row = Application.objects.select_for_update().get(pk=application.pk)
    if row.status == ApplicationStatus.JOINED:
        return "Your membership had been paid for already."
    if row.status != ApplicationStatus.ACCEPTED:
        return "The application had been taken back before the payment arrived."
    if row.bill_id != payment.bill_id:
        return settlement.WITHDRAWN
    on = clock.uk_day(at)
    member = members.of_user(row.user)
    here = standing.standing_of(member, on=on)
    if member is not None and here.good:
        return "You were a member already when the payment arrived."
    member = member or members.enter(
        name=row.name,
        email=members.free_address(row.user),
        employer=row.employer,
        joined_on=on,
        user=row.user,
        by=row.user,
    )
    member = members.lock(member)
    rows = list(member.subscriptions.counting())
    first = terms.first_day(rows, good=False, on=on)
    term = members.add_term(
        member,
        grade=row.grade,
        starts_on=first,
        ends_on=terms.last_day(first, row.interval),
        by=row.user,
        at=at,
        bill=payment.bill,
    )
    if row.qualifies_on is not None:
        Member.objects.filter(pk=member.pk).update(qualifies_on=row.qualifies_on)
    _move(row, ApplicationStatus.JOINED, member=member, ended_at=at)
    application_emails.welcome(row, term, at=at)
    return ""
