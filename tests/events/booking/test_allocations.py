"""Allocations: what is kept for whom, until when, and what the public page shows."""

from datetime import timedelta

import pytest

from events.booking import allocations, bookings, event_changes, paying, places
from events.booking.allocations import Plan
from events.catalogue import queries
from events.errors import CapacityRefused, EventFull
from events.models import Event, TicketType
from portal.body.models import Agency, Area
from portal.core import history
from tests.events.booking.test_moving import pay
from tests.events.booking.test_naming import (  # noqa: F401 - fixtures
    AT,
    course,
    noon,
    person,
)
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def by():
    return UserFactory()


@pytest.fixture
def midwives():
    return Agency.objects.create(name="Midwives of Ashvale")


def book(course, *people, at=AT):  # noqa: F811
    order = paying.Order(people, "Lee", f"{people[0].email}", for_self=False)
    return paying.reserve(course, order, at=at)


def shown(course, at=AT):  # noqa: F811
    event = queries.with_places(Event.objects.filter(pk=course.pk), at=at).get()
    return queries.places_left(event)


def two_for(course, agency, by, **more):  # noqa: F811
    plan = Plan("Midwifery", minimum=2, agencies=[agency], **more)
    return allocations.save(course, plan, by=by, at=AT)


def test_what_is_kept_is_nobody_else_s(course, midwives, by):  # noqa: F811
    two_for(course, midwives, by)
    book(course, person("Ann"), person("Bea"))

    with pytest.raises(EventFull):
        book(course, person("Cleo"))
    book(course, person("Dot", kind_of_agency=midwives))

    assert places.taken(course, at=AT) == 3


def test_the_public_page_never_shows_what_is_kept_as_free(course, midwives, by):  # noqa: F811
    assert shown(course) == 4
    two_for(course, midwives, by)
    assert shown(course) == 2
    book(course, person("Ann", kind_of_agency=midwives))
    assert shown(course) == 2
    book(course, person("Bea"), person("Cleo"))
    assert shown(course) == 0
    # The hold of the midwife is over by the clock, and her place is kept again.
    assert shown(course, at=AT + timedelta(minutes=41)) == 2


def test_what_the_page_shows_is_what_the_lock_counts(course, midwives, by):  # noqa: F811
    """Two ways of counting, one of them in the statement that reads the event."""
    Event.objects.filter(pk=course.pk).update(capacity=9)
    course.refresh_from_db()
    area = Area.objects.create(name="Ashvale North")
    two_for(course, midwives, by, release_at=AT + timedelta(days=3))
    allocations.save(course, Plan("North", minimum=3, areas=[area]), by=by, at=AT)
    people = [
        person("A", kind_of_agency=midwives),
        person("B", area=area),
        person("C"),
        person("D", area=area, kind_of_agency=midwives),
    ]
    for number, one in enumerate(people):
        booking = book(course, one, at=AT + timedelta(minutes=number * 15))
        if number % 2:
            bookings.cancel(booking, by=None, at=AT + timedelta(minutes=number * 15))
        for minutes in (0, 20, 50, 60 * 24 * 4):
            at = AT + timedelta(minutes=number * 15 + minutes)
            assert shown(course, at) == places.left(course, at=at)


def test_from_its_day_on_it_is_anybody_s_by_the_clock(course, midwives, by):  # noqa: F811
    until = AT + timedelta(days=10)
    two_for(course, midwives, by, release_at=until)
    just_before = until - timedelta(seconds=1)

    assert (shown(course, just_before), shown(course, until)) == (2, 4)
    assert places.left(course, at=just_before) == 2
    assert places.left(course, at=until) == 4


def test_what_is_released_is_offered_to_who_waits(course, midwives, by):  # noqa: F811
    until = AT + timedelta(days=10)
    two_for(course, midwives, by, release_at=until)
    for number in range(2):
        booking = book(course, person(f"P{number}"))
        pay(booking)
    entry = course.waiting_list.create(
        user=UserFactory(), ticket_type=course.ticket_types.get(), joined_at=AT
    )
    assert bookings.pass_places_on(course, at=AT) == 0

    assert bookings.pass_places_on(course, at=until) == 1
    entry.refresh_from_db()
    assert entry.offer is not None


def test_the_capacity_stays_above_what_is_kept(course, midwives, by):  # noqa: F811
    """Complaint 6 and Q7: what is promised is not cut."""
    two_for(course, midwives, by)
    book(course, person("Ann"))

    with pytest.raises(CapacityRefused, match="3 together"):
        event_changes.set_capacity(course, 2, by=by, at=AT)
    assert event_changes.set_capacity(course, 3, by=by, at=AT).capacity == 3


def test_no_more_is_kept_than_there_is(course, midwives, by):  # noqa: F811
    book(course, person("Ann"), person("Bea"), person("Cleo"))

    with pytest.raises(CapacityRefused):
        two_for(course, midwives, by)
    assert not course.allocations.exists()


def test_a_part_that_goes_never_makes_places(course, midwives, by):  # noqa: F811
    """Complaint 6: the room stays as large as it is."""
    part = two_for(course, midwives, by)
    book(course, person("A"), person("B"))
    book(course, person("C", kind_of_agency=midwives))

    allocations.remove(part, by=by, at=AT)

    assert places.left(course, at=AT) == shown(course) == 1
    assert course.tickets.filter(allocation=None).count() == 3


def test_places_taken_before_count_in_their_part(course, midwives, by):  # noqa: F811
    book(course, person("Ann", kind_of_agency=midwives))

    two_for(course, midwives, by)

    assert shown(course) == 2
    (_, bar, _) = allocations.bars(course, at=AT)
    assert (bar.taken, bar.kept, bar.words) == (1, 1, "1 taken, 1 kept")


def test_the_quota_of_a_kind_and_the_most_of_a_part_hold_together(
    course,  # noqa: F811
    midwives,
    by,
):
    """C16: neither is passed, whichever is nearer."""
    TicketType.objects.filter(event=course).update(quota=3)
    plan = Plan("Midwifery", maximum=1, agencies=[midwives])
    allocations.save(course, plan, by=by, at=AT)
    book(course, person("Ann", kind_of_agency=midwives))

    with pytest.raises(EventFull):
        book(course, person("Bea", kind_of_agency=midwives))
    book(course, person("Cleo"), person("Dot"))
    with pytest.raises(EventFull):
        book(course, person("Eve"))


def test_each_change_stands_in_the_history(course, midwives, by):  # noqa: F811
    part = two_for(course, midwives, by)
    allocations.save(
        course, Plan("Midwifery", minimum=1), by=by, at=AT, allocation=part
    )
    allocations.remove(part, by=by, at=AT)

    assert [line.action for line in history.of(course)] == [
        "events.allocation_removed",
        "events.allocation_changed",
        "events.allocation_changed",
    ]
