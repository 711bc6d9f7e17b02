"""Declining: the link in an offer's mail that lets the place go by one press.

Signed for this purpose and this offer alone, so nothing is stored. Opening it shows
what it would do; only the press of its button does it, since mail scanners open links.
"""

from django.core import signing

from events.models import Booking

SALT = "events.offer.decline"


def token_of(booking: Booking) -> str:
    return signing.Signer(salt=SALT).sign(booking.reference)


def find(token: str) -> Booking | None:
    """Return the booking that the link of an offer's mail is about."""
    try:
        reference = signing.Signer(salt=SALT).unsign(token)
    except signing.BadSignature:
        return None
    rows = Booking.objects.select_related("event", "booker", "bill")
    return rows.filter(reference=reference).first()
