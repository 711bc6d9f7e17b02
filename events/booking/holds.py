"""Holds: what does somebody keep unpaid already, and for how long may they keep it?

A hold at the card is told from another by who books and who comes. Most of this happens
under the lock of the event, which the caller has.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Q

from events.catalogue import policies
from events.errors import AlreadyBooked, OfferEnded, StepRefused, TooManyHolds
from events.models import (
    AccessCode,
    Booking,
    BookingStatus,
    Event,
    HoldReason,
    Ticket,
)
from portal.accounts.models import User
from portal.core import history
from portal.payments.models import PaymentStatus

from . import giving_back, places


def of_same_people(
    event: Event,
    people: Sequence[places.Delegate],
    *,
    booker: User | None,
    email: str,
    at: datetime,
) -> Booking | None:
    """Return the live hold that the same person has for the same people (C5).

    Somebody signed in began perhaps as a guest of the same, proved address.
    """
    who = Q(booker=None, booker_email=booker.email if booker else email)
    if booker is not None:
        who |= Q(booker=booker)
    holds = event.bookings.filter(
        who, status=BookingStatus.HELD, reason=HoldReason.CHECKOUT, held_until__gt=at
    )
    emails_wanted = sorted(one.email for one in people)
    for hold in holds.prefetch_related("tickets"):
        if sorted(ticket.email for ticket in hold.tickets.all()) == emails_wanted:
            return hold
    return None


def is_being_paid(hold: Booking) -> bool:
    """Say whether a card page is open for it, on which money may come any moment."""
    if hold.bill is None:
        return False
    return hold.bill.payments.filter(status=PaymentStatus.DUE).exists()


def is_for(
    hold: Booking, wanted: Sequence[places.Wanted], code: AccessCode | None
) -> bool:
    """Say whether a hold is for exactly this: people, prices, code and needs."""
    if hold.access_code != code:
        return False
    kept = hold.tickets.select_related("access_need")
    rows = [(_said_of(ticket), _needs_of(ticket)) for ticket in kept]
    return sorted(rows, key=str) == sorted(
        (
            (
                {"ticket_type": one.ticket_type, "price_pence": one.pence}
                | places.about(one.delegate),
                one.delegate.needs,
            )
            for one in wanted
        ),
        key=str,
    )


def _said_of(ticket: Ticket) -> dict[str, Any]:
    told = places.about(places.UNNAMED)
    return {
        name: getattr(ticket, name) for name in ("ticket_type", "price_pence", *told)
    }


def _needs_of(ticket: Ticket) -> str:
    return ticket.access_need.text if hasattr(ticket, "access_need") else ""


def let_go(hold: Booking, *, at: datetime) -> None:
    """End a hold whose places are kept otherwise, under the lock the caller has."""
    Booking.objects.filter(pk=hold.pk, status=BookingStatus.HELD).update(
        status=BookingStatus.CANCELLED, cancelled_at=at, held_until=None
    )
    hold.tickets.kept().update(released_at=at)
    giving_back.let_go(hold, at=at, by=hold.booker)
    history.record(hold, "events.hold_replaced", by=hold.booker)


def paid_until(event: Event, *, at: datetime) -> datetime:
    """Return until when places are kept for somebody who begins to pay now."""
    minutes = policies.booking_policy().checkout_minutes
    return min(at + timedelta(minutes=minutes), event.closes_at)


def taken_up_until(booking: Booking, event: Event, *, at: datetime) -> datetime:
    """Return until when an offer is kept that somebody begins to pay for.

    As long as it was offered, and at least for as long as paying takes: nobody loses
    time by beginning.
    """
    enough = paid_until(event, at=at)
    return max(enough, booking.held_until) if booking.held_until else enough


def refuse_taken(
    event: Event, delegates: Sequence[places.Delegate], *, at: datetime
) -> None:
    """Refuse somebody who has a place: one place per person and event."""
    named = [one.email for one in delegates if one.email]
    if len(set(named)) < len(named):
        raise StepRefused("One address stands for two people. Each needs their own.")
    ticket = taken(event, delegates, at=at)
    if ticket is not None:
        raise AlreadyBooked(ticket.booking)


def taken(
    event: Event, delegates: Sequence[places.Delegate], *, at: datetime
) -> Ticket | None:
    named = [one.email for one in delegates if one.email]
    users = [one.user for one in delegates if one.user is not None]
    rows = event.tickets.taking_a_place(at).filter(
        Q(email__in=named) | Q(user__in=users)
    )
    return rows.select_related("booking").first()


def refuse_more(
    number: int, *, booker: User | None, email: str, most: int, at: datetime
) -> None:
    """Refuse places beyond what one person may keep unpaid (C9)."""
    who = Q(booking__booker_email=email)
    if booker is not None:
        who |= Q(booking__booker=booker)
    unpaid = Ticket.objects.kept().filter(
        who,
        booking__status=BookingStatus.HELD,
        booking__reason=HoldReason.CHECKOUT,
        booking__held_until__gt=at,
    )
    if unpaid.count() + number > most:
        raise TooManyHolds(
            f"At most {most} places are kept for one person before they are paid for. "
            "Pay for those you keep, or let them go."
        )


@transaction.atomic
def take_up(
    booking: Booking, delegate: places.Delegate, *, at: datetime, by: User | None
) -> Booking:
    """Take an offer that costs something: kept while it is paid for, and never shorter
    than it was offered, or than staff said who keep it for somebody.

    What the person says of themself is written on the place; which part of the mix it
    counts in stays as it was offered. Raises OfferEnded when the time is over.
    """
    (event,) = places.lock(booking.event)
    booking.refresh_from_db()
    booking.event = event
    if not booking.is_held(at):
        raise OfferEnded(booking.held_until)
    ticket = booking.tickets.kept().get()
    places.tell(ticket, delegate, at=at)
    changes: dict[str, Any] = {"policies_accepted_at": at}
    if booking.reason == HoldReason.OFFER:
        changes |= {
            "reason": HoldReason.CHECKOUT,
            "held_until": taken_up_until(booking, event, at=at),
        }
    Booking.objects.filter(pk=booking.pk).update(**changes)
    booking.refresh_from_db()
    booking.event = event
    history.record(booking, "events.offer_taken_up", by=by)
    return booking
