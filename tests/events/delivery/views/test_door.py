"""The door: shut, open, over; and nobody's name on it."""

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from events.booking import bookings
from events.delivery import entrances, joining
from events.errors import StepRefused
from events.models import Attendance, Event, EventStatus, Mode, Ticket, WayIn
from portal.accounts.roles import Role
from portal.core import clock, history
from tests.factories.accounts import UserFactory, staff
from tests.factories.events import EventFactory, place
from tests.factories.recordings import linked

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
        "form-action 'self' https://checkout.stripe.com https://billing.stripe.com",
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


class TestGoingIn:
    @pytest.fixture(autouse=True)
    def open_now(self, time_machine, today):
        time_machine.move_to(START, tick=False)

    def test_notes_that_the_person_came(self, client, ticket):
        answer = client.post(ticket.get_join_url())

        assert answer.url == MEETING
        line = Attendance.objects.get()
        assert (line.ticket, line.joined_at, line.mark) == (ticket, START, "")

    def test_leads_on_without_saying_from_where(self, client, ticket):
        """A9"""
        answer = client.post(ticket.get_join_url())

        assert answer.status_code == 302
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["Cache-Control"] == "no-store, private"
        assert answer["X-Robots-Tag"] == "noindex, nofollow"

    def test_as_somebody_else_leads_on_and_notes_nothing(self, client, ticket):
        client.force_login(UserFactory())

        page = client.get(ticket.get_join_url()).content.decode()
        answer = client.post(ticket.get_join_url())

        assert "made for somebody else" in page
        assert answer.url == MEETING
        assert not Attendance.objects.exists()

    def test_as_oneself_is_noted(self, client, ticket):
        client.force_login(ticket.user)

        assert (
            "notes that you came" in client.get(ticket.get_join_url()).content.decode()
        )
        client.post(ticket.get_join_url())

        assert Attendance.objects.get().ticket == ticket

    @pytest.mark.parametrize("moment", [OPENS - SECOND, END])
    def test_while_it_is_shut_notes_nothing(self, client, ticket, time_machine, moment):
        time_machine.move_to(moment, tick=False)

        client.post(ticket.get_join_url())

        assert not Attendance.objects.exists()

    def test_needs_a_press_on_our_page(self, ticket):
        """A scanner that posts without the page's token goes nowhere."""
        client = Client(enforce_csrf_checks=True)

        assert client.post(ticket.get_join_url()).status_code == 403
        assert not Attendance.objects.exists()

    def test_asks_for_no_sign_in(self, client, ticket):
        ticket.user = None
        ticket.save()

        assert client.post(ticket.get_join_url()).url == MEETING
        assert Attendance.objects.get().who == "Carys Hughes"


class TestWaiting:
    def now(self, client, ticket):
        return client.get(reverse("events:join-now", args=[ticket.join_token]))

    def count(self, event):
        return entrances.numbers(event, opened_at=OPENS, at=clock.now())

    def test_says_how_things_stand_in_a_few_bytes(self, client, ticket):
        answer = self.now(client, ticket)

        assert answer.json() == {
            "door": "shut",
            "notice": "",
            "opens": "2026-11-25T09:45+00:00",
        }
        assert len(answer.content) < 150

    def test_says_nothing_of_link_or_person(self, client, ticket, time_machine):
        """A7"""
        for moment in (OPENS - MINUTE, OPENS, END):
            time_machine.move_to(moment, tick=False)
            said = self.now(client, ticket).content.decode()
            assert not any(word in said for word in ("meet.example", "Carys", "carys"))

    def test_tells_what_the_page_has_to_show_next(self, client, ticket, time_machine):
        time_machine.move_to(OPENS, tick=False)
        assert self.now(client, ticket).json()["door"] == "open"
        ticket.event.joining_links.update(retired_at=OPENS)
        assert self.now(client, ticket).json()["door"] == "no_link"
        time_machine.move_to(END, tick=False)
        assert self.now(client, ticket).json()["door"] == "over"

    def test_counts_a_browser_that_waits(self, client, event, ticket):
        client.get(ticket.get_join_url())
        assert self.count(event).waiting == 0, "what only opens a link is not counted"

        self.now(client, ticket)

        assert self.count(event).waiting == 1

    def test_counts_without_script_on_the_second_look(self, client, event, ticket):
        client.get(ticket.get_join_url())
        client.get(ticket.get_join_url())

        assert self.count(event).waiting == 1

    def test_counts_nobody_days_before(self, client, event, ticket, time_machine):
        time_machine.move_to(START - timedelta(days=2), tick=False)
        client.get(ticket.get_join_url())
        self.now(client, ticket)

        assert not event.at_the_door.exists()

    def test_is_for_those_with_the_address_alone(self, client):
        assert client.get(reverse("events:join-now", args=["x"])).status_code == 404
        assert (
            client.get(reverse("events:open-door-now", args=["x"])).status_code == 404
        )


class TestNotice:
    WORDS = "We are moving to another room <b>now</b>"

    def test_reaches_everybody_who_waits(self, client, event, ticket):
        joining.put_up_notice(event, self.WORDS, by=UserFactory(), at=OPENS)

        page = client.get(ticket.get_join_url()).content.decode()
        now = client.get(reverse("events:join-now", args=[ticket.join_token]))

        assert "We are moving to another room &lt;b&gt;now" in page
        assert now.json()["notice"] == self.WORDS

    def test_is_replaced_and_taken_down(self, client, event, ticket):
        by = UserFactory()
        joining.put_up_notice(event, "First", by=by, at=OPENS)
        joining.put_up_notice(event, "Second", by=by, at=OPENS)
        page = client.get(ticket.get_join_url()).content.decode()
        assert "Second" in page
        assert "First" not in page

        assert joining.take_down_notice(event, by=by, at=OPENS)
        assert not joining.take_down_notice(event, by=by, at=OPENS)

        assert "Second" not in client.get(ticket.get_join_url()).content.decode()
        assert [line.action for line in history.of(event)] == [
            "events.door_notice_taken_down",
            "events.door_notice_set",
            "events.door_notice_set",
        ]

    def test_stands_on_no_door_that_is_gone(self, event):
        with pytest.raises(StepRefused):
            joining.put_up_notice(event, "Too late", by=UserFactory(), at=END)


class TestAfterwards:
    def test_the_same_address_leads_to_the_recording(
        self, client, event, ticket, time_machine
    ):
        time_machine.move_to(END, tick=False)
        before = client.get(ticket.get_join_url()).content.decode()
        linked([event])

        after = client.get(ticket.get_join_url()).content.decode()

        assert "this address leads to the recording as soon as it is out" in before
        assert f'href="{reverse("events:recording", args=[event.slug])}"' in after

    def test_it_opens_nothing_that_was_not_open_before(
        self, client, event, ticket, time_machine
    ):
        """A7: passed on, it leads to a page that asks who is there."""
        time_machine.move_to(END, tick=False)
        linked([event])

        page = client.get(reverse("events:recording", args=[event.slug]))

        assert "This is for members" in page.content.decode()


class TestOpenDoor:
    @pytest.fixture
    def event(self):
        event = EventFactory(way_in=WayIn.OPEN_LINK, starts_at=START)
        event.joining_links.create(url=MEETING, set_at=OPENS)
        return event

    def test_notes_who_is_signed_in_and_counts_others(
        self, client, event, time_machine
    ):
        time_machine.move_to(START, tick=False)
        address = reverse("events:open-door", args=[event.slug])
        gus = UserFactory(name="Gus")

        assert "Sign in first" in client.get(address).content.decode()
        client.post(address)
        other = Client()
        other.force_login(gus)
        other.get(address)
        other.post(address)

        assert [line.who for line in Attendance.objects.all()] == ["Gus"]
        counted = entrances.numbers(event, opened_at=OPENS, at=START)
        assert counted.inside == 2

    def test_waits_like_any_other(self, client, event):
        now = client.get(reverse("events:open-door-now", args=[event.slug]))

        assert now.json()["door"] == "shut"


class TestStaffScreen:
    @pytest.fixture
    def staff_client(self):
        client = Client()
        client.force_login(staff(Role.EVENTS))
        return client

    def url(self, event, name="joining-link"):
        return reverse(f"staff_events:{name}", args=[event.reference])

    def test_shows_who_waits_where_the_link_is_changed(
        self, staff_client, client, event, ticket
    ):
        client.get(ticket.get_join_url())
        client.get(ticket.get_join_url())

        page = staff_client.get(self.url(event)).content.decode()
        now = staff_client.get(self.url(event, "joining-numbers")).json()

        assert '<dd data-number="waiting">1</dd>' in page
        assert now == {"waiting": 1, "inside": 0}

    def test_puts_a_notice_up_and_takes_it_down(self, staff_client, event):
        staff_client.post(self.url(event), {"step": "notice", "words": "Five minutes"})
        assert event.door_notices.get(taken_down_at=None).words == "Five minutes"

        staff_client.post(self.url(event), {"step": "take-down"})

        assert not event.door_notices.filter(taken_down_at=None).exists()

    def test_asks_for_words(self, staff_client, event):
        page = staff_client.post(self.url(event), {"step": "notice", "words": " "})

        assert "Enter what people at the door should read" in page.content.decode()

    def test_says_why_it_is_too_late(self, staff_client, event, time_machine):
        time_machine.move_to(END, tick=False)

        page = staff_client.post(self.url(event), {"step": "notice", "words": "Late"})

        assert "nobody stands there" in page.content.decode()

    def test_is_for_those_who_run_events_alone(self, event):
        """A1"""
        client = Client()
        client.force_login(staff(Role.EDITOR))

        for name in ("joining-link", "joining-numbers"):
            assert client.get(self.url(event, name)).status_code in {302, 403}
