"""One event: its overview, and the one screen on which it is made and edited."""

from datetime import datetime, timedelta

import pytest

from events.catalogue import plans
from events.models import Event, WayIn, Who
from portal.core import history
from portal.core.clock import UK
from portal.notifications.models import Message
from tests.factories.events import EventFactory, place

pytestmark = pytest.mark.django_db


def rows(prefix, lines, *, initial=0):
    """Return what a browser sends for the rows of one kind."""
    sent = {f"{prefix}-TOTAL_FORMS": len(lines), f"{prefix}-INITIAL_FORMS": initial}
    for number, line in enumerate(lines):
        sent |= {f"{prefix}-{number}-{name}": value for name, value in line.items()}
    return sent


SESSION = {"day": "2026-12-09", "starts": "10:00", "ends": "11:00", "title": ""}
MEMBER = {"name": "Member", "who": "members", "price_pence": "", "quota": ""}
NO_SUCH_TIME = (
    "The clocks go forward then, so that time never comes. Enter a later one."
)
BLANK_TICKET = {"name": "", "who": "members", "price_pence": "", "quota": ""}
SPEAKER = {"name": "Dr Hart", "role": "Chair of the panel", "contribution": ""}


def typed(sittings=(SESSION,), tickets=(MEMBER,), speakers=(), **fields):
    return {
        "title": "Learning from reviews",
        "format": "webinar",
        "summary": "What a review found.",
        "description": "All about it.",
        "mode": "online",
        "audience": "Health visitors",
        "way_in": "members",
        "join_opens_minutes": "15",
        "cpd_minutes": "60",
        # The screen opens with one session and one ticket type filled in.
        **rows("sittings", sittings, initial=1),
        **rows("tickets", tickets, initial=1),
        **rows("speakers", speakers),
        **fields,
    }


def editing(event, **fields):
    """Return what a browser sends back that has changed nothing but these fields."""
    plan = plans.plan_of(event)
    sent = {
        **typed(),
        **{
            name: getattr(event, name)
            for name in ("title", "format", "summary", "description", "mode", "venue")
        },
        "audience": event.audience,
        "way_in": event.way_in,
        "seen": plans.fingerprint(event),
        **rows(
            "tickets",
            [
                {"key": row.key, "name": row.name, "who": row.who, "quota": ""}
                for row in plan.ticket_types
            ],
            initial=len(plan.ticket_types),
        ),
    }
    for row in plan.sittings:
        starts, ends = row.starts_at.astimezone(UK), row.ends_at.astimezone(UK)
        sent |= rows(
            "sittings",
            [
                {
                    "key": row.key,
                    "day": f"{starts:%Y-%m-%d}",
                    "starts": f"{starts:%H:%M}",
                    "ends": f"{ends:%H:%M}",
                }
            ],
            initial=1,
        )
    return {**sent, **fields}


def wrong(response):
    return [(error.label, error.words) for error in response.context["errors"]]


@pytest.mark.usefixtures("team")
class TestCopy:
    def test_one_click_opens_the_whole_event_four_weeks_later(self, client, url):
        event = EventFactory(title="Insights", capacity=40, audience="School nurses")
        event.speakers.create(role="Chair", name="Dr Hart")

        screen = client.get(url("event-copy", event.reference)).context["typed"]

        assert screen.form["title"].value() == "Insights"
        assert screen.form["capacity"].value() == 40
        assert str(screen.sittings.initial_forms[0]["day"].value()) == "2027-01-03"
        assert screen.speakers.initial_forms[0]["name"].value() == "Dr Hart"
        assert screen.tickets.initial_forms[0]["name"].value() == "Free"

    def test_saving_makes_a_new_draft_and_leaves_the_first_alone(self, client, url):
        event = EventFactory(title="Insights", slug="insights-2026")
        before = Event.objects.filter(pk=event.pk).values().get()

        client.post(url("event-copy", event.reference), typed(title="Insights"))

        copy = Event.objects.exclude(pk=event.pk).get()
        assert copy.is_draft
        assert copy.slug == "insights-2026-2"
        assert Event.objects.filter(pk=event.pk).values().get() == before
        assert history.of(copy).get().action == "events.event_copied"


@pytest.mark.usefixtures("team")
class TestEdit:
    def test_a_draft_is_edited_whole(self, client, url):
        event = EventFactory(status="draft", published_at=None, capacity=10)
        sent = editing(event, title="Another title", capacity="25")
        sent["sittings-0-day"] = "2027-01-13"

        response = client.post(url("event-edit", event.reference), sent)

        assert response.url == url("event-detail", event.reference)
        event.refresh_from_db()
        assert (event.title, event.capacity) == ("Another title", 25)
        assert event.slug == "another-title-2027"
        assert event.starts_at == datetime(2027, 1, 13, 12, tzinfo=UK)
        assert {line.action for line in history.of(event)} == {
            "events.event_edited",
            "events.capacity_changed",
            "events.dates_changed",
        }
        assert not Message.objects.exists()

    def test_a_published_event_keeps_dates_and_capacity_whatever_is_sent(
        self, client, url
    ):
        """No generic form walks round the lock, the messages or the history."""
        event = EventFactory(capacity=10)
        sent = editing(event, summary="Other words", capacity="500", status="draft")
        sent["sittings-0-day"] = "2027-01-13"

        client.post(url("event-edit", event.reference), sent)

        before = event.starts_at
        event.refresh_from_db()
        assert event.summary == "Other words"
        assert (event.capacity, event.status) == (10, "published")
        assert event.starts_at == before
        assert [line.action for line in history.of(event)] == ["events.event_edited"]

    def test_those_with_a_place_are_told_when_what_they_plan_by_changes(
        self, client, url, said
    ):
        event = EventFactory()
        place(event, name="Jo", email="jo@example.org")

        response = client.post(
            url("event-edit", event.reference),
            editing(event, title="A new title"),
            follow=True,
        )

        assert said(response) == [
            "Saved. Everyone who has a place is told what changed."
        ]
        assert Message.objects.get().kind == "events/event_changed"

    def test_nobody_is_told_of_other_words(self, client, url, said):
        event = EventFactory()
        place(event, name="Jo", email="jo@example.org")

        response = client.post(
            url("event-edit", event.reference),
            editing(event, description="Other words"),
            follow=True,
        )

        assert said(response) == ["Saved."]
        assert not Message.objects.exists()

    def test_two_at_once_lose_nothing(self, client, url):
        """S6: the second is told, keeps the words typed, and decides."""
        event = EventFactory()
        sent = editing(event, summary="Mine")
        Event.objects.filter(pk=event.pk).update(summary="Theirs")

        response = client.post(url("event-edit", event.reference), sent)

        assert "Somebody else changed this event" in response.context["refusal"]
        assert response.context["typed"].form["summary"].value() == "Mine"
        event.refresh_from_db()
        assert event.summary == "Theirs"

        sent["seen"] = response.context["seen"]
        client.post(url("event-edit", event.reference), sent)
        event.refresh_from_db()
        assert event.summary == "Mine"

    def test_a_ticket_type_with_tickets_cannot_be_removed(self, client, url):
        event = EventFactory()
        place(event, name="Jo", email="jo@example.org")
        page = client.get(url("event-edit", event.reference)).content.decode()
        assert "1 ticket, so it stays" in page

        response = client.post(
            url("event-edit", event.reference),
            editing(event, **{"tickets-0-DELETE": "on"}),
        )

        assert "“Free” cannot be removed" in response.context["refusal"]
        assert event.ticket_types.count() == 1

    def test_rows_are_added_and_removed(self, client, url):
        event = EventFactory()
        gone = event.ticket_types.get()
        sent = editing(event)
        sent |= rows(
            "tickets",
            [
                {"key": gone.pk, "name": "Free", "who": "members", "DELETE": "on"},
                {"name": "Anyone", "who": Who.ANYONE},
                {"name": "Typed and removed", "who": "members", "DELETE": "on"},
            ],
            initial=1,
        )

        client.post(url("event-edit", event.reference), sent)

        assert [row.name for row in event.ticket_types.all()] == ["Anyone"]

    def test_refuses_to_take_booking_away_under_those_who_booked(self, client, url):
        event = EventFactory()
        place(event, name="Jo", email="jo@example.org")

        response = client.post(
            url("event-edit", event.reference), editing(event, way_in="open_link")
        )

        assert "booking cannot be taken away" in response.context["refusal"]
        event.refresh_from_db()
        assert event.way_in == WayIn.MEMBERS


@pytest.mark.usefixtures("team")
class TestDetail:
    def test_says_what_is_missing_and_offers_no_way_round_it(self, client, url):
        event = EventFactory(status="draft", published_at=None, description="")

        response = client.get(url("event-detail", event.reference))

        assert response.context["missing"] == ["say what it is"]
        assert b"disabled" in response.content

    @pytest.mark.parametrize(
        ("fields", "steps"),
        [
            (
                {"status": "draft", "published_at": None},
                ["Edit", "Joining link", "Copy", "Discard draft"],
            ),
            (
                {},
                [
                    "Edit",
                    "Book for somebody",
                    "Change dates",
                    "Change capacity",
                    "Joining link",
                    "Copy",
                    "Cancel event",
                ],
            ),
            (
                {"starts_at": timedelta(minutes=10)},
                [
                    "Edit",
                    "Book for somebody",
                    "Change dates",
                    "Change capacity",
                    "Add a walk-in",
                    "Joining link",
                    "Copy",
                    "Cancel event",
                ],
            ),
            (
                {"starts_at": -timedelta(days=1)},
                ["Edit", "Add a walk-in", "Copy"],
            ),
            (
                {"status": "cancelled", "cancelled_at": timedelta(0)},
                ["Edit", "Copy"],
            ),
        ],
    )
    def test_offers_the_steps_that_make_sense(self, client, url, now, fields, steps):
        moments = {
            name: now + value if isinstance(value, timedelta) else value
            for name, value in fields.items()
        }
        event = EventFactory(**moments)

        context = client.get(url("event-detail", event.reference)).context

        offered = [label for label, _ in context["actions"]]
        offered += ["Discard draft"] if context["discard_url"] else []
        offered += ["Cancel event"] if context["cancel_url"] else []
        assert offered == steps

    def test_shows_dead_links_with_who_and_when(self, client, url, team, now):
        event = EventFactory()
        event.joining_links.create(
            url="https://meet.example/old", set_at=now, set_by=team, retired_at=now
        )
        event.joining_links.create(
            url="https://meet.example/new", set_at=now, set_by=team
        )

        page = client.get(url("event-detail", event.reference)).content.decode()

        assert "Stopped on Sunday 22 November 2026, 12:00" in page
        assert "Eve Ents" in page

    def test_costs_the_same_however_many_have_booked(
        self, client, url, django_assert_max_num_queries
    ):
        event = EventFactory()

        def queries_for(number):
            for _ in range(number):
                place(event, name="Jo", email=f"{event.tickets.count()}@example.org")
            with django_assert_max_num_queries(80) as counted:
                client.get(url("event-detail", event.reference))
            return len(counted)

        client.get(url("event-detail", event.reference))
        assert queries_for(1) == queries_for(4)


@pytest.mark.usefixtures("team")
class TestDiscard:
    def test_asks_first_and_then_throws_the_draft_away(self, client, url, said):
        event = EventFactory(title="Typo", status="draft", published_at=None)
        assert client.get(url("event-discard", event.reference)).status_code == 200
        assert Event.objects.exists()

        response = client.post(url("event-discard", event.reference), follow=True)

        assert said(response) == ["The draft “Typo” is gone."]
        assert not Event.objects.exists()

    def test_leaves_what_was_published(self, client, url, said):
        event = EventFactory()

        response = client.post(url("event-discard", event.reference), follow=True)

        assert "never published" in said(response)[0]
        assert Event.objects.exists()
