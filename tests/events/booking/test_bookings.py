"""Every step a booking can take, and what keeps it from being taken."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from events.booking import bookings, places, waiting_list
from events.errors import (
    AlreadyBooked,
    EventFull,
    NotEligible,
    NotOpen,
    OfferEnded,
    StepRefused,
)
from events.models import (
    Booking,
    BookingPolicy,
    BookingStatus,
    Event,
    EventStatus,
    Ticket,
    TicketType,
    WaitingListEntry,
    Who,
)
from portal.core import history
from portal.notifications.models import Message
from tests.factories.accounts import UserFactory
from tests.factories.membership import current_member, lapsed_member
from tests.rig import crowd

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
UNDO = timedelta(minutes=5)

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]


@pytest.fixture
def webinar():
    return crowd.event("Webinar", capacity=2, at=AT)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(AT, tick=False)


def person():
    return current_member().user


def statuses(event):
    return sorted(event.bookings.values_list("status", flat=True))


def kinds(to):
    return list(
        Message.objects.filter(to=to.email)
        .order_by("pk")
        .values_list("kind", flat=True)
    )


class TestBook:
    def test_gives_a_confirmed_place_and_tells_the_person(self, webinar):
        user = person()

        booking = bookings.book(webinar, by=user, at=AT)

        ticket = booking.tickets.get()
        assert (booking.status, booking.confirmed_at) == (BookingStatus.CONFIRMED, AT)
        assert (ticket.email, ticket.member, ticket.price_pence) == (
            user.email,
            user.member,
            0,
        )
        assert kinds(user) == ["events/booking_confirmed"]
        assert [line.action for line in history.of(booking)] == ["events.booked"]

    def test_freezes_the_terms(self, webinar):
        terms = BookingPolicy.load().terms()
        booking = bookings.book(webinar, by=person(), at=AT)
        BookingPolicy.objects.update(undo_minutes=0)

        assert booking.terms == terms
        assert (terms["undo_minutes"], terms["no_undo_hours"]) == (5, 2)

    def test_leads_to_the_booking_there_is(self, webinar):
        """C5: booking again makes no second place."""
        user = person()
        first = bookings.book(webinar, by=user, at=AT)

        with pytest.raises(AlreadyBooked) as refusal:
            bookings.book(webinar, by=user, at=AT)

        assert refusal.value.booking == first
        assert Ticket.objects.count() == 1

    def test_finds_a_place_booked_for_the_address_before_there_was_an_account(
        self, webinar
    ):
        staff = UserFactory()
        first = bookings.book_for(
            webinar,
            ticket_type=webinar.ticket_types.get(),
            delegate=places.Delegate("Early", "early@example.org"),
            by=staff,
            at=AT,
        )
        member = current_member(email="early@example.org")

        with pytest.raises(AlreadyBooked) as refusal:
            bookings.book(webinar, by=member.user, at=AT)

        assert refusal.value.booking == first

    def test_is_refused_when_full(self, webinar):
        for _ in range(2):
            bookings.book(webinar, by=person(), at=AT)

        with pytest.raises(EventFull):
            bookings.book(webinar, by=person(), at=AT)

        assert statuses(webinar) == ["confirmed", "confirmed"]

    def test_is_refused_with_the_reason_to_those_who_may_not(self, webinar):
        with pytest.raises(NotEligible) as refusal:
            bookings.book(webinar, by=lapsed_member().user, at=AT)

        assert refusal.value.reason == "lapsed"
        assert not Booking.objects.exists()

    def test_is_refused_while_others_wait(self, webinar):
        """Q2: a place that people wait for is not for somebody who walks by."""
        first, second, third, late = (person() for _ in range(4))
        bookings.book(webinar, by=first, at=AT)
        booking = bookings.book(webinar, by=second, at=AT)
        waiting_list.join(webinar, by=third, at=AT)
        bookings.cancel(booking, by=second, at=AT)

        with pytest.raises(EventFull):
            bookings.book(webinar, by=late, at=AT + UNDO)

        offered = WaitingListEntry.objects.get(user=third).offer
        assert offered.is_offer(AT + UNDO)

    def test_takes_the_offer_that_the_same_press_made(self, webinar):
        """Q1: the first in line who presses Book meets their own offer."""
        first, second, third = (person() for _ in range(3))
        bookings.book(webinar, by=first, at=AT)
        booking = bookings.book(webinar, by=second, at=AT)
        waiting_list.join(webinar, by=third, at=AT)
        bookings.cancel(booking, by=second, at=AT)

        taken = bookings.book(webinar, by=third, at=AT + UNDO)

        assert taken.status == BookingStatus.CONFIRMED
        assert WaitingListEntry.objects.get(user=third).offer == taken

    def test_ends_stale_holds_first(self, webinar):
        """A dead worker keeps nobody out: the place of a lapsed hold is free."""
        first, second, third = (person() for _ in range(3))
        bookings.book(webinar, by=first, at=AT)
        booking = bookings.book(webinar, by=second, at=AT)
        waiting_list.join(webinar, by=third, at=AT)
        bookings.cancel(booking, by=second, at=AT)
        bookings.pass_places_on(webinar, at=AT + UNDO)
        entry = WaitingListEntry.objects.get(user=third)

        late = bookings.book(webinar, by=person(), at=entry.offer.held_until)

        entry.offer.refresh_from_db()
        assert entry.offer.status == BookingStatus.LAPSED
        assert late.status == BookingStatus.CONFIRMED
        assert "events/hold_ended" in kinds(third)

    def test_keeps_to_the_quota_of_a_ticket_type(self, webinar):
        """C16: neither the quota nor the capacity is passed."""
        TicketType.objects.update(quota=1)
        bookings.book(webinar, by=person(), at=AT)

        with pytest.raises(EventFull):
            bookings.book(webinar, by=person(), at=AT)

    def test_knows_no_limit_where_there_is_none(self):
        event = crowd.event("Large", capacity=None, at=AT)

        bookings.book(event, by=person(), at=AT)

        assert places.left(event, at=AT) is None

    def test_needs_no_standing_where_staff_invited(self, webinar):
        Event.objects.update(way_in="invitation")
        TicketType.objects.update(who=Who.ANYONE)

        booking = bookings.book(webinar, by=UserFactory(), at=AT, invited=True)

        assert booking.is_confirmed

    @pytest.mark.parametrize(
        "changes",
        [
            {"status": EventStatus.DRAFT},
            {"booking_closes_at": AT},
            {"booking_opens_at": AT + timedelta(days=1)},
            {"status": EventStatus.CANCELLED, "cancelled_at": AT},
        ],
    )
    def test_is_refused_by_a_direct_post_to_a_closed_event(self, webinar, changes):
        """C11: the verb decides, not the button."""
        Event.objects.update(**changes)

        with pytest.raises(NotEligible):
            bookings.book(webinar, by=person(), at=AT)


class TestBookFor:
    def test_gives_a_place_to_somebody_without_account(self, webinar):
        staff = UserFactory()

        booking = bookings.book_for(
            webinar,
            ticket_type=webinar.ticket_types.get(),
            delegate=places.Delegate("A Guest", "guest@example.org"),
            by=staff,
            at=AT,
        )

        assert (booking.source, booking.booker, booking.booker_email) == (
            "staff",
            None,
            "guest@example.org",
        )
        assert Message.objects.get().to == "guest@example.org"

    def test_holds_to_the_capacity_and_to_one_place_a_person(self, webinar):
        kind = webinar.ticket_types.get()
        staff = UserFactory()

        def give(address):
            return bookings.book_for(
                webinar,
                ticket_type=kind,
                delegate=places.Delegate("X", address),
                by=staff,
                at=AT,
            )

        give("one@example.org")
        with pytest.raises(AlreadyBooked):
            give("one@example.org")
        give("two@example.org")
        with pytest.raises(EventFull):
            give("three@example.org")

    def test_a_walk_in_is_not_written_to(self, webinar):
        booking = self.walk_in(webinar, at=webinar.starts_at)

        assert booking.source == "walk_in"
        assert not Message.objects.exists()

    def test_nobody_walks_in_before_the_doors_open(self, webinar):
        with pytest.raises(NotOpen):
            self.walk_in(webinar, at=AT)

    def walk_in(self, event, at):
        return bookings.book_for(
            event,
            ticket_type=event.ticket_types.get(),
            delegate=places.Delegate("At The Door", ""),
            by=UserFactory(),
            at=at,
            walk_in=True,
        )

    def test_those_who_wait_come_before_somebody_staff_favour(self, webinar):
        """Q2: a free place is offered to the queue first."""
        first, waits = person(), person()
        bookings.book(webinar, by=first, at=AT)
        booking = bookings.book(webinar, by=person(), at=AT)
        entry = waiting_list.join(webinar, by=waits, at=AT)
        bookings.cancel(booking, by=booking.booker, at=AT)

        with pytest.raises(EventFull):
            bookings.book_for(
                webinar,
                ticket_type=webinar.ticket_types.get(),
                delegate=places.Delegate("A Guest", "guest@example.org"),
                by=UserFactory(),
                at=AT + UNDO,
            )

        entry.refresh_from_db()
        assert entry.offer.is_offer(AT + UNDO)


class TestConfirm:
    @pytest.fixture
    def offer(self, webinar):
        first, second, third = (person() for _ in range(3))
        bookings.book(webinar, by=first, at=AT)
        booking = bookings.book(webinar, by=second, at=AT)
        waiting_list.join(webinar, by=third, at=AT)
        bookings.cancel(booking, by=second, at=AT)
        bookings.pass_places_on(webinar, at=AT + UNDO)
        return WaitingListEntry.objects.get(user=third).offer

    def test_takes_an_offer_to_its_last_second(self, offer):
        """C8: one second before the end it is taken, at the end it is not."""
        last = offer.held_until - timedelta(seconds=1)

        taken = bookings.confirm(offer, by=offer.booker, at=last)

        assert taken.status == BookingStatus.CONFIRMED

    def test_refuses_an_offer_at_its_end(self, offer):
        """C8, Q10: by the moment handed in, whatever a worker has done."""
        with pytest.raises(OfferEnded):
            bookings.confirm(offer, by=offer.booker, at=offer.held_until)

        offer.refresh_from_db()
        assert offer.status == BookingStatus.HELD

    def test_twice_is_no_fault(self, offer):
        bookings.confirm(offer, by=offer.booker, at=AT + UNDO)

        again = bookings.confirm(offer, by=offer.booker, at=AT + UNDO)

        assert again.status == BookingStatus.CONFIRMED
        assert kinds(offer.booker).count("events/booking_confirmed") == 1

    def test_declining_offers_the_place_to_the_next_at_once(self, webinar, offer):
        fourth = person()
        entry = waiting_list.join(webinar, by=fourth, at=AT + UNDO)

        bookings.cancel(offer, by=offer.booker, at=AT + UNDO)

        entry.refresh_from_db()
        assert entry.offer.is_offer(AT + UNDO)


class TestCancel:
    def test_keeps_the_place_for_the_undo_and_then_frees_it(self, webinar):
        booking = bookings.book(webinar, by=person(), at=AT)

        bookings.cancel(booking, by=booking.booker, at=AT)

        assert places.left(webinar, at=AT + UNDO - timedelta(seconds=1)) == 1
        assert places.left(webinar, at=AT + UNDO) == 2

    def test_frees_at_once_shortly_before_the_start(self, webinar):
        booking = bookings.book(webinar, by=person(), at=AT)
        shortly = webinar.starts_at - timedelta(hours=2)

        bookings.cancel(booking, by=booking.booker, at=shortly)

        assert places.left(webinar, at=shortly) == 2
        assert bookings.undo_until(booking, at=shortly) is None

    def test_twice_is_no_fault_and_tells_once(self, webinar):
        booking = bookings.book(webinar, by=person(), at=AT)

        for _ in range(2):
            bookings.cancel(booking, by=booking.booker, at=AT)

        assert kinds(booking.booker) == [
            "events/booking_confirmed",
            "events/booking_cancelled",
        ]

    def test_raises_the_sequence_of_the_calendar_entry(self, webinar):
        """K5: a cancellation has a higher sequence than the invitation."""
        booking = bookings.book(webinar, by=person(), at=AT)

        bookings.cancel(booking, by=booking.booker, at=AT)

        assert booking.tickets.get().sequence == 1

    def test_is_refused_once_the_event_is_over(self, webinar):
        booking = bookings.book(webinar, by=person(), at=AT)

        with pytest.raises(StepRefused):
            bookings.cancel(booking, by=booking.booker, at=webinar.ends_at)

    def test_of_a_lapsed_hold_is_refused(self, webinar):
        booking = bookings.book(webinar, by=person(), at=AT)
        Booking.objects.update(status=BookingStatus.LAPSED)

        with pytest.raises(StepRefused):
            bookings.cancel(booking, by=booking.booker, at=AT)


class TestUndo:
    def test_brings_the_booking_back(self, webinar):
        booking = bookings.book(webinar, by=person(), at=AT)
        bookings.cancel(booking, by=booking.booker, at=AT)

        back = bookings.undo_cancel(
            booking, by=booking.booker, at=AT + UNDO - timedelta(seconds=1)
        )

        ticket = back.tickets.get()
        assert (back.status, ticket.released_at, ticket.sequence) == (
            BookingStatus.CONFIRMED,
            None,
            2,
        )

    def test_is_refused_once_the_place_has_passed_on(self, webinar):
        booking = bookings.book(webinar, by=person(), at=AT)
        bookings.cancel(booking, by=booking.booker, at=AT)

        with pytest.raises(StepRefused):
            bookings.undo_cancel(booking, by=booking.booker, at=AT + UNDO)

    def test_twice_is_no_fault(self, webinar):
        booking = bookings.book(webinar, by=person(), at=AT)
        bookings.cancel(booking, by=booking.booker, at=AT)

        for _ in range(2):
            back = bookings.undo_cancel(booking, by=booking.booker, at=AT)

        assert back.is_confirmed

    def test_booking_again_within_the_minutes_is_the_undo(self, webinar):
        booking = bookings.book(webinar, by=person(), at=AT)
        bookings.cancel(booking, by=booking.booker, at=AT)

        again = bookings.book(webinar, by=booking.booker, at=AT)

        assert (again, again.status) == (booking, BookingStatus.CONFIRMED)

    def test_an_offered_place_that_was_declined_has_no_undo(self, webinar):
        booking = bookings.book(webinar, by=person(), at=AT)
        assert bookings.undo_until(booking, at=AT) is None


class TestMoves:
    def test_a_step_from_a_status_that_changed_meanwhile_is_refused(self, webinar):
        """C15: of two requests that saw the same booking, one moves it."""
        booking = bookings.book(webinar, by=person(), at=AT)
        stale = Booking.objects.get(pk=booking.pk)
        bookings.cancel(booking, by=booking.booker, at=AT)

        with pytest.raises(StepRefused):
            bookings._move(stale, BookingStatus.CANCELLED, cancelled_at=AT)

    def test_only_the_steps_of_the_chart_are_taken(self, webinar):
        booking = bookings.book(webinar, by=person(), at=AT)

        with pytest.raises(StepRefused):
            bookings._move(booking, BookingStatus.LAPSED)


@pytest.mark.parametrize(
    ("changes", "name"),
    [
        ({"status": "held", "reason": "offer"}, "a_hold_has_an_end"),
        ({"status": "held", "held_until": AT}, "a_hold_has_a_reason"),
        (
            {"status": "confirmed", "confirmed_at": None},
            "a_confirmed_booking_says_when",
        ),
        ({"status": "cancelled"}, "a_cancelled_booking_says_when"),
    ],
)
def test_the_database_refuses_what_must_never_be(webinar, changes, name):
    booking = bookings.book(webinar, by=person(), at=AT)

    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Booking.objects.filter(pk=booking.pk).update(**changes)


def test_one_person_has_one_ticket_even_if_a_verb_forgot(webinar):
    """C5: the database itself keeps one live place per person and event."""
    booking = bookings.book(webinar, by=person(), at=AT)
    ticket = booking.tickets.get()
    ticket.pk = None
    ticket.join_token = "other"

    # SQLite names the columns and not the rule.
    named = r"one_ticket_per|UNIQUE constraint failed: events_ticket\.event_id"
    with pytest.raises(IntegrityError, match=named), transaction.atomic():
        ticket.save()


def test_a_place_is_only_taken_under_the_lock(webinar):
    kind = webinar.ticket_types.get()
    three = [places.Delegate(str(n), f"{n}@example.org") for n in range(3)]
    with pytest.raises(EventFull):
        places.take(
            webinar,
            wanted=[places.Wanted(kind, delegate, 0) for delegate in three],
            status=BookingStatus.CONFIRMED,
            source="staff",
            booker=None,
            at=AT,
        )

    assert not Booking.objects.exists()
