"""Permissions: who answers requests about data, and who says how long it is kept."""

from django.contrib.auth.models import AnonymousUser

from portal.accounts.models import User
from portal.accounts.roles import Role, has_role


def may_answer_requests(user: User | AnonymousUser) -> bool:
    return has_role(user, Role.MEMBERSHIP)


def may_set_periods(user: User | AnonymousUser) -> bool:
    """Administrators alone: a number here deletes other people's data."""
    return has_role(user)
