"""The list and the calendar file, as a reader meets them."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from events.booking import bookings, waiting_list
from events.models import EventStatus, TicketType, WayIn, Who
from tests.factories.accounts import UserFactory
from tests.factories.events import EventFactory, place
from tests.factories.membership import current_member

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
LIST = reverse("events:event-list")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(AT, tick=False)


def shown(page):
    return [line for _month, _year, lines in page.context["months"] for line in lines]


def titles(page):
    return [line.title for line in shown(page)]


def test_it_says_places_prices_and_for_whom_in_words(client):
    event = EventFactory(
        title="Study day", way_in=WayIn.PUBLIC, capacity=20, audience_short="Midwives"
    )
    event.ticket_types.all().delete()
    for position, (name, price) in enumerate([("Member", 9500), ("Non-member", 12500)]):
        TicketType.objects.create(
            event=event, name=name, price_pence=price, position=position
        )
    TicketType.objects.create(event=event, name="Speaker", who=Who.STAFF)

    page = client.get(LIST)

    (line,) = shown(page)
    assert line.meta == ("Online, 12:00 to 13:00", "For midwives")
    assert (line.strong, line.price) == (
        "Anyone may book",
        "Member £95, Non-member £125",
    )
    assert "<b>20 places left</b> of 20" in line.side


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ({"status": EventStatus.CANCELLED, "cancelled_at": AT}, "Cancelled"),
        ({"host": "Another Body"}, "Run by another body"),
        ({"way_in": WayIn.OPEN_LINK}, "No booking needed"),
        (
            {"booking_opens_at": AT + timedelta(days=11)},
            "Booking opens Thursday 3 December 2026",
        ),
        ({"booking_closes_at": AT - timedelta(hours=1)}, "Booking has closed"),
    ],
)
def test_a_state_takes_the_place_of_places(client, fields, said):
    EventFactory(capacity=20, **fields)

    (line,) = shown(client.get(LIST))

    assert line.status_words == said
    assert "places left" not in line.side


def test_a_past_event_shows_its_year_and_offers_no_place(client):
    EventFactory(starts_at=datetime(2022, 11, 9, 10, tzinfo=UTC), capacity=5)

    page = client.get(f"{LIST}?when=past").content.decode()

    assert "date-past" in page
    assert ">2022<" in page
    assert "places left" not in page


def test_who_is_signed_in_sees_their_own_place(client):
    mine, waits = EventFactory(), EventFactory(capacity=1)
    person = current_member().user
    bookings.book(mine, by=person, at=AT)
    place(waits, UserFactory())
    waiting_list.join(waits, by=person, at=AT)
    client.force_login(person)

    states = {line.title: line.status_words for line in shown(client.get(LIST))}

    assert states == {
        mine.title: "You have a place",
        waits.title: "You are on the waiting list",
    }


def test_the_list_goes_on_on_a_second_page(client):
    for number in range(27):
        EventFactory(starts_at=AT + timedelta(days=number + 1))

    assert len(titles(client.get(LIST))) == 25
    assert len(titles(client.get(f"{LIST}?page=2"))) == 2
    assert len(titles(client.get(f"{LIST}?page=rubbish"))) == 25


def test_empty_lists_say_what_to_do(client):
    assert b"No event is announced" in client.get(LIST).content
    assert b"No event fits these filters" in client.get(f"{LIST}?q=x").content
    assert b"Nothing is past yet" in client.get(f"{LIST}?when=past").content


@pytest.mark.parametrize("signed_in", [False, True])
def test_three_events_take_as_many_queries_as_one(
    client, django_assert_num_queries, signed_in
):
    if signed_in:
        client.force_login(current_member().user)
    EventFactory(capacity=20)
    # Session and person, then what this person has booked and waits for.
    number = 9 if signed_in else 5
    client.get(LIST)

    with django_assert_num_queries(number):
        client.get(LIST)
    for _ in range(2):
        place(EventFactory(capacity=20), UserFactory())
    with django_assert_num_queries(number):
        client.get(LIST)


def test_the_calendar_file_is_for_everybody_who_may_see_the_event(client):
    public = EventFactory()
    hidden = [
        EventFactory(way_in=WayIn.INVITATION),
        EventFactory(status=EventStatus.DRAFT),
    ]

    def answer(event):
        return client.get(reverse("events:event-calendar", args=[event.slug]))

    assert answer(public)["Content-Type"] == "text/calendar; charset=utf-8"
    assert answer(public).content.startswith(b"BEGIN:VCALENDAR\r\n")
    assert [answer(event).status_code for event in hidden] == [404, 404]
    assert client.get("/events/no-such-event/calendar.ics").status_code == 404


@pytest.mark.parametrize("name", ["event-list", "library"])
def test_lists_tell_search_engines_what_they_are(client, name):
    page = client.get(reverse(f"events:{name}")).content.decode()

    assert page.count('<meta name="description" content="') == 1
    assert '<meta name="description" content=""' not in page
