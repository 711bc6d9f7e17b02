"""Places: how many are left, and who may take the next.

The order never changes: lock the event, let stale holds go, count, write. Every
step that makes an event fuller or emptier starts with this lock, so the event
always comes before its bookings, and two requests can wait but never deadlock.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction

from events.errors import EventFull
from events.models import (
    Booking,
    BookingStatus,
    Event,
    HoldReason,
    Source,
    Ticket,
    TicketType,
)
from membership.models import Member
from portal.accounts.models import User

from . import emails


@dataclass(frozen=True)
class Delegate:
    """Who is to come. The address is in lower case, or empty while unknown."""

    name: str
    email: str
    user: User | None = None
    member: Member | None = None


def lock(*events: Event) -> list[Event]:
    """Return the events, fresh and locked until the transaction ends.

    Several are locked in the order of their keys, so that two moves in opposite
    directions wait for each other and never deadlock.
    """
    rows = Event.objects.select_for_update(no_key=True).order_by("pk")
    fresh = {row.pk: row for row in rows.filter(pk__in=[e.pk for e in events])}
    return [fresh[event.pk] for event in events]


def taken(event: Event, *, at: datetime) -> int:
    return event.tickets.taking_a_place(at).count()


def left(event: Event, *, at: datetime) -> int | None:
    """Return None when the event has no limit."""
    if event.capacity is None:
        return None
    return max(event.capacity - taken(event, at=at), 0)


def left_of_type(ticket_type: TicketType, *, at: datetime) -> int | None:
    """Return how many tickets of this kind its quota still allows."""
    if ticket_type.quota is None:
        return None
    sold = ticket_type.tickets.taking_a_place(at).count()
    return max(ticket_type.quota - sold, 0)


def end_stale_holds(event: Event, *, at: datetime) -> None:
    """End the holds whose time has run out, under the lock that the caller has.

    Capacity never depends on how punctual the timer is: whoever wants a place
    ends them here. Those who lost one are told by the message this posts.
    """
    stale = list(event.bookings.lapsing_by(at))
    if not stale:
        return
    keys = [booking.pk for booking in stale]
    Booking.objects.filter(pk__in=keys).update(status=BookingStatus.LAPSED)
    Ticket.objects.filter(booking__in=keys).update(released_at=at)
    for booking in stale:
        emails.hold_ended(booking, at=at)


def fits(event: Event, ticket_type: TicketType, *, number: int, at: datetime) -> bool:
    """Say whether so many fit now: the event's capacity and the type's quota."""
    free = left(event, at=at)
    if free is not None and free < number:
        return False
    of_type = left_of_type(ticket_type, at=at)
    return of_type is None or of_type >= number


def take(
    event: Event,
    *,
    ticket_type: TicketType,
    delegates: Sequence[Delegate],
    status: BookingStatus,
    source: Source,
    booker: User | None,
    at: datetime,
    reason: HoldReason = HoldReason.NONE,
    until: datetime | None = None,
    terms: dict[str, Any] | None = None,
) -> Booking:
    """Take a place for each delegate, all or none, under the lock the caller has.

    The first delegate stands for a booker without an account. Raises EventFull.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("Lock the event before taking a place.")
    if not fits(event, ticket_type, number=len(delegates), at=at):
        raise EventFull(event)
    booking = Booking.objects.create(
        event=event,
        status=status,
        source=source,
        reason=reason,
        held_until=until,
        booker=booker,
        booker_name=booker.name if booker else delegates[0].name,
        booker_email=booker.email if booker else delegates[0].email,
        terms=terms or {},
        created_at=at,
        confirmed_at=at if status == BookingStatus.CONFIRMED else None,
    )
    Ticket.objects.bulk_create(
        Ticket(
            event=event,
            booking=booking,
            ticket_type=ticket_type,
            price_pence=ticket_type.price_pence,
            name=delegate.name,
            email=delegate.email,
            user=delegate.user,
            member=delegate.member,
        )
        for delegate in delegates
    )
    return booking
