"""One event as its staff see it: counted by the same rule as places are taken."""

from datetime import UTC, datetime, timedelta

import pytest

from events.booking import bookings, invitations, places, queries, waiting_list
from events.booking.invitations import Guest
from events.models import WayIn
from portal.notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.events import EventFactory
from tests.factories.membership import current_member

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
HOUR = timedelta(hours=1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def busy():
    """Two have booked, one of whom has just cancelled; one has an offer; one waits."""
    event = EventFactory(capacity=3)
    first, second, third = (current_member().user for _ in range(3))
    gone = bookings.book(event, by=first, at=AT - HOUR)
    going = bookings.book(event, by=second, at=AT)
    bookings.book(event, by=third, at=AT)
    for _ in range(2):
        waiting_list.join(event, by=current_member().user, at=AT)
    bookings.cancel(gone, by=first, at=AT - HOUR)
    bookings.pass_places_on(event, at=AT)
    bookings.cancel(going, by=second, at=AT)
    return event


def test_places_are_told_apart_by_what_takes_them(busy, django_assert_num_queries):
    with django_assert_num_queries(2):
        now = queries.places_now(busy, at=AT)

    assert (now.confirmed, now.offered, now.held, now.kept) == (1, 1, 0, 1)
    assert (now.taken, now.left) == (3, 0)
    assert now.by_type == {busy.ticket_types.get().pk: 3}


@pytest.mark.parametrize("later", [timedelta(0), HOUR, timedelta(days=4)])
def test_the_parts_add_up_to_what_counts_against_the_capacity(busy, later):
    at = AT + later

    now = queries.places_now(busy, at=at)

    assert now.taken == places.taken(busy, at=at)
    assert now.left == places.left(busy, at=at)


def test_a_place_that_staff_keep_counts_as_held():
    event = EventFactory(capacity=3)
    now = queries.places_now(event, at=AT)
    assert (now.held, now.left) == (0, 3)
    bookings.book(event, by=current_member().user, at=AT)
    event.bookings.update(status="held", reason="staff", held_until=AT + HOUR)

    now = queries.places_now(event, at=AT)

    assert (now.confirmed, now.held, now.left) == (0, 1, 2)


def test_an_event_without_a_limit_has_no_number_left():
    assert queries.places_now(EventFactory(capacity=None), at=AT).left is None


def test_offers_are_listed_with_the_one_that_ends_next_first(busy):
    (offer,) = queries.offers_of(busy, at=AT)

    assert offer.booking.is_offer(AT)
    assert not queries.offers_of(busy, at=AT + timedelta(days=4))


def test_told_if_cancelled_counts_places_offers_and_those_who_wait(busy):
    assert queries.told_if_cancelled(busy, at=AT) == 3


def test_every_message_about_the_event_is_found_and_no_other(busy):
    other = EventFactory()
    bookings.book(other, by=current_member().user, at=AT)
    invited = EventFactory(way_in=WayIn.INVITATION)
    invitations.invite(invited, [Guest("jo@example.org")], by=UserFactory(), at=AT)

    kinds = sorted(queries.messages_about(busy).values_list("kind", flat=True))

    assert kinds == [
        "events/booking_cancelled",
        "events/booking_cancelled",
        "events/booking_confirmed",
        "events/booking_confirmed",
        "events/booking_confirmed",
        "events/place_offered",
        "events/waiting_list_joined",
        "events/waiting_list_joined",
    ]
    assert queries.messages_about(invited).get().kind == "events/invited"
    assert Message.objects.count() == len(kinds) + 2


def test_the_history_holds_the_event_and_its_bookings_newest_first(busy):
    other = EventFactory()
    bookings.book(other, by=current_member().user, at=AT)

    lines = queries.history_of(busy)

    assert sorted({line.action for line in lines}) == [
        "events.booked",
        "events.cancelled",
        "events.place_offered",
        "events.waiting_list_joined",
    ]
    assert len(lines) == 8
    keys = [line.pk for line in lines]
    assert keys == sorted(keys, reverse=True)


def test_ticket_types_say_whether_tickets_stand_on_them(busy):
    (kind,) = queries.types_with_tickets(busy)

    assert kind.tickets_ever == 4
