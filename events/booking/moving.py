"""Moving: the same person, another date of the same course.

Both events are locked together, in the order of their keys. A full event refuses before
anything has changed. Where the other date costs more, the new place is held while the
difference is paid, and the old one is kept until it is; where it costs less, the
difference comes back. The terms go along: a move never makes more come back than would
have come back without it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from events.catalogue import policies
from events.errors import AlreadyNamed, EventFull, NotEligible, NotOpen, StepRefused
from events.models import (
    AccessCode,
    Booking,
    BookingStatus,
    Event,
    HoldReason,
    Source,
    Ticket,
    TicketType,
    WaitingStatus,
)
from membership.standing import NOBODY
from portal.accounts.models import User
from portal.core import history
from portal.core.words import uk_date

from . import (
    cancellation,
    eligibility,
    emails,
    handing_over,
    naming,
    paying,
    places,
    pricing,
    waiting_list,
)


@dataclass(frozen=True)
class Quote:
    """What a move would mean: `due` is still to pay, `back` comes back."""

    to: Event
    ticket_type: TicketType
    pence: int
    paid_pence: int
    code: AccessCode | None = None

    @property
    def due_pence(self) -> int:
        return max(self.pence - self.paid_pence, 0)

    @property
    def back_pence(self) -> int:
        return max(self.paid_pence - self.pence, 0)


def quote(ticket: Ticket, to: Event, *, at: datetime) -> Quote:
    """Say what it would cost to come to this event instead. Raises NotEligible."""
    code = ticket.booking.access_code
    if code is not None and not eligibility.about_code(code, to, at=at).allowed:
        raise NotEligible(
            "The access code of this place does not open that date.",
            eligibility.Why.CODE,
        )
    kind = _kind_at(to, ticket.ticket_type, code)
    is_gift = (
        code is None and not ticket.price_pence and ticket.ticket_type.price_pence > 0
    )
    pence = 0 if is_gift else pricing.of(kind, code)
    return Quote(to, kind, pence, handing_over.charged(ticket), code)


def _kind_at(to: Event, kind: TicketType, code: AccessCode | None) -> TicketType:
    """Return the kind of ticket that stands for this one there: a price goes along."""
    kinds = list(to.ticket_types.all())
    same = [one for one in kinds if one.who == kind.who]
    named = [one for one in same if one.name == kind.name]
    if named or same:
        return min(named or same, key=lambda one: (one.price_pence, one.pk))
    answer = eligibility.cheapest(kinds, NOBODY, code)
    if answer.ticket_type is None:
        raise NotEligible(answer.message, answer.why)
    return answer.ticket_type


def move(
    ticket: Ticket,
    to: Event,
    *,
    by: User | None,
    at: datetime,
    reason: str = "",
    by_staff: bool = False,
) -> Booking:
    """Move one place to another date; return its booking there.

    Confirmed at once where nothing is to pay; held while the difference is paid, and
    whoever booked is sent the way to pay it where staff move the place. Until
    the policy's hour; staff later too, with a reason. Raises EventFull, NotOpen,
    NotEligible, CodeRefused, AlreadyNamed or StepRefused, and then nothing has changed.
    """
    booking = _move(ticket, to, by=by, at=at, reason=reason, by_staff=by_staff)
    if booking is None:
        # Raised out here, so that the offers made under the lock are kept.
        raise EventFull(to)
    return booking


@transaction.atomic
def _move(
    ticket: Ticket,
    to: Event,
    *,
    by: User | None,
    at: datetime,
    reason: str,
    by_staff: bool,
) -> Booking | None:
    away, to = places.lock(ticket.event, to)
    began = _begun(ticket, to, at=at)
    if began is not None:
        return began
    ticket = naming.fresh(ticket, away, at=at)
    _refuse(ticket, away, to, at=at, reason=reason)
    priced = quote(ticket, to, at=at)
    wanted = [places.Wanted(priced.ticket_type, delegate_of(ticket), priced.pence)]
    waiting_list.pass_on(to, at=at)
    if _is_there(ticket, to, at=at):
        raise AlreadyNamed("There is a place on that date for this person already.")
    if waiting_list.is_anyone_waiting(to) or not places.fit(to, wanted, at=at):
        return None
    return _take(
        ticket, away, priced, wanted, by=by, at=at, reason=reason, by_staff=by_staff
    )


def _begun(ticket: Ticket, to: Event, *, at: datetime) -> Booking | None:
    """Return a move of this place that waits to be paid, or refuse a second one."""
    for new in ticket.went_to.select_related("booking__event"):
        if new.booking.is_held(at):
            if new.event_id == to.pk:
                return new.booking
            raise StepRefused(
                "This place is on its way to another date. Pay the difference, or let "
                "that one go first."
            )
        if new.event_id == to.pk and new.booking.is_confirmed:
            return new.booking
    return None


def _refuse(
    ticket: Ticket, away: Event, to: Event, *, at: datetime, reason: str
) -> None:
    if away.pk == to.pk or away.course_id is None or away.course_id != to.course_id:
        raise StepRefused("A place moves to another date of the same course.")
    if ticket.booking.status != BookingStatus.CONFIRMED:
        raise StepRefused("Pay for the place first. Then it can move.")
    naming.refuse_attended(ticket)
    if at >= naming.until(ticket.booking) and not reason:
        last = uk_date(naming.last_day(ticket.booking))
        raise StepRefused(
            f"A place could be moved until the end of {last}. Write to our events "
            "team, who may make an exception."
        )
    answer = eligibility.about_event(to, at=at)
    if not answer.allowed:
        raise NotOpen(answer.message)


def _is_there(ticket: Ticket, to: Event, *, at: datetime) -> bool:
    return ticket.is_named and (
        to.tickets.taking_a_place(at).filter(email=ticket.email).exists()
        or (
            ticket.user_id is not None
            and to.tickets.taking_a_place(at).filter(user=ticket.user_id).exists()
        )
    )


def _take(
    ticket: Ticket,
    away: Event,
    priced: Quote,
    wanted: list[places.Wanted],
    *,
    by: User | None,
    at: datetime,
    reason: str,
    by_staff: bool,
) -> Booking:
    source, to = ticket.booking, priced.to
    pays = priced.due_pence > 0
    asked = pays and by_staff
    hold = HoldReason.STAFF if asked else HoldReason.CHECKOUT
    booking = places.take(
        to,
        wanted=wanted,
        status=BookingStatus.HELD if pays else BookingStatus.CONFIRMED,
        reason=hold if pays else HoldReason.NONE,
        until=_kept_until(hold, away, to, at=at) if pays else None,
        source=Source.MOVE,
        booker=source.booker,
        booker_name=source.booker_name,
        booker_email=source.booker_email,
        organisation=source.organisation,
        policies_accepted_at=source.policies_accepted_at,
        code=priced.code,
        given_up=1,
        moved_from=source,
        at=at,
        terms=terms_of_move(source, away, at=at),
    )
    booking.tickets.update(came_from=ticket, claimed_at=ticket.claimed_at)
    if ticket.is_named:
        to.waiting_list.filter(
            user__email=ticket.email, places=1, status=WaitingStatus.WAITING
        ).update(status=WaitingStatus.LEFT, left_at=at)
    facts = {"reason": reason} if reason else {}
    if pays:
        paying.write_bill_of_move(booking, at=at, by=by)
        history.record(booking, "events.move_begun", by=by, facts=facts)
        if asked:
            emails.place_kept(booking, at=at)
        return booking
    handing_over.finish_move(booking, by=by, at=at)
    emails.booking_confirmed(booking, at=at)
    waiting_list.pass_on(away, at=at)
    return booking


def _kept_until(hold: HoldReason, away: Event, to: Event, *, at: datetime) -> datetime:
    policy = policies.booking_policy()
    if hold == HoldReason.STAFF:
        # Whoever pays has to read a letter first.
        until = waiting_list.offer_ends(to, policy, at=at)
    else:
        until = at + timedelta(minutes=policy.checkout_minutes)
    # Never longer than the old place is one that can be left.
    return min(until, to.closes_at, away.ends_at)


def terms_of_move(source: Booking, away: Event, *, at: datetime) -> dict[str, Any]:
    """Return the terms that go along: no more comes back than would have now."""
    terms = dict(source.terms)
    terms["at_most_percent"] = cancellation.percent_back(
        terms, starts_at=away.starts_at, at=at
    )
    terms.pop("whole_until", None)
    return terms


def delegate_of(ticket: Ticket) -> places.Delegate:
    return places.Delegate(
        ticket.name,
        ticket.email,
        user=ticket.user,
        member=ticket.member,
        agency=ticket.agency,
        kind_of_agency=ticket.kind_of_agency,
        profession=ticket.profession,
        area=ticket.area,
    )


def dates_for(ticket: Ticket, *, at: datetime) -> list[Event]:
    """Return the other dates of the course that take bookings, soonest first."""
    event = ticket.event
    if event.course_id is None:
        return []
    runs = Event.objects.public().upcoming(at).filter(course=event.course_id)
    return [run for run in runs.exclude(pk=event.pk) if run.takes_bookings(at)]
