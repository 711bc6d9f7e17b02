"""Permissions: whose messages a role may look at."""

from django.contrib.auth.models import AnonymousUser

from portal.accounts.models import User
from portal.accounts.roles import Role, has_role

# By the beginning of the kind: each team sees what its own work sends. Who answers
# "no code came" sees that codes went.
ROOMS = {
    Role.EVENTS: ("events/",),
    Role.MEMBERSHIP: ("membership/", "accounts/"),
}


def rooms_of(user: User | AnonymousUser) -> tuple[str, ...]:
    """Return how the kinds begin that this person may see; "" is every kind."""
    if has_role(user):
        return ("",)
    return tuple(
        room for role, rooms in ROOMS.items() if has_role(user, role) for room in rooms
    )


def may_see_messages(user: User | AnonymousUser) -> bool:
    return has_role(user, *ROOMS)
