"""Policies: the numbers of booking that staff may change, as they stand now."""

from events.models import BookingPolicy
from portal.core import remembered

KEY = "booking-policy"


def booking_policy() -> BookingPolicy:
    """Return the policy; another process may act on the old one for half a minute."""
    return remembered.remembered(KEY, BookingPolicy.load)


def forget() -> None:
    remembered.forget()
