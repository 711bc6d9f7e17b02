"""Booking for somebody, as staff, what costs something: kept until somebody pays.

Eligibility is theirs to judge, with a reason; capacity and the line of those who wait
are not. What costs nothing is `bookings.book_for`.
"""

from datetime import datetime

from django.db import transaction

from events.catalogue import policies
from events.errors import AlreadyBooked, EventFull, NotOpen
from events.models import (
    Booking,
    BookingStatus,
    Event,
    HoldReason,
    Source,
    TicketType,
)
from portal.accounts.models import User
from portal.core import history
from portal.core.errors import Refused
from portal.payments.models import Payer

from . import eligibility, emails, holds, paying, places, waiting_list


def by_link(
    event: Event,
    *,
    ticket_type: TicketType,
    delegate: places.Delegate,
    by: User,
    at: datetime,
    reason: str = "",
) -> Booking:
    """Keep a place, and send the person a link on which they pay or let it go.

    It is kept as long as an offer. Raises NotOpen, AlreadyBooked or EventFull.
    """
    return _or_refuse(_keep(event, ticket_type, delegate, by=by, at=at, reason=reason))


def by_invoice(
    event: Event,
    *,
    ticket_type: TicketType,
    delegate: places.Delegate,
    payer: Payer,
    order_number: str,
    by: User,
    at: datetime,
    reason: str = "",
) -> Booking:
    """Book on an organisation's account: confirmed with its order number, else kept.

    Raises as `by_link` does, and StepRefused where the policy allows no invoice.
    """
    with transaction.atomic():
        found = _keep(
            event, ticket_type, delegate, by=by, at=at, reason=reason, tell=False
        )
        if isinstance(found, Booking):
            found = paying.pay_by_invoice(
                found, payer=payer, order_number=order_number, at=at, by=by
            )
    return _or_refuse(found)


def _or_refuse(found: Booking | Refused) -> Booking:
    """Raise outside every transaction, so that offers made under the lock are kept."""
    if isinstance(found, Refused):
        raise found
    return found


@transaction.atomic
def _keep(
    event: Event,
    ticket_type: TicketType,
    delegate: places.Delegate,
    *,
    by: User,
    at: datetime,
    reason: str,
    tell: bool = True,
) -> Booking | Refused:
    (event,) = places.lock(event)
    answer = eligibility.about_staff_booking(event, walk_in=False, at=at)
    if not answer.allowed:
        raise NotOpen(answer.message)
    holds.refuse_taken(event, [delegate], at=at)
    waiting_list.pass_on(event, at=at)
    offered = holds.taken(event, [delegate], at=at)
    if offered is not None:
        return AlreadyBooked(offered.booking)
    if not places.fits(
        event,
        ticket_type,
        number=1,
        at=at,
        allocation=places.allocation_of(event, delegate),
    ):
        return EventFull(event)
    policy = policies.booking_policy()
    booking = places.take(
        event,
        wanted=[places.Wanted(ticket_type, delegate, ticket_type.price_pence)],
        status=BookingStatus.HELD,
        reason=HoldReason.STAFF,
        until=waiting_list.offer_ends(event, policy, at=at),
        source=Source.STAFF,
        booker=delegate.user,
        at=at,
        terms=policy.terms(),
    )
    facts = {"reason": reason} if reason else {}
    history.record(booking, "events.pay_link_sent", by=by, facts=facts)
    if tell:
        emails.place_kept(booking, at=at)
    return booking
