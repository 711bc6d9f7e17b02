"""Plans: what an event consists of, as staff type it and before it is saved.

Nothing here writes: `schedule` makes rows of a plan, and a plan is read from them.
"""

import hashlib
from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta

from events.models import Event, Topic, Who
from portal.accounts.models import User
from portal.core.clock import UK, uk_day
from portal.core.money import pounds
from portal.core.words import in_uk

# What the editing screen may change. Capacity, dates and status are left out: they
# touch people's places, and have steps of their own.
DESCRIBING = (
    "title",
    "series",
    "course",
    "is_special",
    "format",
    "summary",
    "description",
    "mode",
    "venue",
    "place",
    "audience",
    "audience_short",
    "needs",
    "way_in",
    "host",
    "host_url",
    "booking_opens_at",
    "booking_closes_at",
    "join_opens_minutes",
    "cpd_minutes",
    "suggested_themes",
)
WEEKS_TO_COPY = 4
SATURDAY = 5


@dataclass(frozen=True)
class Sitting:
    """One session as staff typed it; the key of an existing one, if there is one."""

    starts_at: datetime
    ends_at: datetime
    title: str = ""
    key: int | None = None


@dataclass(frozen=True)
class TicketTypeLine:
    name: str
    who: str = Who.MEMBERS
    price_pence: int = 0
    quota: int | None = None
    key: int | None = None

    def __str__(self) -> str:
        limit = "" if self.quota is None else f", at most {self.quota}"
        return f"{self.name} ({Who(self.who).label}, {pounds(self.price_pence)}{limit})"


@dataclass(frozen=True)
class SpeakerLine:
    role: str
    name: str = ""
    contribution: str = ""
    key: int | None = None


@dataclass(frozen=True)
class Plan:
    """What hangs on an event, in the order in which it is shown."""

    sittings: tuple[Sitting, ...] = ()
    ticket_types: tuple[TicketTypeLine, ...] = ()
    speakers: tuple[SpeakerLine, ...] = ()
    topics: tuple[Topic, ...] = ()
    trainers: tuple[User, ...] = ()


def new(*, at: datetime) -> tuple[Event, Plan]:
    """Return an unsaved event that needs little typing: a free members' webinar."""
    day = uk_day(at) + timedelta(weeks=WEEKS_TO_COPY)
    if day.weekday() >= SATURDAY:
        day += timedelta(days=7 - day.weekday())
    sitting = Sitting(
        starts_at=datetime.combine(day, time(10), tzinfo=UK),
        ends_at=datetime.combine(day, time(11), tzinfo=UK),
    )
    return Event(), Plan((sitting,), (TicketTypeLine("Member"),))


def plan_of(event: Event) -> Plan:
    return Plan(
        sittings=tuple(
            Sitting(row.starts_at, row.ends_at, row.title, row.pk)
            for row in event.event_sessions.all()
        ),
        ticket_types=tuple(
            TicketTypeLine(row.name, row.who, row.price_pence, row.quota, row.pk)
            for row in event.ticket_types.all()
        ),
        speakers=tuple(
            SpeakerLine(row.role, row.name, row.contribution, row.pk)
            for row in event.speakers.all()
        ),
        topics=tuple(event.topics.all()),
        trainers=tuple(event.trainers.order_by("name", "pk")),
    )


def copy_of(event: Event, *, at: datetime) -> tuple[Event, Plan]:
    """Return an unsaved draft like this event, four weeks later or more, never past.

    It falls on the same weekday at the same UK time, whichever way the clocks go.
    """
    weeks = WEEKS_TO_COPY
    behind = (uk_day(at) - uk_day(event.starts_at)).days
    if behind >= 0:
        weeks += behind // 7
    days = timedelta(weeks=weeks)
    plan = plan_of(event)
    copy = Event(
        capacity=event.capacity,
        **{name: getattr(event, name) for name in DESCRIBING},
    )
    for name in ("booking_opens_at", "booking_closes_at"):
        moment = getattr(copy, name)
        setattr(copy, name, moment and later(moment, days))
    return copy, replace(
        plan,
        sittings=tuple(
            Sitting(later(row.starts_at, days), later(row.ends_at, days), row.title)
            for row in plan.sittings
        ),
        ticket_types=tuple(replace(row, key=None) for row in plan.ticket_types),
        speakers=tuple(replace(row, key=None) for row in plan.speakers),
    )


def later(moment: datetime, days: timedelta) -> datetime:
    """Return the same UK time so many days later."""
    there = in_uk(moment)
    return datetime.combine(there.date() + days, there.time(), tzinfo=UK)


def fingerprint(event: Event) -> str:
    """Return what an editing screen compares to see that nobody else was there."""
    words = [
        str(getattr(event, f"{name}_id", getattr(event, name)))
        for name in (*DESCRIBING, "capacity", "status")
    ]
    return hashlib.sha256(repr((words, plan_of(event))).encode()).hexdigest()[:16]
