"""Roles: the groups of people with work to do here, and who is in them.

A role is a group with a fixed name, made by a migration. What each may do is
decided by the room concerned, in its `permissions.py`.
"""

from django.contrib.auth.models import AnonymousUser
from django.db import models

from .models import User


class Role(models.TextChoices):
    EDITOR = "Editors", "Editor"
    POLICY = "Policy team", "Policy team"
    EVENTS = "Events administrators", "Events administrator"
    TRAINER = "Trainers", "Trainer"
    MEMBERSHIP = "Membership secretaries", "Membership secretary"
    FINANCE = "Finance", "Finance"
    ADMINISTRATOR = "Administrators", "Administrator"


def roles_of(user: User | AnonymousUser) -> frozenset[Role]:
    """Return the roles that hold now. Asked once per request, of the database.

    Kept on the object for that request alone, so a role taken away is gone at
    the next one.
    """
    if not isinstance(user, User) or not user.is_active:
        return frozenset()
    if user.roles_held is None:
        names = set(user.groups.values_list("name", flat=True))
        held = frozenset(role for role in Role if role.value in names)
        if user.is_superuser:
            held |= {Role.ADMINISTRATOR}
        user.roles_held = held
    return user.roles_held


def has_role(user: User | AnonymousUser, *wanted: Role) -> bool:
    """Say whether the person has one of the roles; administrators have all."""
    held = roles_of(user)
    return Role.ADMINISTRATOR in held or bool(held.intersection(wanted))


def opens_staff_area(user: User | AnonymousUser) -> bool:
    """Say whether any of the roles has work in the staff area; a trainer has none."""
    return bool(roles_of(user) - {Role.TRAINER})
