"""Places by the clock. Capacity never waits for this: it only tells people sooner."""

import structlog
from celery import shared_task
from django.db.models import Q

from events.catalogue import interest
from events.models import (
    Booking,
    BookingStatus,
    Event,
    EventStatus,
    RunCancellation,
    Ticket,
    WaitingStatus,
)
from portal.core import clock
from portal.payments.models import Bill

from . import bookings, giving_back, instructions, rechecks, run_cancellations, settling

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
def give_back(booking: int) -> None:
    """Send what is owed for places given up, once nobody can undo that."""
    giving_back.give_back(Booking.objects.get(pk=booking), at=clock.now())


@shared_task
def give_all_back() -> None:
    """Find whatever is owed and not on its way, each booking in its own transaction."""
    at = clock.now()
    owed = Ticket.objects.to_give_back(at).values("booking")
    for booking in Booking.objects.filter(pk__in=owed):
        try:
            giving_back.give_back(booking, at=at)
        except Exception:
            log.exception("not_given_back", booking=booking.pk)


@shared_task
def forget_unconfirmed_interest() -> None:
    interest.forget_unconfirmed(at=clock.now())


@shared_task
def post_instructions() -> None:
    """Tell people how to get in, each event in a transaction of its own."""
    at = clock.now()
    for event in instructions.coming(at=at):
        try:
            instructions.post(event, at=at)
        except Exception:
            log.exception("instructions_not_posted", event=event.pk)


@shared_task
def carry_out_cancellation(cancellation: int) -> None:
    row = RunCancellation.objects.select_related("event").get(pk=cancellation)
    run_cancellations.carry_out(row, at=clock.now())


@shared_task
def carry_out_cancellations() -> None:
    """Go on with every event called off whose minutes to stop it are over."""
    at = clock.now()
    for row in RunCancellation.objects.due(at).select_related("event"):
        try:
            run_cancellations.carry_out(row, at=at)
        except Exception:
            log.exception("event_not_called_off", event=row.event_id)


@shared_task
def close_page(bill: int) -> None:
    settling.close_page(Bill.objects.get(pk=bill), at=clock.now())


@shared_task
def close_pages() -> None:
    """Close the card pages of places that nobody keeps any more (P14)."""
    at = clock.now()
    for bill in settling.pages_to_close():
        try:
            settling.close_page(bill, at=at)
            settling.withdraw_unpaid(bill, at=at)
        except Exception:
            log.exception("page_not_closed", bill=bill.pk)


@shared_task
def recheck_members_places() -> None:
    rechecks.recheck(at=clock.now())
