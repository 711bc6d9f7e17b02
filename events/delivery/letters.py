"""Letters: what the messages of the day say, and whether they are still true.

None carries the meeting platform's own address: our address stays the same, and
leads to wherever the meeting is when its button is pressed.
"""

from datetime import datetime

from django.conf import settings

from events.catalogue import lines
from events.models import JoiningLink, Ticket
from portal.notifications.kinds import Kind, Prepared, declare
from portal.notifications.models import Message


def declare_kinds() -> None:
    declare(
        Kind(
            "events/joining_link_changed", "Joining link changed", _joining_link_changed
        )
    )


def _joining_link_changed(message: Message, at: datetime) -> Prepared | None:
    ticket = (
        Ticket.objects.select_related("booking", "event", "user")
        .filter(pk=message.facts["ticket"], released_at__isnull=True)
        .first()
    )
    if ticket is None or not ticket.booking.is_confirmed:
        return None
    event = ticket.event
    # Changed again meanwhile: the message about the newer link says it all.
    newest = JoiningLink.objects.filter(
        pk=message.facts["link"], retired_at__isnull=True
    )
    if event.is_cancelled or event.is_over(at) or not newest.exists():
        return None
    zone = ticket.user.time_zone if ticket.user else ""
    return Prepared(
        {
            "event": event,
            "when": lines.when(event),
            "facts": lines.facts_of(event, zone=zone),
            "ticket": ticket,
            "booking_url": settings.BASE_URL + ticket.booking.get_absolute_url(),
            "join_url": settings.BASE_URL + ticket.get_join_url(),
        }
    )
