"""The purpose "membership": what follows when money for it comes, fails or goes back.

Three things are paid for: joining, one more year or month, and a move to another grade.
Each points to its bill, and each has one function that delivers it.
"""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from portal.core import clock
from portal.payments.models import Agreement, Bill, Payment, PaymentStatus, Refund
from portal.payments.purposes import Purpose

from . import applications, changes, members, renewals, term_emails
from .models import Application, GradeChange, Member, Renewal, Subscription

PAID_BACK = "Paid back"


def paid(payment: Payment, at: datetime) -> str:
    """Deliver what the bill was for, or say why its payer gets the money back."""
    bill = payment.bill
    if application := Application.objects.filter(bill=bill).first():
        return applications.settle(application, payment, at=at)
    if renewal := Renewal.objects.filter(bill=bill).first():
        return renewals.settle(renewal, payment, at=at)
    if change := GradeChange.objects.filter(bill=bill).first():
        return changes.settle(change, payment, at=at)
    return "There is no membership that this could be for any more."


def where(bill: Bill) -> str:
    if Application.objects.filter(bill=bill).exists():
        return reverse("joining:application")
    return reverse("my:membership")


@transaction.atomic
def refunded(refund: Refund, at: datetime) -> None:
    """Take back the days that were paid for, once all of the money has gone back.

    A part that goes back changes no day. A term that has not begun is withdrawn; one
    that runs ends today; what is over stays as it was.
    """
    bill = refund.payment.bill
    came = bill.payments.filter(status=PaymentStatus.PAID)
    if any(payment.amount_pence > payment.refunded_pence for payment in came):
        return
    on = clock.uk_day(at)
    rows = Subscription.objects.counting().filter(bill=bill, ends_on__gte=on)
    for term in rows.select_related("member__user", "grade"):
        _take_back(term, at=at)


def _take_back(term: Subscription, *, at: datetime) -> None:
    on = clock.uk_day(at)
    members.lock(term.member)
    if term.ends_on == on:
        return
    members.withdraw_term(term, reason=PAID_BACK, by=None, at=at)
    left = None
    if term.starts_on <= on:
        left = members.add_term(
            term.member,
            grade=term.grade,
            starts_on=term.starts_on,
            ends_on=on,
            by=None,
            at=at,
            bill=term.bill,
            # The money went back, so nothing goes on in grace.
            resigned_at=at,
        )
    term_emails.paid_back(left or term, at=at)


def lock(bill: Bill) -> None:
    """Lock what a bill is for, as whoever settles it does before its bill."""
    if application := Application.objects.filter(bill=bill).first():
        Application.objects.select_for_update().get(pk=application.pk)
    elif asked := (
        Renewal.objects.filter(bill=bill).first()
        or GradeChange.objects.filter(bill=bill).first()
    ):
        members.lock(asked.member)


def given_up(bill: Bill, at: datetime) -> None:
    """Let go of what was to be paid, so that it can be asked for anew.

    An application goes back to choosing how it is paid; a renewal and a move to
    another grade end.
    """
    Application.objects.filter(bill=bill).update(bill=None)
    for table in (Renewal, GradeChange):
        table.objects.open().filter(bill=bill).update(ended_at=at)


def renewed(agreement: Agreement, at: datetime) -> Bill:
    return renewals.write_next(agreement, at=at)


def agreement_failing(agreement: Agreement, at: datetime) -> None:
    member = Member.objects.filter(user=agreement.payer.user).first()
    if member is not None:
        term_emails.payment_failing(member, agreement, at=at)


def agreement_ended(agreement: Agreement, at: datetime) -> None:
    """Tell, unless the member ended it by themself."""
    member = Member.objects.filter(user=agreement.payer.user).first()
    if member is not None and agreement.ends_at is None:
        term_emails.automatic_ended(member, agreement, at=at)


MEMBERSHIP = Purpose(
    key=applications.PURPOSE,
    label="Membership",
    paid=paid,
    where=where,
    refunded=refunded,
    given_up=given_up,
    lock=lock,
    renewed=renewed,
    agreement_failing=agreement_failing,
    agreement_ended=agreement_ended,
)
