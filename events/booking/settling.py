"""Settling: what follows when money for places comes, comes late, or does not come.

Called by payments, through the purpose "booking". Money that comes after the time for
which the places were kept takes them again where they are free, and goes back where
they are not. The order of rows is payment, then event, then booking, then bill.
"""

from datetime import datetime
from typing import Any

from django.db.models import F, Q
from django.urls import reverse

from events.errors import AlreadyBooked, CodeRefused, StepRefused
from events.models import Booking, BookingStatus, Event, Ticket
from portal.core import history
from portal.payments import bills, checkout, settlement
from portal.payments.models import Bill, Payment, PaymentStatus

from . import emails, handing_over, holds, places, waiting_list

GONE = (
    "Your payment came after the time for which the places were kept, and they have "
    "gone to others. The whole sum goes back to you."
)
PAID_ALREADY = "This booking had been paid for already."
NO_BOOKING = "There is no booking that this could be for any more."
MOVED_NO_MORE = (
    "The place that was to move had been given up when your payment arrived. What you "
    "paid for the move goes back to you."
)
CANCELLED = "The booking had been cancelled when your payment arrived."
# The same, said to who gives an order number and has paid nothing.
TO_ORDERS = {
    GONE: "The places were kept for the number until its day, and have gone to others.",
    MOVED_NO_MORE: "The place that was to move has been given up, so there is nothing "
    "to order.",
    CANCELLED: "The booking has been cancelled, so there is nothing to order any more.",
    settlement.WITHDRAWN: "The bill has been withdrawn, so there is nothing to order.",
}


def where(bill: Bill) -> str:
    """Return where the payer reads how the places stand: a guest by way of the link.

    Where they have all moved, that is the other booking. The address of a guest's
    return names the booking and shows nothing of it; a browser that came from the link
    is led back to it.
    """
    booking = Booking.objects.filter(bill=bill).first()
    if booking is not None and booking.is_cancelled:
        booking = _moved_to(bill) or booking
    if booking is None:
        return "/"
    if booking.booker_id is None:
        return reverse("events:guest-return", args=[booking.reference])
    return booking.get_absolute_url()


def paid(payment: Payment, at: datetime) -> str:
    """Confirm what was paid for, take it again if need be, or say why it goes back.

    Money that came twice goes back whole. Where only a part is too much, such as the
    whole of an invoice of which half was credited, the finance desk sees that part.
    """
    bill = payment.bill
    if bills.over_pence(bill) >= payment.amount_pence > 0:
        return PAID_ALREADY
    return _deliver(bill, at=at)


def ordered(bill: Bill, at: datetime) -> str:
    """Confirm what an organisation has ordered, by the number that it gave."""
    refusal = _deliver(bill, at=at)
    return TO_ORDERS.get(refusal, refusal)


def reminded(bill: Bill, at: datetime) -> None:
    """Remind who booked, beside the finance contact, that the number is wanted."""
    booking = Booking.objects.filter(bill=bill).select_related("bill__payer").first()
    if booking is not None and booking.booker_email != bill.payer.email.lower():
        emails.order_reminder(booking, at=at)


def _deliver(bill: Bill, *, at: datetime) -> str:
    rows = Booking.objects.select_related("event", "moved_from__event")
    found = rows.filter(bill=bill).first()
    if found is None:
        return NO_BOOKING
    # A move that is paid for lets the old place go, so both events are locked.
    source = found.moved_from
    event, *_ = places.lock(found.event, *([source.event] if source else []))
    # Asked again by its bill: another may have taken this one's place meanwhile.
    fresh = Booking.objects.select_related("moved_from__event")
    booking = fresh.filter(pk=found.pk, bill=bill).first()
    if booking is None:
        return NO_BOOKING
    if Bill.objects.filter(pk=bill.pk, withdrawn_at__isnull=False).exists():
        return settlement.WITHDRAWN
    booking.event = event
    if booking.status == BookingStatus.CONFIRMED or _stands_elsewhere(bill):
        return ""
    if booking.status == BookingStatus.CANCELLED:
        # What the terms keep of a place that was given up is owed, and paid here.
        return CANCELLED if booking.confirmed_at is None else ""
    if source is not None and not handing_over.is_due(booking):
        return MOVED_NO_MORE
    if booking.is_held(at):
        _confirm(booking, at=at)
        return ""
    if not _take_again(booking, event, at=at):
        return GONE
    booking.refresh_from_db(fields=["status"])
    _confirm(booking, at=at)
    return ""


def _stands_elsewhere(bill: Bill) -> bool:
    """Say whether places that this bill is for have moved to another booking."""
    return _moved_to(bill) is not None


def _moved_to(bill: Bill) -> Booking | None:
    moved = Ticket.objects.kept().filter(charges__bill=bill)
    ticket = (
        moved.filter(booking__status=BookingStatus.CONFIRMED)
        .select_related("booking__event")
        .order_by("pk")
        .last()
    )
    return ticket.booking if ticket is not None else None


def _lost(booking: Booking) -> list[int]:
    """Return the tickets that went when the hold ended: all that were not given up."""
    rows = booking.tickets.exclude(released_at__lt=F("booking__held_until"))
    return list(rows.values_list("pk", flat=True))


def _take_again(booking: Booking, event: Event, *, at: datetime) -> bool:
    """Take the places of a hold that is over, if they are still nobody's (P7, P8).

    They are asked for as anew: of the capacity, of what is kept for parts of the mix
    as it is now, and of what an access code still pays for.
    """
    waiting_list.pass_on(event, at=at)
    if not event.takes_bookings(at) or waiting_list.is_anyone_waiting(event):
        return False
    tickets = list(
        booking.tickets.filter(pk__in=_lost(booking)).select_related(
            "ticket_type", "user", "kind_of_agency", "area"
        )
    )
    wanted = [
        places.Wanted(
            ticket.ticket_type,
            places.Delegate(
                ticket.name,
                ticket.email,
                user=ticket.user,
                kind_of_agency=ticket.kind_of_agency,
                area=ticket.area,
            ),
            ticket.price_pence,
        )
        for ticket in tickets
    ]
    try:
        holds.refuse_taken(event, [one.delegate for one in wanted], at=at)
        if not places.fit(event, wanted, at=at):
            return False
        if booking.access_code is not None:
            code = places.lock_code(booking.access_code)
            # A move lets the place go for which the code pays until then.
            given_up = 1 if booking.moved_from_id is not None else 0
            places.refuse_spent(code, number=len(wanted) - given_up, at=at)
    except (AlreadyBooked, CodeRefused):
        return False
    for ticket, one in zip(tickets, wanted, strict=True):
        part = places.allocation_of(event, one.delegate)
        Ticket.objects.filter(pk=ticket.pk).update(released_at=None, allocation=part)
    return True


def _confirm(booking: Booking, *, at: datetime) -> None:
    seen = booking.status
    moved = Booking.objects.filter(pk=booking.pk, status=seen).update(
        status=BookingStatus.CONFIRMED, confirmed_at=at, held_until=None
    )
    if not moved:
        raise StepRefused("This booking has changed meanwhile. Look at it again.")
    booking.refresh_from_db()
    history.record(booking, "events.paid_for", by=None)
    if booking.moved_from is not None:
        handing_over.finish_move(booking, by=booking.booker, at=at)
        waiting_list.pass_on(booking.moved_from.event, at=at)
    emails.booking_confirmed(booking, at=at)


def lock(bill: Bill) -> None:
    """Lock the events of the places that a bill is for, before the bill itself."""
    places_of = Q(bookings__bill=bill) | Q(tickets__charges__bill=bill)
    places.lock(*Event.objects.filter(places_of).distinct())


def given_up(bill: Bill, at: datetime) -> None:
    """Let go of what a bill was for that nobody pays any more.

    The caller has the events. A hold ends by the clock, so no place passes on here. A
    place that was confirmed on an order stays, flagged for staff.
    """
    Booking.objects.filter(
        bill=bill, status=BookingStatus.HELD, held_until__gt=at
    ).update(held_until=at)
    Ticket.objects.kept().filter(
        charges__bill=bill, booking__status=BookingStatus.CONFIRMED
    ).update(flagged="Its invoice was cancelled: bill it anew, or cancel the place.")


def close_page(bill: Bill, *, at: datetime) -> None:
    """Close the card page of places that are kept no longer; what was paid counts."""
    checkout.close(bill=bill, at=at)


def withdraw_unpaid(bill: Bill, *, at: datetime) -> None:
    """Stop asking for what nobody can have any more, once no payment is on its way.

    Until then the bill stands, so that money which comes late can take the places
    again where they are free. One for which an order number is awaited is let go with
    that wait, and told; one with money in it is for the finance desk.
    """
    going_on = (
        bill.payments.filter(
            status__in=[PaymentStatus.DUE, PaymentStatus.PAID]
        ).exists()
        or bill.order_requests.waiting().exists()
        or bill.invoices.exists()
    )
    if not going_on and bills.owed_pence(bill):
        bills.withdraw(bill, at=at, by=None)


def pages_to_close() -> Any:
    """Return the bills of lapsed and cancelled bookings that nobody has paid."""
    gone = [BookingStatus.LAPSED, BookingStatus.CANCELLED]
    ended = Booking.objects.filter(status__in=gone).exclude(bill=None)
    return Bill.objects.owing().filter(pk__in=ended.values("bill"), withdrawn_at=None)
