"""Event changes: what happens to those who have a place when the event changes.

Every step locks the event first, leaves a line in its history, and tells people
through the outbox in the same transaction.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from events.errors import CapacityRefused, StepRefused
from events.models import (
    BookingStatus,
    Event,
    EventSession,
    EventStatus,
    WaitingStatus,
)
from portal.accounts.models import User
from portal.core import history

from . import emails, places, waiting_list


@dataclass(frozen=True)
class Sitting:
    """One session as staff typed it; the key of an existing one, if there is one."""

    starts_at: datetime
    ends_at: datetime
    title: str = ""
    key: int | None = None


@transaction.atomic
def set_sittings(
    event: Event, sittings: Sequence[Sitting], *, by: User, at: datetime
) -> bool:
    """Replace the sittings; return whether those who have a place were told.

    Calendar entries are updated in place: same identity, higher sequence. A
    sitting keeps its number, so that its entry is found again.
    """
    if not sittings:
        raise StepRefused("An event needs at least one date.")
    (event,) = places.lock(event)
    before = [(s.starts_at, s.ends_at) for s in event.event_sessions.all()]
    ordered = sorted(sittings, key=lambda sitting: sitting.starts_at)
    existing = {row.pk: row for row in event.event_sessions.all()}
    kept = {sitting.key for sitting in ordered if sitting.key in existing}
    event.event_sessions.exclude(pk__in=kept).delete()
    highest = max((row.number for row in existing.values()), default=0)
    for sitting in ordered:
        row = existing.get(sitting.key or 0)
        if row is None:
            highest += 1
            row = EventSession(event=event, number=highest)
        row.title = sitting.title
        row.starts_at = sitting.starts_at
        row.ends_at = sitting.ends_at
        row.save()
    Event.objects.filter(pk=event.pk).update(
        starts_at=ordered[0].starts_at,
        ends_at=max(sitting.ends_at for sitting in ordered),
    )
    after = [(s.starts_at, s.ends_at) for s in ordered]
    if before == after:
        return False
    history.record(event, "events.dates_changed", by=by)
    return _tell_of_change(event, at=at)


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
            f"{taken} places are taken, held or offered. Enter {taken} or more, or "
            "cancel bookings first."
        )
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
    """Cancel the event: every booking once, every waiting entry, everyone told."""
    (event,) = places.lock(event)
    if event.status != EventStatus.PUBLISHED or event.is_over(at):
        raise StepRefused("Only a published event still to come can be cancelled.")
    Event.objects.filter(pk=event.pk).update(
        status=EventStatus.CANCELLED,
        cancelled_at=at,
        cancelled_by=by,
        cancellation_reason=reason[:300],
    )
    event.refresh_from_db()
    lost = list(event.bookings.live_at(at).prefetch_related("tickets"))
    event.bookings.filter(
        status__in=[BookingStatus.CONFIRMED, BookingStatus.HELD]
    ).update(
        status=BookingStatus.CANCELLED,
        cancelled_at=at,
        cancelled_by=by,
        cancellation_reason="The event was cancelled.",
        held_until=None,
    )
    event.tickets.taking_a_place(at).update(released_at=at, sequence=F("sequence") + 1)
    waiting = list(event.waiting_list.waiting().select_related("user"))
    event.waiting_list.filter(status=WaitingStatus.WAITING).update(
        status=WaitingStatus.LEFT, left_at=at
    )
    history.record(
        event, "events.event_cancelled", by=by, facts={"bookings": len(lost)}
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


def _tell_of_change(event: Event, *, at: datetime) -> bool:
    if event.status != EventStatus.PUBLISHED or event.is_over(at):
        return False
    event.tickets.kept().update(sequence=F("sequence") + 1)
    told = list(event.bookings.filter(status=BookingStatus.CONFIRMED))
    for booking in told:
        emails.event_changed(booking, at=at)
    return bool(told)
