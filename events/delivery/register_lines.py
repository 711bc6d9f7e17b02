"""Register lines: who stands on a register, and what has been said of each."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q

from events.models import (
    PARTLY,
    Attendance,
    BookingStatus,
    EventSession,
    EventStatus,
    Mark,
    RegisterMark,
    Ticket,
)
from portal.accounts.models import User
from portal.core import clock, finding


@dataclass(frozen=True)
class Counts:
    """How many stand on the register, and what has been said of them."""

    present: int
    partly: int
    absent: int
    open: int
    proposed: int

    @property
    def came(self) -> int:
        return self.present + self.partly

    @property
    def all(self) -> int:
        return self.came + self.absent + self.open


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
    found = event_session.attendances.select_related(
        "ticket__member", "user__member"
    ).exclude(ticket__released_at__isnull=False, mark=Mark.NONE)
    return sorted(found, key=lambda line: (finding.fold(line.who), line.pk))


def of_trainer(user: User) -> list[EventSession]:
    """Return the sittings of the events that somebody trains, soonest first."""
    return list(
        EventSession.objects.filter(event__trainers=user)
        .exclude(event__status=EventStatus.DRAFT)
        .select_related("event")
        .annotate(
            expected=Count(
                "event__tickets",
                filter=Q(
                    event__tickets__released_at__isnull=True,
                    event__tickets__booking__status=BookingStatus.CONFIRMED,
                ),
            )
        )
        .order_by("starts_at", "pk")
    )


@dataclass(frozen=True)
class Group:
    title: str
    sittings: list[EventSession]


def by_time(sittings: Iterable[EventSession], *, at: datetime) -> list[Group]:
    """Return what is on today first, then what is to be closed, to come, and done."""
    today = clock.uk_day(at)
    groups: dict[str, list[EventSession]] = {
        "Today": [],
        "Still to close": [],
        "To come": [],
        "Closed": [],
    }
    for sitting in sittings:
        if sitting.event.is_cancelled:
            continue
        day = clock.uk_day(sitting.starts_at)
        if sitting.register_closed_at is not None:
            groups["Closed"].insert(0, sitting)
        elif day == today:
            groups["Today"].append(sitting)
        else:
            groups["To come" if day > today else "Still to close"].append(sitting)
    return [Group(title, rows) for title, rows in groups.items() if rows]


def to_do(sittings: Iterable[EventSession], *, at: datetime) -> list[Group]:
    """Return what a trainer has to do: today, to be closed, and what comes next."""
    return [
        Group("Next", group.sittings[:1]) if group.title == "To come" else group
        for group in by_time(sittings, at=at)
        if group.title != "Closed"
    ]


def found_in(rows: Iterable[Attendance], query: str) -> list[Attendance]:
    """Return the lines whose name or agency holds every word of the query."""
    words = finding.words_of(query)
    return [row for row in rows if finding.holds(f"{row.who} {row.agency}", words)]


def counts(rows: Iterable[Attendance]) -> Counts:
    marks = [(row.mark, row.is_proposal) for row in rows]
    return Counts(
        present=sum(mark == Mark.PRESENT for mark, _ in marks),
        partly=sum(mark in PARTLY for mark, _ in marks),
        absent=sum(mark == Mark.ABSENT for mark, _ in marks),
        open=sum(mark == Mark.NONE for mark, _ in marks),
        proposed=sum(proposed for _, proposed in marks),
    )


def conflicts(event_session: EventSession) -> list[RegisterMark]:
    """Return the taps that met another mark and that nobody has settled yet.

    The next mark on the line settles it, whichever of the two it keeps. Of several
    taps of one trainer on one line the last is what was meant.
    """
    later = RegisterMark.objects.filter(
        attendance=OuterRef("attendance"),
        pk__gt=OuterRef("pk"),
        outcome=RegisterMark.Outcome.APPLIED,
    )
    found = (
        RegisterMark.objects.filter(
            attendance__event_session=event_session,
            outcome=RegisterMark.Outcome.CONFLICT,
        )
        .exclude(Exists(later))
        .exclude(
            attendance__mark=F("mark"), attendance__minutes_missed=F("minutes_missed")
        )
        .select_related(
            "attendance__ticket__member",
            "attendance__user__member",
            "attendance__marked_by",
            "by",
        )
        .order_by("pk")
    )
    return list({(tap.attendance_id, tap.by_id): tap for tap in found}.values())
