"""Doubles: one person has two places at one event, and one of them goes.

No mail goes and nothing can be undone: the person keeps a place. It passes on at once.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from events.models import Booking, BookingStatus, Ticket
from portal.accounts.models import User
from portal.core import history

from . import places, waiting_list

WHY = "The same person has another place at this event"


@transaction.atomic
def give_up(ticket: Ticket, *, by: User | None, at: datetime) -> None:
    """Let a place go that somebody has twice; the booking with it, if it was all."""
    (event,) = places.lock(ticket.event)
    kept = Ticket.objects.kept().filter(pk=ticket.pk)
    if not kept.update(released_at=at, sequence=F("sequence") + 1):
        return
    booking = ticket.booking
    if not booking.tickets.kept().exists():
        live = (BookingStatus.HELD, BookingStatus.CONFIRMED)
        Booking.objects.filter(pk=booking.pk, status__in=live).update(
            status=BookingStatus.CANCELLED,
            cancelled_at=at,
            cancelled_by=by,
            cancellation_reason=WHY,
            held_until=None,
        )
    history.record(booking, "events.cancelled", by=by, facts={"reason": WHY})
    waiting_list.pass_on(event, at=at)
