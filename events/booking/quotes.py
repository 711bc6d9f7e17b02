"""Quotes: what places would cost, on paper, for those who write purchase orders."""

from datetime import datetime, timedelta

from events.catalogue import lines
from events.errors import StepRefused
from events.models import Booking
from portal.core import clock
from portal.core.words import count_of, uk_date
from portal.payments import documents
from portal.rendering.words import file_name

HOW = (
    "Send us the number of your purchase order by {last}. The link in our mail to the "
    "finance contact takes it, and so does the page of the booking. Then the places "
    "are confirmed, and the invoice goes out."
)
OTHERWISE = (
    "Without a number by then, the places go to others. Name {reference} in anything "
    "you send."
)


def may_quote(booking: Booking, *, at: datetime) -> bool:
    return booking.is_held(at) and booking.bill is not None


def name_of(booking: Booking) -> str:
    return file_name(f"Quote {booking.reference}", "pdf")


def quote_pdf(booking: Booking, *, at: datetime) -> bytes:
    """Return the quote for places that are kept. Raises StepRefused for others."""
    if booking.bill is None or booking.held_until is None:
        raise StepRefused("There is nothing to quote: these places are not kept.")
    last = uk_date(clock.uk_day(booking.held_until - timedelta(seconds=1)))
    number = booking.tickets.kept().count()
    facts = [
        ("For", booking.event.title),
        ("When", lines.when(booking.event)),
        ("Where", lines.where(booking.event)),
        ("Places", count_of(number, "place,places")),
        ("Kept until", last),
    ]
    return documents.quote_pdf(
        booking.bill,
        number=booking.reference,
        facts=facts,
        how_to_order=[
            HOW.format(last=last),
            OTHERWISE.format(reference=booking.reference),
        ],
        at=at,
    )
