"""What happens to those who have a place when the event changes."""

from datetime import UTC, datetime, timedelta

import pytest

from events.booking import bookings, event_changes, places, waiting_list
from events.booking.event_changes import Sitting
from events.errors import CapacityRefused, StepRefused
from events.models import Event, EventStatus, WaitingListEntry
from portal.core import history
from portal.notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.membership import current_member
from tests.rig import crowd

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def staff():
    return UserFactory()


@pytest.fixture
def webinar():
    return crowd.event("Webinar", capacity=2, at=AT)


def book(event):
    return bookings.book(event, by=current_member().user, at=AT)


def told(kind):
    return sorted(Message.objects.filter(kind=kind).values_list("to", flat=True))


class TestDates:
    def test_moving_tells_those_who_have_a_place_and_raises_the_sequence(
        self, webinar, staff
    ):
        """K4: the entry is updated in place, so its sequence goes up."""
        booking = book(webinar)
        gone = book(webinar)
        bookings.cancel(gone, by=staff, at=AT)
        sitting = webinar.event_sessions.get()
        moved = Sitting(
            sitting.starts_at + timedelta(days=1),
            sitting.ends_at + timedelta(days=1),
            key=sitting.pk,
        )

        event_changes.set_sittings(webinar, [moved], by=staff, at=AT)

        webinar.refresh_from_db()
        assert webinar.starts_at == moved.starts_at
        assert booking.tickets.get().sequence == 1
        assert told("events/event_changed") == [booking.booker_email]
        assert webinar.event_sessions.get().number == sitting.number

    def test_same_dates_tell_nobody(self, webinar, staff):
        book(webinar)
        sitting = webinar.event_sessions.get()

        changed = event_changes.set_sittings(
            webinar,
            [Sitting(sitting.starts_at, sitting.ends_at, key=sitting.pk)],
            by=staff,
            at=AT,
        )

        assert not changed
        assert told("events/event_changed") == []

    def test_a_second_day_gets_the_next_number(self, webinar, staff):
        sitting = webinar.event_sessions.get()
        day = timedelta(days=1)

        event_changes.set_sittings(
            webinar,
            [
                Sitting(sitting.starts_at + day, sitting.ends_at + day, "Day 2"),
                Sitting(sitting.starts_at, sitting.ends_at, "Day 1", sitting.pk),
            ],
            by=staff,
            at=AT,
        )

        rows = webinar.event_sessions.order_by("starts_at")
        assert [(row.title, row.number) for row in rows] == [("Day 1", 1), ("Day 2", 2)]
        webinar.refresh_from_db()
        assert webinar.ends_at == sitting.ends_at + day

    def test_an_event_without_a_date_is_refused(self, webinar, staff):
        with pytest.raises(StepRefused):
            event_changes.set_sittings(webinar, [], by=staff, at=AT)


class TestCapacity:
    def test_is_never_cut_below_what_was_promised(self, webinar, staff):
        """Q7: offers count too."""
        book(webinar)
        booking = book(webinar)
        waiting_list.join(webinar, by=current_member().user, at=AT)
        bookings.cancel(booking, by=booking.booker, at=AT)
        bookings.pass_places_on(webinar, at=AT + timedelta(minutes=5))

        with pytest.raises(CapacityRefused, match="2 places are taken"):
            event_changes.set_capacity(
                webinar, 1, by=staff, at=AT + timedelta(minutes=5)
            )

    def test_leaves_a_line_with_both_numbers(self, webinar, staff):
        event_changes.set_capacity(webinar, 5, by=staff, at=AT)

        line = history.of(webinar).first()
        assert (line.action, line.data, line.user) == (
            "events.capacity_changed",
            {"before": 2, "after": 5},
            staff,
        )

    def test_the_same_number_leaves_no_line(self, webinar, staff):
        event_changes.set_capacity(webinar, 2, by=staff, at=AT)

        assert not history.of(webinar).exists()

    def test_without_limit_offers_to_everybody_who_waits(self, webinar, staff):
        book(webinar)
        book(webinar)
        entry = waiting_list.join(webinar, by=current_member().user, at=AT)

        event_changes.set_capacity(webinar, None, by=staff, at=AT)

        entry.refresh_from_db()
        assert entry.offer is not None


class TestPublish:
    def test_puts_a_complete_draft_out(self, webinar, staff):
        Event.objects.update(status=EventStatus.DRAFT)

        event = event_changes.publish(webinar, by=staff, at=AT)

        assert (event.status, event.published_at) == (EventStatus.PUBLISHED, AT)

    def test_names_what_is_missing(self, webinar, staff):
        Event.objects.update(
            status=EventStatus.DRAFT, description=" ", audience="", mode="room"
        )
        webinar.ticket_types.all().delete()

        with pytest.raises(StepRefused) as refusal:
            event_changes.publish(webinar, by=staff, at=AT)

        assert refusal.value.message == (
            "Before it is published: say what it is; say who it is for; add a ticket "
            "type; say where it is."
        )

    def test_past_and_dateless_drafts_are_refused(self, webinar):
        assert event_changes.what_is_missing(webinar, at=webinar.ends_at) == [
            "its dates are in the past"
        ]
        webinar.event_sessions.all().delete()
        assert event_changes.what_is_missing(webinar, at=AT) == ["add a date"]

    def test_twice_is_refused(self, webinar, staff):
        with pytest.raises(StepRefused):
            event_changes.publish(webinar, by=staff, at=AT)


class TestCancel:
    def test_cancels_every_place_once_and_tells_everybody(self, webinar, staff):
        first, second = book(webinar), book(webinar)
        waiting = waiting_list.join(webinar, by=current_member().user, at=AT)

        event_changes.cancel(webinar, by=staff, at=AT, reason="The speaker is ill.")

        assert set(webinar.bookings.values_list("status", flat=True)) == {"cancelled"}
        assert places.taken(webinar, at=AT) == 0
        assert told("events/event_cancelled") == sorted(
            [first.booker_email, second.booker_email]
        )
        assert told("events/waiting_list_closed") == [waiting.user.email]
        assert WaitingListEntry.objects.get().status == "left"
        assert set(webinar.tickets.values_list("sequence", flat=True)) == {1}

    def test_twice_is_refused(self, webinar, staff):
        event_changes.cancel(webinar, by=staff, at=AT, reason="")

        with pytest.raises(StepRefused):
            event_changes.cancel(webinar, by=staff, at=AT, reason="")

    def test_of_a_past_event_is_refused(self, webinar, staff):
        with pytest.raises(StepRefused):
            event_changes.cancel(webinar, by=staff, at=webinar.ends_at, reason="")


def test_changed_details_are_told_to_those_who_come(webinar, staff):
    booking = book(webinar)

    told_anybody = event_changes.details_changed(webinar, by=staff, at=AT)

    assert told_anybody
    assert told("events/event_changed") == [booking.booker_email]


def test_changes_of_a_draft_are_told_to_nobody(webinar, staff):
    Event.objects.update(status=EventStatus.DRAFT)

    assert not event_changes.details_changed(webinar, by=staff, at=AT)
