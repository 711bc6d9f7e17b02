"""The steps that touch people's places: publish, capacity, dates, cancel."""

from datetime import datetime, timedelta

import pytest

from events.booking import bookings, waiting_list
from events.models import Event
from portal.core import history
from portal.core.clock import UK
from portal.notifications.models import Message
from tests.factories.events import EventFactory, place
from tests.factories.membership import current_member

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("team")]


def session(event, **changes):
    row = event.event_sessions.get()
    starts, ends = row.starts_at.astimezone(UK), row.ends_at.astimezone(UK)
    line = {
        "key": row.pk,
        "day": f"{starts:%Y-%m-%d}",
        "starts": f"{starts:%H:%M}",
        "ends": f"{ends:%H:%M}",
        "title": row.title,
        **changes,
    }
    return {
        "sittings-TOTAL_FORMS": 1,
        "sittings-INITIAL_FORMS": 1,
        **{f"sittings-0-{name}": value for name, value in line.items()},
    }


class TestPublish:
    def test_puts_a_draft_that_is_whole_on_the_site(self, client, url, team, said):
        event = EventFactory(status="draft", published_at=None)

        response = client.post(url("event-publish", event.reference), follow=True)

        event.refresh_from_db()
        assert event.status == "published"
        assert said(response) == ["Published. People can find it now."]
        assert history.of(event).get().user == team

    def test_says_what_is_missing(self, client, url, said):
        event = EventFactory(status="draft", published_at=None, description="")

        response = client.post(url("event-publish", event.reference), follow=True)

        event.refresh_from_db()
        assert event.status == "draft"
        assert said(response) == ["Before it is published: say what it is."]

    def test_twice_is_refused_in_words(self, client, url, said):
        event = EventFactory()

        response = client.post(url("event-publish", event.reference), follow=True)

        assert said(response) == ["Only a draft can be published."]


class TestCapacity:
    def test_new_places_go_to_those_who_wait(self, client, url, now):
        event = EventFactory(capacity=1)
        bookings.book(event, by=current_member().user, at=now)
        entry = waiting_list.join(event, by=current_member().user, at=now)

        client.post(url("event-capacity", event.reference), {"capacity": "2"})

        entry.refresh_from_db()
        assert entry.status == "offered"
        assert Event.objects.get().capacity == 2

    def test_goes_no_lower_than_what_was_promised(self, client, url, now):
        """Q7: an open offer is a promise too."""
        event = EventFactory(capacity=1)
        booking = bookings.book(event, by=current_member().user, at=now)
        waiting_list.join(event, by=current_member().user, at=now)
        bookings.cancel(booking, by=None, at=now - timedelta(hours=1))
        bookings.pass_places_on(event, at=now)

        response = client.post(url("event-capacity", event.reference), {"capacity": 0})

        assert response.context["refusal"].startswith("1 place is taken, held or")
        assert response.context["form"]["capacity"].value() == "0"
        assert Event.objects.get().capacity == 1

    @pytest.mark.parametrize("capacity", ["-1", "0.5", "1e9", "many", "9" * 50])
    def test_takes_only_a_number_of_places(self, client, url, capacity):
        """C12"""
        event = EventFactory(capacity=5)

        response = client.post(
            url("event-capacity", event.reference), {"capacity": capacity}
        )

        assert response.context["form"].errors
        assert Event.objects.get().capacity == 5

    def test_empty_means_without_limit(self, client, url):
        event = EventFactory(capacity=5)

        client.post(url("event-capacity", event.reference), {"capacity": ""})

        assert Event.objects.get().capacity is None


class TestDates:
    def test_says_first_how_many_will_be_told(self, client, url):
        event = EventFactory()
        place(event, name="Jo", email="jo@example.org")

        page = client.get(url("event-dates", event.reference)).content.decode()

        assert "1 person has a place" in page

    def test_moves_the_event_and_tells_those_with_a_place(self, client, url, said):
        event = EventFactory()
        place(event, name="Jo", email="jo@example.org")

        response = client.post(
            url("event-dates", event.reference),
            session(event, day="2026-12-16"),
            follow=True,
        )

        event.refresh_from_db()
        assert event.starts_at == datetime(2026, 12, 16, 12, tzinfo=UK)
        assert event.event_sessions.get().number == 1
        assert Message.objects.get().kind == "events/event_changed"
        assert said(response)[0].startswith("Dates changed. Everyone")
        assert history.of(event).first().message == (
            "Changed the dates from Sunday 6 December 2026, 12:00 to 13:00 UK time to "
            "Wednesday 16 December 2026, 12:00 to 13:00 UK time"
        )

    def test_a_day_that_is_dropped_leaves_the_calendars_too(self, client, url):
        event = EventFactory(days=2)
        place(event, name="Jo", email="jo@example.org")
        first = event.event_sessions.first()
        starts, ends = first.starts_at.astimezone(UK), first.ends_at.astimezone(UK)

        client.post(
            url("event-dates", event.reference),
            {
                "sittings-TOTAL_FORMS": 1,
                "sittings-INITIAL_FORMS": 1,
                "sittings-0-key": first.pk,
                "sittings-0-day": f"{starts:%Y-%m-%d}",
                "sittings-0-starts": f"{starts:%H:%M}",
                "sittings-0-ends": f"{ends:%H:%M}",
            },
        )

        assert event.event_sessions.get() == first
        assert sorted(Message.objects.values_list("kind", flat=True)) == [
            "events/event_changed",
            "events/sittings_dropped",
        ]

    def test_the_same_dates_tell_nobody(self, client, url, said):
        event = EventFactory()
        place(event, name="Jo", email="jo@example.org")

        response = client.post(
            url("event-dates", event.reference), session(event), follow=True
        )

        assert said(response) == ["Dates saved."]
        assert not Message.objects.exists()

    @pytest.mark.parametrize(
        ("fields", "day", "words"),
        [
            ({}, "2026-11-01", "These dates are in the past."),
            (
                {"starts_at": datetime(2026, 11, 1, 10, tzinfo=UK)},
                "2026-12-16",
                "This event is over",
            ),
            (
                {
                    "status": "cancelled",
                    "cancelled_at": datetime(2026, 11, 1, tzinfo=UK),
                },
                "2026-12-16",
                "This event is cancelled",
            ),
        ],
    )
    def test_what_makes_no_sense_is_refused_and_kept_on_the_page(
        self, client, url, fields, day, words
    ):
        event = EventFactory(**fields)
        before = event.starts_at

        response = client.post(
            url("event-dates", event.reference), session(event, day=day)
        )

        assert response.context["refusal"].startswith(words)
        assert response.context["rows"].forms[0]["day"].value() == day
        event.refresh_from_db()
        assert event.starts_at == before

    def test_a_session_of_another_event_is_not_moved(self, client, url):
        """C12"""
        other = EventFactory()
        event = EventFactory()
        stolen = other.event_sessions.get()

        client.post(
            url("event-dates", event.reference),
            session(event, key=stolen.pk, day="2026-12-16"),
        )

        assert other.event_sessions.get().starts_at == stolen.starts_at
        assert event.event_sessions.get().starts_at.day == 16

    def test_mistyped_dates_are_named(self, client, url):
        event = EventFactory()

        response = client.post(
            url("event-dates", event.reference), session(event, ends="09:00")
        )

        assert [error.words for error in response.context["errors"]] == [
            "It ends before it starts."
        ]
