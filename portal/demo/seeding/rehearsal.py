"""Rehearsal: how is a past made that looks as if it had happened?

By doing it, with the clock set back: the same verbs, the same messages through the
same outbox, each sent at its own moment. Nothing here may run outside the
demonstration.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils import timezone

from portal.core import clock, later
from portal.notifications import delivery
from portal.notifications.models import Message


@contextmanager
def at(moment: datetime) -> Iterator[datetime]:
    """Let it be that moment for everything that asks; send what was posted in it."""
    today = timezone.now
    timezone.now = lambda: moment
    try:
        yield moment
        _send_what_is_due(moment)
    finally:
        timezone.now = today


@contextmanager
def nobody_else_sends() -> Iterator[None]:
    """Hand nothing to the queue: what is posted here is sent here."""
    hand_over = later.run
    later.run = lambda *_task_and_ids: None
    try:
        yield
    finally:
        later.run = hand_over


def _send_what_is_due(moment: datetime) -> None:
    for message in Message.objects.due(moment).order_by("pk"):
        delivery.deliver(message, at=clock.now())
