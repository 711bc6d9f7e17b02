"""Reminders: when is a member reminded that a term ends, and when no more?

At five moments, each once; and students are asked to move up when they qualify. What a
worker that was down missed is not sent late in a heap: only the newest stage that has
come is. Whoever has paid on has a later last day, so nothing is left to remind of; a
message already on its way is dropped.
"""

from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from portal.core import clock

from . import emails, standing
from .models import Member, Reminder, Stage

BEFORE = ((Stage.SIXTY_DAYS, 60), (Stage.THIRTY_DAYS, 30), (Stage.SEVEN_DAYS, 7))
# So long after its day the last two are still worth sending.
STILL_TRUE = timedelta(days=6)


def stage_on(on: date, *, ends_on: date, grace_days: int) -> Stage | None:
    """Return the newest stage that has come by this day; a pure function.

    Nobody is written to about a term that ended long ago, as after an import.
    """
    grace_until = ends_on + timedelta(days=grace_days)
    if grace_until <= on <= grace_until + STILL_TRUE and grace_days:
        return Stage.GRACE_ENDS
    if ends_on <= on <= ends_on + STILL_TRUE:
        return Stage.LAST_DAY
    found = None
    for stage, days in BEFORE:
        if ends_on - timedelta(days=days) <= on < ends_on:
            found = stage
    return found


def remind(*, at: datetime) -> int:
    """Write to every member for whom a stage has come; return how many.

    Two workers at once write once: the row that says so is unique.
    """
    on = clock.uk_day(at)
    grace_days = standing.grace_days()
    first = on - timedelta(days=grace_days) - STILL_TRUE
    last = on + timedelta(days=BEFORE[0][1])
    members = _with_last_day().filter(ends_on__range=(first, last), resigned_at=None)
    told = set(
        Reminder.objects.filter(ends_on__range=(first, last)).values_list(
            "member", "ends_on", "stage"
        )
    )
    number = 0
    for member in members.select_related("user").iterator():
        ends_on = member.ends_on
        stage = stage_on(on, ends_on=ends_on, grace_days=grace_days)
        if stage is None or not member.reached_at:
            continue
        if (member.pk, ends_on, stage) not in told:
            number += _remind(member, ends_on, stage, at=at)
    return number


@transaction.atomic
def _remind(member: Member, ends_on: date, stage: Stage, *, at: datetime) -> bool:
    row, is_new = Reminder.objects.get_or_create(
        member=member,
        ends_on=ends_on,
        stage=stage,
        defaults={"posted_at": at},
    )
    if is_new:
        emails.renewal_reminder(row, to=member.reached_at, at=at)
    return is_new


def still_ends(reminder: Reminder) -> bool:
    """Say whether the term is still the last one: paid on, there is no need to tell."""
    found = _with_last_day().filter(pk=reminder.member_id)
    return found.filter(ends_on=reminder.ends_on, resigned_at=None).exists()


# --- Students who qualify --------------------------------------------------


def ask_who_qualified(*, at: datetime) -> int:
    """Ask students whose day has come to move up, once; nobody is moved unasked."""
    on = clock.uk_day(at)
    due = Member.objects.current(on).filter(
        qualifies_on__lte=on,
        subscriptions__starts_on__lte=on,
        subscriptions__ends_on__gte=on,
        subscriptions__withdrawn_at=None,
        subscriptions__grade__moves_up_to__isnull=False,
    )
    number = 0
    for member in due.select_related("user"):
        if member.qualifies_on is not None and member.reached_at:
            number += _ask(member, member.qualifies_on, at=at)
    return number


@transaction.atomic
def _ask(member: Member, day: date, *, at: datetime) -> bool:
    row, is_new = Reminder.objects.get_or_create(
        member=member,
        ends_on=day,
        stage=Stage.QUALIFIED,
        defaults={"posted_at": at},
    )
    if is_new:
        emails.move_up(row, to=member.reached_at, at=at)
    return is_new


def _with_last_day() -> QuerySet[Any]:
    # Any, since what a query adds to its rows is in no class.
    return Member.objects.with_last_day()
