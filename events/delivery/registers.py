"""Registers: who came, sitting by sitting.

A mark is saved by compare-and-set on the version its writer saw: two trainers may
work at once, each on other people, and where both marked the same person the later
one is shown what the first one said. Every tap carries an identity of its own, so a
phone on a bad line may send it again and again, and it counts once.
"""

from datetime import datetime
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from events import signals
from events.errors import StepRefused
from events.models import (
    CAME,
    PARTLY,
    Attendance,
    EventSession,
    Mark,
    RegisterMark,
)
from portal.accounts.models import User
from portal.core import clock, history
from portal.core.words import minutes_between

from . import register_lines

ANSWER = RegisterMark.Outcome
CLOSED = "This register is closed. Open it again to change a mark."


def minutes_attended(attendance: Attendance) -> int:
    """Return real minutes of the sitting, less what was missed; clock changes count."""
    if not attendance.came:
        return 0
    return max(length_of(attendance.event_session) - attendance.minutes_missed, 0)


def length_of(event_session: EventSession) -> int:
    return minutes_between(event_session.starts_at, event_session.ends_at)


# --- Marking ---------------------------------------------------------------


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
    the phone's clock is only kept. Raises StepRefused before the day and once the
    register is closed.
    """
    known = RegisterMark.objects.filter(operation=operation).first()
    if known is not None:
        return known
    tap = RegisterMark(
        operation=operation,
        attendance=attendance,
        mark=mark,
        minutes_missed=minutes_missed if mark in PARTLY else 0,
        seen_version=seen_version,
        tapped_at=tapped_at,
        received_at=at,
        by=by,
    )
    try:
        with transaction.atomic():
            return _save(tap, at=at)
    except IntegrityError:
        # The same tap came twice at once; the other one has been saved.
        return RegisterMark.objects.get(operation=operation)


def _save(tap: RegisterMark, *, at: datetime) -> RegisterMark:
    attendance = tap.attendance
    take_turn(attendance.event_session, at=at)
    if tap.minutes_missed > length_of(attendance.event_session):
        raise StepRefused("That is longer than the session. Enter fewer minutes.")
    changed = _as_seen(tap).update(
        mark=tap.mark,
        minutes_missed=tap.minutes_missed,
        marked_at=at if tap.mark else None,
        marked_by=tap.by if tap.mark else None,
        version=F("version") + 1,
    )
    attendance.refresh_from_db(
        fields=["mark", "minutes_missed", "marked_at", "marked_by", "version"]
    )
    # Two trainers who said the same have nothing to settle.
    same = (attendance.mark, attendance.minutes_missed) == (
        tap.mark,
        tap.minutes_missed,
    )
    tap.outcome = ANSWER.APPLIED if changed or same else ANSWER.CONFLICT
    tap.left_version = attendance.version
    tap.save()
    return tap


def _as_seen(tap: RegisterMark) -> QuerySet[Attendance]:
    """Return the line, or nothing when somebody has marked it since it was seen."""
    return Attendance.objects.filter(pk=tap.attendance_id, version=tap.seen_version)


def take_turn(event_session: EventSession, *, at: datetime) -> None:
    """Let marking and closing take turns, so that no mark slips past a closing.

    Writing the sitting's row, as it is, holds it until the transaction ends.
    """
    if at < opens_at(event_session):
        raise StepRefused("This register opens on the day.")
    if not EventSession.objects.filter(
        pk=event_session.pk, register_closed_at__isnull=True
    ).update(register_closed_at=None):
        raise StepRefused(CLOSED)


def opens_at(event_session: EventSession) -> datetime:
    """Return the first moment of the sitting's day, or of its doors when earlier."""
    return min(
        clock.start_of_uk_day(clock.uk_day(event_session.starts_at)),
        event_session.event.join_opens_at,
    )


@transaction.atomic
def confirm_proposals(event_session: EventSession, *, by: User, at: datetime) -> int:
    """Mark everybody present whom the joining button noted and nobody marked yet."""
    take_turn(event_session, at=at)
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


# --- Closing ---------------------------------------------------------------


@transaction.atomic
def close(event_session: EventSession, *, by: User, at: datetime) -> EventSession:
    """Close the register: who is not marked was not there, and records go out.

    Closing twice is no fault, and nobody is credited twice.
    """
    if at < event_session.starts_at:
        raise StepRefused("This session has not begun, so its register stays open.")
    closed = EventSession.objects.filter(
        pk=event_session.pk, register_closed_at__isnull=True
    ).update(register_closed_at=at, register_closed_by=by)
    event_session.refresh_from_db()
    if not closed:
        return event_session
    register_lines.open_register(event_session)
    event_session.attendances.filter(mark=Mark.NONE).update(
        mark=Mark.ABSENT, marked_at=at, marked_by=by, version=F("version") + 1
    )
    came = list(
        event_session.attendances.filter(mark__in=CAME).select_related(
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
def reopen(event_session: EventSession, *, by: User) -> EventSession:
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
