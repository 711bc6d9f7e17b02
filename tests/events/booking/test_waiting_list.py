"""The queue: who is offered a place, when, for how long, and why not."""

from datetime import UTC, datetime, timedelta

import pytest

from events.booking import bookings, event_changes, places, waiting_list
from events.errors import AlreadyBooked, NotEligible, NotOpen, StepRefused
from events.models import (
    Booking,
    BookingPolicy,
    BookingStatus,
    Event,
)
from membership.models import Subscription
from portal.core import history
from tests.factories.accounts import UserFactory
from tests.factories.membership import current_member, lapsed_member
from tests.rig import crowd

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
UNDO = timedelta(minutes=5)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def full():
    event = crowd.event("Full", capacity=1, at=AT)
    bookings.book(event, by=person(), at=AT)
    return event


def person():
    return current_member().user


def queue(event, number):
    return [
        waiting_list.join(event, by=person(), at=AT + timedelta(seconds=n))
        for n in range(number)
    ]


def free_the_place(event, at=AT):
    booking = event.bookings.get(status=BookingStatus.CONFIRMED)
    bookings.cancel(booking, by=booking.booker, at=at)
    return at + UNDO


def outcomes(entries):
    for entry in entries:
        entry.refresh_from_db()
    return [entry.status for entry in entries]


class TestJoin:
    def test_puts_people_in_the_order_they_came(self, full):
        entries = queue(full, 3)

        assert [waiting_list.position(entry) for entry in entries] == [1, 2, 3]

    def test_twice_keeps_the_first_place_in_the_queue(self, full):
        """Q8: on the list twice is one entry."""
        first, _ = queue(full, 2)

        again = waiting_list.join(full, by=first.user, at=AT + timedelta(hours=1))

        assert again == first

    def test_is_refused_with_a_place(self, full):
        """Q8: already booked."""
        booking = full.bookings.get()

        with pytest.raises(AlreadyBooked):
            waiting_list.join(full, by=booking.booker, at=AT)

    def test_is_refused_to_those_who_may_not_book(self, full):
        with pytest.raises(NotEligible):
            waiting_list.join(full, by=lapsed_member().user, at=AT)

    def test_is_refused_while_a_place_is_free(self):
        event = crowd.event("Free", capacity=1, at=AT)

        with pytest.raises(NotOpen):
            waiting_list.join(event, by=person(), at=AT)

    def test_again_after_an_offer_lapsed_goes_to_the_end(self, full):
        first, second = queue(full, 2)
        at = free_the_place(full)
        bookings.pass_places_on(full, at=at)
        first.refresh_from_db()
        later = first.offer.held_until
        bookings.pass_places_on(full, at=later)

        again = waiting_list.join(full, by=first.user, at=later)

        assert again.pk != first.pk
        second.refresh_from_db()
        assert second.offer.is_offer(later)


class TestLeave:
    def test_moves_the_others_up(self, full):
        first, second = queue(full, 2)

        waiting_list.leave(first, by=first.user, at=AT)

        assert waiting_list.position(second) == 1

    def test_twice_is_no_fault_and_leaves_one_line(self, full):
        (entry,) = queue(full, 1)

        for _ in range(2):
            waiting_list.leave(entry, by=entry.user, at=AT)

        actions = [line.action for line in history.of(full)]
        assert actions.count("events.waiting_list_left") == 1

    def test_with_an_offer_is_refused(self, full):
        (entry,) = queue(full, 1)
        bookings.pass_places_on(full, at=free_the_place(full))

        with pytest.raises(StepRefused):
            waiting_list.leave(entry, by=entry.user, at=AT)


class TestPassOn:
    def test_offers_one_freed_place_to_the_first_alone(self, full):
        """Q1: one place, one offer, to the first."""
        entries = queue(full, 3)
        at = free_the_place(full)

        offered = bookings.pass_places_on(full, at=at)

        assert offered == 1
        assert outcomes(entries) == ["offered", "waiting", "waiting"]

    def test_twice_offers_nothing_more(self, full):
        """Q1, I15: whoever runs the job again finds nothing to do."""
        entries = queue(full, 2)
        at = free_the_place(full)

        assert [bookings.pass_places_on(full, at=at) for _ in range(3)] == [1, 0, 0]
        assert outcomes(entries) == ["offered", "waiting"]

    def test_never_shows_an_offered_place_as_free(self, full):
        """Q2"""
        queue(full, 1)
        at = free_the_place(full)
        bookings.pass_places_on(full, at=at)

        assert places.left(full, at=at) == 0

    def test_goes_to_the_next_when_an_offer_ends(self, full):
        """Q3: nobody is skipped, and nobody is offered it twice."""
        entries = queue(full, 3)
        at = free_the_place(full)
        for _ in range(3):
            bookings.pass_places_on(full, at=at)
            live = Booking.objects.get(status=BookingStatus.HELD)
            at = live.held_until

        assert outcomes(entries) == ["offered"] * 3
        assert [entry.offer.status for entry in entries] == ["lapsed", "lapsed", "held"]

    def test_waits_for_the_undo(self, full):
        entries = queue(full, 1)
        at = free_the_place(full)

        assert bookings.pass_places_on(full, at=at - timedelta(seconds=1)) == 0
        assert outcomes(entries) == ["waiting"]

    @pytest.mark.parametrize(
        "changes",
        [
            {"booking_closes_at": AT + UNDO},
            {
                "starts_at": AT - timedelta(hours=2),
                "ends_at": AT - timedelta(hours=1),
            },
        ],
    )
    def test_offers_nothing_once_booking_has_closed(self, full, changes):
        """Q6"""
        entries = queue(full, 1)
        at = free_the_place(full)
        Event.objects.update(**changes)

        assert bookings.pass_places_on(full, at=at) == 0
        assert outcomes(entries) == ["waiting"]

    def test_passes_over_somebody_whose_membership_ended_and_says_so(self, full):
        """C10, Q6: the list keeps their place; staff see why."""
        entries = queue(full, 2)
        Subscription.objects.filter(member__user=entries[0].user).update(
            starts_on="2020-01-01", ends_on="2020-12-31"
        )

        bookings.pass_places_on(full, at=free_the_place(full))

        assert outcomes(entries) == ["waiting", "offered"]
        assert "ended on 31 December 2020" in waiting_list.why_not_offered(
            entries[0], at=AT
        )

    def test_new_places_go_to_the_list_first(self, full):
        """Q7: capacity raised by staff is offered in turn."""
        entries = queue(full, 3)

        event_changes.set_capacity(full, 3, by=UserFactory(), at=AT)

        assert outcomes(entries) == ["offered", "offered", "waiting"]


class TestHowLong:
    @pytest.mark.parametrize(
        ("days", "hours"), [(14, 48), (3, 48), (2.99, 4), (0.1, 2.4)]
    )
    def test_an_offer_lasts_by_how_far_the_event_is(self, days, hours):
        event = Event(starts_at=AT + timedelta(days=days))

        until = waiting_list.offer_ends(event, BookingPolicy(), at=AT)

        assert until == AT + timedelta(hours=hours)

    def test_the_time_runs_from_the_moment_the_message_left(self, full):
        (entry,) = queue(full, 1)
        at = free_the_place(full)
        bookings.pass_places_on(full, at=at)
        entry.refresh_from_db()

        waiting_list.offer_was_sent(entry.offer, at=at + timedelta(hours=3))

        entry.offer.refresh_from_db()
        assert entry.offer.held_until == at + timedelta(hours=51)

    def test_a_message_sent_too_late_revives_nothing(self, full):
        """I16: a worker that was frozen writes nothing stale."""
        (entry,) = queue(full, 1)
        at = free_the_place(full)
        bookings.pass_places_on(full, at=at)
        entry.refresh_from_db()
        until = entry.offer.held_until

        waiting_list.offer_was_sent(entry.offer, at=until)

        entry.offer.refresh_from_db()
        assert entry.offer.held_until == until


class TestWhyNot:
    def test_has_a_sentence_for_every_case(self, full):
        first, second = queue(full, 2)
        left = waiting_list.join(full, by=person(), at=AT + timedelta(minutes=1))
        waiting_list.leave(left, by=left.user, at=AT)

        def why(entry, at=AT):
            entry.refresh_from_db()
            return waiting_list.why_not_offered(entry, at=at)

        assert why(second) == "Every place is taken, and 1 person is ahead."
        assert why(left) == "Left the list."
        at = free_the_place(full)
        assert why(first, at) == "A place is free and is offered within a minute."
        bookings.pass_places_on(full, at=at)
        assert why(first, at) == "A place has been offered."
        assert why(second, full.starts_at) == (
            "The event takes no bookings now, so nothing is offered."
        )
