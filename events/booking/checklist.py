"""Checklist: what staff should look at before and while people book an event.

`event_changes.what_is_missing` keeps a draft from being published; what stands here
does not, but somebody will ask about it. Nothing here asks the database.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from events.models import Event, EventSession, Mode, TicketType, WayIn, Who
from portal.core.words import hours_words, minutes_between, uk_datetime


@dataclass(frozen=True)
class Circumstances:
    """What is known about the event besides its own fields."""

    event_sessions: Sequence[EventSession]
    ticket_types: Sequence[TicketType]
    invited: int
    has_joining_link: bool
    taken: int


def worth_a_look(event: Event, known: Circumstances, *, at: datetime) -> list[str]:
    """List, in sentences, what is likely to be a slip."""
    if event.is_cancelled or event.is_over(at):
        return []
    return [
        *_about_booking_times(event, at=at),
        *_about_tickets(event, known),
        *_about_joining(event, known),
        *_about_hours(event, known),
    ]


def _about_booking_times(event: Event, *, at: datetime) -> list[str]:
    found = []
    closes = event.booking_closes_at
    if closes is not None and closes > event.starts_at:
        found.append(
            f"Booking closes on {uk_datetime(closes)}, after the event has started."
        )
    if event.closes_at <= at:
        found.append("Booking has closed, so nobody can book or join the waiting list.")
    elif event.booking_opens_at and event.booking_opens_at >= event.starts_at:
        found.append("Booking opens only once the event has started.")
    return found


def _about_tickets(event: Event, known: Circumstances) -> list[str]:
    if event.host or event.way_in in {WayIn.OPEN_LINK, WayIn.COMMISSIONED}:
        return []
    found = []
    if event.capacity == 0:
        found.append(
            "The capacity is 0, so nobody can book. Leave it empty for no limit."
        )
    for_all = [kind for kind in known.ticket_types if kind.who != Who.STAFF]
    if known.ticket_types and not for_all:
        found.append(
            "Every ticket type is given by staff alone: nobody can book, and once the "
            "event is full nobody can wait."
        )
    members = {Who.MEMBERS, Who.MEMBER_PRICE}
    if (
        event.way_in == WayIn.PUBLIC
        and for_all
        and members.issuperset(kind.who for kind in for_all)
    ):
        found.append(
            "Anyone may book, but every ticket type is for members. Add one for anyone."
        )
    quotas = [kind.quota for kind in known.ticket_types]
    if event.capacity and quotas and None not in quotas:
        sold = sum(quota for quota in quotas if quota is not None)
        if sold < event.capacity:
            found.append(
                f"The ticket types allow {sold} places together, fewer than the "
                f"capacity of {event.capacity}."
            )
    if event.way_in == WayIn.INVITATION and not known.invited:
        found.append("Nobody is invited yet, and the event is not listed.")
    return found


def _about_joining(event: Event, known: Circumstances) -> list[str]:
    online = event.mode in {Mode.ONLINE, Mode.BOTH}
    if online and not event.host and not known.has_joining_link:
        return ["There is no joining link yet. Nobody sees it before the doors open."]
    return []


def _about_hours(event: Event, known: Circumstances) -> list[str]:
    length = sum(
        minutes_between(row.starts_at, row.ends_at) for row in known.event_sessions
    )
    if known.event_sessions and event.cpd_minutes > length:
        counts = hours_words(event.cpd_minutes)
        return [f"It counts for {counts} of CPD but lasts {hours_words(length)}."]
    return []
