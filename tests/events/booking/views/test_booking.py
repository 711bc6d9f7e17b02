"""Booking, from the page that confirms to the booking itself."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from events.booking import bookings, waiting_list
from events.models import (
    Booking,
    BookingStatus,
    Event,
    EventStatus,
    Invitation,
    Source,
    Ticket,
    TicketType,
    WayIn,
)
from tests.factories.accounts import UserFactory
from tests.factories.events import EventFactory, place
from tests.factories.membership import current_member, lapsed_member

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def event():
    return EventFactory(capacity=2)


@pytest.fixture
def person(client):
    person = current_member(name="Carys Hughes").user
    client.force_login(person)
    return person


def start(event):
    return reverse("events:booking-start", args=[event.reference])


def test_one_page_to_confirm_then_a_booking(client, event, person):
    page = client.get(start(event)).content.decode()

    answer = client.post(start(event))

    booking = Booking.objects.get()
    assert "Carys Hughes" in page
    assert "<b>Nothing.</b> Free with membership" in page
    assert "membership number" not in page.lower()
    assert answer.url == booking.get_absolute_url()
    assert (booking.status, booking.source) == (BookingStatus.CONFIRMED, Source.SELF)


def test_pressed_twenty_times_it_is_one_booking(client, event, person):
    """C5: a double click, a second tab, the back button."""
    answers = {client.post(start(event)).url for _ in range(20)}

    assert answers == {Booking.objects.get().get_absolute_url()}
    assert Ticket.objects.count() == 1


def test_going_back_to_the_page_leads_to_the_booking_that_exists(client, event, person):
    """C5."""
    client.post(start(event))

    answer = client.get(start(event), follow=True)

    assert answer.redirect_chain[0][0] == Booking.objects.get().get_absolute_url()
    assert "You already have a place" in answer.content.decode()


def test_opening_the_page_books_nothing(client, event, person):
    for method in (client.get, client.head, client.options):
        method(start(event))

    assert not Booking.objects.exists()


@pytest.mark.parametrize(
    "extra",
    [
        {"price": "-1", "price_pence": "1"},
        {"quantity": "1000000000"},
        {"quantity": "0.5", "event": "99"},
        {"status": "confirmed", "source": "staff", "user": "1", "is_staff": "on"},
        {"ticket_type": ["1", "2"], "email": "x@y.example", "name": "<b>"},
    ],
)
def test_nothing_that_is_sent_along_is_believed(client, event, person, extra):
    """C12, A11: price, number, event and person are the server's own."""
    client.post(start(event), extra)

    ticket = Ticket.objects.select_related("booking").get()
    assert (ticket.price_pence, ticket.event, ticket.user, ticket.email) == (
        0,
        event,
        person,
        person.email,
    )
    assert ticket.booking.source == Source.SELF
    person.refresh_from_db()
    assert not person.is_staff


@pytest.mark.parametrize("reference", ["NOPE234", "%00", "a'b", "-1", "1e9"])
def test_a_reference_that_is_none_is_not_found(client, person, reference):
    """C12."""
    for method in (client.get, client.post):
        assert method(f"/events/book/{reference}/").status_code == 404


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"status": EventStatus.DRAFT}, 404),
        ({"way_in": WayIn.INVITATION}, 404),
        ({"status": EventStatus.CANCELLED, "cancelled_at": AT}, 200),
        ({"booking_closes_at": AT}, 200),
        ({"starts_at": AT - timedelta(days=9)}, 200),
        ({"host": "Another Body"}, 302),
        ({"way_in": WayIn.OPEN_LINK}, 302),
    ],
)
def test_a_direct_post_to_what_is_not_open_books_nothing(
    client, person, fields, status
):
    """C11: draft, closed, cancelled, past, elsewhere."""
    event = EventFactory(**fields)

    answer = client.post(start(event))

    assert not Booking.objects.exists()
    assert answer.status_code == status


def test_when_the_last_place_has_gone_the_way_on_is_the_list(client, event, person):
    page = client.get(start(event))
    for _ in range(2):
        place(event, UserFactory())

    answer = client.post(start(event))

    assert page.context["next"].step == "book"
    assert answer.status_code == 200
    assert "The last place has just gone" in answer.content.decode()
    assert reverse("events:waiting-list-join", args=[event.reference]) in (
        answer.content.decode()
    )


def test_a_lapsed_member_is_told_and_books_nothing(client, event):
    client.force_login(lapsed_member().user)

    page, answer = client.get(start(event)), client.post(start(event))

    assert "Your membership ended on" in page.content.decode()
    assert "Your membership ended on" in answer.content.decode()
    assert not Booking.objects.exists()


def test_a_membership_that_ends_between_page_and_button_decides(client, event, person):
    """C10: the standing at the moment of pressing counts, and is said."""
    client.get(start(event))
    person.member.subscriptions.update(ends_on=AT.date() - timedelta(days=99))

    answer = client.post(start(event))

    assert "Your membership ended on" in answer.content.decode()
    assert not Booking.objects.exists()


class TestSignedOut:
    def test_members_are_asked_for_their_number_and_led_back(self, client, event):
        page = client.get(start(event)).content.decode()

        assert f'action="{reverse("membership:number-request")}"' in page
        assert f'name="next" value="{start(event)}"' in page

    def test_pressing_the_button_books_nothing_and_asks_again(self, client, event):
        answer = client.post(start(event))

        assert answer.status_code == 200
        assert not Booking.objects.exists()

    def test_a_public_event_asks_to_sign_in_or_make_an_account(self, client):
        page = client.get(start(EventFactory(way_in=WayIn.PUBLIC))).content.decode()

        assert reverse("account_login") in page
        assert reverse("account_signup") in page
        assert "number_number" not in page


def test_any_account_books_what_is_public_and_free(client):
    event = EventFactory(way_in=WayIn.PUBLIC)
    client.force_login(UserFactory())

    answer = client.post(start(event))

    assert answer.url == Booking.objects.get().get_absolute_url()


def test_what_costs_something_is_not_booked_by_the_free_button(client, person):
    """C12: a price is never nought because nobody asked."""
    event = EventFactory(way_in=WayIn.PUBLIC)
    TicketType.objects.update(price_pence=9500)

    answer = client.post(start(event))

    assert "£95.00" in answer.content.decode()
    assert not Booking.objects.exists()


def test_the_invited_address_books_what_is_by_invitation(client):
    event = EventFactory(way_in=WayIn.INVITATION)
    guest = UserFactory()
    Invitation.objects.create(event=event, email=guest.email, token="x", invited_at=AT)
    client.force_login(guest)

    client.post(start(event))

    assert Booking.objects.get().source == Source.INVITATION


class TestOffer:
    @pytest.fixture
    def offered(self, event, person):
        tickets = [place(event, UserFactory()) for _ in range(2)]
        waiting_list.join(event, by=person, at=AT)
        bookings.cancel(tickets[0].booking, by=None, at=AT - timedelta(minutes=6))
        bookings.pass_places_on(event, at=AT)
        return event

    def test_the_page_leads_to_the_offer_and_its_two_answers(self, client, offered):
        answer = client.get(start(offered), follow=True)

        assert "A place is yours if you want it" in answer.content.decode()

    def test_pressing_book_takes_it(self, client, offered, person):
        client.post(start(offered))

        booking = Booking.objects.get(booker=person)
        assert booking.status == BookingStatus.CONFIRMED

    def test_somebody_else_cannot_have_it(self, client, offered, person):
        """Q2."""
        client.force_login(current_member().user)

        answer = client.post(start(offered))

        assert "waiting list" in answer.content.decode()
        assert Booking.objects.get(booker=person).status == BookingStatus.HELD


def test_booking_takes_few_statements(
    client, event, person, django_assert_max_num_queries
):
    """The best-known open ticketing system takes 303 for the whole way."""
    client.get(start(event))

    with django_assert_max_num_queries(30):
        client.post(start(event))


def test_an_address_that_another_account_booked_is_refused_in_words(
    client, event, person
):
    Event.objects.update(way_in=WayIn.PUBLIC)
    place(event, UserFactory(), email=person.email)

    answer = client.post(start(event))

    assert "from another account" in answer.content.decode()
