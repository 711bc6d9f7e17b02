"""Permissions: which roles may do what with events and bookings."""

from django.contrib.auth.models import AnonymousUser

from events.models import Event
from portal.accounts.models import User
from portal.accounts.roles import Role, has_role

# Everything about events: set up, publish, change, book for others, cancel.
RUNS_EVENTS = (Role.EVENTS,)
# Answering "why can I not book?", which membership hears as often as events does.
EXPLAINS_REFUSALS = (Role.EVENTS, Role.MEMBERSHIP)


def may_run_events(user: User | AnonymousUser) -> bool:
    return has_role(user, *RUNS_EVENTS)


def may_see_needs(event: Event, user: User | AnonymousUser) -> bool:
    """Say whether somebody reads what people need: who runs it, and its trainers."""
    if may_run_events(user):
        return True
    return has_role(user, Role.TRAINER) and event.trainers.filter(pk=user.pk).exists()


def may_explain_refusals(user: User | AnonymousUser) -> bool:
    return has_role(user, *EXPLAINS_REFUSALS)
