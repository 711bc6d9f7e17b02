"""The messages of the day itself, posted in the verb's transaction."""

from datetime import datetime

from events.models import Booking, Event, JoiningLink, Ticket
from portal.accounts.models import User
from portal.notifications.post import post


def joining_link_changed(booking: Booking, link: JoiningLink, *, at: datetime) -> None:
    """Say that the meeting has moved and the person's own address has not."""
    for ticket in booking.tickets.exclude(email="").select_related("user"):
        post(
            "events/joining_link_changed",
            to=ticket.email,
            subject=booking,
            user=ticket.user,
            facts={"ticket": ticket.pk, "link": link.pk},
            not_after=booking.event.ends_at,
            at=at,
        )


def bundle_published(ticket: Ticket, *, came: bool, at: datetime) -> None:
    """Say that recording and slides are out, to who was there and who was not."""
    kind = "events/bundle_published_came" if came else "events/bundle_published_missed"
    post(
        kind,
        to=ticket.email,
        subject=ticket.booking,
        user=ticket.user,
        facts={"event": ticket.event_id, "ticket": ticket.pk},
        at=at,
    )


def bundle_published_to(event: Event, user: User, *, at: datetime) -> None:
    """Say it to somebody who came by the open door, without a place."""
    post(
        "events/bundle_published_came",
        to=user.email,
        subject=event,
        user=user,
        facts={"event": event.pk, "ticket": None},
        at=at,
    )
