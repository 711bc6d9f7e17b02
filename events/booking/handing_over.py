"""Handing over: a place becomes another, of somebody else or on another date.

The money that was charged for the one counts for the other, so nothing is paid twice
and nothing is lost; what is too much goes back. The old place is let go in the same
step, under the locks that the caller has.
"""

from datetime import datetime

from django.db.models import F, Sum

from events.models import (
    AccessNeed,
    Booking,
    BookingStatus,
    Charge,
    CommissionPlace,
    Ticket,
)
from portal.accounts.models import User
from portal.core import history, later
from portal.core.words import uk_date

from . import emails, giving_back

MOVED = "Moved to {}"


def charged(ticket: Ticket) -> int:
    """Return what was charged for a place and has not gone back, in pence."""
    total = ticket.charges.aggregate(left=Sum(F("pence") - F("returned_pence")))
    return total["left"] or 0


def carry(old: Ticket, new: Ticket, *, at: datetime) -> int:
    """Let go of one place for another, and return what of its money is too much."""
    wanted = new.price_pence - charged(new)
    for charge in old.charges.order_by("pk"):
        part = min(wanted, charge.left_pence)
        if part <= 0:
            continue
        wanted -= part
        row = Charge.objects.filter(pk=charge.pk)
        if part == charge.pence:
            row.update(ticket=new)
        else:
            row.update(pence=F("pence") - part)
            Charge.objects.create(ticket=new, bill=charge.bill, pence=part)
    Ticket.objects.filter(pk=old.pk).update(
        released_at=at, sequence=F("sequence") + 1, flagged=""
    )
    # What a commission bought is the place, whoever comes on it.
    CommissionPlace.objects.filter(ticket=old).update(ticket=new)
    too_much = charged(old)
    if too_much:
        giving_back.promise({old.pk: too_much})
        later.run(giving_back.GIVE_BACK, old.booking_id)
    return too_much


def _carry_need(old: Ticket, new: Ticket) -> None:
    """Take along what the same person needs, unless they have said it anew since."""
    known = AccessNeed.objects.filter(ticket=old)
    if AccessNeed.objects.filter(ticket=new).exists():
        known.delete()
    else:
        known.update(ticket=new, done_at=None)


def is_due(booking: Booking) -> bool:
    """Say whether what this booking moves is still where it was."""
    moving = booking.tickets.exclude(came_from=None)
    return (
        booking.moved_from is not None
        and booking.moved_from.status == BookingStatus.CONFIRMED
        and not moving.filter(came_from__released_at__isnull=False).exists()
    )


def finish_move(booking: Booking, *, by: User | None, at: datetime) -> None:
    """Let go of the places that a confirmed booking stands for, and say so."""
    source = booking.moved_from
    if source is None:
        return
    tickets = booking.tickets.exclude(came_from=None).select_related("came_from")
    for ticket in tickets.select_related("came_from__booking"):
        old = ticket.came_from
        if old is None or old.released_at is not None:
            continue
        carry(old, ticket, at=at)
        _carry_need(old, ticket)
        emails.place_moved(old, at=at)
    if not source.tickets.kept().exists():
        day = uk_date(booking.event.starts_at)
        Booking.objects.filter(pk=source.pk, status=BookingStatus.CONFIRMED).update(
            status=BookingStatus.CANCELLED,
            cancelled_at=at,
            cancelled_by=by,
            cancellation_reason=MOVED.format(day)[:200],
        )
    for row in (source, booking):
        history.record(
            row,
            "events.place_moved",
            by=by,
            facts={"before": source.reference, "after": booking.reference},
        )
