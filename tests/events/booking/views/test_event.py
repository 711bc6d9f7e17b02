"""An event's page: for whom, when, and what this person can do about it."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from events.booking import bookings, waiting_list
from events.models import (
    Event,
    EventSession,
    EventStatus,
    Invitation,
    Speaker,
    TicketType,
    WayIn,
    Who,
)
from portal.accounts.roles import Role
from tests.factories.accounts import UserFactory, staff
from tests.factories.events import EventFactory, place
from tests.factories.membership import current_member, lapsed_member

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
START = datetime(2026, 12, 9, 10, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(AT, tick=False)


def page(client, event):
    return client.get(event.get_absolute_url())


def words(response):
    """Return what a reader reads, in one line."""
    main = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)[0]
    text = re.sub(r"<script.*?</script>|<[^>]+>", " ", main, flags=re.DOTALL)
    return " ".join(text.replace("&#x27;", "'").split())


def step(client, event):
    return page(client, event).context["next"].step


def test_it_tells_who_it_is_for_from_who_may_book(client):
    event = EventFactory(starts_at=START, audience="School nurses", capacity=300)
    Speaker.objects.create(event=event, role="Chair of the panel", contribution="Six")

    said = words(page(client, event))

    assert "Who it is for School nurses" in said
    assert "Who may book Members only, free." in said
    assert "Chair of the panel Six" in said
    assert "UK time 10:00 to 11:00" in said
    assert "Join from 09:45" in said
    assert "300 places left of 300" in said


def test_the_readers_own_time_stands_beside_uk_time(client):
    """T7: a time zone kept in the account."""
    client.force_login(UserFactory(time_zone="Asia/Dubai"))

    said = words(page(client, EventFactory(starts_at=START)))

    assert "Your time, Dubai 14:00 to 15:00 the same day, join from 13:45" in said


@pytest.mark.parametrize("day", [datetime(2027, 3, 28, 8, tzinfo=UTC)])
def test_nine_o_clock_stays_nine_on_the_day_the_clocks_change(client, day):
    """T3: booked in winter, held in summer."""
    said = words(page(client, EventFactory(starts_at=day)))

    assert "UK time 09:00 to 10:00" in said
    assert "Join from 08:45" in said


class TestWhatThisPersonCanDo:
    @pytest.fixture
    def event(self):
        return EventFactory(starts_at=START, capacity=1)

    @pytest.fixture
    def person(self, client):
        person = current_member().user
        client.force_login(person)
        return person

    def test_a_visitor_is_asked_who_they_are(self, client, event):
        assert step(client, event) == "say_who"
        assert "membership number" in words(page(client, event))

    def test_a_member_books(self, client, event, person):
        assert step(client, event) == "book"

    def test_who_is_booked_sees_the_booking(self, client, event, person):
        booking = bookings.book(event, by=person, at=AT)

        response = page(client, event)

        assert response.context["next"].step == "have_place"
        assert booking.get_absolute_url() in response.content.decode()

    def test_when_full_a_member_can_wait(self, client, event, person):
        place(event, UserFactory())

        said = words(page(client, event))

        assert step(client, event) == "join_list"
        assert "You would be number 1." in said
        assert "kept for 48 hours" in said

    def test_a_late_offer_is_shorter_and_the_page_says_so(self, client, person):
        event = EventFactory(starts_at=AT + timedelta(days=2), capacity=1)
        place(event, UserFactory())

        assert "kept for 4 hours" in words(page(client, event))

    def test_who_waits_sees_their_place_in_line(self, client, event, person):
        place(event, UserFactory())
        waiting_list.join(event, by=current_member().user, at=AT - timedelta(1))
        waiting_list.join(event, by=person, at=AT)

        assert "You are second on the waiting list." in words(page(client, event))

    def test_who_has_an_offer_answers_it(self, client, event, person):
        ticket = place(event, UserFactory())
        waiting_list.join(event, by=person, at=AT)
        bookings.cancel(ticket.booking, by=None, at=AT - timedelta(minutes=6))
        bookings.pass_places_on(event, at=AT)

        said = words(page(client, event))

        assert step(client, event) == "answer"
        assert "kept for you until Tuesday 24 November 2026, 12:00 UK time" in said

    def test_an_offer_shows_nobody_else_a_free_place(self, client, event):
        """Q2: while it is kept for one, the page says full to another."""
        ticket = place(event, UserFactory())
        waiting_list.join(event, by=current_member().user, at=AT)
        bookings.cancel(ticket.booking, by=None, at=AT - timedelta(minutes=6))
        bookings.pass_places_on(event, at=AT)
        client.force_login(current_member().user)

        assert step(client, event) == "join_list"

    def test_who_has_just_cancelled_can_take_it_back(self, client, event, person):
        booking = bookings.book(event, by=person, at=AT)
        bookings.cancel(booking, by=person, at=AT)

        assert step(client, event) == "undo"
        assert "kept for you until 12:05" in words(page(client, event))

    def test_a_lapsed_member_is_told_since_when_and_how_to_renew(self, client, event):
        member = lapsed_member()
        client.force_login(member.user)
        ended = member.subscriptions.get().ends_on

        said = words(page(client, event))

        assert f"Your membership ended on {ended.day} {ended:%B %Y}." in said
        assert "Renew my membership" in said

    def test_somebody_who_is_no_member_is_told_so(self, client, event):
        client.force_login(UserFactory())

        assert "This event is for members." in words(page(client, event))

    def test_what_costs_something_is_booked_and_paid_for(self, client):
        event = EventFactory(way_in=WayIn.PUBLIC)
        event.ticket_types.update(price_pence=9500, who=Who.ANYONE)

        for _ in range(2):
            response = page(client, event)
            assert response.context["next"].step == "pay"
            assert "Book and pay" in words(response)
            assert "£95.00 for you." in words(response)
            client.force_login(UserFactory())


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"status": EventStatus.CANCELLED, "cancelled_at": AT}, "does not take place"),
        ({"booking_closes_at": AT - timedelta(hours=1)}, "Booking has closed"),
        ({"booking_opens_at": AT + timedelta(hours=1)}, "Booking has not opened yet"),
        ({"host": "Another Body", "host_url": "https://x.example"}, "Another Body"),
        ({"way_in": WayIn.OPEN_LINK}, "No booking is needed"),
        ({"starts_at": datetime(2022, 11, 9, 10, tzinfo=UTC)}, "This event is past"),
    ],
)
def test_what_cannot_be_booked_says_why_and_has_no_button(client, fields, said):
    """C11: no page but an open one offers a place."""
    client.force_login(current_member().user)
    event = EventFactory(**{"starts_at": START, **fields})

    response = page(client, event)

    assert said in words(response)
    assert reverse("events:booking-start", args=[event.reference]) not in (
        response.content.decode()
    )


def test_a_past_event_shows_its_year_and_looks_past(client):
    event = EventFactory(starts_at=datetime(2022, 11, 9, 10, tzinfo=UTC), capacity=9)

    response = page(client, event)

    assert "Past, November 2022" in words(response)
    assert "It took place on Wednesday 9 November 2022" in words(response)
    assert "date-past" in response.content.decode()
    assert "places left" not in words(response)


def test_two_days_are_both_named(client):
    event = EventFactory(starts_at=START, days=2)

    said = words(page(client, event))

    assert "Day 1 Wednesday 9 December 2026 , 10:00 to 11:00 UK time" in said
    assert "Day 2 Thursday 10 December 2026 , 10:00 to 11:00 UK time" in said


class TestWhoMaySee:
    def test_what_is_by_invitation_does_not_exist_for_others(self, client):
        """A2: not found, rather than forbidden."""
        event = EventFactory(way_in=WayIn.INVITATION)

        assert page(client, event).status_code == 404
        client.force_login(current_member().user)
        assert page(client, event).status_code == 404

    def test_who_is_invited_sees_and_books_it(self, client):
        event = EventFactory(way_in=WayIn.INVITATION)
        guest = UserFactory()
        TicketType.objects.filter(event=event).update(who=Who.ANYONE)
        Invitation.objects.create(
            event=event, email=guest.email, token="x", invited_at=AT
        )
        client.force_login(guest)

        assert step(client, event) == "book"

    def test_a_draft_is_a_preview_for_staff(self, client):
        """C11."""
        event = EventFactory(status=EventStatus.DRAFT)
        assert page(client, event).status_code == 404

        client.force_login(staff(Role.EVENTS))

        assert "This is a draft" in words(page(client, event))


class TestForSearchEngines:
    def structured(self, response):
        found = re.search(
            r'<script type="application/ld\+json"[^>]*>(.*?)</script>',
            response.content.decode(),
            re.DOTALL,
        )
        return json.loads(found[1])

    def test_it_says_what_the_page_says(self, client):
        event = EventFactory(starts_at=START, title="</script><b>Safe & sound")

        known = self.structured(page(client, event))

        assert known["name"] == "</script><b>Safe & sound"
        assert known["startDate"] == "2026-12-09T10:00+00:00"
        assert known["eventStatus"] == "https://schema.org/EventScheduled"
        assert known["location"][0]["url"].endswith(event.get_absolute_url())
        assert known["offers"][0]["price"] == "0.00"

    def test_what_is_not_listed_is_not_indexed(self, client):
        client.force_login(staff(Role.EVENTS))
        response = page(client, EventFactory(way_in=WayIn.INVITATION))

        assert "ld+json" not in response.content.decode()
        assert '<meta name="robots" content="noindex">' in response.content.decode()


def test_many_sittings_and_speakers_ask_no_more(client, django_assert_num_queries):
    event = EventFactory(capacity=20)
    page(client, event)

    with django_assert_num_queries(4):
        page(client, event)
    for number in range(2, 5):
        Speaker.objects.create(event=event, role=f"Speaker {number}")
        EventSession.objects.create(
            event=event,
            number=number,
            starts_at=event.starts_at + timedelta(days=number),
            ends_at=event.ends_at + timedelta(days=number),
        )
    Event.objects.update(ends_at=event.ends_at + timedelta(days=4))
    with django_assert_num_queries(4):
        page(client, event)
