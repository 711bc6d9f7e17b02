"""The door: what stands behind a joining address at this moment?

One door for each sitting: it opens the stated minutes before the start and closes at
the end. Asking changes nothing, and says nothing of whom the address was made for.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from events.models import (
    Event,
    EventSession,
    EventStatus,
    JoiningLink,
    Mode,
    Ticket,
    WayIn,
)


class Door(StrEnum):
    SHUT = "shut"
    OPEN = "open"
    NO_LINK = "no_link"
    IN_ROOM = "in_room"
    OVER = "over"
    CANCELLED = "cancelled"
    GIVEN_UP = "given_up"


@dataclass(frozen=True)
class AtDoor:
    """`sitting` is the one that is on or comes next; its door opens at `opens_at`."""

    door: Door
    event: Event
    sitting: EventSession | None = None
    opens_at: datetime | None = None
    link: JoiningLink | None = None
    # Whom the address was made for: for what is noted, never for a page.
    ticket: Ticket | None = None
    notice: str = ""


def behind(token: str, *, at: datetime) -> AtDoor | None:
    """Return what a person's own address leads to; None when there is no such one."""
    ticket = (
        Ticket.objects.filter(join_token=token)
        .select_related("event", "booking")
        .first()
    )
    if ticket is None or ticket.event.is_draft:
        return None
    gives_way_in = ticket.booking.is_confirmed and ticket.released_at is None
    if not gives_way_in and not ticket.event.is_cancelled:
        return AtDoor(Door.GIVEN_UP, ticket.event)
    return of_event(ticket.event, ticket=ticket, at=at)


def behind_open_link(slug: str, *, at: datetime) -> AtDoor | None:
    """Return what the one address of an event without booking leads to."""
    event = (
        Event.objects.filter(slug=slug, way_in=WayIn.OPEN_LINK)
        .exclude(status=EventStatus.DRAFT)
        .first()
    )
    return of_event(event, at=at) if event is not None else None


def of_event(event: Event, *, ticket: Ticket | None = None, at: datetime) -> AtDoor:
    if event.is_cancelled:
        return AtDoor(Door.CANCELLED, event)
    sittings = event.event_sessions.filter(ends_at__gt=at)
    sitting = sittings.order_by("starts_at").first()
    if sitting is None:
        return AtDoor(Door.OVER, event)
    opens_at = sitting.starts_at - timedelta(minutes=event.join_opens_minutes)
    link, door = None, Door.SHUT
    if event.mode == Mode.ROOM:
        door = Door.IN_ROOM
    elif at >= opens_at:
        link = event.joining_links.filter(retired_at__isnull=True).first()
        door = Door.OPEN if link is not None else Door.NO_LINK
    return AtDoor(
        door, event, sitting, opens_at, link, ticket=ticket, notice=_notice(event)
    )


def _notice(event: Event) -> str:
    """Return what staff have put on the door for everybody who stands there."""
    notices = event.door_notices.filter(taken_down_at=None)
    return notices.values_list("words", flat=True).first() or ""
