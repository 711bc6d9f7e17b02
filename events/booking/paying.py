"""Paying: places that cost something, from the hold to the way to pay.

Whoever books keeps the places for as long as paying takes: some minutes at the card,
some working days for a purchase order. What follows when the money comes, or does not,
is in `settling`.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from django.db import transaction

from events.catalogue import policies
from events.errors import (
    CodeRefused,
    EventFull,
    NotEligible,
    OfferEnded,
    StepRefused,
)
from events.models import (
    AccessCode,
    Booking,
    BookingStatus,
    Charge,
    Event,
    HoldReason,
    Source,
    Ticket,
    TicketType,
    WayIn,
)
from membership import standing
from portal.accounts.models import User
from portal.core import clock, history, later
from portal.core.words import pounds_short
from portal.payments import bills, checkout, payers, purchase_orders
from portal.payments.models import Bill, Payer, PaymentStatus

from . import (
    codes,
    eligibility,
    emails,
    giving_back,
    handing_over,
    holds,
    places,
    pricing,
    waiting_list,
)

PURPOSE = "booking"


@dataclass(frozen=True)
class Order:
    """What somebody wants to book: `delegates` are those who come, unnamed or not.

    The first stands for the booker where `for_self` says so: the one place that can
    have a member's price, since only the booker's standing is proved.
    """

    delegates: Sequence[places.Delegate]
    booker_name: str
    booker_email: str
    booker: User | None = None
    for_self: bool = True
    organisation: str = ""
    code: str = ""
    invited: bool = False


def reserve(event: Event, order: Order, *, at: datetime) -> Booking:
    """Keep the places while they are paid for; confirmed at once if they cost nothing.

    Asked again for the same people, it gives the same hold; asked for them otherwise
    (with a code, say), it keeps the places anew, no longer than before. Raises
    EventFull, NotEligible, CodeRefused, AlreadyBooked or TooManyHolds.
    """
    booking = _reserve(event, order, at=at)
    if booking is None:
        # Raised out here, so that the offers made under the lock are kept.
        raise EventFull(event)
    return booking


@transaction.atomic
def _reserve(event: Event, order: Order, *, at: datetime) -> Booking | None:
    (event,) = places.lock(event)
    code = codes.find(order.code, event, at=at)
    wanted = wanted_by(event, order, code, at=at)
    people = [one.delegate for one in wanted]
    before = holds.of_same_people(
        event, people, booker=order.booker, email=order.booker_email, at=at
    )
    if before is not None:
        if holds.is_for(before, wanted, code):
            return before
        if order.booker is None and holds.is_being_paid(before):
            # An address that was only typed ends no hold that somebody pays for.
            return before
        holds.let_go(before, at=at)
    holds.refuse_taken(event, people, at=at)
    if code is not None and len(wanted) > code.places_per_booking:
        number = code.places_per_booking
        raise CodeRefused(f"This access code pays for {number} at a time.")
    if before is not None:
        # Its places were kept, so nobody who waits comes first.
        return _keep(event, order, wanted, code, until=before.held_until, at=at)
    waiting_list.pass_on(event, at=at)
    offered = holds.taken(event, people, at=at)
    if offered is not None:
        # Whoever asks was first in the line themself.
        return offered.booking
    if waiting_list.is_anyone_waiting(event) or not places.fit(event, wanted, at=at):
        return None
    return _keep(event, order, wanted, code, until=None, at=at)


def _keep(
    event: Event,
    order: Order,
    wanted: Sequence[places.Wanted],
    code: AccessCode | None,
    *,
    until: datetime | None,
    at: datetime,
) -> Booking:
    """Take the places and write what they cost. Raises EventFull, and undoes it all."""
    total = sum(one.pence for one in wanted)
    policy = policies.booking_policy()
    if total:
        holds.refuse_more(
            len(wanted),
            booker=order.booker,
            email=order.booker_email,
            most=policy.holds_per_person,
            at=at,
        )
    until = until or holds.paid_until(event, at=at)
    booking = places.take(
        event,
        wanted=wanted,
        status=BookingStatus.HELD if total else BookingStatus.CONFIRMED,
        reason=HoldReason.CHECKOUT if total else HoldReason.NONE,
        until=until if total else None,
        source=Source.SELF if order.for_self and len(wanted) == 1 else Source.GROUP,
        booker=order.booker,
        booker_name=order.booker_name,
        booker_email=order.booker_email,
        organisation=order.organisation,
        policies_accepted_at=at,
        code=code,
        at=at,
        terms=policy.terms(),
    )
    if total:
        payer = _payer_of(order)
        _write_bill(booking, payer, at=at, by=order.booker)
        history.record(booking, "events.places_reserved", by=order.booker)
        if order.booker is None:
            emails.place_kept(booking, at=at)
    else:
        history.record(booking, "events.booked", by=order.booker)
        emails.booking_confirmed(booking, at=at)
    return booking


def wanted_by(
    event: Event, order: Order, code: AccessCode | None, *, at: datetime
) -> list[places.Wanted]:
    """Return the places of an order with their prices, or refuse it by the rules."""
    kinds = list(event.ticket_types.all())
    wanted = []
    for number, delegate in enumerate(order.delegates):
        own = order.for_self and number == 0
        answer = _verdict(event, kinds, order, code, own=own, at=at)
        if not answer.allowed or answer.ticket_type is None:
            raise NotEligible(answer.message, answer.why)
        kind = answer.ticket_type
        comes = _booker_as(delegate, order) if own else delegate
        wanted.append(places.Wanted(kind, comes, pricing.of(kind, code)))
    return wanted


def _booker_as(delegate: places.Delegate, order: Order) -> places.Delegate:
    """Let the booker's own place be the booker's, whatever address was typed.

    A member's price is for the member: nobody else comes in on it.
    """
    if order.booker is None:
        return delegate
    member = getattr(order.booker, "member", None)
    return replace(delegate, user=order.booker, email=order.booker.email, member=member)


def _verdict(
    event: Event,
    kinds: list[TicketType],
    order: Order,
    code: AccessCode | None,
    *,
    own: bool,
    at: datetime,
) -> eligibility.Verdict:
    if own and order.booker is not None:
        return eligibility.verdict(
            event,
            kinds,
            standing.standing_of_user(order.booker, on=clock.uk_day(at)),
            signed_in=True,
            invited=order.invited,
            code=code,
            at=at,
        )
    if order.booker is not None and event.way_in == WayIn.PUBLIC:
        answer = eligibility.about_event(event, at=at)
        if not answer.allowed:
            return answer
        return eligibility.cheapest(kinds, standing.NOBODY, code)
    if order.booker is not None:
        return eligibility.Verdict(
            eligibility.Why.INVITATION,
            "Only your own place can be booked here: places for others are for events "
            "that anybody may book.",
        )
    return eligibility.about_guest(event, kinds, code=code, at=at)


# --- The bill --------------------------------------------------------------


def _payer_of(order: Order) -> Payer:
    if order.booker is not None:
        return payers.of_user(order.booker)
    return payers.guest(name=order.booker_name, email=order.booker_email)


def _write_bill(
    booking: Booking,
    payer: Payer,
    *,
    at: datetime,
    by: User | None,
    order_number: str = "",
) -> Bill:
    """Write the bill for the kept places, and what of it is for which place."""
    rows = booking.tickets.kept().select_related("ticket_type", "came_from")
    kept = list(rows)
    due = {ticket.pk: _due(ticket) for ticket in kept}
    bill = bills.write(
        payer=payer,
        purpose=PURPOSE,
        lines=pricing.lines(
            booking.event,
            [(ticket.ticket_type, due[ticket.pk]) for ticket in kept],
            booking.access_code,
            moved_from=booking.moved_from.event if booking.moved_from else None,
        ),
        at=at,
        by=by,
        order_number=order_number,
    )
    Charge.objects.filter(ticket__in=kept).delete()
    Charge.objects.bulk_create(
        Charge(ticket=ticket, bill=bill, pence=due[ticket.pk])
        for ticket in kept
        if due[ticket.pk]
    )
    Booking.objects.filter(pk=booking.pk).update(bill=bill)
    booking.bill = bill
    return bill


def _due(ticket: Ticket) -> int:
    """Return what is still to pay for a place: less what the one was that it is for.

    Only while that one is kept: a name that changes takes its money along at once.
    """
    before = ticket.came_from
    if before is None or before.released_at is not None:
        return ticket.price_pence
    return max(ticket.price_pence - handing_over.charged(before), 0)


def write_bill_of_move(booking: Booking, *, at: datetime, by: User | None) -> Bill:
    """Write the bill for the difference, to whoever paid for the place before."""
    source = booking.moved_from
    if source is not None and source.bill is not None:
        payer = source.bill.payer
    else:
        payer = _booker_of(booking)
    return _write_bill(booking, payer, at=at, by=by)


def pay_by_card(booking: Booking, *, at: datetime) -> str:
    """Return the address of the page on which held places are paid by card.

    A paid offer gets its bill here, and so does whoever booked when no order is waited
    for any more. Raises OfferEnded when the time is over,
    StepRefused where an organisation has begun to pay, PaymentsAway when Stripe does
    not answer: the places are kept meanwhile. Call it outside a transaction.
    """
    return checkout.start(bill=_bill_to_pay(booking, at=at), at=at)


@transaction.atomic
def _bill_to_pay(booking: Booking, *, at: datetime) -> Bill:
    (event,) = places.lock(booking.event)
    booking.refresh_from_db()
    if not booking.is_held(at):
        raise OfferEnded(booking.held_until)
    if booking.bill is None:
        if booking.reason == HoldReason.OFFER:
            Booking.objects.filter(pk=booking.pk).update(
                reason=HoldReason.CHECKOUT,
                held_until=holds.taken_up_until(booking, event, at=at),
            )
            booking.refresh_from_db()
        return _write_bill(booking, _booker_of(booking), at=at, by=booking.booker)
    if booking.reason == HoldReason.PURCHASE_ORDER:
        return _instead_of_order(booking, at=at)
    return booking.bill


def _booker_of(booking: Booking) -> Payer:
    if booking.booker is not None:
        return payers.of_user(booking.booker)
    return payers.guest(name=booking.booker_name, email=booking.booker_email)


def _instead_of_order(booking: Booking, *, at: datetime) -> Bill:
    """Let whoever booked pay what an organisation was to order; kept no shorter.

    Raises StepRefused where money of the organisation's is here already.
    """
    ordered = booking.bill
    assert ordered is not None
    if ordered.payments.filter(status=PaymentStatus.PAID, amount_pence__gt=0).exists():
        raise StepRefused(
            f"Money of {ordered.payer.name} has come in for this already. Write to our "
            "finance team before you pay, so that nobody pays twice."
        )
    Booking.objects.filter(pk=booking.pk).update(reason=HoldReason.CHECKOUT)
    booking.refresh_from_db()
    bill = _write_bill(booking, _booker_of(booking), at=at, by=booking.booker)
    purchase_orders.end_wait(ordered, at=at)
    bills.withdraw(ordered, at=at, by=booking.booker)
    history.record(booking, "events.order_not_awaited", by=booking.booker)
    return bill


def may_order(booking: Booking, *, at: datetime) -> str:
    """Return why these places cannot be paid by invoice, empty when they can."""
    return why_no_order(booking.event, booking.to_pay_pence, at=at)


def why_no_order(event: Event, pence: int, *, at: datetime) -> str:
    """Return why no invoice is written for so much, empty when one is."""
    policy = policies.booking_policy()
    if pence < policy.order_from_pence:
        least = pounds_short(policy.order_from_pence)
        return f"Invoices are written from {least} on. Pay by card."
    days = (clock.uk_day(event.starts_at) - clock.uk_day(at)).days
    if days < policy.order_until_days:
        return (
            f"The event begins in less than {policy.order_until_days} days, so there "
            "is no time for an invoice. Pay by card."
        )
    return ""


@transaction.atomic
def pay_by_invoice(
    booking: Booking, *, payer: Payer, order_number: str, at: datetime, by: User | None
) -> Booking:
    """Let an organisation pay: confirmed with its order number, kept until it comes.

    Without the number the finance contact is asked for it, the places are kept for the
    working days of the policy, counted once however often they wait, and go when it
    does not come. Raises OfferEnded when
    the hold is over, StepRefused where the policy allows no invoice.
    """
    (event,) = places.lock(booking.event)
    booking.refresh_from_db()
    booking.event = event
    if not booking.is_held(at) or booking.reason == HoldReason.PURCHASE_ORDER:
        raise OfferEnded(booking.held_until)
    refusal = may_order(booking, at=at)
    if refusal:
        raise StepRefused(refusal)
    before = booking.bill
    bill = _write_bill(booking, payer, at=at, by=by)
    if before is not None:
        bills.withdraw(before, at=at, by=by)
        later.run(giving_back.CLOSE_PAGE, before.pk)
    if order_number:
        purchase_orders.give_number(bill, order_number, at=at, by=by)
    else:
        # Nobody keeps a place for nothing by waiting again and again.
        request = purchase_orders.ask(bill, at=at, by=by, latest=booking.order_due_on)
        until = min(clock.end_of_uk_day(request.answer_by), event.closes_at)
        Booking.objects.filter(pk=booking.pk).update(
            reason=HoldReason.PURCHASE_ORDER,
            held_until=until,
            order_due_on=request.answer_by,
        )
        history.record(booking, "events.order_awaited", by=by)
        emails.order_awaited(booking, at=at)
    booking.refresh_from_db()
    return booking
