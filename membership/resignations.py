"""Resignations: a member leaves, at the last day or today, and may come back.

What has been paid is not paid back, and nothing of the member's own goes: the number,
the bookings already made and the CPD record stay.
"""

from datetime import date, datetime

from django.db import transaction

from portal.accounts.models import User
from portal.core import clock, history, later

from . import members, term_emails
from .errors import ChangeRefused
from .models import Member, Seat, Subscription

RESIGNED = "Resigned before its last day"


def last_days(member: Member, *, on: date) -> tuple[date, date] | None:
    """Return on which days a resignation may hold: today, or the last day paid for."""
    rows = members.running(member, on=on)
    return (on, rows[-1].ends_on) if rows else None


def resigned(member: Member, *, on: date) -> Subscription | None:
    """Return the term after which the member leaves, while it can be taken back."""
    rows = member.subscriptions.counting().filter(
        resigned_at__isnull=False, ends_on__gte=on
    )
    return rows.select_related("grade").first()


@transaction.atomic
def resign(member: Member, *, at_once: bool, by: User, at: datetime) -> Subscription:
    """Let the membership end; nothing more is taken by card."""
    member = members.lock(member)
    on = clock.uk_day(at)
    rows = members.running(member, on=on)
    if not rows or any(row.resigned_at for row in rows):
        raise ChangeRefused(
            "This membership has ended already, or somebody has resigned it."
        )
    if Seat.objects.not_over(on).filter(term__member=member).exists():
        raise ChangeRefused(
            "Your employer pays for your membership. Give the place back, and it ends."
        )
    last = _cut(rows, on=on, by=by, at=at) if at_once else rows[-1]
    Subscription.objects.filter(pk=last.pk).update(resigned_at=at, paused_until=None)
    last.refresh_from_db()
    later.run("membership.tasks.stop_agreements")
    history.record(
        member,
        "membership.resigned",
        by=by,
        facts={"ends_on": last.ends_on.isoformat()},
    )
    term_emails.resigned(last, at=at)
    return last


def _cut(rows: list[Subscription], *, on: date, by: User, at: datetime) -> Subscription:
    """Withdraw what lies ahead, and let what runs end today."""
    first = rows[0]
    if first.starts_on > on:
        raise ChangeRefused(
            "The membership has not begun. Let it end on its last day, or write to us."
        )
    for row in rows:
        members.withdraw_term(row, reason=RESIGNED, by=by, at=at)
    return members.add_term(
        first.member,
        grade=first.grade,
        starts_on=first.starts_on,
        ends_on=on,
        by=by,
        at=at,
        bill=first.bill,
    )


@transaction.atomic
def undo(member: Member, *, by: User, at: datetime) -> None:
    """Take a resignation back until its last day is over; what was cut comes back."""
    member = members.lock(member)
    last = resigned(member, on=clock.uk_day(at))
    if last is None:
        raise ChangeRefused(
            "The last day is over, so this cannot be taken back. Join again, and your "
            "number is yours again."
        )
    cut = member.subscriptions.filter(
        withdrawn_at=last.resigned_at, withdrawn_because=RESIGNED
    )
    before = list(cut.select_related("grade", "bill").order_by("starts_on"))
    if before:
        members.withdraw_term(last, reason="Resignation taken back", by=by, at=at)
    else:
        Subscription.objects.filter(pk=last.pk).update(resigned_at=None)
    for row in before:
        members.add_term(
            member,
            grade=row.grade,
            starts_on=row.starts_on,
            ends_on=row.ends_on,
            by=by,
            at=at,
            bill=row.bill,
            paused_until=row.paused_until,
        )
    history.record(member, "membership.resignation_undone", by=by)
