"""What a role lets somebody do with a model, as Wagtail asks it."""

import pytest

from events.models import Event
from portal.accounts.role_policy import RolePolicy
from portal.accounts.roles import Role
from tests.factories.accounts import UserFactory, staff

pytestmark = pytest.mark.django_db

POLICY = RolePolicy(Event, Role.EVENTS)


@pytest.mark.parametrize(
    ("roles", "may"),
    [
        ([Role.EVENTS], True),
        ([Role.ADMINISTRATOR], True),
        ([Role.EDITOR], False),
        ([Role.MEMBERSHIP, Role.FINANCE, Role.TRAINER], False),
        ([], False),
    ],
)
def test_the_roles_of_a_policy_and_administrators_do_everything(roles, may):
    user = staff(*roles)

    assert POLICY.user_has_permission(user, "change") is may
    assert POLICY.user_has_any_permission(user, ["add", "delete"]) is may
    assert (user in POLICY.users_with_any_permission(["add"])) is may


def test_superusers_count_and_closed_accounts_do_not():
    superuser = UserFactory(is_superuser=True)
    closed = UserFactory(roles=[Role.EVENTS], is_active=False)

    assert set(POLICY.users_with_permission("change")) == {superuser}
    assert POLICY.user_has_permission(superuser, "change")
    assert not POLICY.user_has_permission(closed, "change")
