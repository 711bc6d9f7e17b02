"""Group letters: what is told to whoever booked for others, and to those others.

A delegate reads what is theirs: the day, the door, the date that is left. Prices and
payers stand only in what goes to the booker.
"""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from events.catalogue import ical, lines
from events.models import Booking, BookingStatus, ClaimLink, Ticket
from portal.core import tokens, words
from portal.core.words import pounds
from portal.notifications.kinds import Kind, Prepared, declare
from portal.notifications.models import Message, Outcome

from . import changes, claims, letter_facts, links, money_back, naming


def declare_kinds() -> None:
    for key, label, prepare in (
        ("places_confirmed", "Places for others confirmed", _places_confirmed),
        ("places_given_up", "Places for others given up", _places_given_up),
        ("places_changed", "Event changed, to who booked for others", _places_changed),
        ("place_moved", "Place moved to another date", _place_moved),
        ("claim_wanted", "Say who comes on a place", _claim_wanted),
    ):
        declare(Kind(f"events/{key}", label, prepare, secret=True))


def places_address(booking: Booking, *, to: str, at: datetime) -> str:
    """Return where the booker sees the places: by a link of theirs, or signed in."""
    if booking.booker_id is None and to == booking.booker_email:
        path = reverse("events:guest-places", args=[links.make(booking, at=at)])
    else:
        path = reverse("my:places", args=[booking.reference])
    return settings.BASE_URL + path


def _places_confirmed(message: Message, at: datetime) -> Prepared | None:
    booking = _booking(message)
    if (
        booking is None
        or booking.status != BookingStatus.CONFIRMED
        or booking.event.is_cancelled
        or booking.event.is_over(at)
    ):
        return None
    kept = list(booking.tickets.kept())
    to_name = sum(1 for ticket in kept if not ticket.is_named)
    payer = booking.bill.payer if booking.bill is not None else None
    by_themself = payer is not None and payer.email == booking.booker_email
    return Prepared(
        letter_facts.about_booking(booking)
        | {
            "places": words.count_of(len(kept), "place is,places are"),
            "to_name": to_name,
            "price": pounds(booking.price_pence) if booking.price_pence else "",
            "payer": "" if by_themself or payer is None else payer.name,
            "until": naming.last_day(booking),
            "places_url": places_address(booking, to=message.to, at=at),
        }
    )


def _places_given_up(message: Message, at: datetime) -> Prepared | None:
    """Those that went together. Nothing where they were taken back since."""
    booking = _booking(message)
    if booking is None or booking.event.is_cancelled:
        return None
    given_up = booking.tickets.filter(
        pk__in=message.facts["tickets"], released_at__isnull=False, went_to=None
    )
    tickets = list(given_up.order_by("-released_at"))
    if not tickets:
        return None
    undo = changes.undo_until(tickets[0], at=at)
    back = sum(ticket.owed_back_pence for ticket in tickets)
    return Prepared(
        letter_facts.about_booking(booking)
        | {
            "places": words.count_of(len(tickets), "place is,places are"),
            "names": [ticket.name for ticket in tickets if ticket.name],
            "undo_until": undo,
            "back": pounds(back) if back else "",
            "money": money_back.in_words(money_back.of_booking(booking)),
            "was_paid": booking.bill_id is not None,
            "places_url": places_address(booking, to=message.to, at=at),
        }
    )


def _places_changed(message: Message, at: datetime) -> Prepared | None:
    booking = _booking(message)
    if (
        booking is None
        or booking.status != BookingStatus.CONFIRMED
        or booking.event.is_cancelled
        or booking.event.is_over(at)
    ):
        return None
    was = message.facts.get("was", "")
    return Prepared(
        letter_facts.about_booking(booking)
        | {
            "was": was,
            "way_out": letter_facts.way_out(booking, at=at) if was else None,
            "places_url": places_address(booking, to=message.to, at=at),
        }
    )


def _place_moved(message: Message, at: datetime) -> Prepared | None:
    tickets = Ticket.objects.select_related("booking", "event", "user")
    ticket = tickets.filter(pk=message.facts["ticket"]).first()
    if ticket is None or ticket.event.is_cancelled:
        return None
    stands = ticket.went_to.kept().filter(booking__status=BookingStatus.CONFIRMED)
    new = stands.select_related("event", "booking").first()
    if new is None:
        return None
    in_calendar = Message.objects.filter(
        thread=message.thread,
        outcome=Outcome.SENT,
        facts__ticket=ticket.pk,
        facts__told__isnull=False,
    ).exists()
    entry = ical.cancel(ticket, ical.dates_of(ticket.event), at=at)
    return Prepared(
        letter_facts.about_event(new.event, ticket.user)
        | {"was": lines.when(ticket.event), "ticket": new},
        calendar=("CANCEL", entry) if in_calendar else None,
    )


def _claim_wanted(message: Message, at: datetime) -> Prepared | None:
    rows = ClaimLink.objects.select_related("booking__event", "ticket")
    link = rows.filter(pk=message.facts["link"]).first()
    if (
        link is None
        or link.token != tokens.hashed(message.facts["token"])
        or not claims.is_open(link, at=at)
    ):
        return None
    booking = link.booking
    path = reverse("events:claim", args=[message.facts["token"]])
    return Prepared(
        letter_facts.about_event(booking.event, None)
        | {
            "booked_by": claims.booked_by(booking),
            "claim_url": settings.BASE_URL + path,
        }
    )


def _booking(message: Message) -> Booking | None:
    rows = Booking.objects.select_related("event", "booker", "bill__payer")
    return rows.filter(pk=message.facts["booking"]).first()
