"""Registers: who came, sitting by sitting.

A mark is saved by compare-and-set on the version its writer saw: two trainers may
work at once, each on other people, and where both marked the same person the later
one is shown what the first one said. Every tap carries an identity of its own, so a
phone on a bad line may send it again and again, and it counts once.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F

from events import signals
from events.booking import bookings, places
from events.errors import StepRefused
from events.models import (
    CAME,
    Attendance,
    BookingStatus,
    EventSession,
    Mark,
    RegisterMark,
    Ticket,
    TicketType,
)
from portal.accounts.models import User
from portal.core import history

ANSWER = RegisterMark.Outcome


@dataclass(frozen=True)
class Counts:
    expected: int
    came: int
    absent: int
    proposed: int

    @property
    def open(self) -> int:
        return self.expected - self.came - self.absent


@transaction.atomic
def open_register(event_session: EventSession) -> list[Attendance]:
    """Return a line for everybody with a place, made now where there was none.

    Opening it again adds those who booked meanwhile and leaves the rest alone.
    """
    missing = (
        Ticket.objects.kept()
        .filter(event=event_session.event_id, booking__status=BookingStatus.CONFIRMED)
        .exclude(attendances__event_session=event_session)
    )
    Attendance.objects.bulk_create(
        (
            Attendance(
                event_session=event_session,
                ticket=ticket,
                user_id=ticket.user_id,
                name=ticket.name,
            )
            for ticket in missing
        ),
        ignore_conflicts=True,
    )
    return lines(event_session)


def lines(event_session: EventSession) -> list[Attendance]:
    """Return the lines by name, without those whose place was given up unmarked."""
    found = (
        event_session.attendances.select_related("ticket__member")
        .exclude(ticket__released_at__isnull=False, mark=Mark.NONE)
        .order_by("name", "pk")
    )
    return list(found)


def counts(found: Iterable[Attendance]) -> Counts:
    rows = list(found)
    return Counts(
        expected=len(rows),
        came=sum(1 for row in rows if row.mark in CAME),
        absent=sum(1 for row in rows if row.mark == Mark.ABSENT),
        proposed=sum(1 for row in rows if row.is_proposal),
    )


def mark(
    attendance: Attendance,
    mark: Mark,
    *,
    by: User,
    at: datetime,
    seen_version: int,
    operation: UUID,
    tapped_at: datetime | None = None,
    minutes_missed: int = 0,
) -> RegisterMark:
    """Save one tap. The answer says whether it was applied or met another mark.

    A tap that came before returns the answer it had then. Server time decides;
    the phone's clock is only kept. Raises StepRefused once the register is closed.
    """
    known = RegisterMark.objects.filter(operation=operation).first()
    if known is not None:
        return known
    try:
        with transaction.atomic():
            return _mark(
                attendance,
                mark,
                by=by,
                at=at,
                seen_version=seen_version,
                operation=operation,
                tapped_at=tapped_at,
                minutes_missed=minutes_missed,
            )
    except IntegrityError:
        # The same tap came twice at once; the other one has been saved.
        return RegisterMark.objects.get(operation=operation)


def _mark(
    attendance: Attendance,
    mark: Mark,
    *,
    by: User,
    at: datetime,
    seen_version: int,
    operation: UUID,
    tapped_at: datetime | None,
    minutes_missed: int,
) -> RegisterMark:
    open_still = EventSession.objects.filter(
        pk=attendance.event_session_id, register_closed_at__isnull=True
    )
    if not open_still.exists():
        raise StepRefused("This register is closed. Open it again to change a mark.")
    changed = Attendance.objects.filter(pk=attendance.pk, version=seen_version).update(
        mark=mark,
        minutes_missed=minutes_missed if mark in {Mark.LATE, Mark.LEFT_EARLY} else 0,
        marked_at=at if mark else None,
        marked_by=by if mark else None,
        version=F("version") + 1,
    )
    attendance.refresh_from_db()
    same = attendance.mark == mark
    return RegisterMark.objects.create(
        operation=operation,
        attendance=attendance,
        mark=mark,
        seen_version=seen_version,
        tapped_at=tapped_at,
        received_at=at,
        by=by,
        # Two trainers who said the same have nothing to settle.
        outcome=ANSWER.APPLIED if changed or same else ANSWER.CONFLICT,
    )


@transaction.atomic
def confirm_proposals(event_session: EventSession, *, by: User, at: datetime) -> int:
    """Mark everybody present whom the joining button noted and nobody marked yet."""
    _refuse_if_closed(event_session)
    confirmed = event_session.attendances.proposed().update(
        mark=Mark.PRESENT, marked_at=at, marked_by=by, version=F("version") + 1
    )
    history.record(
        event_session.event,
        "events.proposals_confirmed",
        by=by,
        facts={"session": event_session.number, "people": confirmed},
    )
    return confirmed


@transaction.atomic
def add_walk_in(
    event_session: EventSession,
    *,
    name: str,
    email: str,
    agency: str,
    ticket_type: TicketType,
    by: User,
    at: datetime,
) -> Attendance:
    """Give somebody who stands at the door a place, if there is one, and mark them.

    Raises EventFull or AlreadyBooked; the limit holds for walk-ins too.
    """
    _refuse_if_closed(event_session)
    booking = bookings.book_for(
        event_session.event,
        ticket_type=ticket_type,
        delegate=places.Delegate(name=name, email=email.strip().lower()),
        by=by,
        at=at,
        walk_in=True,
    )
    ticket = booking.tickets.get()
    if agency:
        Ticket.objects.filter(pk=ticket.pk).update(agency=agency)
    return Attendance.objects.create(
        event_session=event_session,
        ticket=ticket,
        name=name,
        mark=Mark.PRESENT,
        marked_at=at,
        marked_by=by,
        version=1,
    )


@transaction.atomic
def close(event_session: EventSession, *, by: User, at: datetime) -> EventSession:
    """Close the register: who is not marked was not there, and records go out.

    Closing twice is no fault, and nobody is credited twice.
    """
    closed = EventSession.objects.filter(
        pk=event_session.pk, register_closed_at__isnull=True
    ).update(register_closed_at=at, register_closed_by=by)
    event_session.refresh_from_db()
    if not closed:
        return event_session
    open_register(event_session)
    event_session.attendances.filter(mark=Mark.NONE).update(
        mark=Mark.ABSENT, marked_at=at, marked_by=by, version=F("version") + 1
    )
    came = list(
        event_session.attendances.came().select_related(
            "ticket", "event_session__event"
        )
    )
    history.record(
        event_session.event,
        "events.register_closed",
        by=by,
        facts={"session": event_session.number, "came": len(came)},
    )
    for attendance in came:
        signals.attendance_recorded.send(sender=Attendance, attendance=attendance)
    return event_session


@transaction.atomic
def reopen(event_session: EventSession, *, by: User, at: datetime) -> EventSession:
    """Open a closed register again, to put a mark right."""
    opened = EventSession.objects.filter(
        pk=event_session.pk, register_closed_at__isnull=False
    ).update(register_closed_at=None, register_closed_by=None)
    event_session.refresh_from_db()
    if opened:
        history.record(
            event_session.event,
            "events.register_reopened",
            by=by,
            facts={"session": event_session.number},
        )
    return event_session


def minutes_attended(attendance: Attendance) -> int:
    """Return real minutes of the sitting, less what was missed; clock changes count."""
    if not attendance.came:
        return 0
    sitting = attendance.event_session
    length = int((sitting.ends_at - sitting.starts_at).total_seconds() // 60)
    return max(length - attendance.minutes_missed, 0)


def _refuse_if_closed(event_session: EventSession) -> None:
    if EventSession.objects.filter(
        pk=event_session.pk, register_closed_at__isnull=False
    ).exists():
        raise StepRefused("This register is closed. Open it again to change a mark.")
