"""Joining: which meeting link works for an event, changed once for everybody.

People keep one address of ours that never changes; only what it leads to does. The
platform's link is shown to staff alone until the doors open, and is in no history.
"""

from datetime import datetime

from django.db import transaction
from django.db.models import F

from events.booking import places
from events.errors import StepRefused
from events.models import BookingStatus, DoorNotice, Event, EventStatus, JoiningLink
from portal.accounts.models import User
from portal.core import history

from . import emails


@transaction.atomic
def set_link(
    event: Event, url: str, *, note: str = "", by: User, at: datetime
) -> JoiningLink:
    """Make this the link that works. The one before stays in the list, dead.

    Those who have a place are told when a link is replaced, not when the first is
    set: they never saw one. Their calendar entries are updated in place, which moves
    nothing but shows that somebody looked. Setting the same link again changes nothing.
    """
    (event,) = places.lock(event)
    if event.is_cancelled or event.is_over(at):
        raise StepRefused("This event is over or cancelled, so nobody joins it.")
    current = event.joining_links.filter(retired_at__isnull=True).first()
    if current is not None and current.url == url:
        return current
    event.joining_links.filter(retired_at__isnull=True).update(retired_at=at)
    link = event.joining_links.create(url=url, note=note, set_at=at, set_by=by)
    history.record(
        event, "events.joining_link_set", by=by, facts={"reason": note} if note else {}
    )
    if current is not None and event.status == EventStatus.PUBLISHED:
        event.tickets.kept().update(sequence=F("sequence") + 1)
        for booking in event.bookings.filter(status=BookingStatus.CONFIRMED):
            emails.joining_link_changed(booking, link, at=at)
    return link


@transaction.atomic
def put_up_notice(event: Event, words: str, *, by: User, at: datetime) -> DoorNotice:
    """Put a sentence on the door; it takes the place of the one that was there."""
    if event.is_cancelled or event.is_over(at):
        raise StepRefused("This event is over or cancelled, so nobody stands there.")
    event.door_notices.filter(taken_down_at=None).update(taken_down_at=at)
    notice = event.door_notices.create(words=words, set_at=at, set_by=by)
    history.record(event, "events.door_notice_set", by=by, facts={"reason": words})
    return notice


@transaction.atomic
def take_down_notice(event: Event, *, by: User, at: datetime) -> bool:
    taken = event.door_notices.filter(taken_down_at=None).update(taken_down_at=at)
    if taken:
        history.record(event, "events.door_notice_taken_down", by=by)
    return bool(taken)
