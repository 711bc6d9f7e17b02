"""Drafts: made, edited, thrown away; and what cannot be taken from an event."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import IntegrityError

from events.catalogue import plans, schedule
from events.catalogue.plans import Plan, Sitting, SpeakerLine, TicketTypeLine
from events.errors import StepRefused
from events.models import (
    Allocation,
    Attendance,
    Event,
    TicketType,
    WaitingListEntry,
    WayIn,
    Who,
)
from portal.body.models import Agency
from portal.core import history
from portal.core.clock import UK
from tests.factories.accounts import UserFactory
from tests.factories.events import EventFactory, place

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
START = datetime(2026, 12, 9, 10, tzinfo=UK)
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff():
    return UserFactory()


def draft(by, title="Learning from reviews", sittings=None, **lines):
    plan = Plan(
        sittings=sittings or (Sitting(START, START + HOUR),),
        ticket_types=lines.get("ticket_types", (TicketTypeLine("Member"),)),
        speakers=lines.get("speakers", ()),
    )
    return schedule.create(Event(title=title, summary="s", audience="a"), plan, by=by)


def actions(event):
    return [line.action for line in history.of(event)]


class TestCreate:
    def test_writes_the_event_with_everything_that_hangs_on_it(self, staff):
        event = draft(
            staff,
            sittings=(
                Sitting(START + DAY, START + DAY + HOUR, "Day 2"),
                Sitting(START, START + HOUR, "Day 1"),
            ),
            speakers=(SpeakerLine("Chair", "Amina"), SpeakerLine("Nurse", "Jo")),
        )

        assert event.is_draft
        assert (event.starts_at, event.ends_at) == (START, START + DAY + HOUR)
        assert [(row.number, row.title) for row in event.event_sessions.all()] == [
            (1, "Day 1"),
            (2, "Day 2"),
        ]
        assert [row.name for row in event.ticket_types.all()] == ["Member"]
        assert [row.name for row in event.speakers.all()] == ["Amina", "Jo"]
        assert actions(event) == ["events.event_created"]

    def test_refuses_an_event_without_a_date_and_leaves_nothing(self, staff):
        with pytest.raises(StepRefused):
            schedule.create(
                Event(title="No date", summary="s", audience="a"), Plan(), by=staff
            )

        assert not Event.objects.exists()

    def test_says_what_it_was_copied_from(self, staff):
        original = draft(staff)
        copy, plan = plans.copy_of(original, at=AT)

        copy = schedule.create(copy, plan, by=staff, copied_from=original)

        (line,) = history.of(copy)
        assert line.message == (
            f"Made the draft as a copy of Learning from reviews, {original.reference}"
        )


class TestAddress:
    def test_is_title_and_year_and_never_taken_twice(self, staff):
        slugs = [draft(staff).slug for _ in range(3)]

        assert slugs == [
            "learning-from-reviews-2026",
            "learning-from-reviews-2026-2",
            "learning-from-reviews-2026-3",
        ]

    @pytest.mark.parametrize(
        ("title", "slug"),
        [
            ("日本語", "event-2026"),
            ("x" * 150, "x" * 140 + "-2026"),
            ("Ça va? / <b>", "ca-va-b-2026"),
        ],
    )
    def test_survives_any_title(self, staff, title, slug):
        assert draft(staff, title=title).slug == slug

    def test_taken_at_the_same_moment_gets_the_reference(self, staff, monkeypatch):
        draft(staff)
        monkeypatch.setattr(
            schedule, "free_slug", lambda _event: "learning-from-reviews-2026"
        )

        event = draft(staff)

        assert event.slug == f"learning-from-reviews-2026-{event.reference.lower()}"

    def test_follows_the_title_of_a_draft(self, staff):
        event = draft(staff)
        event.title = "Another title"

        schedule.edit(event, plans.plan_of(event), by=staff)

        event.refresh_from_db()
        assert event.slug == "another-title-2026"

    def test_stays_once_published(self, staff):
        event = EventFactory(title="First", slug="first-2026")
        event.title = "Second"

        schedule.edit(event, plans.plan_of(event), by=staff)

        event.refresh_from_db()
        assert (event.title, event.slug) == ("Second", "first-2026")


class TestEdit:
    def test_saves_what_changed_and_says_so_in_the_history(self, staff):
        event = draft(staff)
        event.summary = "Other words"
        plan = replace(plans.plan_of(event), speakers=(SpeakerLine("Chair"),))

        changed = schedule.edit(event, plan, by=staff)

        assert changed == {"summary", "speakers"}
        line = history.of(event).first()
        assert line.user == staff
        assert line.message == "Changed the description: speakers, summary"

    def test_of_nothing_leaves_no_line(self, staff):
        event = draft(staff)

        assert schedule.edit(event, plans.plan_of(event), by=staff) == set()
        assert actions(event) == ["events.event_created"]

    def test_leaves_capacity_status_and_dates_as_they_are(self, staff):
        """A11: what the screen must not change, a changed object cannot carry in."""
        event = EventFactory(capacity=5)
        event.capacity, event.status, event.title = 500, "cancelled", "New"

        schedule.edit(event, plans.plan_of(event), by=staff)

        event.refresh_from_db()
        assert (event.title, event.capacity, event.status) == ("New", 5, "published")

    def test_keeps_rows_by_key_and_puts_them_in_the_order_typed(self, staff):
        event = draft(
            staff, speakers=(SpeakerLine("Chair", "A"), SpeakerLine("Nurse", "B"))
        )
        first, second = plans.plan_of(event).speakers
        plan = replace(
            plans.plan_of(event), speakers=(second, first, SpeakerLine("Third"))
        )

        schedule.edit(event, plan, by=staff)

        rows = event.speakers.all()
        assert [row.role for row in rows] == ["Nurse", "Chair", "Third"]
        assert [row.pk for row in rows][:2] == [second.key, first.key]

    def test_a_key_of_another_event_is_a_new_row(self, staff):
        """C12: a tampered key reaches nobody else's row."""
        other = draft(staff, speakers=(SpeakerLine("Chair", "Theirs"),))
        event = draft(staff)
        stolen = SpeakerLine("Chair", "Mine", key=other.speakers.get().pk)

        schedule.edit(
            event, replace(plans.plan_of(event), speakers=(stolen,)), by=staff
        )

        assert other.speakers.get().name == "Theirs"
        assert event.speakers.get().name == "Mine"

    @pytest.mark.parametrize("way_in", [WayIn.OPEN_LINK, WayIn.COMMISSIONED])
    def test_booking_is_not_taken_away_under_those_who_booked(self, staff, way_in):
        event = EventFactory()
        place(event, name="Jo", email="jo@example.org")
        event.way_in = way_in

        with pytest.raises(StepRefused):
            schedule.edit(event, plans.plan_of(event), by=staff)

    def test_booking_is_not_taken_away_under_those_who_wait(self, staff):
        event = EventFactory()
        WaitingListEntry.objects.create(
            event=event,
            user=UserFactory(),
            ticket_type=event.ticket_types.get(),
            joined_at=AT,
        )
        event.way_in = WayIn.OPEN_LINK

        with pytest.raises(StepRefused):
            schedule.edit(event, plans.plan_of(event), by=staff)

    def test_the_way_in_of_an_empty_event_may_change(self, staff):
        event = draft(staff)
        event.way_in = WayIn.OPEN_LINK

        assert "way_in" in schedule.edit(event, plans.plan_of(event), by=staff)


class TestTicketTypes:
    def test_with_tickets_stays(self, staff):
        event = EventFactory()
        place(event, name="Jo", email="jo@example.org")

        with pytest.raises(StepRefused, match="“Free” cannot be removed: tickets"):
            schedule.edit(
                event, replace(plans.plan_of(event), ticket_types=()), by=staff
            )

        assert event.ticket_types.count() == 1

    def test_somebody_waits_for_stays(self, staff):
        event = EventFactory()
        WaitingListEntry.objects.create(
            event=event,
            user=UserFactory(),
            ticket_type=event.ticket_types.get(),
            joined_at=AT,
        )

        with pytest.raises(StepRefused, match="waiting list"):
            schedule.edit(
                event, replace(plans.plan_of(event), ticket_types=()), by=staff
            )

    def test_without_tickets_goes(self, staff):
        event = draft(staff)

        schedule.edit(event, replace(plans.plan_of(event), ticket_types=()), by=staff)

        assert not TicketType.objects.exists()

    def test_names_may_change_places(self, staff):
        event = draft(staff, ticket_types=(TicketTypeLine("A"), TicketTypeLine("B")))
        first, second = plans.plan_of(event).ticket_types
        plan = replace(
            plans.plan_of(event),
            ticket_types=(replace(first, name="B"), replace(second, name="A")),
        )

        schedule.edit(event, plan, by=staff)

        assert [row.name for row in event.ticket_types.all()] == ["B", "A"]

    def test_of_one_name_are_refused_by_the_database(self, staff):
        event = draft(staff)
        plan = replace(
            plans.plan_of(event),
            ticket_types=(TicketTypeLine("A"), TicketTypeLine("A")),
        )

        with pytest.raises(IntegrityError):
            schedule.edit(event, plan, by=staff)

    def test_history_keeps_the_price_before_and_after(self, staff):
        event = draft(staff)
        (line,) = plans.plan_of(event).ticket_types
        dearer = replace(line, price_pence=9500, who=Who.ANYONE, quota=4)

        schedule.edit(
            event, replace(plans.plan_of(event), ticket_types=(dearer,)), by=staff
        )

        facts = history.of(event).first().data
        assert facts["before"] == ["Member (Members in good standing, £0.00)"]
        assert facts["after"] == ["Member (Anyone, £95.00, at most 4)"]


class TestSittings:
    def test_with_a_register_stays(self, staff):
        event = EventFactory(days=2)
        first, second = event.event_sessions.all()
        ticket = place(event, name="Jo", email="jo@example.org")
        Attendance.objects.create(event_session=first, ticket=ticket)

        with pytest.raises(StepRefused, match="register cannot be removed"):
            schedule.write_sittings(
                event, [Sitting(second.starts_at, second.ends_at, key=second.pk)]
            )

        assert event.event_sessions.count() == 2

    def test_numbers_are_never_given_twice(self, staff):
        """K: a calendar entry is found again by the number of its sitting."""
        event = EventFactory(days=2)
        first = event.event_sessions.first()
        kept = Sitting(first.starts_at, first.ends_at, key=first.pk)

        schedule.write_sittings(event, [kept, Sitting(START, START + HOUR)])

        assert sorted(row.number for row in event.event_sessions.all()) == [1, 3]


class TestDiscard:
    def test_a_draft_goes_with_its_rows_and_the_history_stays(self, staff):
        event = draft(staff, speakers=(SpeakerLine("Chair"),))
        lines = history.of(event)

        schedule.discard(event, by=staff)

        assert not Event.objects.exists()
        assert [line.action for line in lines] == [
            "events.draft_discarded",
            "events.event_created",
        ]

    def test_what_was_published_stays(self, staff):
        event = EventFactory()

        with pytest.raises(StepRefused):
            schedule.discard(event, by=staff)

    def test_what_somebody_has_a_place_in_stays(self, staff):
        event = EventFactory(status="draft", published_at=None)
        place(event, name="Jo", email="jo@example.org")

        with pytest.raises(StepRefused):
            schedule.discard(event, by=staff)

        assert Event.objects.exists()
        assert not history.of(event).exists()


def test_a_copy_keeps_vat_and_how_places_are_shared_out(staff):
    original = EventFactory(starts_at=AT + timedelta(days=30), capacity=20)
    original.ticket_types.update(vat="standard")
    health = Agency.objects.create(name="Health of a test")
    part = Allocation.objects.create(
        event=original,
        name="Health",
        minimum=4,
        maximum=9,
        release_at=original.starts_at - timedelta(days=21),
    )
    part.agencies.add(health)
    copy, plan = plans.copy_of(original, at=AT)

    copy = schedule.create(copy, plan, by=staff, copied_from=original)

    assert copy.ticket_types.get().vat == "standard"
    kept = copy.allocations.get()
    assert (kept.minimum, kept.maximum, list(kept.agencies.all())) == (4, 9, [health])
    assert kept.release_at == copy.starts_at - timedelta(days=21)
    assert not copy.bookings.exists()
