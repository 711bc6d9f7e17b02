"""Queries: messages as staff look for them."""

from collections.abc import Iterable

from django.apps import apps
from django.db.models import Q, QuerySet

from .models import Message


def of_rooms(rooms: Iterable[str]) -> QuerySet[Message]:
    """Return the messages whose kind begins like one of these."""
    wanted = Q(pk__in=[])
    for room in rooms:
        wanted |= Q(kind__startswith=room)
    return Message.objects.filter(wanted)


def subject_of(message: Message) -> str:
    """Return what the message is about as its own name, if it still exists."""
    label, _, key = message.about.partition(":")
    if not key:
        return ""
    found = apps.get_model(label).objects.filter(pk=key).first()
    return str(found) if found is not None else "No longer there"
