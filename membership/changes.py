"""Changes: a member moves to another grade, for the days that are left.

What it costs is shown before anybody confirms, and is worked out again when they do.
The terms that run are withdrawn and added anew in two parts, so what counted on any day
can still be read.
"""

from datetime import date, datetime, timedelta

from django.db import transaction
from django.urls import reverse

from portal.accounts.models import User
from portal.core import clock, history, later
from portal.core.money import Vat
from portal.payments import bills, checkout, payers
from portal.payments.bills import Line
from portal.payments.models import Payment

from . import members, pricing, standing, term_emails
from .applications import PURPOSE
from .errors import ChangeRefused
from .models import Grade, GradeChange, Member, Subscription
from .pricing import Proration

MOVED = "Went on in another grade"


def grades_for(member: Member, *, on: date) -> list[Grade]:
    """Return the grades that a member may move to without anybody's look.

    Where somebody moves up on qualifying, that grade comes first.
    """
    here = standing.standing_of(member, on=on)
    if not here.good or here.grade is None or here.grade.sold_as_places:
        return []
    rows = Grade.objects.offered_to_all().filter(needs_approval=False)
    up = here.grade.moves_up_to_id
    open_to_all = rows.filter(evidence="").exclude(pk=here.grade.pk)
    found = [grade for grade in open_to_all if grade.pk != up]
    return [*rows.filter(pk=up), *found] if up else found


def quote(member: Member, grade: Grade, *, on: date) -> Proration:
    """Return what the change would cost if it were confirmed that day."""
    rows = members.running(member, on=on)
    if not rows:
        raise ChangeRefused(
            "Your membership has ended. Renew it, and choose the grade then."
        )
    return pricing.proration(rows[0].grade, grade, rows, on=on)


def begin(member: Member, *, grade: Grade, by: User, at: datetime) -> GradeChange:
    """Write the bill of a change; where nothing is to pay, it holds at once.

    Call it outside a transaction: a page for cards may have to be closed.
    """
    found = _open_one(member)
    if found is not None and found.bill is not None:
        price = quote(member, grade, on=clock.uk_day(at))
        if not _asks_the_same(found, grade, price.pence, on=clock.uk_day(at)):
            checkout.close(bill=found.bill, at=at)
    return _write(member, grade=grade, by=by, at=at)


def _open_one(member: Member) -> GradeChange | None:
    found = GradeChange.objects.open().filter(member=member)
    return found.select_related("bill", "before", "after", "member").first()


@transaction.atomic
def _write(member: Member, *, grade: Grade, by: User, at: datetime) -> GradeChange:
    member = members.lock(member)
    on = clock.uk_day(at)
    if grade not in grades_for(member, on=on):
        raise ChangeRefused("You cannot move to this grade here. Write to us.")
    price = quote(member, grade, on=on)
    before = members.running(member, on=on)[0].grade
    found = _open_one(member)
    if found is not None:
        if _asks_the_same(found, grade, price.pence, on=on):
            return found
        _give_up(found, by=by, at=at)
    change = GradeChange(
        member=member,
        before=before,
        after=grade,
        holds_from=on,
        made_at=at,
        made_by=by,
    )
    if price.pence:
        change.bill = bills.write(
            payer=payers.of_user(by),
            purpose=PURPOSE,
            lines=[
                Line(
                    f"Move from {before} to {grade} for {price.days_left} days: "
                    f"{member.name}",
                    price.pence,
                    Vat(grade.vat),
                )
            ],
            at=at,
            by=by,
        )
    change.save()
    if change.bill is None:
        _hold(change, on=on, by=by, at=at)
    return change


def _asks_the_same(found: GradeChange, grade: Grade, pence: int, *, on: date) -> bool:
    bill = found.bill
    return (
        found.after_id == grade.pk
        and found.holds_from == on
        and bill is not None
        and bill.total_pence == pence
    )


def _give_up(change: GradeChange, *, by: User, at: datetime) -> None:
    if change.bill is not None:
        bills.withdraw(change.bill, at=at, by=by)
    GradeChange.objects.filter(pk=change.pk).update(ended_at=at)


def pay(change: GradeChange, *, at: datetime) -> str:
    """Return where the person goes on: to the page for cards, or back to us."""
    if change.bill is None:
        return reverse("my:membership")
    return checkout.start(bill=change.bill, at=at)


@transaction.atomic
def settle(change: GradeChange, payment: Payment, *, at: datetime) -> str:
    """Let the change hold that was paid for; or say why not."""
    member = members.lock(change.member)
    on = clock.uk_day(at)
    rows = members.running(member, on=on)
    if not rows or rows[0].grade_id != change.before_id:
        return "Your membership had ended or changed before the payment arrived."
    if not GradeChange.objects.open().filter(pk=change.pk).exists():
        return "This change had been paid for already, or was given up."
    change.bill = payment.bill
    _hold(change, on=on, by=member.user, at=at)
    return ""


@transaction.atomic
def set_by_staff(member: Member, *, grade: Grade, by: User, at: datetime) -> None:
    """Let a member go on in another grade from today, without money."""
    member = members.lock(member)
    on = clock.uk_day(at)
    rows = members.running(member, on=on)
    if not rows or rows[0].grade_id == grade.pk:
        raise ChangeRefused("There is no term that runs in another grade.")
    open_change = _open_one(member)
    if open_change is not None:
        _give_up(open_change, by=by, at=at)
    change = GradeChange.objects.create(
        member=member,
        before=rows[0].grade,
        after=grade,
        holds_from=on,
        made_at=at,
        made_by=by,
    )
    _hold(change, on=on, by=by, at=at)


def _hold(change: GradeChange, *, on: date, by: User | None, at: datetime) -> None:
    """Write what runs anew: until yesterday as it was, from today in the new grade."""
    member = change.member
    for term in members.running(member, on=on):
        _split(term, change, on=on, by=by, at=at)
    GradeChange.objects.filter(pk=change.pk).update(settled_at=at, holds_from=on)
    if change.before.asks_qualification_day and not change.after.asks_qualification_day:
        Member.objects.filter(pk=member.pk).update(qualifies_on=None)
    # An automatic renewal was agreed for another price.
    later.run("membership.tasks.stop_agreements")
    history.record(
        member,
        "membership.grade_changed",
        by=by,
        facts={"before": change.before.name, "after": change.after.name},
    )
    term_emails.grade_changed(change, at=at)


def _split(
    term: Subscription,
    change: GradeChange,
    *,
    on: date,
    by: User | None,
    at: datetime,
) -> None:
    members.withdraw_term(term, reason=MOVED, by=by, at=at)
    if term.starts_on < on:
        members.add_term(
            term.member,
            grade=term.grade,
            starts_on=term.starts_on,
            ends_on=on - timedelta(days=1),
            by=by,
            at=at,
            bill=term.bill,
        )
    members.add_term(
        term.member,
        grade=change.after,
        starts_on=max(term.starts_on, on),
        ends_on=term.ends_on,
        by=by,
        at=at,
        bill=term.bill,
        resigned_at=term.resigned_at,
        paused_until=term.paused_until,
    )
