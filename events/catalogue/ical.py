"""Calendar entries: how does an event look to somebody's calendar program?

A mail carries the entry of one ticket (REQUEST, later CANCEL): its identity is the
ticket's and the sitting's number, for life, and the ticket counts its sequence.
What anybody may fetch is PUBLISH, names nobody and leads to a page of ours. Times
are in UTC, which every program reads alike on both sides of the clock changes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parseaddr

from django.conf import settings
from icalendar import Calendar, vCalAddress, vText
from icalendar import Event as Entry

from events.models import Event, Mode, Ticket
from portal.body import identity
from portal.core import history

MEDIA_TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Portal//Events//EN"
# Part of an identity that lasts for life, so it follows no setting.
HOUSE = "portal"
CHANGES = ("events.dates_changed", "events.details_changed", "events.event_cancelled")


@dataclass(frozen=True)
class EntryDate:
    """One date of an entry: a row that stands, or one that has been dropped."""

    number: int
    starts_at: datetime
    ends_at: datetime
    title: str = ""


@dataclass(frozen=True)
class Way:
    """Where an entry leads, and what for. The door itself is for one person alone."""

    url: str
    words: str
    is_door: bool = False


def dates_of(event: Event) -> list[EntryDate]:
    return [
        EntryDate(row.number, row.starts_at, row.ends_at, row.title)
        for row in event.event_sessions.all()
    ]


# --- In a mail, for one person ---------------------------------------------


def request(ticket: Ticket, sittings: Sequence[EntryDate], *, at: datetime) -> bytes:
    """Put the sittings into the delegate's calendar, or move those that are there."""
    return _personal(ticket, sittings, method="REQUEST", status="CONFIRMED", at=at)


def cancel(ticket: Ticket, sittings: Sequence[EntryDate], *, at: datetime) -> bytes:
    """Take the sittings out of the delegate's calendar."""
    return _personal(ticket, sittings, method="CANCEL", status="CANCELLED", at=at)


def _personal(
    ticket: Ticket,
    sittings: Sequence[EntryDate],
    *,
    method: str,
    status: str,
    at: datetime,
) -> bytes:
    calendar = _calendar(method)
    for sitting in sittings:
        entry = _entry(
            ticket.event,
            sitting,
            uid=_uid_of_ticket(ticket, sitting),
            sequence=ticket.sequence,
            status=status,
            way=_door(ticket),
            several=len(sittings) > 1,
            at=at,
        )
        entry.add("attendee", _delegate(ticket))
        calendar.add_component(entry)
    return calendar.to_ical()


def _delegate(ticket: Ticket) -> vCalAddress:
    who = vCalAddress(f"mailto:{ticket.address}")
    if ticket.name:
        who.params["CN"] = _plain(ticket.name)
    who.params["CUTYPE"] = vText("INDIVIDUAL")
    who.params["ROLE"] = vText("REQ-PARTICIPANT")
    # The place is booked already, so there is nothing to answer.
    who.params["PARTSTAT"] = vText("ACCEPTED")
    who.params["RSVP"] = vText("FALSE")
    return who


# --- To be fetched ---------------------------------------------------------


def of_ticket(ticket: Ticket, *, at: datetime) -> bytes:
    """Return the delegate's own entry to put in by hand: the same one as the mail's."""
    calendar = _calendar("PUBLISH")
    sittings = dates_of(ticket.event)
    for sitting in sittings:
        calendar.add_component(
            _entry(
                ticket.event,
                sitting,
                uid=_uid_of_ticket(ticket, sitting),
                sequence=ticket.sequence,
                status="CONFIRMED",
                way=_door(ticket),
                several=len(sittings) > 1,
                at=at,
            )
        )
    return calendar.to_ical()


def of_event(event: Event, *, at: datetime) -> bytes:
    """Return the event as anybody may have it: it leads to the event's page."""
    calendar = _calendar("PUBLISH")
    changes = history.of(event).filter(action__in=CHANGES).count()
    sittings = dates_of(event)
    for sitting in sittings:
        calendar.add_component(
            _entry(
                event,
                sitting,
                uid=_uid_of_event(event, sitting),
                sequence=changes,
                status="CANCELLED" if event.is_cancelled else "CONFIRMED",
                way=Way(_absolute(event.get_absolute_url()), "The event and booking:"),
                several=len(sittings) > 1,
                at=at,
            )
        )
    return calendar.to_ical()


def feed(tickets: Iterable[Ticket], *, name: str, uid: str, at: datetime) -> bytes:
    """Return one person's events for a calendar that looks here again by itself.

    Whoever has the address can read it, so each entry leads to the booking's page,
    which asks who is there, and no entry holds a joining address.
    """
    calendar = _calendar("PUBLISH")
    calendar.add("uid", uid)
    calendar.add("name", name)
    calendar.add("x-wr-calname", name)
    calendar.add(
        "refresh-interval", timedelta(hours=6), parameters={"VALUE": "DURATION"}
    )
    calendar.add("x-published-ttl", timedelta(hours=6))
    for ticket in tickets:
        sittings = dates_of(ticket.event)
        for sitting in sittings:
            calendar.add_component(
                _entry(
                    ticket.event,
                    sitting,
                    uid=_uid_of_event(ticket.event, sitting),
                    sequence=ticket.sequence,
                    status="CONFIRMED",
                    way=Way(
                        _absolute(ticket.booking.get_absolute_url()),
                        "Your booking, and the way in:",
                    ),
                    several=len(sittings) > 1,
                    at=at,
                )
            )
    return calendar.to_ical()


# --- Parts -----------------------------------------------------------------


def _calendar(method: str) -> Calendar:
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    # A property of the calendar: inside an entry, programs do not see it.
    calendar.add("method", method)
    return calendar


def _entry(
    event: Event,
    sitting: EntryDate,
    *,
    uid: str,
    sequence: int,
    status: str,
    way: Way,
    several: bool,
    at: datetime,
) -> Entry:
    entry = Entry()
    entry.add("uid", uid)
    entry.add("sequence", sequence)
    entry.add("dtstamp", at.astimezone(UTC))
    entry.add("dtstart", sitting.starts_at.astimezone(UTC))
    entry.add("dtend", sitting.ends_at.astimezone(UTC))
    entry.add("summary", _summary(event, sitting, several=several))
    entry.add("status", status)
    entry.add("organizer", _organiser())
    entry.add("location", _where(event, way))
    entry.add("url", way.url)
    # The address on a line of its own, so that every program makes it a link.
    entry.add("description", f"{_plain(event.summary)}\n\n{way.words}\n{way.url}")
    return entry


def _uid_of_ticket(ticket: Ticket, sitting: EntryDate) -> str:
    return f"{ticket.booking.reference}-{ticket.pk}-{sitting.number}@{HOUSE}".lower()


def _uid_of_event(event: Event, sitting: EntryDate) -> str:
    return f"{event.reference}-{sitting.number}@{HOUSE}".lower()


def _summary(event: Event, sitting: EntryDate, *, several: bool) -> str:
    title = _plain(event.title)
    if not several:
        return title
    return f"{title}: {_plain(sitting.title) or f'part {sitting.number}'}"


def _organiser() -> vCalAddress:
    """Name the body, at an address that takes what calendar programs send back."""
    who = vCalAddress(f"mailto:{parseaddr(settings.DEFAULT_FROM_EMAIL)[1]}")
    who.params["CN"] = _plain(identity.current().name)
    return who


def _where(event: Event, way: Way) -> str:
    room = _plain(event.venue or event.place)
    online = way.url if way.is_door else "Online"
    if event.mode == Mode.ROOM:
        return room
    if event.mode == Mode.BOTH:
        return f"{room}, or {online}"
    return online


def _door(ticket: Ticket) -> Way:
    return Way(
        _absolute(ticket.get_join_url()),
        "Your own address, which does not change:",
        is_door=True,
    )


def _plain(text: str) -> str:
    """Return one line without what calendar programs stumble over."""
    visible = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(visible.replace('"', "\N{RIGHT DOUBLE QUOTATION MARK}").split())


def _absolute(path: str) -> str:
    return settings.BASE_URL.rstrip("/") + path
