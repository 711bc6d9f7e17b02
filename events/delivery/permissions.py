"""Permissions: who may open the register of an event."""

from django.contrib.auth.models import AnonymousUser

from events.booking.permissions import may_run_events
from events.models import Event
from portal.accounts.models import User
from portal.accounts.roles import Role, has_role


def may_take_register(event: Event, user: User | AnonymousUser) -> bool:
    """Say whether the person trains this event, or runs events altogether.

    The role is asked as well as the assignment, so that it ends when either does.
    """
    if may_run_events(user):
        return True
    return has_role(user, Role.TRAINER) and event.trainers.filter(pk=user.pk).exists()


def may_see_registers(user: User | AnonymousUser) -> bool:
    return has_role(user, Role.TRAINER, Role.EVENTS)
