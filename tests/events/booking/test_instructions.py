"""How to get in: once some days before and once on the day before, and true."""

from datetime import UTC, datetime, timedelta

import pytest

from events.booking import (
    bookings,
    event_changes,
    instructions,
    run_cancellations,
    tasks,
)
from events.booking.event_changes import Sitting
from events.models import WayIn
from portal.core.clock import UK
from portal.notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.events import EventFactory, place
from tests.factories.membership import current_member
from tests.rig.mailbox import deliver_due, parts

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
STARTS = datetime(2026, 12, 9, 10, tzinfo=UTC)
KIND = "events/joining_instructions"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def event():
    made = EventFactory(title="Learning from reviews", starts_at=STARTS, capacity=9)
    place(made, UserFactory(email="ann@example.org"))
    return made


def uk(month, day, hour, minute=0):
    return datetime(2026, month, day, hour, minute, tzinfo=UK)


def told():
    return Message.objects.filter(kind=KIND).count()


def test_seven_days_before_from_eight_in_the_morning(event):
    assert instructions.post(event, at=uk(12, 2, 7, 59)) == 0
    assert instructions.post(event, at=uk(12, 2, 8)) == 1


def test_each_once_however_often_it_is_asked(event):
    for moment in (uk(12, 2, 8), uk(12, 3, 8), uk(12, 8, 8), uk(12, 8, 9)):
        instructions.post(event, at=moment)

    assert told() == 2


def test_the_timetable_stood_still_and_the_later_one_goes_alone(event):
    assert instructions.post(event, at=uk(12, 8, 20)) == 1
    assert instructions.post(event, at=uk(12, 9, 9)) == 0
    assert told() == 1


def test_nothing_for_what_has_begun(event):
    assert instructions.post(event, at=STARTS) == 0


def test_a_late_booking_gets_the_one_that_is_due(event):
    instructions.post(event, at=uk(12, 2, 8))
    bookings.book(event, by=current_member().user, at=uk(12, 4, 9))

    assert instructions.post(event, at=uk(12, 4, 10)) == 1
    assert instructions.post(event, at=uk(12, 8, 10)) == 2


def test_only_who_has_a_place_and_an_address(event):
    place(event, name="Unnamed")
    gone = place(event, UserFactory())
    bookings.cancel(gone.booking, by=None, at=AT)

    assert instructions.post(event, at=uk(12, 2, 8)) == 1


def test_across_the_change_of_the_clocks_it_is_the_same_hour():
    """T4"""
    event = EventFactory(starts_at=datetime(2027, 4, 1, 9, tzinfo=UK))

    assert instructions.week_before(event, days=7) == datetime(
        2027, 3, 25, 8, tzinfo=UTC
    )
    assert instructions.day_before(event) == datetime(2027, 3, 31, 7, tzinfo=UTC)


def test_new_dates_are_told_in_their_own_time(event):
    instructions.post(event, at=uk(12, 2, 8))
    sitting = event.event_sessions.get()
    later = timedelta(days=14)
    moved = Sitting(sitting.starts_at + later, sitting.ends_at + later, key=sitting.pk)

    event_changes.set_sittings(event, [moved], by=UserFactory(), at=AT)

    event.refresh_from_db()
    assert instructions.post(event, at=uk(12, 8, 9)) == 0
    assert instructions.post(event, at=uk(12, 16, 9)) == 1


def test_the_task_finds_what_is_due_and_nothing_called_off(event, time_machine):
    off = EventFactory(starts_at=STARTS, way_in=WayIn.PUBLIC)
    place(off, UserFactory())
    run_cancellations.ask(off, by=UserFactory(), at=AT, reason="Ill.")

    time_machine.move_to(uk(12, 2, 9), tick=False)
    tasks.post_instructions()
    tasks.post_instructions()

    assert [message.to for message in Message.objects.filter(kind=KIND)] == [
        "ann@example.org"
    ]


def test_it_says_the_way_in_and_every_sitting(time_machine):
    event = EventFactory(title="Champion training", starts_at=STARTS, days=2)
    ticket = place(event, UserFactory(email="ann@example.org"))
    moment = uk(12, 2, 9)
    time_machine.move_to(moment, tick=False)
    instructions.post(event, at=moment)

    (letter,) = deliver_due(moment)

    words = parts(letter)["text/plain"]
    assert ticket.get_join_url() in words
    assert "Wednesday 9 December 2026" in words
    assert "Thursday 10 December 2026" in words
    assert "on each of the 2 days" in words


def test_what_is_cancelled_before_it_leaves_is_not_sent(event):
    moment = uk(12, 2, 9)
    instructions.post(event, at=moment)
    Message.objects.exclude(kind=KIND).delete()
    event_changes.cancel(event, by=UserFactory(), at=moment, reason="Ill.")

    letters = deliver_due(moment)

    assert [letter["Subject"].split(":")[0] for letter in letters] == ["Cancelled"]
