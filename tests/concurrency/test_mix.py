"""A mix and a quota when everybody presses at once: neither is passed.

The control takes the lock off, and the same race passes them.
"""

from datetime import timedelta

import pytest
from django.db import connection

from events.booking import bookings, paying, places
from events.models import (
    Allocation,
    Event,
    Ticket,
    TicketType,
    WaitingListEntry,
    WaitingStatus,
    WayIn,
    Who,
)
from portal.body.models import Agency
from portal.core import clock
from tests.factories.accounts import UserFactory
from tests.factories.events import EventFactory
from tests.rig.at_once import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="Several at once need PostgreSQL"
    ),
]
ROUNDS = 4
EACH = 5
KEPT, MOST, QUOTA = 1, 2, 3


def course():
    event = EventFactory(
        way_in=WayIn.PUBLIC, capacity=4, starts_at=clock.now() + timedelta(days=40)
    )
    event.ticket_types.all().delete()
    TicketType.objects.create(
        event=event, name="Standard", who=Who.ANYONE, price_pence=9500, quota=QUOTA
    )
    agency, _ = Agency.objects.get_or_create(name="Midwives of Ashvale")
    part = Allocation.objects.create(
        event=event, name="Midwifery", minimum=KEPT, maximum=MOST
    )
    part.agencies.add(agency)
    return event, agency


def _everybody_reserves():
    """Return how many of the part, and in all, have a place afterwards."""
    event, agency = course()
    at = clock.now()

    def buy(number, kind):
        person = places.Delegate(
            f"P{number}", f"p{number}{kind}@example.org", kind_of_agency=kind
        )
        order = paying.Order([person], "P", person.email, for_self=False)
        fresh = Event.objects.get(pk=event.pk)
        return paying.reserve(fresh, order, at=at)

    at_once(
        [lambda n=n: buy(n, agency) for n in range(EACH)]
        + [lambda n=n: buy(n, None) for n in range(EACH)]
    )
    taken = Ticket.objects.filter(event=event).taking_a_place(at)
    return taken.filter(allocation__event=event).count(), taken.count()


def test_a_part_s_most_and_a_kind_s_quota_hold_together():
    """C16: both near their limit; neither is passed, and what is kept is kept."""
    for _ in range(ROUNDS):
        of_part, every = _everybody_reserves()
        assert of_part <= MOST
        assert every <= QUOTA
        assert every - of_part <= QUOTA - KEPT + 1


@pytest.mark.books_do_not_tie
def test_without_the_lock_one_of_them_is_passed(monkeypatch):
    """C16, the control."""
    monkeypatch.setattr(
        places, "lock", lambda *some: [Event.objects.get(pk=one.pk) for one in some]
    )

    outcomes = [_everybody_reserves() for _ in range(ROUNDS * 3)]

    assert any(of_part > MOST or every > QUOTA for of_part, every in outcomes)


def _four_workers_offer_one_place():
    """Say whether the first was offered it, how often it was, and if a worker broke."""
    event, _ = course()
    event.allocations.all().delete()
    Event.objects.filter(pk=event.pk).update(capacity=1)
    at = clock.now()
    entries = [
        WaitingListEntry.objects.create(
            event=event,
            user=UserFactory(),
            ticket_type=event.ticket_types.get(),
            joined_at=at + timedelta(seconds=number),
        )
        for number in range(3)
    ]
    answers = at_once(
        [
            lambda: bookings.pass_places_on(Event.objects.get(pk=event.pk), at=at)
            for _ in range(4)
        ]
    )
    offered = WaitingListEntry.objects.filter(event=event, status=WaitingStatus.OFFERED)
    first = offered.filter(pk=entries[0].pk).exists()
    broken = any(isinstance(answer, Exception) for answer in answers)
    return first, event.bookings.count(), broken


def test_four_workers_offer_a_freed_place_once_to_the_first():
    """Q1"""
    assert {_four_workers_offer_one_place() for _ in range(ROUNDS)} == {
        (True, 1, False)
    }


@pytest.mark.books_do_not_tie
def test_without_the_lock_workers_offer_it_beside_each_other(monkeypatch):
    """Q1, the control: the last guard is the database, which breaks their work off."""
    monkeypatch.setattr(
        places, "lock", lambda *some: [Event.objects.get(pk=one.pk) for one in some]
    )

    outcomes = [_four_workers_offer_one_place() for _ in range(ROUNDS * 3)]

    assert any(offers > 1 or broken for _, offers, broken in outcomes)


def test_an_offered_place_is_not_for_sale():
    """Q2: the public and the list in the same moment; who waits has it."""
    for _ in range(ROUNDS):
        event, _ = course()
        event.allocations.all().delete()
        Event.objects.filter(pk=event.pk).update(capacity=1)
        at = clock.now()
        entry = WaitingListEntry.objects.create(
            event=event,
            user=UserFactory(),
            ticket_type=event.ticket_types.get(),
            joined_at=at,
        )
        order = paying.Order(
            [places.Delegate("P", "public@example.org")],
            "P",
            "public@example.org",
            for_self=False,
        )

        at_once(
            [
                lambda event=event, at=at: bookings.pass_places_on(event, at=at),
                lambda event=event, at=at, order=order: paying.reserve(
                    event, order, at=at
                ),
            ]
        )

        entry.refresh_from_db()
        assert entry.status == WaitingStatus.OFFERED
        assert places.taken(event, at=at) == 1
