"""One's own booking: what does its page say, whichever way somebody came to it?

The page is the same for who is signed in and for who came by a link; each way brings
its own addresses.
"""

from dataclasses import dataclass
from datetime import datetime
from math import ceil
from typing import Any

from events.catalogue import lines
from events.models import Booking, Event, HoldReason, Ticket
from portal.payments.models import Invoice

from . import (
    bookings,
    giving_back,
    money_back,
    paying,
    quotes,
    refund_terms,
)


@dataclass(frozen=True)
class Ways:
    """The addresses of what can be done with a booking. Empty where it cannot."""

    here: str
    pay: str
    cancel: str
    undo: str
    calendar: str
    details: str
    quote: str
    order: str
    # What a document's number is put behind.
    documents: str
    every: str = ""


def stage_of(booking: Booking, event: Event, *, at: datetime) -> str:
    """Name the one of the page's faces that is true now."""
    if booking.is_confirmed:
        return "past" if event.is_over(at) else "coming"
    if booking.is_cancelled:
        return "event_cancelled" if event.is_cancelled else "cancelled"
    if not booking.is_held(at):
        return "lapsed"
    return {HoldReason.OFFER: "offer", HoldReason.PURCHASE_ORDER: "order"}.get(
        HoldReason(booking.reason), "held"
    )


def about(
    booking: Booking, ticket: Ticket, *, is_booker: bool, zone: str, at: datetime
) -> dict[str, Any]:
    """Return what the page says. Of money, only whoever booked is told anything."""
    event = booking.event
    stage = stage_of(booking, event, at=at)
    return {
        "booking": booking,
        "ticket": ticket,
        "event": event,
        "stage": stage,
        "when": lines.when(event),
        "facts": lines.facts_of(event, zone=zone),
        "in_room": lines.is_in_room(event),
        "doors": lines.doors(event),
        "undo_until": bookings.undo_until(booking, at=at),
        "may_cancel": is_booker and booking.is_confirmed and not event.is_over(at),
        "is_booker": is_booker,
        "passing_on": passing_on(booking, event, at=at),
        "said": said_of(ticket),
        **(_money(booking, stage, at=at) if is_booker else {}),
    }


def _money(booking: Booking, stage: str, *, at: datetime) -> dict[str, Any]:
    """Return what whoever booked is told of money. One booking, a few questions."""
    held = stage in {"held", "order", "offer"}
    return {
        "price_pence": booking.to_pay_pence if held else booking.price_pence,
        "bill": booking.bill,
        "documents": documents_of(booking),
        "minutes_left": _minutes_left(booking, at=at) if held else 0,
        "why_no_invoice": why_no_invoice(booking, at=at) if held else "",
        "has_quote": quotes.may_quote(booking, at=at),
        "terms": terms_of(booking, at=at),
        "comes_back": what_comes_back(booking, at=at),
        "money": money_back.in_words(money_back.of_booking(booking))
        if booking.is_cancelled or stage == "past"
        else [],
        "was_charged": booking.tickets.filter(charges__isnull=False).exists(),
    }


def said_of(ticket: Ticket) -> list[tuple[str, str]]:
    """Return what a place says of its delegate, for who may change it."""
    need = ticket.access_need if hasattr(ticket, "access_need") else None
    facts = [
        ("Name", ticket.name),
        ("Profession", str(ticket.profession or "")),
        ("Agency", str(ticket.kind_of_agency or "")),
        ("Employer", ticket.agency),
        ("Area", str(ticket.area or "")),
        ("What you need", need.text if need else ""),
    ]
    return [(term, value) for term, value in facts if value]


def passing_on(booking: Booking, event: Event, *, at: datetime) -> datetime | None:
    """Return until when a cancellation could be undone, or None if not at all."""
    until = bookings.passes_on_at(booking, event, at=at)
    return until if until > at else None


def what_comes_back(booking: Booking, *, at: datetime) -> int:
    """Return what would come back, in pence, were all of it cancelled now."""
    if not booking.is_confirmed:
        return 0
    kept = list(booking.tickets.kept())
    return sum(giving_back.comes_back(booking, kept, at=at).values())


def why_no_invoice(booking: Booking, *, at: datetime) -> str:
    return paying.may_order(booking, at=at)


def terms_of(booking: Booking, *, at: datetime) -> list[str]:
    """Return the frozen terms of a booking that costs something, in real dates."""
    if not booking.price_pence or "fee_percent" not in booking.terms:
        return []
    return refund_terms.in_words(
        booking.terms,
        booking.price_pence,
        starts_at=booking.event.starts_at,
        at=at,
    )


def documents_of(booking: Booking) -> list[Invoice]:
    """Return the invoices and credit notes of what a booking was charged."""
    rows = Invoice.objects.filter(bill__in=_bills_of(booking)).select_related("bill")
    return list(rows.order_by("issued_on", "pk"))


def document_of(booking: Booking, number: str) -> Invoice | None:
    rows = Invoice.objects.select_related("bill__payer", "credits")
    return rows.filter(bill__in=_bills_of(booking), number=number).first()


def _bills_of(booking: Booking) -> Any:
    return booking.tickets.filter(charges__isnull=False).values("charges__bill")


def _minutes_left(booking: Booking, *, at: datetime) -> int:
    assert booking.held_until is not None
    return ceil((booking.held_until - at).total_seconds() / 60)
