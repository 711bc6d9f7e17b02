"""Event changes: what happens to those who have a place when the event changes.

Every step locks the event first, leaves a line in its history, and tells people
through the outbox in the same transaction.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from operator import attrgetter

from django.db import transaction
from django.db.models import F

from events.catalogue import plans, policies, schedule
from events.catalogue.ical import EntryDate
from events.catalogue.plans import Plan, Sitting
from events.errors import CapacityRefused, ChangedMeanwhile, StepRefused
from events.models import (
    Booking,
    BookingStatus,
    Event,
    EventSession,
    EventStatus,
    WaitingStatus,
)
from portal.accounts.models import User
from portal.core import clock, history
from portal.core.words import count_of, uk_when

from . import allocations, emails, first_offers, giving_back, places, waiting_list

# What stands in people's calendars and messages: they are told when it changes.
PLANNED_BY = frozenset({"title", "mode", "venue", "join_opens_minutes"})


@transaction.atomic
def edit(event: Event, plan: Plan, *, by: User, at: datetime, seen: str) -> bool:
    """Save an event changed in memory; return whether those with a place were told.

    `seen` is the fingerprint that the screen was drawn from. A plan without sittings
    leaves the dates as they are. Raises ChangedMeanwhile.
    """
    (fresh,) = places.lock(event)
    if plans.fingerprint(fresh) != seen:
        raise ChangedMeanwhile(
            "Somebody else changed this event while you were typing. What you typed is "
            "still here: compare it with the event, then save again to keep yours."
        )
    if plan.sittings:
        schedule.write_span(event, plan.sittings)
    changed = schedule.edit(event, plan, by=by)
    told = bool(plan.sittings) and set_sittings(event, plan.sittings, by=by, at=at)
    if event.capacity != fresh.capacity:
        set_capacity(event, event.capacity, by=by, at=at)
    if changed & PLANNED_BY and not told and event.status == EventStatus.PUBLISHED:
        told = details_changed(event, by=by, at=at)
    return told


@transaction.atomic
def set_sittings(
    event: Event, sittings: Sequence[Sitting], *, by: User, at: datetime
) -> bool:
    """Replace the sittings; return whether those who have a place were told.

    Calendar entries are updated in place: same identity, higher sequence. A
    sitting keeps its number, so that its entry is found again.
    """
    (event,) = places.lock(event)
    before = list(event.event_sessions.all())
    schedule.write_span(event, sittings)
    _refuse_dates(event, at=at)
    schedule.write_sittings(event, sittings)
    Event.objects.filter(pk=event.pk).update(
        starts_at=event.starts_at, ends_at=event.ends_at
    )
    # An offer never outlasts the close of booking, which may have come nearer.
    event.bookings.filter(
        status=BookingStatus.HELD, held_until__gt=event.closes_at
    ).update(held_until=event.closes_at)
    after = sorted(sittings, key=attrgetter("starts_at"))
    if _spans(before) == _spans(after):
        return False
    history.record(
        event,
        "events.dates_changed",
        by=by,
        facts={"before": _in_words(before), "after": _in_words(after)},
    )
    _give_a_way_out(event, at=at)
    # How to get in is told again in time for the new dates.
    event.tickets.kept().update(instructed_at=None, reminded_at=None)
    kept = {sitting.key for sitting in sittings}
    dropped = [
        EntryDate(row.number, row.starts_at, row.ends_at, row.title)
        for row in before
        if row.pk not in kept
    ]
    return _tell_of_change(event, at=at, was=_in_words(before), dropped=dropped)


def _give_a_way_out(event: Event, *, at: datetime) -> None:
    """Let everything come back, for some days, to whom the new date does not suit."""
    if event.status != EventStatus.PUBLISHED:
        return
    days = timedelta(days=policies.booking_policy().way_out_days)
    # Whole days, so that "until the end of Friday" is true to the second.
    last = clock.end_of_uk_day(clock.uk_day(at) + days)
    eve = clock.start_of_uk_day(clock.uk_day(event.starts_at))
    until = min(last, eve if eve > at else event.starts_at).isoformat()
    booked = list(event.bookings.filter(status=BookingStatus.CONFIRMED))
    for booking in booked:
        booking.terms = booking.terms | {"whole_until": until}
    Booking.objects.bulk_update(booked, ["terms"])


def _refuse_dates(event: Event, *, at: datetime) -> None:
    """Refuse new dates, already set in memory, where they would make no sense."""
    if event.is_cancelled:
        raise StepRefused("This event is cancelled, so its dates stay as they were.")
    if event.status != EventStatus.PUBLISHED:
        return
    if Event.objects.past(at).filter(pk=event.pk).exists():
        raise StepRefused("This event is over, so its dates stay as they were.")
    if event.is_over(at):
        raise StepRefused("These dates are in the past. Enter dates still to come.")


def _spans(sittings: Sequence[EventSession | Sitting]) -> list[tuple[datetime, ...]]:
    return [(sitting.starts_at, sitting.ends_at) for sitting in sittings]


def _in_words(sittings: Sequence[EventSession | Sitting]) -> str:
    return "; ".join(
        uk_when(sitting.starts_at, sitting.ends_at) for sitting in sittings
    )


@transaction.atomic
def set_capacity(
    event: Event, capacity: int | None, *, by: User, at: datetime
) -> Event:
    """Change how many places there are; new ones go to the waiting list first.

    Raises CapacityRefused below what has been promised, offers included.
    """
    (event,) = places.lock(event)
    places.end_stale_holds(event, at=at)
    taken = places.taken(event, at=at)
    if capacity is not None and capacity < taken:
        raise CapacityRefused(
            f"{count_of(taken, 'place is,places are')} taken, held or offered. Enter "
            f"{taken} or more, or cancel bookings first."
        )
    allocations.refuse_beyond(event, capacity, at=at)
    before = event.capacity
    if before == capacity:
        return event
    Event.objects.filter(pk=event.pk).update(capacity=capacity)
    event.capacity = capacity
    history.record(
        event,
        "events.capacity_changed",
        by=by,
        facts={"before": before, "after": capacity},
    )
    waiting_list.pass_on(event, at=at)
    return event


@transaction.atomic
def publish(event: Event, *, by: User, at: datetime) -> Event:
    """Put a draft on the site. Raises StepRefused with what is missing."""
    (event,) = places.lock(event)
    if event.status != EventStatus.DRAFT:
        raise StepRefused("Only a draft can be published.")
    missing = what_is_missing(event, at=at)
    if missing:
        raise StepRefused("Before it is published: " + "; ".join(missing) + ".")
    Event.objects.filter(pk=event.pk, status=EventStatus.DRAFT).update(
        status=EventStatus.PUBLISHED, published_at=at
    )
    event.refresh_from_db()
    history.record(event, "events.published", by=by)
    first_offers.tell(event, at=at)
    return event


def what_is_missing(event: Event, *, at: datetime) -> list[str]:
    """List what keeps a draft from being published, for the checklist of staff."""
    missing = []
    if not event.event_sessions.exists():
        missing.append("add a date")
    elif event.is_over(at):
        missing.append("its dates are in the past")
    if not event.description.strip():
        missing.append("say what it is")
    if not event.audience.strip():
        missing.append("say who it is for")
    needs_tickets = not event.host and event.way_in not in {"open_link", "commissioned"}
    if needs_tickets and not event.ticket_types.exists():
        missing.append("add a ticket type")
    if event.mode != "online" and not event.venue.strip():
        missing.append("say where it is")
    return missing


@transaction.atomic
def cancel(event: Event, *, by: User, at: datetime, reason: str) -> Event:
    """Cancel the event at once; `run_cancellations.ask` gives time to think again.

    The money that comes back is promised here and sent by the timetable.
    """
    (event,) = places.lock(event)
    refuse_to_cancel(event, at=at)
    return call_off(event, by=by, at=at, reason=reason)


def refuse_to_cancel(event: Event, *, at: datetime) -> None:
    if event.status != EventStatus.PUBLISHED or event.is_over(at):
        raise StepRefused("Only a published event still to come can be cancelled.")


def call_off(event: Event, *, by: User | None, at: datetime, reason: str) -> Event:
    """Give up every place, once, under the lock that the caller has; tell everybody.

    Whoever paid gets everything back, whatever their terms say; so does whoever gave
    a place up a moment ago and could still have undone that. An unpaid invoice is
    credited. What was only held is let go, and its bill with it.
    """
    places.end_stale_holds(event, at=at)
    Event.objects.filter(pk=event.pk).update(
        status=EventStatus.CANCELLED,
        cancelled_at=at,
        cancelled_by=by,
        cancellation_reason=reason[:300],
        cancels_at=None,
    )
    event.refresh_from_db()
    lost = list(event.bookings.live_at(at).select_related("bill"))
    held = [booking for booking in lost if booking.status == BookingStatus.HELD]
    event.bookings.filter(pk__in=[booking.pk for booking in lost]).update(
        status=BookingStatus.CANCELLED,
        cancelled_at=at,
        cancelled_by=by,
        cancellation_reason="The event was cancelled.",
        held_until=None,
    )
    given_up = list(event.tickets.taking_a_place(at))
    in_hold = {booking.pk for booking in held}
    giving_back.promise(
        giving_back.whole([one for one in given_up if one.booking_id not in in_hold])
    )
    event.tickets.filter(pk__in=[ticket.pk for ticket in given_up]).update(
        released_at=at, sequence=F("sequence") + 1
    )
    for booking in held:
        giving_back.let_go(booking, at=at, by=by)
    waiting = list(event.waiting_list.waiting().select_related("user"))
    event.waiting_list.filter(status=WaitingStatus.WAITING).update(
        status=WaitingStatus.LEFT, left_at=at
    )
    history.record(
        event,
        "events.event_cancelled",
        by=by,
        facts={"bookings": len(lost), "reason": reason[:300]},
    )
    for booking in lost:
        emails.event_cancelled(booking, at=at)
    for entry in waiting:
        emails.waiting_list_closed(entry, at=at)
    return event


@transaction.atomic
def details_changed(event: Event, *, by: User, at: datetime) -> bool:
    """Tell those who have a place that something they plan by has changed."""
    (event,) = places.lock(event)
    history.record(event, "events.details_changed", by=by)
    return _tell_of_change(event, at=at)


def _tell_of_change(
    event: Event,
    *,
    at: datetime,
    was: str = "",
    dropped: Sequence[EntryDate] = (),
) -> bool:
    if event.status != EventStatus.PUBLISHED or event.is_over(at):
        return False
    event.tickets.kept().update(sequence=F("sequence") + 1)
    told = list(event.bookings.filter(status=BookingStatus.CONFIRMED))
    for booking in told:
        if dropped:
            emails.sittings_dropped(booking, dropped, at=at)
        emails.event_changed(booking, at=at, was=was)
    return bool(told)
