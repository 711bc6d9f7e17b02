"""Places that cost something, when things happen at once.

Each race has its control: with the guard taken off the same race does harm.
"""

from datetime import timedelta

import pytest
from django.db import connection

from events.booking import bookings, giving_back, paying, places
from events.errors import EventFull, StepRefused
from events.models import BookingStatus, Event, Ticket, TicketType, WayIn, Who
from portal.core import clock
from portal.payments import ledger, settlement
from portal.payments.models import Method, Refund
from tests.factories.events import EventFactory
from tests.rig.at_once import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="Several at once need PostgreSQL"
    ),
]
ROUNDS = 6
PLACES = 3
BUYERS = 10
PRICE = 9500


def course() -> Event:
    event = EventFactory(
        way_in=WayIn.PUBLIC,
        capacity=PLACES,
        starts_at=clock.now() + timedelta(days=40),
    )
    event.ticket_types.all().delete()
    TicketType.objects.create(
        event=event, name="Standard", who=Who.ANYONE, price_pence=PRICE
    )
    return event


def order(name, number=1):
    people = [
        places.Delegate(f"{name} {n}", f"{name}-{n}@example.org") for n in range(number)
    ]
    return paying.Order(
        people, booker_name=name, booker_email=f"{name}@example.org", for_self=False
    )


def pay(booking, *, at):
    return settlement.received(
        bill=booking.bill,
        pence=booking.bill.total_pence,
        method=Method.TRANSFER,
        reference="test",
        at=at,
        by=None,
    )


def _everybody_reserves() -> tuple[int, list[object]]:
    event = course()
    at = clock.now()

    def buy(name):
        return lambda: paying.reserve(
            Event.objects.get(pk=event.pk), order(name), at=at
        )

    answers = at_once([buy(f"b{n}") for n in range(BUYERS)])
    refused = [each for each in answers if isinstance(each, Exception)]
    return places.taken(event, at=at), refused


def test_the_last_paid_places_are_held_once():
    """C1: ten buyers, three places; the others are told, and nothing else happens."""
    for _ in range(ROUNDS):
        held, refused = _everybody_reserves()
        assert held == PLACES
        assert {type(each) for each in refused} == {EventFull}


@pytest.mark.books_do_not_tie
def test_without_the_lock_the_same_buyers_oversell(monkeypatch):
    """C2: the control."""
    monkeypatch.setattr(
        places, "lock", lambda *some: [Event.objects.get(pk=one.pk) for one in some]
    )

    assert any(_everybody_reserves()[0] > PLACES for _ in range(ROUNDS * 3))


def test_late_money_and_a_new_buyer_never_share_a_place():
    """P7: the hold is over; whoever has the lock first has the places."""
    for number in range(ROUNDS):
        event = course()
        at = clock.now()
        booking = paying.reserve(event, order(f"first{number}", PLACES), at=at)
        late = at + timedelta(hours=1)

        at_once(
            [
                lambda booking=booking, late=late: pay(booking, at=late),
                lambda event=event, late=late, number=number: paying.reserve(
                    event, order(f"second{number}", PLACES), at=late
                ),
            ]
        )

        booking.refresh_from_db()
        assert places.taken(event, at=late) == PLACES
        kept = booking.status == BookingStatus.CONFIRMED
        back = Refund.objects.filter(payment__bill=booking.bill).count()
        assert back == (0 if kept else 1)
    assert ledger.faults() == []


def _undo_and_give_back():
    """Return what went back and how many places are kept, of one that is both."""
    event = course()
    at = clock.now()
    booking = paying.reserve(event, order("only"), at=at)
    pay(booking, at=at)
    bookings.cancel(booking, by=None, at=at)
    until = Ticket.objects.get(booking=booking).released_at
    just_before = until - timedelta(milliseconds=1)

    at_once(
        [
            lambda: bookings.undo_cancel(booking, by=None, at=just_before),
            lambda: giving_back.give_back(booking, at=until),
        ]
    )

    back = sum(
        Refund.objects.filter(payment__bill=booking.bill_id).values_list(
            "amount_pence", flat=True
        )
    )
    return back, booking.tickets.kept().count()


def test_an_undo_and_a_refund_in_one_moment_are_one_of_the_two():
    """Never the money and the place."""
    outcomes = {_undo_and_give_back() for _ in range(ROUNDS * 2)}

    assert outcomes <= {(0, 1), (8550, 0)}


@pytest.mark.parametrize("first", ["undo", "refund"])
def test_the_second_of_undo_and_refund_is_refused(first):
    """One after the other, however close: the row itself says who was first."""
    event = course()
    at = clock.now()
    booking = paying.reserve(event, order("only"), at=at)
    pay(booking, at=at)
    bookings.cancel(booking, by=None, at=at)
    until = Ticket.objects.get(booking=booking).released_at

    if first == "undo":
        bookings.undo_cancel(booking, by=None, at=until - timedelta(seconds=1))
        assert giving_back.give_back(booking, at=until) == 0
    else:
        assert giving_back.give_back(booking, at=until) == 8550
        with pytest.raises(StepRefused):
            bookings.undo_cancel(booking, by=None, at=until - timedelta(seconds=1))
