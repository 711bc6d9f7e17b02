"""Pauses: a membership rests for parental leave, and goes on for as long as it rested.

The days that were paid for move behind the pause, so none is lost. While it rests,
members' events and pages are closed, and nobody is reminded of anything.
"""

from datetime import date, datetime, timedelta

from django.db import transaction

from portal.accounts.models import User
from portal.core import clock, history
from portal.core.words import uk_day

from . import automatic, members, term_emails
from .errors import ChangeRefused
from .models import Member, Subscription
from .terms import DAY

LONGEST = timedelta(days=366)
PAUSED = "Paused, and goes on afterwards"


def may_pause(member: Member, *, on: date) -> bool:
    rows = members.running(member, on=on)
    return bool(rows) and rows[0].grade.may_pause and pause_of(member, on=on) is None


def pause_of(member: Member, *, on: date) -> Subscription | None:
    """Return the term after which the membership rests, or rests now."""
    rows = member.subscriptions.counting().filter(paused_until__gte=on)
    return rows.select_related("grade").first()


def check(member: Member, *, from_on: date, until: date, on: date) -> date:
    """Return the last day after such a pause, or refuse it."""
    rows = members.running(member, on=on)
    _refuse(member, rows, from_on=from_on, until=until, on=on)
    return rows[-1].ends_on + (until - from_on + DAY)


@transaction.atomic
def pause(
    member: Member, *, from_on: date, until: date, by: User, at: datetime
) -> Subscription:
    """Let the membership rest, both days included."""
    member = members.lock(member)
    on = clock.uk_day(at)
    rows = members.running(member, on=on)
    _refuse(member, rows, from_on=from_on, until=until, on=on)
    rested = until - from_on + DAY
    before = None
    for row in rows:
        if row.ends_on < from_on:
            before = row
            continue
        members.withdraw_term(row, reason=PAUSED, by=by, at=at)
        if row.starts_on < from_on:
            before = _again(row, first=row.starts_on, last=from_on - DAY, by=by, at=at)
        _again(
            row,
            first=max(row.starts_on, from_on) + rested,
            last=row.ends_on + rested,
            by=by,
            at=at,
        )
    assert before is not None
    Subscription.objects.filter(pk=before.pk).update(paused_until=until)
    before.refresh_from_db()
    history.record(
        member,
        "membership.paused",
        by=by,
        facts={"from_on": from_on.isoformat(), "until_on": until.isoformat()},
    )
    term_emails.paused(before, at=at)
    return before


def _again(
    row: Subscription, *, first: date, last: date, by: User, at: datetime
) -> Subscription:
    return members.add_term(
        row.member,
        grade=row.grade,
        starts_on=first,
        ends_on=last,
        by=by,
        at=at,
        bill=row.bill,
    )


def _refuse(
    member: Member,
    rows: list[Subscription],
    *,
    from_on: date,
    until: date,
    on: date,
) -> None:
    if not rows or not rows[0].grade.may_pause:
        raise ChangeRefused("This membership cannot be paused.")
    if pause_of(member, on=on) is not None:
        raise ChangeRefused("This membership has a pause already.")
    if any(row.resigned_at for row in rows):
        raise ChangeRefused(
            "You have resigned. Take that back before you pause your membership."
        )
    if rows[0].starts_on > on:
        raise ChangeRefused("The membership has not begun, so it cannot be paused yet.")
    if from_on <= on:
        raise ChangeRefused("A pause begins tomorrow at the earliest.")
    if until < from_on or until - from_on >= LONGEST:
        raise ChangeRefused("A pause lasts at least a day and at most a year.")
    if from_on > rows[-1].ends_on:
        raise ChangeRefused(
            f"Your membership runs until {uk_day(rows[-1].ends_on)}: there is nothing "
            "to pause after that."
        )
    if automatic.renews(automatic.agreement_of(member)):
        raise ChangeRefused(
            "Your card is charged automatically. Switch that off before you pause, so "
            "that nothing is taken meanwhile."
        )


@transaction.atomic
def go_on(member: Member, *, by: User, at: datetime) -> None:
    """End a pause early: from today on the days that are left are used again."""
    member = members.lock(member)
    on = clock.uk_day(at)
    before = pause_of(member, on=on)
    if before is None or before.paused_until is None:
        raise ChangeRefused("There is no pause to end.")
    resumes = max(on, before.ends_on + DAY)
    earlier = before.paused_until + DAY - resumes
    for row in members.running(member, on=on):
        if row.starts_on > before.paused_until:
            members.withdraw_term(row, reason="The pause ended early", by=by, at=at)
            _again(
                row,
                first=row.starts_on - earlier,
                last=row.ends_on - earlier,
                by=by,
                at=at,
            )
    rested = resumes - DAY if resumes - DAY > before.ends_on else None
    Subscription.objects.filter(pk=before.pk).update(paused_until=rested)
    history.record(member, "membership.pause_ended", by=by)
