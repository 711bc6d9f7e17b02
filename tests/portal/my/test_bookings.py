"""One's own bookings: seen, cancelled and taken back; offers answered."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from django.urls import reverse

from events.booking import bookings, waiting_list
from events.models import Booking, BookingStatus, Event, EventStatus, HoldReason
from tests.factories.accounts import UserFactory
from tests.factories.events import EventFactory, place
from tests.factories.membership import current_member

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
START = datetime(2026, 12, 1, 10, tzinfo=UTC)
LIST = reverse("my:booking-list")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def person(client):
    person = current_member(name="Carys Hughes").user
    client.force_login(person)
    return person


@pytest.fixture
def booking(person):
    event = EventFactory(title="Safe sleep", starts_at=START, capacity=1)
    return bookings.book(event, by=person, at=AT)


def my(name, booking):
    return reverse(f"my:{name}", args=[booking.reference])


def said(client, address, **kwargs):
    return client.get(address, **kwargs).content.decode()


def offer_to(person):
    """Return an offer that runs until the day after tomorrow at noon."""
    event = EventFactory(starts_at=START, capacity=1)
    taken = place(event, UserFactory())
    waiting_list.join(event, by=person, at=AT)
    bookings.cancel(taken.booking, by=None, at=AT - timedelta(minutes=6))
    bookings.pass_places_on(event, at=AT)
    return Booking.objects.get(event=event, status=BookingStatus.HELD)


class TestDetail:
    def test_it_shows_the_address_to_join_and_where_it_was_sent(
        self, client, booking, person
    ):
        page = said(client, my("booking-detail", booking))

        assert "You have a place." in page
        assert f"http://testserver{booking.tickets.get().get_join_url()}" in page
        assert "Join from 09:45" in page
        assert f"{person.email}, with a calendar entry" in page

    def test_the_meeting_platforms_address_is_not_in_it(self, client, booking):
        """A7."""
        booking.event.joining_links.create(url="https://meet.example.net/", set_at=AT)

        assert "meet.example.net" not in said(client, my("booking-detail", booking))

    @pytest.mark.parametrize(
        ("status", "words"),
        [
            (BookingStatus.CANCELLED, "Your place is cancelled."),
            (BookingStatus.LAPSED, "The offer has ended."),
        ],
    )
    def test_each_state_has_a_face_of_its_own(self, client, booking, status, words):
        Booking.objects.update(status=status, cancelled_at=AT, reason=HoldReason.OFFER)

        page = said(client, my("booking-detail", booking))

        assert words in page
        assert "/events/join/" not in page

    def test_a_place_kept_by_staff_says_until_when(self, client, booking):
        Booking.objects.update(
            status=BookingStatus.HELD,
            reason=HoldReason.STAFF,
            held_until=AT + timedelta(days=1),
        )

        page = said(client, my("booking-detail", booking))

        assert "It is kept until <b>Monday 23 November 2026, 12:00</b> UK time." in page
        assert my("offer", booking) not in page

    def test_past_and_called_off_say_so(self, client, booking, time_machine):
        Event.objects.update(
            status=EventStatus.CANCELLED, cancelled_at=AT, cancellation_reason="Snow"
        )
        Booking.objects.update(status=BookingStatus.CANCELLED, cancelled_at=AT)
        called_off = said(client, my("booking-detail", booking))
        Event.objects.update(status=EventStatus.PUBLISHED)
        Booking.objects.update(status=BookingStatus.CONFIRMED)
        time_machine.move_to(START + timedelta(days=1), tick=False)
        past = said(client, my("booking-detail", booking))

        assert "This event does not take place." in called_off
        assert "Snow" in called_off
        assert "You had a place." in past
        assert "/events/join/" not in past

    def test_the_calendar_file_is_the_entry_of_the_mail(self, client, booking):
        answer = client.get(my("booking-calendar", booking))

        calendar = icalendar.Calendar.from_ical(answer.content)
        ticket = booking.tickets.get()
        assert calendar["METHOD"] == "PUBLISH"
        (entry,) = calendar.walk("VEVENT")
        assert entry["UID"] == f"{booking.reference}-{ticket.pk}-1@portal".lower()
        assert answer["Cache-Control"] == "private, no-store"

    def test_a_cancelled_place_has_no_calendar_file(self, client, booking, person):
        bookings.cancel(booking, by=person, at=AT)

        assert client.get(my("booking-calendar", booking)).status_code == 404


class TestOthers:
    NAMES = (
        "booking-detail",
        "booking-calendar",
        "booking-cancel",
        "booking-undo",
        "offer",
    )

    def test_what_is_another_persons_does_not_exist(self, client, booking):
        """A2, C14: not found, whether or not there is such a booking."""
        client.force_login(current_member().user)

        for name in self.NAMES:
            for reference in (booking.reference, "NOPE234"):
                address = reverse(f"my:{name}", args=[reference])
                method = (
                    client.post if name in {"offer", "booking-undo"} else client.get
                )
                assert method(address).status_code == 404
        client.post(my("booking-cancel", booking))
        booking.refresh_from_db()
        assert booking.is_confirmed

    def test_signed_out_they_lead_to_signing_in(self, client, booking):
        client.logout()

        for name in self.NAMES:
            address = my(name, booking)
            assert client.post(address).url.startswith(reverse("account_login"))

    def test_a_place_made_for_the_address_is_ones_own(self, client, person):
        ticket = place(EventFactory(), email=person.email)

        assert "You have a place." in said(client, my("booking-detail", ticket.booking))


class TestCancel:
    def test_the_question_says_what_will_happen(self, client, booking):
        page = said(client, my("booking-cancel", booking))

        booking.refresh_from_db()
        assert "You can take it back until 12:05." in page
        assert "Nothing was paid, so nothing comes back." in page
        assert booking.is_confirmed

    def test_near_the_start_there_is_no_way_back_and_it_says_so(
        self, client, booking, time_machine
    ):
        time_machine.move_to(START - timedelta(hours=1), tick=False)

        page = said(client, my("booking-cancel", booking))
        client.post(my("booking-cancel", booking))

        assert "cannot be taken back" in page
        assert "Keep my place" not in said(client, my("booking-detail", booking))

    def test_cancelled_it_can_be_taken_back_for_five_minutes(
        self, client, booking, time_machine
    ):
        page = client.post(my("booking-cancel", booking), follow=True)

        assert "Your place is cancelled." in page.content.decode()
        assert "kept for you until <b>12:05</b>" in page.content.decode()
        time_machine.move_to(AT + timedelta(minutes=4, seconds=59), tick=False)
        back = client.post(my("booking-undo", booking), follow=True)
        assert "You have kept your place." in back.content.decode()
        assert "You have a place." in back.content.decode()

    def test_after_five_minutes_it_has_passed_on(self, client, booking, time_machine):
        client.post(my("booking-cancel", booking))
        time_machine.move_to(AT + timedelta(minutes=5), tick=False)

        back = client.post(my("booking-undo", booking), follow=True)

        assert "The minutes to undo are over" in back.content.decode()

    def test_cancelling_twice_is_no_fault(self, client, booking):
        for _ in range(2):
            client.post(my("booking-cancel", booking))

        assert client.get(my("booking-cancel", booking)).status_code == 302
        booking.refresh_from_db()
        assert booking.is_cancelled

    def test_what_is_over_cannot_be_cancelled(self, client, booking, time_machine):
        time_machine.move_to(START + timedelta(days=1), tick=False)

        answer = client.post(my("booking-cancel", booking), follow=True)

        assert "This event is over" in answer.content.decode()


class TestOffer:
    def test_it_says_until_when_and_has_two_answers(self, client, person):
        page = said(client, my("booking-detail", offer_to(person)))

        assert "A place is yours if you want it." in page
        assert "Tuesday 24 November 2026, 12:00" in page
        assert 'value="take"' in page
        assert 'value="let_go"' in page

    def test_taken_it_is_a_place(self, client, person):
        offer = offer_to(person)

        answer = client.post(my("offer", offer), {"answer": "take"}, follow=True)

        assert "You have a place." in answer.content.decode()

    def test_let_go_it_is_offered_to_the_next(self, client, person):
        offer = offer_to(person)
        following = current_member().user
        waiting_list.join(offer.event, by=following, at=AT)

        client.post(my("offer", offer), {"answer": "let_go"})

        offered = Booking.objects.get(status=BookingStatus.HELD)
        assert offered.booker == following

    @pytest.mark.parametrize("answer", ["", "yes", "TAKE"])
    def test_any_other_answer_changes_nothing(self, client, person, answer):
        offer = offer_to(person)

        client.post(my("offer", offer), {"answer": answer})

        offer.refresh_from_db()
        assert offer.status == BookingStatus.HELD

    @pytest.mark.parametrize(("seconds", "taken"), [(-1, True), (0, False), (1, False)])
    def test_to_the_second_the_servers_clock_decides(
        self, client, person, time_machine, seconds, taken
    ):
        """C8, Q10: one clear answer at the end of an offer."""
        offer = offer_to(person)
        time_machine.move_to(offer.held_until + timedelta(seconds=seconds), tick=False)

        answer = client.post(my("offer", offer), {"answer": "take"}, follow=True)

        words = "You have a place." if taken else "This offer has ended"
        assert words in answer.content.decode()

    def test_forwarded_it_works_for_nobody_else(self, client, person):
        """Q5."""
        offer = offer_to(person)
        client.force_login(current_member().user)

        answer = client.post(my("offer", offer), {"answer": "take"})

        offer.refresh_from_db()
        assert answer.status_code == 404
        assert offer.status == BookingStatus.HELD

    def test_opening_its_address_takes_nothing(self, client, person):
        offer = offer_to(person)

        assert client.get(my("offer", offer)).status_code == 405

    def test_letting_go_of_a_confirmed_place_is_not_done_here(self, client, booking):
        client.post(my("offer", booking), {"answer": "let_go"})

        booking.refresh_from_db()
        assert booking.is_confirmed


class TestList:
    def test_each_is_in_its_place(self, client, booking, person):
        offer = offer_to(person)
        place(EventFactory(title="Long ago", starts_at=AT - timedelta(days=9)), person)
        gone = place(EventFactory(title="Given up"), person)
        bookings.cancel(gone.booking, by=person, at=AT)
        full = EventFactory(title="Waited for", capacity=1)
        place(full, UserFactory())
        waiting_list.join(full, by=person, at=AT)

        def titles(show):
            context = client.get(LIST, {"show": show}).context
            return [line.title for line in [*context["lines"], *context["waiting"]]]

        assert titles("") == ["Safe sleep", offer.event.title, "Waited for"]
        assert titles("past") == ["Long ago"]
        assert titles("cancelled") == ["Given up"]
        assert titles("rubbish") == titles("")

    def test_waiting_says_the_place_in_line(self, client, person):
        full = EventFactory(capacity=1)
        place(full, UserFactory())
        waiting_list.join(full, by=current_member().user, at=AT - timedelta(hours=1))
        waiting_list.join(full, by=person, at=AT)

        assert "Waiting list: you are second" in said(client, LIST)

    def test_empty_it_says_what_would_be_here(self, client, person):
        pages = [
            said(client, f"{LIST}?show={show}") for show in ("", "past", "cancelled")
        ]

        titles = ["Nothing is booked", "Nothing is past yet", "Nothing was cancelled"]
        assert all(title in page for title, page in zip(titles, pages, strict=True))

    def test_three_bookings_take_as_many_queries_as_one(
        self, client, person, django_assert_num_queries
    ):
        def more():
            place(EventFactory(), person)
            full = EventFactory(capacity=1)
            place(full, UserFactory())
            waiting_list.join(full, by=person, at=AT)

        more()
        client.get(LIST)

        # Session, person, how many, the page of them, the waiting lists.
        with django_assert_num_queries(6):
            client.get(LIST)
        more()
        more()
        with django_assert_num_queries(6):
            client.get(LIST)
