"""A new event: typed on one screen, and refused in words."""

from datetime import datetime

import pytest
from wagtail.users.models import UserProfile

from cpd.models import CodeTheme
from events.booking.staff.event_screen import THEMES_OF_THE_CODE
from events.models import Event, EventSeries, Topic
from portal.accounts.roles import Role
from portal.core import history
from portal.core.clock import UK
from tests.events.booking.staff.test_events import (
    BLANK_TICKET,
    MEMBER,
    NO_SUCH_TIME,
    SESSION,
    SPEAKER,
    rows,
    typed,
    wrong,
)
from tests.factories.accounts import staff

pytestmark = pytest.mark.django_db


@pytest.mark.usefixtures("team")
class TestAdd:
    def test_opens_with_what_most_events_are(self, client, url):
        page = client.get(url("event-add"))

        screen = page.context["typed"]
        assert screen.form["way_in"].value() == "members"
        (sitting, *_) = [form.initial for form in screen.sittings.initial_forms]
        assert f"{sitting['day']} {sitting['starts']}" == "2026-12-21 10:00:00"
        assert screen.tickets.initial_forms[0]["name"].value() == "Member"
        # Spare rows are there for whoever has no script.
        assert [len(part.extra_forms) for part in screen.parts[1:]] == [2, 2, 3]

    def test_saves_a_draft_with_everything_at_once(self, client, url, team):
        series = EventSeries.objects.create(name="Insights", slug="insights")
        topic = Topic.objects.create(name="Feeding", slug="feeding")
        trainer = staff(Role.TRAINER)
        second_day = {**SESSION, "day": "2026-12-10", "title": "Day 2"}
        dear = {"name": "Anyone", "who": "anyone", "price_pence": "£95.50", "quota": 5}

        response = client.post(
            url("event-add"),
            typed(
                sittings=[second_day, SESSION],
                tickets=[MEMBER, dear, BLANK_TICKET],
                speakers=[SPEAKER, {"name": "", "role": ""}],
                series=series.pk,
                topics=[topic.pk],
                trainers=[trainer.pk],
                suggested_themes=["practise", "preserve"],
                capacity="30",
            ),
        )

        event = Event.objects.get()
        assert response.url == url("event-detail", event.reference)
        assert event.is_draft
        assert (event.series, event.capacity) == (series, 30)
        assert [row.starts_at for row in event.event_sessions.all()] == [
            datetime(2026, 12, 9, 10, tzinfo=UK),
            datetime(2026, 12, 10, 10, tzinfo=UK),
        ]
        assert list(event.ticket_types.values_list("name", "price_pence", "quota")) == [
            ("Member", 0, None),
            ("Anyone", 9550, 5),
        ]
        assert [row.name for row in event.speakers.all()] == ["Dr Hart"]
        assert list(event.topics.all()) == [topic]
        assert event.suggested_themes == ["practise", "preserve"]
        assert list(event.trainers.all()) == [trainer]
        (line,) = history.of(event)
        assert (line.action, line.user) == ("events.event_created", team)

    def test_times_are_uk_time_wherever_the_screens_of_the_reader_are(
        self, client, url, team
    ):
        """T: somebody's own zone changes what they see, never what they mean."""
        UserProfile.objects.create(user=team, current_time_zone="America/New_York")
        july = {**SESSION, "day": "2027-07-07"}

        client.post(
            url("event-add"),
            typed(sittings=[july], booking_opens_at="2027-06-01T09:00"),
        )

        event = Event.objects.get()
        assert event.starts_at == datetime(2027, 7, 7, 10, tzinfo=UK)
        assert event.booking_opens_at == datetime(2027, 6, 1, 9, tzinfo=UK)
        page = client.get(url("event-edit", event.reference)).content.decode()
        assert 'value="2027-06-01T09:00"' in page
        assert 'value="10:00"' in page

    @pytest.mark.parametrize(
        ("change", "errors"),
        [
            ({"title": ""}, [("Title", "Enter a title.")]),
            (
                rows("sittings", [{**SESSION, "ends": "09:00"}], initial=1),
                [("Session 1, ends", "It ends before it starts.")],
            ),
            (
                rows("sittings", [{**SESSION, "day": ""}]),
                [("Session 1, day", "Enter the day.")],
            ),
            (
                rows("sittings", [{**SESSION, "day": "2027-03-28", "starts": "01:30"}]),
                [("Session 1, starts", NO_SUCH_TIME)],
            ),
            (rows("sittings", []), [("Sessions", "Add at least one session.")]),
            (
                rows("sittings", [{**SESSION, "DELETE": "on"}], initial=1),
                [("Sessions", "Add at least one session.")],
            ),
            (
                rows("tickets", [MEMBER, {**MEMBER, "name": "member"}], initial=1),
                [("Ticket types", "Give each ticket type a name of its own.")],
            ),
            (
                rows("tickets", [{**MEMBER, "price_pence": "-1"}]),
                [
                    (
                        "Ticket type 1, price in pounds",
                        "Ensure this value is greater than or equal to 0.",
                    )
                ],
            ),
            (
                rows("speakers", [{"name": "Jo", "role": ""}]),
                [("Speaker 1, role", "Enter the role in which they speak.")],
            ),
            (
                {
                    "booking_opens_at": "2026-12-01T10:00",
                    "booking_closes_at": "2026-12-01T10:00",
                },
                [("Booking closes", "Booking closes before it opens.")],
            ),
            (
                {"host": "Another body"},
                [("Where it is booked", "Enter the address where people book it.")],
            ),
            (
                {"host_url": "https://other.example"},
                [("Hosted by another body", "Enter who hosts it.")],
            ),
        ],
    )
    def test_names_what_is_wrong_keeps_what_was_typed_and_saves_nothing(
        self, client, url, change, errors
    ):
        response = client.post(
            url("event-add"),
            {**typed(), "summary": "Words worth keeping", **change},
        )

        assert response.status_code == 200
        assert wrong(response) == errors
        assert b"Words worth keeping" in response.content
        assert not Event.objects.exists()

    @pytest.mark.parametrize(
        "change",
        [
            {"capacity": "-1"},
            {"capacity": "1e9"},
            {"capacity": "0.5"},
            {"capacity": "many"},
            {"cpd_minutes": "9" * 30},
            {"join_opens_minutes": "99999"},
            {"way_in": "anything"},
            {"title": "x" * 151},
            {"title": "with a \x00"},
            {"description": "x" * 20_001},
            {"topics": ["nonsense"]},
            {"series": "0"},
            {"tickets-0-quota": "-3"},
            {"tickets-0-price_pence": "NaN"},
            {"tickets-0-price_pence": "0.001"},
            {"sittings-0-day": "9" * 400},
            {"sittings-TOTAL_FORMS": "100000"},
            {"sittings-TOTAL_FORMS": "lots"},
            {"tickets-0-key": "' OR 1=1"},
        ],
    )
    def test_tampered_values_are_answered_and_never_saved(self, client, url, change):
        """C12, X3"""
        response = client.post(url("event-add"), {**typed(), **change})

        assert response.status_code in {200, 400}
        assert not Event.objects.exists()

    def test_fields_that_the_screen_does_not_have_are_ignored(self, client, url, team):
        """A11"""
        client.post(
            url("event-add"),
            typed(
                status="published",
                reference="MINE",
                slug="admin",
                published_at="2026-01-01",
                cancelled_by=team.pk,
                starts_at="2020-01-01",
            ),
        )

        event = Event.objects.get()
        assert (event.status, event.published_at) == ("draft", None)
        assert event.reference != "MINE"
        assert event.slug == "learning-from-reviews-2026"
        assert event.cancelled_by is None

    def test_what_is_typed_is_text_wherever_it_is_shown(self, client, url):
        """X1: no script of one member of staff runs for another."""
        attack = "<script>alert(1)</script>"
        client.post(
            url("event-add"),
            typed(
                title=attack,
                audience=attack,
                speakers=[{"name": attack, "role": attack, "contribution": attack}],
            ),
        )
        event = Event.objects.get()

        for name in ("event-detail", "event-edit", "event-copy", "event-discard"):
            page = client.get(url(name, event.reference)).content.decode()
            assert attack not in page
            assert "&lt;script&gt;alert(1)" in page
        assert attack not in client.get(url("event-list")).content.decode()


def test_the_themes_offered_are_those_of_the_cpd_record():
    assert CodeTheme.choices == THEMES_OF_THE_CODE
