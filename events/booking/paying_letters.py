"""Paying letters: the messages about places that are kept until somebody pays.

Those that carry a link make it while they are written, so it stands nowhere else.
"""

from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse

from events.models import Booking, HoldReason, Ticket
from portal.core import words
from portal.core.words import pounds
from portal.notifications.kinds import Attachment, Kind, Prepared, declare
from portal.notifications.models import Message, Outcome
from portal.rendering import pdf

from . import letter_facts, links, quotes

# Nobody's mailbox is flooded by somebody who asks in their name.
SPELL = timedelta(minutes=5)
MOST_IN_A_SPELL = 3


def declare_kinds() -> None:
    for key, label, prepare in (
        ("place_kept", "Place kept until it is paid for", _place_kept),
        ("place_already", "Asked again for a place", _place_already),
        ("booking_links", "New links to bookings", _booking_links),
        ("order_awaited", "Places kept for a purchase order", _order_awaited),
        ("order_reminder", "Purchase order still to come", _order_awaited),
    ):
        declare(Kind(f"events/{key}", label, prepare, secret=True))


def _place_kept(message: Message, at: datetime) -> Prepared | None:
    booking = _booking(message)
    if booking is None or not booking.is_held(at) or not booking.price_pence:
        return None
    return Prepared(
        _about(booking, message, at)
        | {
            "until": booking.held_until,
            "places": words.count_of(
                booking.tickets.kept().count(), "place is,places are"
            ),
            "price": pounds(booking.to_pay_pence),
            "by_staff": booking.reason == HoldReason.STAFF,
            "left": booking.moved_from.event if booking.moved_from else None,
        }
    )


def _place_already(message: Message, at: datetime) -> Prepared | None:
    ticket = (
        Ticket.objects.taking_a_place(at)
        .select_related("booking__event", "booking__booker", "event", "user")
        .filter(pk=message.facts["ticket"])
        .first()
    )
    if ticket is None or ticket.event.is_over(at) or _is_flooded(message, at):
        return None
    return Prepared(
        letter_facts.about_ticket(ticket)
        | {
            "booking_url": links.address_of(ticket.booking, to=message.to, at=at),
            "is_held": ticket.booking.is_held(at),
            "until": ticket.booking.held_until,
        }
    )


def _booking_links(message: Message, at: datetime) -> Prepared | None:
    if _is_flooded(message, at):
        return None
    found = [
        {
            "title": booking.event.title,
            "on": words.uk_date(booking.event.starts_at),
            "reference": booking.reference,
            "url": links.address_of(booking, to=message.to, at=at),
        }
        for booking in links.of_address(message.to, at=at)
    ]
    return Prepared({"found": found}) if found else None


def _is_flooded(message: Message, at: datetime) -> bool:
    sent = Message.objects.filter(
        kind=message.kind,
        to=message.to,
        outcome=Outcome.SENT,
        sent_at__gt=at - SPELL,
    )
    return sent.count() >= MOST_IN_A_SPELL


def _order_awaited(message: Message, at: datetime) -> Prepared | None:
    booking = _booking(message)
    if (
        booking is None
        or booking.bill is None
        or not booking.is_held(at)
        or booking.reason != HoldReason.PURCHASE_ORDER
    ):
        return None
    number = booking.tickets.kept().count()
    quote = Attachment(
        quotes.name_of(booking), quotes.quote_pdf(booking, at=at), pdf.MEDIA_TYPE
    )
    return Prepared(
        _about(booking, message, at)
        | {
            "places": words.count_of(number, "place is,places are"),
            "price": pounds(booking.to_pay_pence),
            "payer": booking.bill.payer,
            "until": booking.held_until,
        },
        attachments=(quote,),
    )


def _booking(message: Message) -> Booking | None:
    rows = Booking.objects.select_related(
        "event", "booker", "bill__payer", "moved_from__event"
    )
    return rows.filter(pk=message.facts["booking"]).first()


def _about(booking: Booking, message: Message, at: datetime) -> dict[str, object]:
    return letter_facts.about_booking(booking) | {
        "booking_url": links.address_of(booking, to=message.to, at=at),
        "new_link_url": settings.BASE_URL + reverse("events:booking-link"),
    }
