"""Feeds: an address of one's own that calendar programs look at by themselves.

The token opens one person's events to whoever has it, so it is kept hashed, shown
once, and can be made anew or stopped. It dies with the account.
"""

from datetime import datetime, timedelta

from django.db import transaction

from events.models import BookingStatus, CalendarFeed, EventStatus, Ticket
from portal.accounts.models import User
from portal.core import tokens

# What is past stays for a while, or a calendar would lose last week.
KEPT = timedelta(days=92)


@transaction.atomic
def renew(user: User, *, at: datetime) -> str:
    """Make the address, or make it anew; return the token, which is not kept."""
    token = tokens.new()
    CalendarFeed.objects.update_or_create(
        user=user, defaults={"token": tokens.hashed(token), "made_at": at}
    )
    return token


def stop(user: User) -> None:
    CalendarFeed.objects.filter(user=user).delete()


def find(token: str) -> CalendarFeed | None:
    return (
        CalendarFeed.objects.select_related("user")
        .filter(token=tokens.hashed(token), user__is_active=True)
        .first()
    )


def tickets_in(feed: CalendarFeed, *, at: datetime) -> list[Ticket]:
    tickets = (
        Ticket.objects.of(feed.user)
        .kept()
        .filter(
            booking__status=BookingStatus.CONFIRMED,
            event__status=EventStatus.PUBLISHED,
            event__ends_at__gt=at - KEPT,
        )
        .select_related("booking", "event")
        .prefetch_related("event__event_sessions")
    )
    return list(tickets.order_by("event__starts_at"))
