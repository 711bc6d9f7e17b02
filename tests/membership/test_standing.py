import pytest

from membership import standing
from membership.standing import State
from portal.core import clock
from tests.factories.membership import (
    current_member,
    grace_member,
    lapsed_member,
)

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("make", "state", "good"),
    [
        (current_member, State.CURRENT, True),
        (grace_member, State.GRACE, True),
        (lapsed_member, State.LAPSED, False),
    ],
)
def test_standing_of_user(make, state, good):
    member = make()

    found = standing.standing_of_user(member.user, on=clock.uk_day(clock.now()))

    assert (found.state, found.good, found.member) == (state, good, member)
