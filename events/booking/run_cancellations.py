"""Run cancellations: calling a whole event off, and taking that back in time.

Asked for, it waits some minutes in which nothing has happened but that nobody can book:
stopped then, nobody has been told and no money has moved. After that the places go in
one step, and the money follows booking by booking, each in a transaction of its own, so
a job that dies is run again and sends nothing twice.
"""

from datetime import datetime, timedelta

import structlog
from django.db import transaction

from events.catalogue import policies
from events.errors import StepRefused
from events.models import Booking, Event, EventStatus, RunCancellation, Ticket
from portal.accounts.models import User
from portal.core import history, later
from portal.payments import kill_points

from . import event_changes, giving_back, places, waiting_list

log = structlog.get_logger(__name__)

CARRY_OUT = "events.booking.tasks.carry_out_cancellation"


@transaction.atomic
def ask(event: Event, *, by: User, at: datetime, reason: str) -> RunCancellation:
    """Call the event off, after the minutes of the policy: at once near its start.

    Raises StepRefused for what is a draft, cancelled, over, or called off already.
    """
    (event,) = places.lock(event)
    event_changes.refuse_to_cancel(event, at=at)
    if event.cancels_at is not None:
        raise StepRefused("This event has been called off already. You can stop that.")
    policy = policies.booking_policy()
    wait = timedelta(minutes=policy.stop_minutes)
    if event.starts_at - at <= timedelta(hours=policy.no_undo_hours):
        wait = timedelta(0)
    cancellation = RunCancellation.objects.create(
        event=event, reason=reason[:300], asked_at=at, asked_by=by, due_at=at + wait
    )
    Event.objects.filter(pk=event.pk).update(cancels_at=cancellation.due_at)
    history.record(
        event, "events.cancellation_asked", by=by, facts={"reason": reason[:300]}
    )
    if not wait:
        later.run(CARRY_OUT, cancellation.pk)
    return cancellation


@transaction.atomic
def stop(cancellation: RunCancellation, *, by: User, at: datetime) -> None:
    """Take it back: the event is as it was, and what came free meanwhile passes on.

    Raises StepRefused once the places have been given up.
    """
    (event,) = places.lock(cancellation.event)
    cancellation.refresh_from_db()
    if not cancellation.can_be_stopped(at):
        raise StepRefused(
            "It is too late to stop this: people are being told. Make a copy of the "
            "event if it takes place after all."
        )
    RunCancellation.objects.filter(pk=cancellation.pk).update(
        stopped_at=at, stopped_by=by
    )
    Event.objects.filter(pk=event.pk).update(cancels_at=None)
    event.cancels_at = None
    history.record(event, "events.cancellation_stopped", by=by)
    waiting_list.pass_on(event, at=at)


def carry_out(cancellation: RunCancellation, *, at: datetime) -> None:
    """Give the places up, then set the money on its way. Run again, it goes on."""
    if not _give_up_places(cancellation, at=at):
        return
    owed = Ticket.objects.to_give_back(at).filter(event=cancellation.event_id)
    rows = Booking.objects.filter(pk__in=owed.values("booking")).order_by("pk")
    for number, booking in enumerate(list(rows), start=1):
        try:
            giving_back.give_back(booking, at=at)
        except Exception:
            log.exception("not_given_back", booking=booking.pk)
        kill_points.reached(f"event called off: {number} on their way back")
    if not owed.exists():
        RunCancellation.objects.filter(pk=cancellation.pk, finished_at=None).update(
            finished_at=at
        )


@transaction.atomic
def _give_up_places(cancellation: RunCancellation, *, at: datetime) -> bool:
    """Return whether the places are given up, now or before."""
    (event,) = places.lock(cancellation.event)
    cancellation.refresh_from_db()
    if cancellation.carried_out_at is not None:
        return True
    if cancellation.stopped_at is not None or at < cancellation.due_at:
        return False
    if event.status == EventStatus.PUBLISHED:
        event_changes.call_off(
            event, by=cancellation.asked_by, at=at, reason=cancellation.reason
        )
    RunCancellation.objects.filter(pk=cancellation.pk).update(carried_out_at=at)
    cancellation.refresh_from_db()
    return True


def of(event: Event) -> RunCancellation | None:
    """Return the cancellation that stands, stopped ones left out."""
    rows = event.cancellations.filter(stopped_at=None)
    return rows.select_related("asked_by", "event").first()
