"""Instructions: how to get in, told some days before and on the day before.

Each goes once to each place, also when the timetable stood still in between: what is
due and not posted is posted, the later one alone where both are. Somebody who books
late is told with the next run. Nothing goes for what has begun.
"""

from datetime import datetime, time, timedelta

from django.db import transaction
from django.db.models import QuerySet

from events.catalogue import policies
from events.models import BookingStatus, Event, EventStatus, Ticket
from portal.core import clock

from . import emails

# The day before, from this hour on, so that nobody is woken by it.
DAY_BEFORE = timedelta(days=1)
FROM = time(8)


def begin_at(event: Event) -> datetime:
    """Return from when joining instructions go out by themselves."""
    days = policies.booking_policy().instructions_days
    return week_before(event, days=days) if days else day_before(event)


def week_before(event: Event, *, days: int) -> datetime:
    """Return from when the first ones are due: in the morning, UK time."""
    return _morning(event.starts_at, timedelta(days=days))


def day_before(event: Event) -> datetime:
    return _morning(event.starts_at, DAY_BEFORE)


def _morning(starts_at: datetime, before: timedelta) -> datetime:
    day = clock.uk_day(starts_at) - before
    return datetime.combine(day, FROM, tzinfo=clock.UK)


def coming(*, at: datetime) -> QuerySet[Event]:
    """Return the events for which something may be due."""
    days = policies.booking_policy().instructions_days
    soon = at + timedelta(days=max(days, 1) + 1)
    return Event.objects.filter(
        status=EventStatus.PUBLISHED,
        cancels_at=None,
        starts_at__gt=at,
        starts_at__lte=soon,
    )


@transaction.atomic
def post(event: Event, *, at: datetime) -> int:
    """Post what is due for one event; return how many hear of it.

    Marking and posting are one step for each place, so two runs at once tell nobody
    twice.
    """
    if event.starts_at <= at:
        return 0
    if day_before(event) <= at:
        return _post(event, "reminded_at", at=at)
    days = policies.booking_policy().instructions_days
    if days and week_before(event, days=days) <= at:
        return _post(event, "instructed_at", at=at)
    return 0


def _post(event: Event, field: str, *, at: datetime) -> int:
    rows = event.tickets.kept().filter(
        booking__status=BookingStatus.CONFIRMED, **{field: None}
    )
    told = 0
    for ticket in rows.exclude(email="").select_related("booking", "user"):
        # Who is told on the day before needs the earlier ones no more.
        marks = {"instructed_at": ticket.instructed_at or at, field: at}
        mine = Ticket.objects.filter(pk=ticket.pk, **{field: None})
        if mine.update(**marks):
            ticket.booking.event = event
            emails.joining_instructions(ticket, at=at)
            told += 1
    return told
