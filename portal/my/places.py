"""Places: what has this person booked, been offered or is waiting for?"""

from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from events.models import (
    CAME,
    Attendance,
    Booking,
    BookingStatus,
    Bundle,
    HoldReason,
    Ticket,
    WaitingListEntry,
)
from portal.accounts.models import User


def _all(user: User) -> QuerySet[Ticket]:
    return Ticket.objects.of(user).select_related("booking", "event")


def _given(at: datetime) -> Q:
    """Return what gives a place: confirmed, or held by a hold that still lives."""
    return Q(booking__status=BookingStatus.CONFIRMED) | Q(
        booking__status=BookingStatus.HELD, booking__held_until__gt=at
    )


def coming(user: User, *, at: datetime) -> QuerySet[Ticket]:
    return (
        _all(user)
        .filter(_given(at), released_at__isnull=True, event__ends_at__gt=at)
        .order_by("event__starts_at", "pk")
    )


def past(user: User, *, at: datetime) -> QuerySet[Ticket]:
    """Return what is over, with `was_there` by the register and `is_kept`."""
    came = Attendance.objects.filter(ticket=OuterRef("pk"), mark__in=CAME)
    kept = Bundle.objects.filter(event=OuterRef("event"), published_at__isnull=False)
    return (
        _all(user)
        .annotate(was_there=Exists(came), is_kept=Exists(kept))
        .filter(
            booking__status=BookingStatus.CONFIRMED,
            released_at__isnull=True,
            event__ends_at__lte=at,
        )
        .order_by("-event__starts_at", "-pk")
    )


def gone(user: User) -> QuerySet[Ticket]:
    """Return what was cancelled, and offers that ended."""
    ended = [BookingStatus.CANCELLED, BookingStatus.LAPSED]
    return (
        _all(user)
        .filter(booking__status__in=ended)
        .order_by("-event__starts_at", "-pk")
    )


def for_others(user: User, *, at: datetime) -> QuerySet[Booking]:
    """Return the bookings of places on which others come, with how many have a name.

    Each comes with `kept` and `named`.
    """
    kept = Q(tickets__released_at__isnull=True)
    theirs = Q(tickets__email=user.email) | Q(tickets__user=user)
    mine = Q(booker=user) | Q(booker=None, booker_email=user.email)
    return (
        Booking.objects.live_at(at)
        .filter(mine, event__ends_at__gt=at)
        .select_related("event")
        .annotate(
            kept=Count("tickets", filter=kept),
            named=Count("tickets", filter=kept & ~Q(tickets__email="")),
            others=Count("tickets", filter=kept & ~theirs),
        )
        .filter(others__gt=0)
        .order_by("event__starts_at", "pk")
    )


def waiting(user: User, *, at: datetime) -> QuerySet[WaitingListEntry]:
    entries = WaitingListEntry.objects.waiting().with_place_in_line()
    return (
        entries.filter(user=user, event__ends_at__gt=at)
        .select_related("event")
        .order_by("event__starts_at", "pk")
    )


def is_offer(ticket: Ticket) -> bool:
    """Say whether the person has an answer to give; the hold is known to live."""
    booking = ticket.booking
    return booking.status == BookingStatus.HELD and booking.reason == HoldReason.OFFER
