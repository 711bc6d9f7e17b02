"""What staff are told to look at: each slip, and nothing about an event in order."""

from datetime import datetime, timedelta

import pytest

from events.booking import checklist
from events.booking.checklist import Circumstances
from events.models import Event, EventSession, Mode, TicketType, WayIn, Who
from portal.core.clock import UK

AT = datetime(2026, 11, 22, 12, tzinfo=UK)
START = datetime(2026, 12, 9, 10, tzinfo=UK)
HOUR = timedelta(hours=1)
MEMBER = TicketType(name="Member", who=Who.MEMBERS)


def look(*, ticket_types=(MEMBER,), invited=0, has_link=True, **fields):
    event = Event(
        **{
            "title": "Webinar",
            "status": "published",
            "starts_at": START,
            "ends_at": START + HOUR,
            "capacity": 10,
            **fields,
        }
    )
    known = Circumstances(
        event_sessions=[EventSession(starts_at=START, ends_at=START + HOUR)],
        ticket_types=ticket_types,
        invited=invited,
        has_joining_link=has_link,
        taken=0,
    )
    return checklist.worth_a_look(event, known, at=AT)


def test_nothing_is_said_of_an_event_in_order():
    assert look() == []


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        (
            {"booking_closes_at": START + HOUR},
            "Booking closes on Wednesday 9 December 2026, 11:00, after the event",
        ),
        ({"booking_closes_at": AT}, "Booking has closed, so nobody can book"),
        ({"booking_opens_at": START}, "Booking opens only once the event has started."),
        ({"capacity": 0}, "The capacity is 0, so nobody can book."),
        (
            {"ticket_types": [TicketType(name="Speaker", who=Who.STAFF)]},
            "Every ticket type is given by staff alone: nobody can book, and once",
        ),
        (
            {"way_in": WayIn.PUBLIC},
            "Anyone may book, but every ticket type is for members.",
        ),
        (
            {"ticket_types": [TicketType(name="A", who=Who.MEMBERS, quota=4)]},
            "The ticket types allow 4 places together, fewer than the capacity of 10.",
        ),
        ({"way_in": WayIn.INVITATION}, "Nobody is invited yet"),
        ({"has_link": False}, "There is no joining link yet."),
        (
            {"cpd_minutes": 90},
            "It counts for 1 hour 30 minutes of CPD but lasts 1 hour",
        ),
    ],
)
def test_each_slip_is_named(fields, words):
    (said,) = look(**fields)

    assert said.startswith(words)


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "cancelled", "capacity": 0},
        {"ends_at": AT, "capacity": 0},
        {"way_in": WayIn.OPEN_LINK, "ticket_types": []},
        {"host": "Another body", "has_link": False},
        {"mode": Mode.ROOM, "has_link": False},
        {"way_in": WayIn.INVITATION, "invited": 1},
        {"ticket_types": [MEMBER, TicketType(name="Speaker", who=Who.STAFF)]},
        {"ticket_types": [TicketType(name="A", who=Who.MEMBERS, quota=10)]},
        {"capacity": None, "ticket_types": [TicketType(who=Who.MEMBERS, quota=1)]},
    ],
)
def test_what_is_meant_so_is_let_be(fields):
    assert look(**fields) == []
