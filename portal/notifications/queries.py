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


# What the mail server, or the way to it, did. Everything else is a fault of ours.
TROUBLES = {
    "SMTPRecipientsRefused": "The mail server refused the address",
    "SMTPDataError": "The mail server refused the message",
    "SMTPSenderRefused": "The mail server refused us as the sender",
    "SMTPAuthenticationError": "The mail server refused our password",
    "SMTPServerDisconnected": "The mail server hung up",
    "ConnectionRefusedError": "No mail server answered",
    "ConnectionResetError": "The mail server hung up",
    "TimeoutError": "The mail server took too long",
    "gaierror": "The mail server could not be found",
}


def trouble_in_words(message: Message) -> str:
    if not message.trouble:
        return ""
    return TROUBLES.get(message.trouble, f"A fault of ours: {message.trouble}")


def subject_of(message: Message) -> str:
    """Return what the message is about as its own name, if it still exists."""
    label, _, key = message.about.partition(":")
    if not key:
        return ""
    found = apps.get_model(label).objects.filter(pk=key).first()
    return str(found) if found is not None else "No longer there"
