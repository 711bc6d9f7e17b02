"""A personal calendar address, as calendar programs read it."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
from django.urls import reverse

from events.booking import bookings, feeds
from events.models import CalendarFeed, Event, EventStatus
from tests.factories.accounts import UserFactory
from tests.factories.events import EventFactory, place

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def person():
    return UserFactory()


def read(client, token):
    answer = client.get(reverse("events:feed", args=[token]))
    if answer.status_code != 200:
        return answer.status_code
    calendar = icalendar.Calendar.from_ical(answer.content)
    return [str(entry["SUMMARY"]) for entry in calendar.walk("VEVENT")]


def test_it_holds_what_the_person_has_booked_and_nothing_else(client, person):
    place(EventFactory(title="Mine"), person)
    place(EventFactory(title="Somebody else's"), UserFactory())
    place(EventFactory(title="By address"), email=person.email)
    cancelled = place(EventFactory(title="Cancelled"), person)
    bookings.cancel(cancelled.booking, by=person, at=AT)
    gone = EventFactory(title="Called off")
    place(gone, person)
    Event.objects.filter(pk=gone.pk).update(
        status=EventStatus.CANCELLED, cancelled_at=AT
    )
    place(EventFactory(title="Old", starts_at=AT - timedelta(days=200)), person)

    assert sorted(read(client, feeds.renew(person, at=AT))) == ["By address", "Mine"]


def test_made_anew_the_old_address_stops(client, person):
    """K6."""
    old = feeds.renew(person, at=AT)
    new = feeds.renew(person, at=AT)

    assert (read(client, old), read(client, new)) == (404, [])


def test_stopped_or_with_the_account_closed_it_is_not_found(client, person):
    """K6: it dies with the account."""
    token = feeds.renew(person, at=AT)
    person.is_active = False
    person.save()
    closed = read(client, token)
    person.is_active = True
    person.save()
    feeds.stop(person)

    assert (closed, read(client, token)) == (404, 404)


def test_it_is_unguessable_hashed_and_kept_in_no_cache(client, person):
    """K6: 128 bits, no-store."""
    token = feeds.renew(person, at=AT)

    answer = client.get(reverse("events:feed", args=[token]))

    assert len(token) == 22
    assert CalendarFeed.objects.get().token != token
    assert answer["Cache-Control"] == "no-store, private"
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"


def test_three_bookings_take_as_many_queries_as_one(
    client, person, django_assert_num_queries
):
    place(EventFactory(), person)
    address = reverse("events:feed", args=[feeds.renew(person, at=AT)])
    client.get(address)

    with django_assert_num_queries(3):
        client.get(address)
    for _ in range(2):
        place(EventFactory(), person)
    with django_assert_num_queries(3):
        client.get(address)
