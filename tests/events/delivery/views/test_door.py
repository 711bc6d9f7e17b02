"""The door: shut, open, over; and nobody's name on it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from events.booking import bookings
from events.models import Event, EventStatus, Mode, Ticket, WayIn
from tests.factories.accounts import UserFactory
from tests.factories.events import EventFactory, place

START = datetime(2026, 11, 25, 10, tzinfo=UTC)
OPENS = START - timedelta(minutes=15)
END = START + timedelta(hours=1)
MEETING = "https://meet.example.net/j/123?pwd=x"
MINUTE, SECOND = timedelta(minutes=1), timedelta(seconds=1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(OPENS - 5 * MINUTE, tick=False)


@pytest.fixture
def event():
    event = EventFactory(title="Safe sleep", starts_at=START)
    event.joining_links.create(url=MEETING, set_at=START - timedelta(days=9))
    return event


@pytest.fixture
def ticket(event):
    return place(event, UserFactory(name="Carys Hughes", email="carys@example.org"))


def test_before_it_opens_the_page_waits_with_you(client, ticket):
    page = client.get(ticket.get_join_url())

    said = page.content.decode()
    assert "It is 09:40 in the UK" in said
    assert "Joining opens at 09:45" in said
    assert 'data-opens-at="2026-11-25T09:45:00+00:00"' in said
    assert "<span data-count>5</span>" in said
    assert f'href="{ticket.get_join_url()}"' in said
    assert "http-equiv" not in said


def test_days_ahead_it_names_the_day(client, ticket, time_machine):
    time_machine.move_to(START - timedelta(days=9), tick=False)

    said = client.get(ticket.get_join_url()).content.decode()

    assert "Joining opens on Wednesday 25 November 2026 at 09:45" in said
    assert "<span data-count>8</span>" in said


@pytest.mark.parametrize(
    ("moment", "is_open"),
    [
        (OPENS - SECOND, False),
        (OPENS, True),
        (START, True),
        (END - SECOND, True),
        (END, False),
    ],
)
def test_it_opens_and_shuts_to_the_second(
    client, ticket, time_machine, moment, is_open
):
    time_machine.move_to(moment, tick=False)

    page = client.get(ticket.get_join_url()).content.decode()
    answer = client.post(ticket.get_join_url())

    assert ("The door is open." in page) == is_open
    assert (answer.status_code == 302 and answer.url == MEETING) == is_open


def test_the_meetings_address_is_in_no_page(client, ticket, time_machine):
    """A7: not before the door opens, and not after: only the button's answer has it."""
    for moment in (OPENS - MINUTE, OPENS, END):
        time_machine.move_to(moment, tick=False)
        page = client.get(ticket.get_join_url())
        assert b"meet.example.net" not in page.content
        assert "meet.example.net" not in str(page.headers)


def test_the_form_may_lead_out_only_while_the_door_is_open(
    client, ticket, time_machine
):
    def form_action():
        policy = client.get(ticket.get_join_url())["Content-Security-Policy"]
        return next(part.strip() for part in policy.split(";") if "form-action" in part)

    before = form_action()
    time_machine.move_to(OPENS, tick=False)

    assert (before, form_action()) == (
        "form-action 'self'",
        "form-action 'self' https:",
    )


def test_opening_the_page_changes_nothing(client, ticket, time_machine):
    """Mail scanners open links."""
    before = list(Ticket.objects.values())
    for moment in (OPENS - MINUTE, START):
        time_machine.move_to(moment, tick=False)
        client.get(ticket.get_join_url())
        client.head(ticket.get_join_url())

    assert list(Ticket.objects.values()) == before


def test_passed_on_it_says_nothing_of_whom_it_was_made_for(
    client, ticket, time_machine
):
    """A7."""
    for moment in (OPENS - MINUTE, OPENS, END):
        time_machine.move_to(moment, tick=False)
        page = client.get(ticket.get_join_url()).content.decode()
        for private in ("Carys", "carys@", ticket.booking.reference):
            assert private not in page


def test_it_is_kept_nowhere_and_named_to_nobody(client, ticket):
    """A9."""
    page = client.get(ticket.get_join_url())

    assert page["Cache-Control"] == "no-store, private"
    assert page["Referrer-Policy"] == "same-origin"
    assert page["X-Robots-Tag"] == "noindex, nofollow"


def test_without_a_link_yet_it_says_so_kindly(client, ticket, time_machine):
    ticket.event.joining_links.all().delete()
    time_machine.move_to(OPENS, tick=False)

    for answer in (
        client.get(ticket.get_join_url()),
        client.post(ticket.get_join_url()),
    ):
        assert "still putting the link in" in answer.content.decode()


def test_a_link_that_was_replaced_leads_to_the_new_one(client, ticket, time_machine):
    ticket.event.joining_links.update(retired_at=OPENS - MINUTE)
    ticket.event.joining_links.create(url="https://new.example.net/", set_at=OPENS)
    time_machine.move_to(OPENS, tick=False)

    assert client.post(ticket.get_join_url()).url == "https://new.example.net/"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"status": EventStatus.CANCELLED, "cancelled_at": OPENS}, "does not take"),
        ({"mode": Mode.ROOM, "venue": "Friends House"}, "Friends House"),
    ],
)
def test_where_there_is_nothing_to_join_it_says_so(
    client, ticket, time_machine, change, words
):
    Event.objects.update(**change)
    time_machine.move_to(START, tick=False)

    assert words in client.get(ticket.get_join_url()).content.decode()
    assert client.post(ticket.get_join_url()).status_code == 200


def test_a_place_given_up_opens_nothing(client, ticket, time_machine):
    bookings.cancel(ticket.booking, by=ticket.user, at=START - timedelta(days=1))
    time_machine.move_to(START, tick=False)

    assert (
        "This address has ended" in client.get(ticket.get_join_url()).content.decode()
    )
    assert client.post(ticket.get_join_url()).status_code == 200


def test_each_day_has_its_own_door(client, time_machine):
    event = EventFactory(starts_at=START, days=2)
    event.joining_links.create(url=MEETING, set_at=OPENS)
    address = place(event, UserFactory()).get_join_url()

    time_machine.move_to(END, tick=False)
    between = client.get(address).content.decode()
    time_machine.move_to(OPENS + timedelta(days=1), tick=False)

    assert "Joining opens on Thursday 26 November 2026 at 09:45" in between
    assert client.post(address).url == MEETING


@pytest.mark.parametrize("token", ["nothing", "%00", "x" * 200])
def test_an_address_that_was_never_given_out_is_not_found(client, token):
    assert client.get(f"/events/join/{token}/").status_code == 404


class TestOpenLink:
    @pytest.fixture
    def address(self):
        event = EventFactory(way_in=WayIn.OPEN_LINK, starts_at=START)
        event.joining_links.create(url=MEETING, set_at=OPENS)
        return reverse("events:open-door", args=[event.slug])

    def test_one_address_for_everybody_behaves_the_same(
        self, client, address, time_machine
    ):
        shut = client.post(address)
        time_machine.move_to(OPENS, tick=False)

        assert shut.status_code == 200
        assert client.post(address).url == MEETING

    def test_an_event_with_booking_has_no_open_door(self, client, event):
        assert (
            client.get(reverse("events:open-door", args=[event.slug])).status_code
            == 404
        )
