"""Reminders: places that nobody has a name for, told of before names are due.

Told twice at most: some days before the last day for names, and on it. Nothing is given
back by the clock: that staff decide. And runs that were called off, told once.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q

from events.models import CommissionRun, EventStatus
from portal.core import clock, history

from . import board, commissions, emails

BEFORE = timedelta(days=7)


def due(*, at: datetime) -> list[CommissionRun]:
    """Return the runs about which something should be said today."""
    rows = CommissionRun.objects.filter(
        event__status=EventStatus.PUBLISHED, event__starts_at__gt=at
    ).select_related("commission", "event")
    return [run for run in rows if _is_due(run, at=at)]


def _is_due(run: CommissionRun, *, at: datetime) -> bool:
    today, last = clock.uk_day(at), board.names_until(run.commission, run)
    stage = next((day for day in (last, last - BEFORE) if day <= today), None)
    if stage is None:
        return False
    return run.flagged_at is None or clock.uk_day(run.flagged_at) < stage


@transaction.atomic
def remind(run: CommissionRun, *, at: datetime) -> int:
    """Tell the coordinators and the team, once a stage; return of how many places."""
    run = CommissionRun.objects.select_for_update(no_key=True, of=("self",)).get(
        pk=run.pk
    )
    if not _is_due(run, at=at):
        return 0
    number = len(commissions.unnamed(run))
    CommissionRun.objects.filter(pk=run.pk).update(flagged_at=at)
    if number:
        emails.names_wanted(run, at=at)
        history.record(
            run.commission,
            "events.names_wanted",
            by=None,
            facts={"number": number, "run": run.event.reference},
        )
    return number


def called_off() -> list[CommissionRun]:
    """Return the runs that were cancelled and whose coordinators do not know yet."""
    untold = Q(flagged_at=None) | Q(flagged_at__lt=F("event__cancelled_at"))
    rows = CommissionRun.objects.filter(untold, event__status=EventStatus.CANCELLED)
    return list(rows.select_related("commission", "event"))


@transaction.atomic
def tell_of_cancelled(run: CommissionRun, *, at: datetime) -> None:
    """Tell the coordinators that a run does not take place; delegates know already."""
    seen = CommissionRun.objects.filter(pk=run.pk, flagged_at=run.flagged_at)
    if seen.update(flagged_at=at):
        emails.commission_run_cancelled(run, at=at)
