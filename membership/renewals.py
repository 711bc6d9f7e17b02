"""Renewals: one more year or month, by card, by invoice or as was agreed.

Whoever renews before the last day or in grace goes on from there, so that renewing
early costs nothing; who comes back later begins on the day of the payment.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse

from portal.accounts.models import User
from portal.core import clock
from portal.core.money import Vat
from portal.payments import bills, checkout, invoices, payers
from portal.payments.bills import Line
from portal.payments.models import Agreement, Bill, Interval, Payer, Payment

from . import members, pricing, standing, term_emails, terms
from .applications import PURPOSE
from .errors import ChangeRefused
from .models import Grade, Member, Renewal

# Nobody pays for more than a year beyond the one that runs.
FURTHEST_AHEAD = timedelta(days=366)


@dataclass(frozen=True)
class Employer:
    """Who pays by invoice, as the member typed it."""

    name: str
    address: str
    contact: str
    email: str
    order_number: str = ""


def grades_for(member: Member, *, on: date) -> list[Grade]:
    """Return in which grades a member may renew: the last one, or who came back, any
    that is open to all and needs nobody's look. What an employer pays for is not the
    member's to renew: who leaves a place chooses a grade of their own.
    """
    here = standing.standing_of(member, on=on)
    others = Grade.objects.offered_to_all().filter(needs_approval=False, evidence="")
    if here.grade is None or here.grade.sold_as_places:
        return list(others)
    if not here.has_ended:
        return [here.grade]
    return [here.grade, *others.exclude(pk=here.grade.pk)]


def first_day(member: Member, *, on: date) -> date:
    """Return where the next term would begin if it were paid that day."""
    here = standing.standing_of(member, on=on)
    return terms.first_day(member.subscriptions.counting(), good=here.good, on=on)


def last_days(grade: Grade, first: date) -> list[tuple[Interval, date]]:
    """Return until when each way of paying would run."""
    return [(way, terms.last_day(first, way)) for way in pricing.intervals(grade)]


def refuse_too_early(member: Member, *, on: date) -> None:
    first = first_day(member, on=on)
    if first > on + FURTHEST_AHEAD:
        raise ChangeRefused(
            "Your membership has been paid for more than a year ahead already."
        )


def begin(
    member: Member,
    *,
    grade: Grade,
    interval: str,
    employer: Employer | None = None,
    by: User,
    at: datetime,
) -> Renewal:
    """Write the bill of a renewal; the one that is still open is gone on with.

    Asked for otherwise than before, the open one is given up: two bills at once would
    be two years.
    """
    found = _open_one(member)
    if found is not None:
        if employer is None and _asks_the_same(found, grade, interval, by=by):
            return found
        # Outside of the transaction, since Stripe is asked.
        checkout.close(bill=found.bill, at=at)
    return _write(
        member, grade=grade, interval=interval, employer=employer, by=by, at=at
    )


@transaction.atomic
def _write(
    member: Member,
    *,
    grade: Grade,
    interval: str,
    employer: Employer | None,
    by: User,
    at: datetime,
) -> Renewal:
    member = members.lock(member)
    refuse_too_early(member, on=clock.uk_day(at))
    found = _open_one(member)
    if found is not None:
        _give_up(found, by=by, at=at)
    bill = bills.write(
        payer=_payer(employer, by=by),
        purpose=PURPOSE,
        lines=[_line(member, grade, interval, pricing.price(grade, interval))],
        at=at,
        by=by,
        order_number=employer.order_number if employer else "",
    )
    return Renewal.objects.create(
        member=member, grade=grade, interval=interval, bill=bill, made_at=at
    )


def _open_one(member: Member) -> Renewal | None:
    found = Renewal.objects.open().filter(member=member, agreement=None)
    return found.select_related("bill__payer").first()


def _asks_the_same(found: Renewal, grade: Grade, interval: str, *, by: User) -> bool:
    price = pricing.price(grade, interval)
    return (
        found.grade_id == grade.pk
        and found.interval == interval
        and found.bill.total_pence == price
        and found.bill.payer.user_id == by.pk
    )


def _give_up(renewal: Renewal, *, by: User | None, at: datetime) -> None:
    bill = renewal.bill
    if bill.invoices.exists():
        raise ChangeRefused(
            "An invoice for your renewal has gone to your employer. Write to us, and "
            "we take it back first."
        )
    bills.withdraw(bill, at=at, by=by)
    Renewal.objects.filter(pk=renewal.pk).update(ended_at=at)


def _payer(employer: Employer | None, *, by: User) -> Payer:
    if employer is None:
        return payers.of_user(by)
    return Payer.objects.create(
        name=employer.name,
        address=employer.address,
        contact=employer.contact,
        email=employer.email.lower(),
    )


def _line(member: Member, grade: Grade, interval: str, pence: int) -> Line:
    words = "one year" if interval == Interval.YEAR else "one month"
    return Line(f"Membership, {grade}, {words}: {member.name}", pence, Vat(grade.vat))


def pay_by_card(renewal: Renewal, *, automatically: bool, at: datetime) -> str:
    interval = Interval(renewal.interval) if automatically else None
    return checkout.start(bill=renewal.bill, at=at, interval=interval)


def pay_by_invoice(renewal: Renewal, *, by: User, at: datetime) -> str:
    invoices.issue(bill=renewal.bill, at=at, by=by)
    return reverse("my:membership")


# --- When money comes ------------------------------------------------------


@transaction.atomic
def settle(renewal: Renewal, payment: Payment, *, at: datetime) -> str:
    """Add the term that was paid for; or say why not, and the money goes back."""
    member = members.lock(renewal.member)
    taken = Renewal.objects.open().filter(pk=renewal.pk)
    if not taken.update(settled_at=at):
        return "This renewal had been paid for already, or was given up."
    first = first_day(member, on=clock.uk_day(at))
    term = members.add_term(
        member,
        grade=renewal.grade,
        starts_on=first,
        ends_on=terms.last_day(first, renewal.interval),
        by=member.user,
        at=at,
        bill=payment.bill,
    )
    Renewal.objects.filter(pk=renewal.pk).update(term=term)
    _take_back_resignation(member, on=clock.uk_day(at))
    term_emails.renewed(term, at=at)
    return ""


def _take_back_resignation(member: Member, *, on: date) -> None:
    """Whoever pays on before a resignation holds has changed their mind."""
    running = member.subscriptions.counting().filter(ends_on__gte=on)
    running.filter(resigned_at__isnull=False).update(resigned_at=None)


@transaction.atomic
def write_next(agreement: Agreement, *, at: datetime) -> Bill:
    """Write the bill for what an agreement is taking now."""
    member = Member.objects.filter(user=agreement.payer.user).first()
    grade = standing.standing_of(member, on=clock.uk_day(at)).grade
    if member is None or grade is None:
        # Nobody to renew: with no renewal to the bill, the payment goes back.
        line = Line("Membership", agreement.amount_pence, Vat.EXEMPT)
    else:
        line = _line(member, grade, agreement.interval, agreement.amount_pence)
    bill = bills.write(
        payer=agreement.payer, purpose=PURPOSE, lines=[line], at=at, by=None
    )
    if member is not None and grade is not None:
        Renewal.objects.create(
            member=member,
            grade=grade,
            interval=agreement.interval,
            bill=bill,
            agreement=agreement,
            made_at=at,
        )
    return bill
