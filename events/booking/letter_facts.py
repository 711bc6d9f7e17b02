"""Letter facts: what every message about a place says of the event and the booking."""

from datetime import date, datetime, timedelta
from typing import Any

from django.conf import settings

from events.catalogue import lines
from events.models import Booking, Event, Mode, Ticket
from portal.accounts.models import User
from portal.core import clock
from portal.core.words import pounds

from . import cancellation, links


def about_event(event: Event, user: User | None) -> dict[str, Any]:
    return {
        "event": event,
        "when": lines.when(event),
        "facts": lines.facts_of(event, zone=user.time_zone if user else ""),
        "event_url": settings.BASE_URL + event.get_absolute_url(),
        "is_online": event.mode != Mode.ROOM,
    }


def about_booking(booking: Booking) -> dict[str, Any]:
    return about_event(booking.event, booking.booker) | {
        "booking": booking,
        "booking_url": settings.BASE_URL + booking.get_absolute_url(),
    }


def about_ticket(ticket: Ticket) -> dict[str, Any]:
    return about_event(ticket.event, ticket.user) | {
        "ticket": ticket,
        "booking": ticket.booking,
        "booking_url": settings.BASE_URL + ticket.booking.get_absolute_url(),
        "join_url": settings.BASE_URL + ticket.get_join_url(),
    }


def for_reader(booking: Booking, *, to: str, at: datetime) -> dict[str, Any]:
    """Return the reader's own way to the booking and, for who booked, the price.

    For messages whose words staff do not see: for a guest a link is made here. What a
    place costs, and who pays, is told to nobody else.
    """
    facts: dict[str, Any] = {"booking_url": links.address_of(booking, to=to, at=at)}
    if to == _address_of_booker(booking) and booking.bill is not None:
        facts["price"] = pounds(booking.price_pence)
        facts["payer"] = booking.bill.payer.name
        facts["order_number"] = booking.bill.order_number
    return facts


def _address_of_booker(booking: Booking) -> str:
    return booking.booker.email if booking.booker is not None else booking.booker_email


def booked_by(ticket: Ticket) -> str:
    """Name whoever booked for this delegate; empty where they booked it themself."""
    booking = ticket.booking
    if ticket.address == _address_of_booker(booking):
        return ""
    known = [booking.booker_name, booking.organisation]
    return ", ".join(word for word in known if word)


def way_out(booking: Booking, *, at: datetime) -> date | None:
    """Return the last day on which everything comes back, the date having changed.

    None where nothing was paid, or that time is over.
    """
    until = cancellation.whole_until(booking.terms)
    if until is None or until <= at or not booking.price_pence:
        return None
    return clock.uk_day(until - timedelta(seconds=1))
