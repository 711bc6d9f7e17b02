"""Who may watch a recording: the rule, for every kind of event and of person."""

import pytest
from django.contrib.auth.models import AnonymousUser

from events.delivery import viewers
from events.delivery.viewers import Why
from events.models import Attendance, Event, WayIn
from membership.models import Grade
from portal.accounts.roles import Role
from tests.factories.accounts import UserFactory, staff
from tests.factories.events import EventFactory, place
from tests.factories.membership import (
    GradeFactory,
    MemberFactory,
    SubscriptionFactory,
    current_member,
    grace_member,
    lapsed_member,
)

from .conftest import AT

pytestmark = pytest.mark.django_db

F, S, N, L, G, P = (
    Why.FINE,
    Why.SIGN_IN,
    Why.NOT_A_MEMBER,
    Why.LAPSED,
    Why.GRADE,
    Why.NO_PLACE,
)
ORDER = [WayIn.MEMBERS, WayIn.OPEN_LINK, WayIn.PUBLIC, WayIn.INVITATION]
# For each way in, in that order.
RULE = {
    "visitor": [S, S, S, S],
    "account": [N, N, P, P],
    "member": [F, F, P, P],
    "member in grace": [F, F, P, P],
    "lapsed": [L, L, P, P],
    "grade without library": [G, G, P, P],
    "member with a place": [F, F, F, F],
    "lapsed with a place": [L, F, F, F],
    "booked, no member": [N, F, F, F],
    "booked by address": [N, F, F, F],
    "gave it up": [N, N, P, P],
    "came by the open door": [N, F, F, F],
    "trainer": [F, F, F, F],
    "trainer of another": [N, N, P, P],
    "events": [F, F, F, F],
    "administrator": [F, F, F, F],
    "editor": [N, N, P, P],
    "finance": [N, N, P, P],
}


def _in_grade_without_library(event):
    grade = GradeFactory(name="Friend", opens_library=False)
    member = MemberFactory(user=UserFactory())
    SubscriptionFactory(member=member, grade=grade)
    return member.user


def _booked_by_address(event):
    user = UserFactory()
    place(event, name="Them", email=user.email)
    return user


def _came_by_the_open_door(event):
    user = UserFactory()
    Attendance.objects.create(
        event_session=event.event_sessions.get(), user=user, joined_at=AT
    )
    return user


def _trainer(event):
    user = staff(Role.TRAINER)
    event.trainers.add(user)
    return user


PEOPLE = {
    "visitor": lambda _: AnonymousUser(),
    "account": lambda _: UserFactory(),
    "member": lambda _: current_member().user,
    "member in grace": lambda _: grace_member().user,
    "lapsed": lambda _: lapsed_member().user,
    "grade without library": _in_grade_without_library,
    "member with a place": lambda event: place(event, current_member().user).user,
    "lapsed with a place": lambda event: place(event, lapsed_member().user).user,
    "booked, no member": lambda event: place(event, UserFactory()).user,
    "booked by address": _booked_by_address,
    "gave it up": lambda event: place(event, UserFactory(), released_at=AT).user,
    "came by the open door": _came_by_the_open_door,
    "trainer": _trainer,
    "trainer of another": lambda _: _trainer(EventFactory()),
    "events": lambda _: staff(Role.EVENTS),
    "administrator": lambda _: staff(Role.ADMINISTRATOR),
    "editor": lambda _: staff(Role.EDITOR),
    "finance": lambda _: staff(Role.FINANCE),
}


@pytest.mark.parametrize("way_in", ORDER)
@pytest.mark.parametrize("who", RULE)
def test_rule(who, way_in):
    """A1, A8: the table above, whole."""
    event = EventFactory(way_in=way_in)
    viewer = viewers.viewer(PEOPLE[who](event), at=AT)

    assert viewer.of(event).why is RULE[who][ORDER.index(way_in)]


def test_a_lapsed_member_hears_until_when(webinar):
    member = lapsed_member()

    answer = viewers.viewer(member.user, at=AT).of(webinar)

    assert answer.ends_on == member.subscriptions.get().ends_on


def test_what_was_never_listed_is_known_to_its_own_people_alone():
    """A4"""
    hidden = EventFactory(way_in=WayIn.INVITATION)
    shown = EventFactory(way_in=WayIn.MEMBERS)
    guest = place(hidden, UserFactory()).user
    everything = Event.objects.all()

    seen = {
        name: set(viewers.listed(everything, viewers.viewer(user, at=AT)))
        for name, user in {
            "visitor": AnonymousUser(),
            "member": current_member().user,
            "guest": guest,
            "staff": staff(Role.EVENTS),
        }.items()
    }

    assert seen == {
        "visitor": {shown},
        "member": {shown},
        "guest": {hidden, shown},
        "staff": {hidden, shown},
    }
    assert not viewers.viewer(AnonymousUser(), at=AT).may_see(hidden)
    assert viewers.viewer(guest, at=AT).may_see(hidden)
    assert Grade.objects.exists()
