"""Joining and leaving the waiting list, by the person themself."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from events.booking import bookings, waiting_list
from events.models import WaitingListEntry, WayIn
from tests.factories.accounts import UserFactory
from tests.factories.events import EventFactory, place
from tests.factories.membership import current_member, lapsed_member

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def full():
    event = EventFactory(capacity=1)
    place(event, UserFactory())
    return event


@pytest.fixture
def person(client):
    person = current_member().user
    client.force_login(person)
    return person


def join(event):
    return reverse("events:waiting-list-join", args=[event.reference])


def leave(event):
    return reverse("events:waiting-list-leave", args=[event.reference])


def waiting():
    return list(WaitingListEntry.objects.waiting().values_list("user", flat=True))


def test_one_press_joins_and_says_the_place_in_line(client, full, person):
    waiting_list.join(full, by=current_member().user, at=AT - timedelta(hours=1))

    answer = client.post(join(full), follow=True)

    assert "You are second on the waiting list." in answer.content.decode()


def test_pressed_twice_it_is_one_entry(client, full, person):
    """Q8: on the list once."""
    for _ in range(3):
        client.post(join(full))

    assert waiting() == [person.pk]


def test_opening_the_address_joins_nobody(client, full, person):
    assert client.get(join(full)).status_code == 405
    assert client.get(leave(full)).status_code == 405
    assert waiting() == []


def test_who_has_a_place_is_led_to_it(client, full):
    """Q8: already booked."""
    booked = full.tickets.get()
    client.force_login(booked.user)

    answer = client.post(join(full))

    assert answer.url == booked.booking.get_absolute_url()


def test_when_a_place_is_free_the_way_on_is_to_book_it(client, person):
    answer = client.post(join(EventFactory(capacity=1)), follow=True)

    assert "A place has come free" in answer.content.decode()
    assert answer.context["next"].step == "book"


def test_who_may_not_book_may_not_wait_and_is_told_why(client, full):
    client.force_login(lapsed_member().user)

    answer = client.post(join(full), follow=True)

    assert "Your membership ended on" in answer.content.decode()
    assert waiting() == []


def test_leaving_twice_is_no_fault(client, full, person):
    client.post(join(full))

    for _ in range(2):
        answer = client.post(leave(full), follow=True)
        assert "You have left the waiting list." in answer.content.decode()
    assert waiting() == []


def test_leaving_leads_back_to_a_place_of_ours_alone(client, full, person):
    client.post(join(full))

    there = client.post(leave(full), {"next": "/my/bookings/"}).url
    elsewhere = client.post(leave(full), {"next": "https://evil.example/"}).url

    assert (there, elsewhere) == ("/my/bookings/", full.get_absolute_url())


def test_with_an_offer_leaving_asks_for_an_answer(client, full, person):
    client.post(join(full))
    bookings.cancel(full.tickets.get().booking, by=None, at=AT - timedelta(minutes=6))
    bookings.pass_places_on(full, at=AT)

    answer = client.post(leave(full), follow=True)

    assert "take it, or let it go" in answer.content.decode()


def test_signed_out_it_leads_to_who_is_booking(client, full):
    start = reverse("events:booking-start", args=[full.reference])

    for address in (join(full), leave(full)):
        assert client.post(address).url == f"{reverse('account_login')}?next={start}"


def test_what_one_may_not_see_one_cannot_wait_for(client, person):
    """A2."""
    event = EventFactory(way_in=WayIn.INVITATION, capacity=0)

    assert client.post(join(event)).status_code == 404
    assert client.post(leave(event)).status_code == 404
