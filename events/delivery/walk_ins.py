"""Walk-ins: somebody stands at the door whom nobody expected."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from events.booking import bookings, places
from events.models import Attendance, EventSession, Mark, Ticket, TicketType
from portal.accounts.models import User

from . import registers


def add(
    event_session: EventSession,
    *,
    name: str,
    email: str,
    agency: str,
    ticket_type: TicketType,
    by: User,
    at: datetime,
) -> Attendance:
    """Give somebody who stands at the door a place, if there is one, and mark them.

    Raises EventFull or AlreadyBooked; the limit holds for walk-ins too. The place
    is booked in a transaction of its own, as offers made on the way must stand.
    """
    with transaction.atomic():
        registers.take_turn(event_session, at=at)
    booking = bookings.book_for(
        event_session.event,
        ticket_type=ticket_type,
        delegate=places.Delegate(name=name, email=email.strip().lower()),
        by=by,
        at=at,
        walk_in=True,
    )
    ticket = booking.tickets.get()
    if agency:
        Ticket.objects.filter(pk=ticket.pk).update(agency=agency)
    attendance, _ = Attendance.objects.update_or_create(
        event_session=event_session,
        ticket=ticket,
        defaults={
            "name": name,
            "mark": Mark.PRESENT,
            "marked_at": at,
            "marked_by": by,
            "version": F("version") + 1,
        },
        create_defaults={
            "name": name,
            "user_id": ticket.user_id,
            "mark": Mark.PRESENT,
            "marked_at": at,
            "marked_by": by,
            "version": 1,
        },
    )
    return attendance


def ticket_type_for(ticket_types: Sequence[TicketType]) -> TicketType | None:
    """Return the kind of place that a walk-in gets: the cheapest there is."""
    return min(
        ticket_types,
        key=lambda kind: (kind.price_pence, kind.position, kind.pk),
        default=None,
    )
