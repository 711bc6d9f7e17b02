"""What a new event and a copy start from."""

from datetime import UTC, datetime, time, timedelta

import pytest

from events.catalogue import plans, schedule
from events.catalogue.plans import Plan, Sitting, SpeakerLine, TicketTypeLine
from events.models import Event, Topic, WayIn, Who
from portal.core.clock import UK
from portal.core.words import uk_when
from tests.factories.accounts import UserFactory

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)


def test_a_new_event_is_a_free_webinar_for_members_on_a_weekday_in_four_weeks():
    event, plan = plans.new(at=AT)

    assert event.way_in == WayIn.MEMBERS
    assert event.is_draft
    assert [uk_when(row.starts_at, row.ends_at) for row in plan.sittings] == [
        "Monday 21 December 2026, 10:00 to 11:00 UK time"
    ]
    assert plan.ticket_types == (TicketTypeLine("Member", Who.MEMBERS, 0),)


def test_a_new_event_on_a_weekday_keeps_the_weekday():
    wednesday = datetime(2026, 11, 25, 12, tzinfo=UTC)

    _, plan = plans.new(at=wednesday)

    assert uk_when(plan.sittings[0].starts_at).startswith("Wednesday 23 December")


def a_series_event(starts_at, ends_at, by):
    topic = Topic.objects.create(name="Safeguarding", slug="safeguarding")
    event = Event(
        title="Insights",
        summary="s",
        audience="a",
        capacity=30,
        booking_closes_at=starts_at,
    )
    return schedule.create(
        event,
        Plan(
            (Sitting(starts_at, ends_at, "Day 1"),),
            (TicketTypeLine("Member"), TicketTypeLine("Anyone", Who.ANYONE, 9500, 4)),
            (SpeakerLine("Chair", "Amina Hart", "What was found"),),
            (topic,),
        ),
        by=by,
    )


@pytest.mark.django_db
class TestCopy:
    def test_takes_everything_but_keys_four_weeks_later(self):
        starts = datetime(2026, 12, 9, 10, tzinfo=UK)
        original = a_series_event(
            starts, datetime(2026, 12, 9, 11, tzinfo=UK), UserFactory()
        )

        copy, plan = plans.copy_of(original, at=AT)

        assert copy.pk is None
        assert copy.is_draft
        assert (copy.title, copy.capacity) == ("Insights", 30)
        assert copy.reference != original.reference
        assert copy.booking_closes_at == datetime(2027, 1, 6, 10, tzinfo=UK)
        assert plan.sittings == (
            Sitting(
                datetime(2027, 1, 6, 10, tzinfo=UK),
                datetime(2027, 1, 6, 11, tzinfo=UK),
                "Day 1",
            ),
        )
        assert plan.ticket_types == (
            TicketTypeLine("Member"),
            TicketTypeLine("Anyone", Who.ANYONE, 9500, 4),
        )
        assert plan.speakers == (SpeakerLine("Chair", "Amina Hart", "What was found"),)
        assert [topic.name for topic in plan.topics] == ["Safeguarding"]

    def test_of_a_past_event_lies_ahead_on_the_same_weekday(self):
        starts = datetime(2022, 11, 9, 10, tzinfo=UK)
        original = a_series_event(
            starts, datetime(2022, 11, 9, 11, tzinfo=UK), UserFactory()
        )

        _, plan = plans.copy_of(original, at=AT)

        assert plan.sittings[0].starts_at == datetime(2026, 12, 16, 10, tzinfo=UK)

    def test_keeps_the_uk_time_across_a_change_of_clocks(self):
        starts = datetime(2027, 3, 10, 10, tzinfo=UK)
        original = a_series_event(
            starts, datetime(2027, 3, 10, 11, tzinfo=UK), UserFactory()
        )

        _, plan = plans.copy_of(original, at=AT)

        assert (
            uk_when(plan.sittings[0].starts_at, plan.sittings[0].ends_at)
            == "Wednesday 7 April 2027, 10:00 to 11:00 UK time"
        )


def test_sixty_weeks_in_a_row_begin_at_the_same_uk_time():
    """T8: through three changes of the clocks, on the same weekday."""
    first = datetime(2026, 10, 7, 10, tzinfo=UK)

    moments = [plans.later(first, timedelta(weeks=week)) for week in range(60)]

    there = [moment.astimezone(UK) for moment in moments]
    assert {(one.weekday(), one.time()) for one in there} == {(2, time(10))}
    assert len({one.date() for one in there}) == 60
    assert len({one.utcoffset() for one in there}) == 2


@pytest.mark.django_db
def test_the_fingerprint_changes_with_anything_that_staff_edit():
    starts = datetime(2026, 12, 9, 10, tzinfo=UK)
    event = a_series_event(starts, datetime(2026, 12, 9, 11, tzinfo=UK), UserFactory())
    fingerprints = {plans.fingerprint(event)}

    event.title = "Another"
    fingerprints.add(plans.fingerprint(event))
    event.speakers.update(name="Somebody else")
    fingerprints.add(plans.fingerprint(event))
    event.capacity = 31
    fingerprints.add(plans.fingerprint(event))

    assert len(fingerprints) == 4
    assert plans.fingerprint(event) in fingerprints
