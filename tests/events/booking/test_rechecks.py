"""Places booked as a member, once the membership has ended: flagged, never taken."""

from datetime import timedelta

import pytest

from events.booking import rechecks
from events.models import Ticket, Who
from portal.core import clock, history
from portal.notifications import delivery
from portal.notifications.models import Message
from tests.factories.events import EventFactory, place
from tests.factories.membership import (
    SubscriptionFactory,
    current_member,
    grace_member,
    lapsed_member,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    return clock.now()


@pytest.fixture
def event():
    made = EventFactory()
    made.ticket_types.update(who=Who.MEMBERS)
    return made


def booked(event, member):
    return place(event, user=member.user)


def flags():
    return list(Ticket.objects.order_by("pk").values_list("flagged", flat=True))


def told():
    return list(Message.objects.filter(kind="events/membership_ended"))


def renew(member, at):
    today = clock.uk_day(at)
    SubscriptionFactory(
        member=member, starts_on=today, ends_on=today + timedelta(days=365)
    )


def test_only_the_place_of_a_lapsed_member_is_flagged_and_told_once(event, at):
    """C10."""
    gone = lapsed_member()
    for member in (gone, grace_member(), current_member()):
        booked(event, member)

    first, second = rechecks.recheck(at=at), rechecks.recheck(at=at)

    flagged, *rest = flags()
    assert (first, second) == (1, 0)
    assert flagged.startswith("Membership ended on ")
    assert rest == ["", ""]
    assert [message.to for message in told()] == [gone.user.email]
    assert history.of(event).filter(action="events.place_flagged").count() == 1
    assert Ticket.objects.filter(released_at=None).count() == 3


def test_the_flag_goes_when_the_membership_goes_on(event, at):
    member = lapsed_member()
    booked(event, member)
    rechecks.recheck(at=at)

    renew(member, at)

    assert rechecks.recheck(at=at) == 1
    assert flags() == [""]


def test_a_message_is_dropped_when_the_membership_goes_on(event, at, mailoutbox):
    member = lapsed_member()
    booked(event, member)
    rechecks.recheck(at=at)
    renew(member, at)

    delivery.deliver(told()[0], at=at)

    assert mailoutbox == []


def test_what_the_message_says(event, at, mailoutbox):
    booked(event, lapsed_member())
    rechecks.recheck(at=at)

    delivery.deliver(told()[0], at=at)

    (mail,) = mailoutbox
    assert event.title in mail.subject
    assert "It is still yours" in mail.body
    assert "/my/bookings/" in mail.body


@pytest.mark.parametrize("who", [Who.ANYONE, Who.STAFF])
def test_a_place_that_anybody_may_have_is_left_alone(event, at, who):
    event.ticket_types.update(who=who)
    booked(event, lapsed_member())

    assert rechecks.recheck(at=at) == 0


def test_what_is_over_or_cancelled_is_left_alone(event, at):
    booked(event, lapsed_member())

    assert rechecks.recheck(at=event.ends_at + timedelta(minutes=1)) == 0


def test_another_flag_stays(event, at):
    ticket = booked(event, lapsed_member())
    Ticket.objects.filter(pk=ticket.pk).update(flagged="Passed around")

    assert rechecks.recheck(at=at) == 0
    assert flags() == ["Passed around"]


def test_many_places_cost_no_more_questions_than_one(
    event, at, django_assert_num_queries
):
    for _ in range(3):
        booked(event, lapsed_member())
    rechecks.recheck(at=at)

    with django_assert_num_queries(2):
        rechecks.recheck(at=at)


def test_the_booking_says_so_to_its_owner(client, event, at):
    member = lapsed_member()
    ticket = booked(event, member)
    client.force_login(member.user)
    before = client.get(ticket.booking.get_absolute_url()).content.decode()

    rechecks.recheck(at=at)
    after = client.get(ticket.booking.get_absolute_url()).content.decode()

    assert "You booked this place as a member" not in before
    assert "You booked this place as a member. It is still yours." in after
