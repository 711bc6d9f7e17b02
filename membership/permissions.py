"""Permissions: which roles may look members up, and which keep the list."""

from django.contrib.auth.models import AnonymousUser

from portal.accounts.models import User
from portal.accounts.roles import Role, has_role

# Enter, correct, add terms, propose addresses, set grades and the policy.
KEEPS_MEMBERS = (Role.MEMBERSHIP,)
# Whoever books for people has to find them.
LOOKS_UP_MEMBERS = (Role.MEMBERSHIP, Role.EVENTS)


def may_keep_members(user: User | AnonymousUser) -> bool:
    return has_role(user, *KEEPS_MEMBERS)


def may_look_up_members(user: User | AnonymousUser) -> bool:
    return has_role(user, *LOOKS_UP_MEMBERS)
