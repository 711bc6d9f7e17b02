"""Beside members: what staff read about bookings in the record of a member.

Why the next events would be refused is worked out by the rules of booking itself.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from events.models import Booking, Event, EventStatus, Invitation, Ticket
from membership import standing
from membership.beside import Line, Remark, Room, Source, declare
from membership.models import Member
from portal.core import clock, history
from portal.core.words import uk_date, uk_day

from . import eligibility

LATEST = 5
NEXT = 3


def _mine(member: Member) -> Q:
    mine = Q(member=member)
    if member.user_id is not None:
        mine |= Q(user=member.user_id)
    if address := member.reached_at:
        mine |= Q(user=None, email=address)
    return mine


def places_of(member: Member) -> QuerySet[Ticket]:
    rows = Ticket.objects.filter(_mine(member)).select_related("event", "booking")
    return rows.order_by("-event__starts_at", "-pk")


def lines(member: Member, at: datetime) -> Iterator[Remark]:
    """Say of the next events whether they could be booked, then what was booked."""
    places = list(places_of(member)[:LATEST])
    kept = Ticket.objects.filter(_mine(member), event__starts_at__gt=at).kept()
    yield from _of_events(member, set(kept.values_list("event", flat=True)), at)
    for ticket in places:
        booking = ticket.booking
        yield Remark(
            f"{ticket.event}, {uk_date(ticket.event.starts_at)}: "
            f"{booking.get_status_display().lower()}",
            under=ticket.flagged or f"Booked on {uk_day(booking.created_at)}",
            fine=False if ticket.flagged else None,
        )


def _of_events(member: Member, booked: set[int], at: datetime) -> Iterator[Remark]:
    how = standing.standing_of(member, on=clock.uk_day(at))
    mine = Invitation.objects.filter(email=member.reached_at, withdrawn_at=None)
    coming = Event.objects.public().upcoming(at).exclude(pk__in=booked)
    coming = coming.exclude(status=EventStatus.CANCELLED).prefetch_related(
        "ticket_types", Prefetch("invitations", mine, to_attr="for_them")
    )
    for event in coming[:NEXT]:
        verdict = eligibility.verdict(
            event,
            event.ticket_types.all(),
            how,
            signed_in=True,
            invited=bool(member.reached_at and event.for_them),
            at=at,
        )
        what = f"“{event}” on {uk_day(event.starts_at)}"
        if verdict.allowed:
            yield Remark(f"Could book {what}.", fine=True)
        else:
            yield Remark(
                f"A booking of {what} is refused.",
                under=f"The page says: {verdict.message}",
                fine=False,
            )


def _steps(member: Member) -> QuerySet[Any]:
    tickets = Ticket.objects.filter(_mine(member))
    return history.of_all(Booking.objects.filter(pk__in=tickets.values("booking")))


def _tell(line: Any) -> Line:
    return Line(f"Booking {line.label}: {line.message}", line.user_display_name)


BOOKINGS = Room(
    "bookings",
    "Bookings",
    "date",
    "No bookings.",
    lines,
    (
        Source(
            "bookings",
            "Bookings",
            _steps,
            "timestamp",
            _tell,
            ("user",),
            for_lookers=True,
        ),
    ),
)


def declare_room() -> None:
    declare(BOOKINGS)
