"""How full events are, counted for a whole list, and who may look at one."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import AnonymousUser

from events.booking import bookings, places, waiting_list
from events.catalogue import queries
from events.models import (
    Booking,
    BookingPolicy,
    BookingStatus,
    Event,
    EventStatus,
    HoldReason,
    Invitation,
    WayIn,
)
from portal.accounts.roles import Role
from tests.factories.accounts import UserFactory, staff
from tests.factories.events import EventFactory, place
from tests.factories.membership import current_member

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(AT, tick=False)


def counted(event):
    return queries.with_places(Event.objects.filter(pk=event.pk), at=AT).get()


def hold(event, *, until):
    ticket = place(event, email=f"held{until:%H%M}@example.org")
    Booking.objects.filter(pk=ticket.booking_id).update(
        status=BookingStatus.HELD,
        reason=HoldReason.OFFER,
        held_until=until,
        confirmed_at=None,
    )


def test_it_counts_what_the_lock_would_count():
    """Confirmed, held, and kept for an undo; not a stale hold, nor what is free."""
    event = EventFactory(capacity=10)
    place(event, email="kept@example.org")
    hold(event, until=AT + timedelta(hours=1))
    hold(event, until=AT - timedelta(hours=1))
    for days, name in ((1, "soon"), (-1, "gone")):
        ticket = place(event, email=f"{name}@example.org")
        ticket.released_at = AT + timedelta(days=days)
        ticket.save()

    found = counted(event)

    assert found.taken == places.taken(event, at=AT) == 3
    assert queries.places_left(found) == 7


def test_a_place_on_its_way_to_somebody_who_waits_is_not_shown_as_free():
    event = EventFactory(capacity=1)
    ticket = place(event, UserFactory())
    waiting_list.join(event, by=current_member().user, at=AT)
    ticket.released_at = AT
    ticket.save()

    found = counted(event)

    assert (found.taken, found.waiting, queries.places_left(found)) == (0, 1, 0)


def test_without_a_limit_nothing_is_left_to_count():
    assert queries.places_left(counted(EventFactory(capacity=None))) is None


def test_a_capacity_cut_below_what_was_taken_leaves_nought():
    event = EventFactory(capacity=1)
    place(event, email="a@example.org")
    place(event, email="b@example.org")

    assert queries.places_left(counted(event)) == 0


def test_next_events_leaves_out_what_is_over_cancelled_or_not_for_all():
    wanted = EventFactory(starts_at=AT + timedelta(days=3))
    EventFactory(starts_at=AT - timedelta(days=3))
    EventFactory(status=EventStatus.DRAFT)
    EventFactory(status=EventStatus.CANCELLED, cancelled_at=AT)
    EventFactory(way_in=WayIn.INVITATION)

    assert queries.next_events(5, at=AT) == [wanted]
    assert queries.upcoming_count(at=AT) == 1


class TestMaySee:
    @pytest.fixture
    def roundtable(self):
        return EventFactory(way_in=WayIn.INVITATION)

    def test_an_event_by_invitation_is_for_those_concerned(self, roundtable):
        invited, booked, stranger = UserFactory(), UserFactory(), UserFactory()
        Invitation.objects.create(
            event=roundtable, email=invited.email, token="t", invited_at=AT
        )
        place(roundtable, booked)
        people = {
            "invited": invited,
            "booked": booked,
            "staff": staff(Role.EVENTS),
            "stranger": stranger,
            "visitor": AnonymousUser(),
        }

        seen = {name for name in people if queries.may_see(roundtable, people[name])}

        assert seen == {"invited", "booked", "staff"}

    def test_an_invitation_withdrawn_shows_nothing_any_more(self, roundtable):
        guest = UserFactory()
        Invitation.objects.create(
            event=roundtable,
            email=guest.email,
            token="t",
            invited_at=AT,
            withdrawn_at=AT,
        )

        assert not queries.may_see(roundtable, guest)

    def test_a_draft_is_for_staff(self):
        draft = EventFactory(status=EventStatus.DRAFT)

        assert queries.may_see(draft, staff(Role.EDITOR))
        assert not queries.may_see(draft, current_member().user)


def test_the_tickets_and_waits_of_one_person_are_theirs_alone():
    mine, other = EventFactory(capacity=1), EventFactory()
    person = current_member().user
    ticket = bookings.book(other, by=person, at=AT).tickets.get()
    place(mine, UserFactory())
    waiting_list.join(mine, by=person, at=AT)
    events = [mine, other]

    assert queries.tickets_of(person, events, at=AT) == {other.pk: ticket}
    assert queries.waiting_for(person, events) == {mine.pk}


@pytest.mark.parametrize(
    ("percent", "taken", "few"),
    [(10, 17, False), (10, 18, True), (25, 15, True), (0, 19, False), (10, 20, False)],
)
def test_what_few_is_staff_decide(percent, taken, few):
    event = EventFactory(capacity=20)
    for number in range(taken):
        place(event, email=f"p{number}@example.org")
    policy = BookingPolicy(few_places_percent=percent)

    assert queries.is_few(counted(event), policy) is few
