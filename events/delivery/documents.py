"""Documents: what a record of attendance says, and who has earned one.

It is made from the register on request and kept nowhere, so it always says what the
register says. It states that somebody was there, and is no certificate.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from events.catalogue import lines
from events.models import (
    Attendance,
    AttendancePolicy,
    BookingStatus,
    Event,
    EventSession,
    Mark,
    Ticket,
)
from portal.accounts.models import User
from portal.body import identity
from portal.core import clock
from portal.core.errors import Refused
from portal.core.words import hours_words, in_words, uk_date, uk_when
from portal.rendering.pdf import pdf
from portal.rendering.words import file_name

from . import hours

SMALL_PRINT = (
    "This states attendance. It is not a qualification, and how much of it was "
    "participatory is for the person to say."
)


class NoRecord(Refused):
    """There is no record of attendance, and the message says why."""


@dataclass(frozen=True)
class Record:
    """What the registers of an event say about one person: with a place, or without."""

    event: Event
    name: str
    number: str
    is_cancelled: bool
    sittings: list[tuple[EventSession, Attendance | None]]
    presences: list[hours.Presence]

    @property
    def minutes(self) -> int:
        return sum(hours.worth(self.event.cpd_minutes, self.presences))

    @property
    def is_complete(self) -> bool:
        return all(sitting.register_closed_at for sitting, _ in self.sittings)


def record_of(ticket: Ticket) -> Record:
    """Return what the registers say of a place, in two queries."""
    booking = ticket.booking
    return _record(
        ticket.event,
        ticket.attendances.all(),
        name=ticket.name or ticket.email,
        number=f"Booking {booking.reference}",
        is_cancelled=booking.status != BookingStatus.CONFIRMED,
    )


def record_of_guest(event: Event, user: User) -> Record:
    """Return what the registers say of somebody who came by the open door."""
    return _record(
        event,
        Attendance.objects.filter(event_session__event=event, ticket=None, user=user),
        name=user.name or user.email,
        number=f"Event {event.reference}",
    )


def _record(
    event: Event,
    lines: Iterable[Attendance],
    *,
    name: str,
    number: str,
    is_cancelled: bool = False,
) -> Record:
    sittings = list(event.event_sessions.order_by("starts_at", "pk"))
    found = {line.event_session_id: line for line in lines}
    marked = [(sitting, found.get(sitting.pk)) for sitting in sittings]
    presences = [hours.presence(sitting, line) for sitting, line in marked]
    return Record(event, name, number, is_cancelled, marked, presences)


def why_none(record: Record, *, record_percent: int) -> str:
    """Say why there is no record of attendance, or nothing when there is one."""
    if record.is_cancelled:
        return "This booking was cancelled, so there is no record of attendance."
    if not record.is_complete:
        return (
            "The register is not closed yet. Your record of attendance is here as "
            "soon as it is."
        )
    if not any(presence.attended for presence in record.presences):
        return (
            "The register does not show you as there. Write to us if you were, and "
            "we look into it."
        )
    if hours.per_cent(record.presences) < record_percent:
        return (
            f"A record of attendance needs {record_percent} per cent of the event, "
            "and the register shows less. What you were there for still counts in "
            "your CPD record."
        )
    return ""


def has_record(record: Record) -> bool:
    percent = AttendancePolicy.load().record_percent
    return not why_none(record, record_percent=percent)


def attendance_record(record: Record, *, at: datetime) -> bytes:
    """Return the record as PDF. Raises NoRecord when there is none, with the reason."""
    reason = why_none(record, record_percent=AttendancePolicy.load().record_percent)
    if reason:
        raise NoRecord(reason)
    return pdf("events/attendance_record.typ", _facts(record, at=at))


def attendance_record_name(event: Event) -> str:
    return file_name(f"Record of attendance {event.slug}", "pdf")


def _facts(record: Record, *, at: datetime) -> dict[str, object]:
    event, body = record.event, identity.current()
    number = len(record.sittings)
    parts = "the event" if number == 1 else f"all {in_words(number)} sittings"
    if any(not presence.attended for presence in record.presences):
        parts = "part of the event"
    facts = [
        ("When", lines.when(event)),
        ("Where", event.venue or event.get_mode_display()),
        ("CPD", hours_words(record.minutes) if record.minutes else "None stated"),
        ("Who it was for", event.audience),
        ("Organised by", event.host or body.name),
    ]
    made = (
        f"Made on {uk_date(clock.uk_day(at))} from the register, which was closed on "
        f"{uk_date(_closed_on(record))}."
    )
    return {
        "title": f"Record of attendance: {event.title}",
        **body.letterhead,
        "foot": record.number,
        "name": record.name,
        "statement": f"was there for {parts}, as the register shows.",
        "event": event.title,
        "facts": [fact for fact in facts if fact[1]],
        "sittings": [_row(*sitting) for sitting in record.sittings],
        "small": [
            made,
            SMALL_PRINT,
        ],
    }


def _row(sitting: EventSession, line: Attendance | None) -> tuple[str, str, str]:
    mark = Mark(line.mark) if line is not None else Mark.ABSENT
    return (
        str(sitting),
        uk_when(sitting.starts_at, sitting.ends_at),
        (Mark.ABSENT if mark == Mark.NONE else mark).label,
    )


def _closed_on(record: Record) -> datetime | None:
    moments = [sitting.register_closed_at for sitting, _ in record.sittings]
    return max(moment for moment in moments if moment is not None)
