"""Links: what opens a booking to somebody who booked it without an account.

The token is made while a mail is written, and stands in that mail alone. Whoever holds
it may do with the booking what its booker may.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from events.models import Booking, BookingLink
from portal.core import tokens

# Long enough for the receipt and what came back; what is left then needs an account.
OPENS_AFTERWARDS = timedelta(days=90)


def make(booking: Booking, *, at: datetime) -> str:
    """Return the clear token of a new link; those made before go on working."""
    token = tokens.new()
    BookingLink.objects.create(booking=booking, token=tokens.hashed(token), made_at=at)
    return token


def find(token: str, *, at: datetime) -> Booking | None:
    """Return the booking that a link opens, if it still opens anything."""
    link = (
        BookingLink.objects.filter(
            token=tokens.hashed(token),
            booking__event__ends_at__gt=at - OPENS_AFTERWARDS,
        )
        .select_related("booking__event", "booking__bill__payer")
        .first()
    )
    return link.booking if link is not None else None


def of_address(email: str, *, at: datetime) -> QuerySet[Booking]:
    """Return what was booked from this address without an account, and still opens."""
    return (
        Booking.objects.filter(
            booker=None,
            booker_email=email,
            event__ends_at__gt=at - OPENS_AFTERWARDS,
        )
        .select_related("event")
        .order_by("event__starts_at", "pk")
    )


def address_of(booking: Booking, *, to: str, at: datetime) -> str:
    """Return where the reader of a mail sees the booking: by a link, or signed in."""
    if booking.booker_id is None and to == booking.booker_email:
        path = reverse("events:guest-booking", args=[make(booking, at=at)])
    else:
        path = booking.get_absolute_url()
    return f"{settings.BASE_URL}{path}"
