"""Places by the clock: told sooner, and never twice."""

from datetime import UTC, datetime, timedelta

import pytest

from events.booking import bookings, tasks, waiting_list
from events.models import BookingStatus
from tests.factories.accounts import UserFactory
from tests.factories.events import EventFactory, place
from tests.factories.membership import current_member

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
UNDO = timedelta(minutes=5)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def freed():
    """An event whose one place has been given up, with two people waiting."""
    event = EventFactory(capacity=1)
    taken = place(event, UserFactory())
    for minute in range(2):
        waiting_list.join(
            event, by=current_member().user, at=AT - timedelta(hours=1, minutes=-minute)
        )
    bookings.cancel(taken.booking, by=None, at=AT - UNDO)
    return event


def offers(event):
    return list(event.bookings.filter(status=BookingStatus.HELD))


def test_run_twice_it_offers_the_place_once_and_to_the_first(freed):
    """Q1, Q3, I15: whoever runs it, and however often."""
    for _ in range(2):
        tasks.pass_places_on()

    (offer,) = offers(freed)
    assert offer.booker == freed.waiting_list.first().user


def test_an_offer_that_ran_out_goes_to_the_next(freed, time_machine):
    """Q3: nobody is skipped."""
    tasks.pass_places_on()
    first = offers(freed)[0]
    time_machine.move_to(AT + timedelta(hours=49), tick=False)

    tasks.pass_places_on()

    first.refresh_from_db()
    (second,) = offers(freed)
    assert first.status == BookingStatus.LAPSED
    assert second.booker == freed.waiting_list.last().user


def test_nothing_is_offered_before_the_undo_is_over(freed, time_machine):
    time_machine.move_to(AT - timedelta(seconds=1), tick=False)

    tasks.pass_places_on()

    assert offers(freed) == []


def test_after_the_start_nothing_is_offered(freed, time_machine):
    """Q6, I17: also when the timetable was down for days."""
    time_machine.move_to(freed.starts_at + timedelta(days=1), tick=False)

    tasks.pass_places_on()

    assert offers(freed) == []
