"""Past bookings: whether one was there, and what is left of it."""

from datetime import timedelta

import pytest
from django.urls import reverse

from events.models import Attendance, Mark
from portal.core import clock
from tests.factories.events import EventFactory, place
from tests.factories.membership import current_member
from tests.factories.recordings import linked

pytestmark = pytest.mark.django_db


@pytest.fixture
def user():
    return current_member().user


def past(user, title, *, mark=Mark.NONE):
    at = clock.now() - timedelta(days=9)
    event = EventFactory(title=title, starts_at=at)
    ticket = place(event, user)
    if mark:
        Attendance.objects.create(
            event_session=event.event_sessions.get(),
            ticket=ticket,
            mark=mark,
            marked_at=at,
        )
    return event


def lines(client, address):
    page = client.get(address).context
    found = page["lines"] if "lines" in page else page["past_lines"]
    return {line.title: (line.status_words, line.more_label) for line in found}


@pytest.mark.parametrize("address", ["/my/", "/my/bookings/?show=past"])
def test_say_whether_one_was_there_and_lead_to_what_is_left(client, user, address):
    kept = past(user, "Kept", mark=Mark.LATE)
    linked([kept])
    past(user, "Missed", mark=Mark.ABSENT)
    past(user, "Not marked yet")
    client.force_login(user)

    assert lines(client, address) == {
        "Kept": ("You were there", "Recording and slides"),
        "Missed": ("You had a place", "Details"),
        "Not marked yet": ("You had a place", "Details"),
    }
    page = client.get(address).content.decode()
    assert f'href="{reverse("events:recording", args=[kept.slug])}"' in page


def test_the_booking_leads_there_too(client, user):
    """Once it is out, and not to what is only being made."""
    event = past(user, "Kept")
    client.force_login(user)
    booking = event.bookings.get()
    library = f'href="{reverse("events:recording", args=[event.slug])}"'
    assert library not in client.get(booking.get_absolute_url()).text

    linked([event])

    assert library in client.get(booking.get_absolute_url()).text


def test_ask_the_same_however_many(client, user, django_assert_max_num_queries):
    client.force_login(user)
    counted = []
    for number in (1, 2):
        for n in range(number):
            linked([past(user, f"Event {number}.{n}", mark=Mark.PRESENT)])
        client.get("/my/bookings/?show=past")
        with django_assert_max_num_queries(30) as queries:
            client.get("/my/bookings/?show=past")
        counted.append(len(queries))

    assert counted[0] == counted[1]
