"""Changes: one place of several is given up, or kept after all.

What comes back is said before, by the terms frozen at booking, fixed at that moment and
sent once nobody can undo it. Staff may decide otherwise, with a reason.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import F

from events.errors import StepRefused
from events.models import BookingStatus, Ticket
from portal.accounts.models import User
from portal.core import history, later

from . import bookings, emails, giving_back, naming, places, waiting_list


@dataclass(frozen=True)
class Decision:
    """What staff decided to give back in all, and why the terms are set aside."""

    pence: int
    because: str


def comes_back(tickets: Sequence[Ticket], *, at: datetime) -> int:
    """Return what comes back for places of one booking, given up at this moment."""
    if not tickets:
        return 0
    booking = tickets[0].booking
    return sum(giving_back.comes_back(booking, tickets, at=at).values())


def passes_on_at(ticket: Ticket, *, at: datetime) -> datetime:
    """Return when this place would go to somebody else, given up at this moment."""
    return bookings.passes_on_at(ticket.booking, ticket.event, at=at)


@transaction.atomic
def cancel(
    ticket: Ticket,
    *,
    by: User | None,
    at: datetime,
    reason: str = "",
    decision: Decision | None = None,
) -> Ticket:
    """Give one place up; the others of its booking stay. It passes on as any other.

    The last place of a booking takes the booking with it. Twice is no fault. Raises
    StepRefused when somebody else has the place meanwhile.
    """
    (event,) = places.lock(ticket.event)
    ticket = Ticket.objects.select_related("booking").get(pk=ticket.pk)
    ticket.event = ticket.booking.event = event
    if ticket.released_at is not None and not ticket.went_to.exists():
        return ticket
    ticket = naming.fresh(ticket, event, at=at)
    booking = ticket.booking
    if booking.status != BookingStatus.CONFIRMED:
        raise StepRefused(
            "These places are not paid for yet. Let all of them go, and book fewer."
        )
    naming.refuse_attended(ticket)
    if not booking.tickets.kept().exclude(pk=ticket.pk).exists():
        bookings.cancel(booking, by=by, at=at, reason=reason)
        if decision is not None:
            giving_back.decide([ticket], decision.pence, decision.because, by=by)
        ticket.refresh_from_db()
        return ticket
    frees_at = bookings.passes_on_at(booking, event, at=at)
    back = giving_back.comes_back(booking, [ticket], at=at)
    Ticket.objects.filter(pk=ticket.pk).update(
        released_at=frees_at, sequence=F("sequence") + 1
    )
    giving_back.promise(back)
    if decision is not None:
        giving_back.decide([ticket], decision.pence, decision.because, by=by)
    later.run(giving_back.GIVE_BACK, booking.pk)
    history.record(
        booking,
        "events.place_given_up",
        by=by,
        facts={"reason": reason} if reason else {},
    )
    ticket.refresh_from_db()
    emails.place_cancelled(ticket, at=at)
    emails.place_given_up(ticket, at=at)
    if frees_at <= at:
        waiting_list.pass_on(event, at=at)
    return ticket


@transaction.atomic
def undo(ticket: Ticket, *, by: User | None, at: datetime) -> Ticket:
    """Keep a place after all, while it has not passed on and no money is on its way."""
    (event,) = places.lock(ticket.event)
    ticket = Ticket.objects.select_related("booking").get(pk=ticket.pk)
    ticket.event = ticket.booking.event = event
    if ticket.released_at is None:
        return ticket
    if ticket.booking.status == BookingStatus.CANCELLED:
        bookings.undo_cancel(ticket.booking, by=by, at=at)
        ticket.refresh_from_db()
        return ticket
    # Conditional, since money is set on its way without the event's lock.
    kept = not event.is_cancelled and Ticket.objects.filter(
        pk=ticket.pk, released_at__gt=at, given_back_at=None
    ).update(
        released_at=None,
        sequence=F("sequence") + 1,
        owed_back_pence=0,
        back_decided_by=None,
        back_decided_because="",
    )
    if not kept:
        raise StepRefused(bookings.TOO_LATE)
    history.record(ticket.booking, "events.cancellation_undone", by=by)
    ticket.refresh_from_db()
    emails.place_confirmed(ticket, at=at)
    return ticket


def undo_until(ticket: Ticket, *, at: datetime) -> datetime | None:
    """Return until when a place that was given up can be kept after all."""
    frees = ticket.released_at
    if frees is None or frees <= at or ticket.given_back_at is not None:
        return None
    return frees
