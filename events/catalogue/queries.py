"""Queries: which events are on offer, who may look at one, and how full each is.

Places are counted in the same statement that reads the events, by the same rule as
`TicketQuerySet.taking_a_place`, so a list of any length asks once.
"""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime

from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.db.models import IntegerField, QuerySet
from django.db.models.expressions import RawSQL

from events.models import BookingPolicy, Event, EventStatus, Ticket, WaitingListEntry
from portal.accounts.models import User
from portal.accounts.roles import Role, has_role

# Written out, since Django takes longer to write these three than the database to
# answer them, and every page about events asks. Tickets on stale holds are few and
# have an index of their own: counted apart and taken off, they spare looking at the
# booking of each ticket.
_KEPT = "(ticket.released_at IS NULL OR ticket.released_at > %s)"
_TAKEN = f"""(
    (SELECT COUNT(*) FROM events_ticket ticket
      WHERE ticket.event_id = events_event.id AND {_KEPT})
  - (SELECT COUNT(*) FROM events_booking booking
       JOIN events_ticket ticket ON ticket.booking_id = booking.id
      WHERE booking.event_id = events_event.id AND booking.status = 'held'
        AND booking.held_until <= %s AND {_KEPT}))"""  # noqa: S608 - no input in it
# What is kept for parts of the mix and not taken yet is nobody else's, so it is not
# shown as free. A part lets go of it at a moment of its own, or when booking closes.
_KEPT_FOR_PARTS = f"""COALESCE((SELECT SUM(CASE WHEN part.missing > 0
        THEN part.missing ELSE 0 END) FROM (
    SELECT allocation.minimum
      - (SELECT COUNT(*) FROM events_ticket ticket
          WHERE ticket.allocation_id = allocation.id AND {_KEPT})
      + (SELECT COUNT(*) FROM events_ticket ticket
          JOIN events_booking booking ON booking.id = ticket.booking_id
         WHERE ticket.allocation_id = allocation.id AND booking.status = 'held'
           AND booking.held_until <= %s AND {_KEPT}) AS missing
      FROM events_allocation allocation
     WHERE allocation.event_id = events_event.id AND COALESCE(allocation.release_at,
        events_event.booking_closes_at, events_event.starts_at) > %s) part), 0)"""  # noqa: S608
_WAITING = """(SELECT COUNT(*) FROM events_waitinglistentry entry
    WHERE entry.event_id = events_event.id AND entry.status = 'waiting')"""


def with_places(events: QuerySet[Event], *, at: datetime) -> QuerySet[Event]:
    """Add `taken`, `kept_for_parts` and `waiting` to each event."""
    moment = connection.ops.adapt_datetimefield_value(at)
    return events.annotate(  # type: ignore[no-redef]
        taken=RawSQL(_TAKEN, [moment] * 3, IntegerField()),  # noqa: S611 - no input
        kept_for_parts=RawSQL(  # noqa: S611 - as above
            _KEPT_FOR_PARTS, [moment] * 4, IntegerField()
        ),
        waiting=RawSQL(_WAITING, [], IntegerField()),  # noqa: S611 - as above
    )


def places_left(event: Event) -> int | None:
    """Return how many places a visitor may hope for; None is no limit.

    While people are waiting, a free place is on its way to the first of them, so it
    is not shown as free.
    """
    if event.capacity is None:
        return None
    if event.waiting:
        return 0
    return max(event.capacity - event.taken - event.kept_for_parts, 0)


def is_few(event: Event, policy: BookingPolicy) -> bool:
    """Say whether so few places are left that a reader should not put it off."""
    left = places_left(event)
    if not left or event.capacity is None:
        return False
    return left * 100 <= policy.few_places_percent * event.capacity


def on_offer(*, at: datetime) -> QuerySet[Event]:
    """Return what anybody may see and is still to come, soonest first."""
    return Event.objects.public().upcoming(at)


def next_events(number: int, *, at: datetime) -> list[Event]:
    """Return the next few, for a front page. `lines.line_of` says each in words."""
    events = on_offer(at=at).exclude(status=EventStatus.CANCELLED)
    found = with_places(events.defer(*NOT_IN_LISTS), at=at)
    return list(found.prefetch_related("ticket_types")[:number])


def runs_of(courses: Collection[int], *, at: datetime) -> dict[int, list[Event]]:
    """Return what is on offer of each course, soonest first, with places and prices.

    A run that was called off is left out: the course's page says what there is.
    """
    runs: dict[int, list[Event]] = {course: [] for course in courses}
    events = on_offer(at=at).exclude(status=EventStatus.CANCELLED)
    events = events.filter(course__in=runs).defer(*NOT_IN_LISTS)
    for run in with_places(events, at=at).prefetch_related("ticket_types"):
        assert run.course_id is not None
        runs[run.course_id].append(run)
    return runs


def upcoming_count(*, at: datetime) -> int:
    return on_offer(at=at).exclude(status=EventStatus.CANCELLED).count()


def by_keys(keys: Sequence[int], *, at: datetime) -> list[Event]:
    """Return these events in the order of the keys, with their places and prices.

    Left to the database, the order would cost as much again: Django compares it
    with every column that is read.
    """
    order = {key: place for place, key in enumerate(keys)}
    events = with_places(Event.objects.filter(pk__in=order).order_by(), at=at)
    found = events.defer(*NOT_IN_LISTS).prefetch_related("ticket_types")
    return sorted(found, key=lambda event: order[event.pk])


NOT_IN_LISTS = ("description", "summary", "needs", "suggested_themes")


def find(user: User | AnonymousUser, *, at: datetime, **wanted: str) -> Event | None:
    """Return one event with all that its page says, if this person may look at it."""
    events = Event.objects.filter(**wanted)
    events = events.select_related("series", "bundle").order_by()
    found = with_places(events, at=at).prefetch_related(
        "event_sessions", "speakers", "ticket_types"
    )
    event = next(iter(found), None)
    return event if event is not None and may_see(event, user) else None


def tickets_of(
    user: User, events: Iterable[Event], *, at: datetime
) -> dict[int, Ticket]:
    """Return the tickets that the person has for these events, each by its event."""
    tickets = (
        Ticket.objects.of(user)
        .filter(event__in=[event.pk for event in events])
        .taking_a_place(at)
        .select_related("booking")
    )
    return {ticket.event_id: ticket for ticket in tickets}


def waiting_for(user: User, events: Iterable[Event]) -> set[int]:
    """Return the keys of those events for which the person is waiting."""
    entries = WaitingListEntry.objects.waiting().filter(
        user=user, event__in=[event.pk for event in events]
    )
    return set(entries.values_list("event_id", flat=True))


def may_see(event: Event, user: User | AnonymousUser) -> bool:
    """Say whether this person may look at the event at all.

    A draft is for staff. An event by invitation is for those invited, those who
    have or had a place, and staff; for others it does not exist.
    """
    if event.is_public:
        return True
    if has_role(user, Role.EVENTS, Role.EDITOR):
        return True
    if event.is_draft or not isinstance(user, User):
        return False
    return (
        Ticket.objects.of(user).filter(event=event).exists()
        or event.invitations.filter(
            email=user.email, withdrawn_at__isnull=True
        ).exists()
    )
