"""Notes: what somebody writes down for themself on the day of an event."""

from datetime import datetime

from django.db.models import Q

from cpd.errors import EntryRefused
from cpd.models import EventNote
from events.models import Attendance, Event, Ticket
from portal.accounts.models import User

LONGEST = 20_000


def may_note(event: Event, user: User) -> bool:
    """Say whether the person may see this event at all, and so write about it."""
    if event.is_public:
        return True
    return (
        Ticket.objects.of(user).filter(event=event).exists()
        or Attendance.objects.filter(
            Q(user=user) | Q(ticket__user=user), event_session__event=event
        ).exists()
    )


def of(event: Event, owner: User) -> str:
    found = EventNote.objects.filter(owner=owner, event=event).first()
    return found.words if found else ""


def save(event: Event, words: str, *, owner: User, at: datetime) -> None:
    """Keep the page; an empty one is let go of."""
    if len(words) > LONGEST:
        raise EntryRefused(f"A page of notes holds {LONGEST:,} characters at most.")
    if not words.strip():
        EventNote.objects.filter(owner=owner, event=event).delete()
        return
    EventNote.objects.update_or_create(
        owner=owner, event=event, defaults={"words": words, "changed_at": at}
    )
