"""What the outbox and people's wishes say about them."""

from datetime import date
from typing import Any

from django.db.models import QuerySet

from portal.core import clock
from portal.core.privacy import OURS, OWNER, Holds, Period, Room

from .models import Message, Outcome


def _old(limit: date) -> QuerySet[Any]:
    """Return what has gone or never will; what waits is none of it."""
    done = Message.objects.exclude(outcome=Outcome.WAITING)
    return done.filter(created_at__lt=clock.end_of_uk_day(limit))


ROOM = Room(
    "notifications",
    "Messages",
    (
        Holds(
            "notifications.Preference",
            "user",
            "stream wanted changed_at",
            hides={"user": OWNER},
        ),
        Holds(
            "notifications.Message",
            "user to@",
            "kind to created_at due_at sent_at outcome",
            hides={
                "user": OWNER,
                "about facts forget_facts thread message_id not_after attempts "
                "claimed_until trouble": OURS,
            },
        ),
    ),
    periods=(
        Period(
            "notifications.messages",
            "Which messages went to whom, and when",
            "To answer “I was never told”. The words are not kept at all.",
            13,
            "months",
            _old,
        ),
    ),
)
