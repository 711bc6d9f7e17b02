"""The list of events: what it says, how it narrows, what it costs."""

from datetime import timedelta

import pytest

from events.models import EventSeries, EventStatus, Format, WayIn
from tests.factories.accounts import UserFactory
from tests.factories.events import EventFactory, place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("team")]


def titles(response):
    return [event.title for event in response.context["object_list"]]


@pytest.fixture
def events(now):
    series = EventSeries.objects.create(name="Insights", slug="insights")
    return {
        "next": EventFactory(title="Next", series=series, capacity=50),
        "draft": EventFactory(
            title="Draft",
            status=EventStatus.DRAFT,
            published_at=None,
            starts_at=now + timedelta(days=20),
            format=Format.COURSE,
        ),
        "cancelled": EventFactory(
            title="Cancelled",
            status=EventStatus.CANCELLED,
            cancelled_at=now,
            starts_at=now + timedelta(days=21),
        ),
        "past": EventFactory(title="Past", starts_at=now - timedelta(days=40)),
        "long ago": EventFactory(title="Long ago", starts_at=now - timedelta(days=400)),
    }


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ({}, ["Next", "Draft", "Cancelled"]),
        ({"show": "past"}, ["Past", "Long ago"]),
        ({"show": "drafts"}, ["Draft"]),
        ({"show": "cancelled"}, ["Cancelled"]),
        ({"show": "all"}, ["Cancelled", "Draft", "Next", "Past", "Long ago"]),
        ({"show": "all", "ordering": "title"}, None),
        ({"format": "course"}, ["Draft"]),
        ({"way_in": "public"}, []),
        ({"q": "ago"}, ["Long ago"]),
        ({"q": "insights"}, ["Next"]),
        ({"q": "past", "show": "drafts"}, []),
        ({"show": "nonsense"}, None),
    ],
)
def test_narrows_by_state_series_format_and_words(client, url, events, asked, found):
    response = client.get(url("event-list"), asked)

    assert response.status_code == 200
    if found is None:
        assert sorted(titles(response))
    else:
        assert titles(response) == found


def test_narrows_by_series(client, url, events):
    series = events["next"].series

    response = client.get(url("event-list"), {"series": series.pk})

    assert titles(response) == ["Next"]


def test_says_date_state_way_in_places_and_who_waits_in_words(client, url, events, now):
    event = events["next"]
    place(event, name="Jo", email="jo@example.org")
    event.waiting_list.create(
        user=UserFactory(), ticket_type=event.ticket_types.get(), joined_at=now
    )

    page = client.get(url("event-list"), {"q": "Next"}).content.decode()

    for words in (
        "Sunday 6 December 2026",
        "12:00 to 13:00",
        "Published",
        "Members only",
        "1 of 50 taken",
        "Insights",
    ):
        assert words in page


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"capacity": None}, "0 taken, no limit"),
        ({"way_in": WayIn.OPEN_LINK}, "No booking"),
        ({"host": "Another", "host_url": "https://other.example"}, "No booking"),
    ],
)
def test_places_without_a_number_are_said_in_words(client, url, fields, words):
    EventFactory(**fields)

    assert words in client.get(url("event-list")).content.decode()


def test_an_event_that_is_past_is_over(client, url, events):
    page = client.get(url("event-list"), {"show": "past"}).content.decode()

    assert "Over" in page
    assert "Published" not in page


def test_several_days_are_said_without_saying_anything_twice(client, url):
    EventFactory(days=3)

    page = client.get(url("event-list")).content.decode()

    assert "Sunday 6 to Tuesday 8 December 2026" in page
    assert "from 12:00" in page


def test_costs_as_many_queries_for_three_events_as_for_one(
    client, url, django_assert_max_num_queries
):
    def queries_for(number):
        for _ in range(number):
            place(EventFactory(), name="Jo", email="jo@example.org")
        with django_assert_max_num_queries(60) as counted:
            client.get(url("event-list"))
        return len(counted)

    client.get(url("event-list"))
    one = queries_for(1)

    assert queries_for(2) == one


def test_the_results_alone_are_answered_for_the_search_box(client, url, events):
    response = client.get(url("event-list-results"), {"q": "Next"})

    assert titles(response) == ["Next"]
    assert b"<html" not in response.content
