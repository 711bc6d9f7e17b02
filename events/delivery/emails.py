"""The messages of the day itself, posted in the verb's transaction."""

from datetime import datetime

from events.models import Booking, JoiningLink
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
