"""Places by the clock. Capacity never waits for this: it only tells people sooner."""

import structlog
from celery import shared_task
from django.db.models import Q

from events.models import BookingStatus, Event, EventStatus, WaitingStatus
from portal.core import clock

from . import bookings, rechecks

log = structlog.get_logger(__name__)


@shared_task
def pass_places_on() -> None:
    """End stale holds, and offer what is free to those who wait.

    Each event in a transaction of its own, so one that fails stops no other.
    """
    at = clock.now()
    stale = Q(bookings__status=BookingStatus.HELD, bookings__held_until__lte=at)
    waiting = Q(waiting_list__status=WaitingStatus.WAITING, starts_at__gt=at)
    events = Event.objects.filter(stale | waiting, status=EventStatus.PUBLISHED)
    for event in events.distinct():
        try:
            bookings.pass_places_on(event, at=at)
        except Exception:
            log.exception("places_not_passed_on", event=event.pk)


@shared_task
def recheck_members_places() -> None:
    rechecks.recheck(at=clock.now())
