"""Bookings: every step a booking can take, one function to a step.

A booking says whether you have a place. Whether we have the money is the
payment's business, and whether you came is the register's.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import F, Q, QuerySet

from events.catalogue import policies
from events.errors import (
    AlreadyBooked,
    EventFull,
    MustBePaid,
    NotEligible,
    NotOpen,
    OfferEnded,
    StepRefused,
)
from events.models import (
    CAME,
    Booking,
    BookingStatus,
    Event,
    Source,
    Ticket,
    TicketType,
    WaitingStatus,
)
from membership import standing
from portal.accounts.models import User
from portal.core import clock, history, later

from . import eligibility, emails, giving_back, naming, places, waiting_list

TOO_LATE = "The minutes to undo are over and the place has passed on."
NEXT = {
    BookingStatus.HELD: {
        BookingStatus.CONFIRMED,
        BookingStatus.CANCELLED,
        BookingStatus.LAPSED,
    },
    BookingStatus.CONFIRMED: {BookingStatus.CANCELLED},
    # Only while the place is still kept: the undo of a cancellation.
    BookingStatus.CANCELLED: {BookingStatus.CONFIRMED},
    # Only by money that came after all, while there is still room.
    BookingStatus.LAPSED: {BookingStatus.CONFIRMED},
}


def _move(booking: Booking, to: BookingStatus, **changes: object) -> None:
    """Move the booking, but only from the status its reader saw.

    Filtering on that status makes the update a compare-and-set: when two requests
    race, one moves the booking and the other is refused. No lock is needed.
    """
    seen = BookingStatus(booking.status)
    rows = Booking.objects.filter(pk=booking.pk, status=seen)
    if to not in NEXT[seen] or not rows.update(status=to, **changes):
        raise StepRefused("This booking has changed meanwhile. Look at it again.")
    booking.refresh_from_db()


def book(
    event: Event,
    *,
    by: User,
    at: datetime,
    source: Source = Source.SELF,
    invited: bool = False,
) -> Booking:
    """Book one place for the person themself, confirmed at once: it costs nothing.

    A person with an offer takes it; within the undo of a cancellation the old
    booking comes back. Raises AlreadyBooked, NotEligible or EventFull.
    """
    booking = _book(event, by=by, at=at, source=source, invited=invited)
    if booking is None:
        # Raised out here, so that the offers made under the lock are kept.
        raise EventFull(event)
    return booking


@transaction.atomic
def _book(
    event: Event, *, by: User, at: datetime, source: Source, invited: bool
) -> Booking | None:
    on = clock.uk_day(at)
    stands = standing.standing_of_user(by, on=on)
    (event,) = places.lock(event)
    answer = eligibility.verdict(
        event,
        list(event.ticket_types.all()),
        stands,
        signed_in=True,
        invited=invited,
        at=at,
    )
    mine = _ticket_at_address(event, by, at=at)
    if mine is not None:
        return _book_again(mine, by=by, at=at)
    if not answer.allowed or answer.ticket_type is None:
        raise NotEligible(answer.message, answer.why)
    if answer.ticket_type.price_pence:
        raise MustBePaid
    if waiting_list.pass_on(event, at=at):
        mine = ticket_of(event, by, at=at)
        if mine is not None:
            return _book_again(mine, by=by, at=at)
    if waiting_list.is_anyone_waiting(event) or not places.fits(
        event, answer.ticket_type, number=1, at=at
    ):
        return None
    delegate = places.Delegate(
        name=by.name or (stands.member.name if stands.member else ""),
        email=by.email,
        user=by,
        member=stands.member,
    )
    booking = places.take(
        event,
        wanted=[places.Wanted(answer.ticket_type, delegate, 0)],
        status=BookingStatus.CONFIRMED,
        source=source,
        booker=by,
        at=at,
        terms=policies.booking_policy().terms(),
    )
    history.record(booking, "events.booked", by=by)
    emails.booking_confirmed(booking, at=at)
    return booking


def _book_again(ticket: Ticket, *, by: User, at: datetime) -> Booking:
    booking = ticket.booking
    if booking.is_offer(at):
        return confirm(booking, by=by, at=at)
    if booking.status == BookingStatus.CANCELLED:
        return undo_cancel(booking, by=by, at=at)
    raise AlreadyBooked(booking)


def ticket_of(event: Event, user: User, *, at: datetime) -> Ticket | None:
    """Return the person's ticket while it keeps a place, offers and undo included."""
    return _newest(event.tickets.of(user).taking_a_place(at))


def _ticket_at_address(event: Event, user: User, *, at: datetime) -> Ticket | None:
    """Return the person's ticket, and refuse an address that somebody else booked.

    Such an address was another account's before it became this one's.
    """
    taken = event.tickets.taking_a_place(at)
    ticket = _newest(taken.filter(Q(user=user) | Q(email=user.email)))
    if ticket is not None and ticket.user_id not in {None, user.pk}:
        raise NotEligible(
            "A place is booked for your address from another account. Write to our "
            "events team, who can see to it.",
            eligibility.Why.INVITATION,
        )
    return ticket


def _newest(tickets: QuerySet[Ticket]) -> Ticket | None:
    return (
        tickets.select_related("booking", "booking__event")
        .order_by(F("released_at").desc(nulls_first=True))
        .first()
    )


def book_for(
    event: Event,
    *,
    ticket_type: TicketType,
    delegate: places.Delegate,
    by: User,
    at: datetime,
    walk_in: bool = False,
    reason: str = "",
) -> Booking:
    """Book a place for somebody, as staff: eligibility is theirs to judge.

    Capacity still holds, and so does the waiting list: what is free goes to those
    who wait before it goes to anybody else. Somebody with an offer gets that place,
    and within the undo of a cancellation the old booking comes back. `reason` says
    why the rules were set aside. Raises NotOpen, AlreadyBooked or EventFull.
    """
    booking = _book_for(
        event,
        ticket_type=ticket_type,
        delegate=delegate,
        by=by,
        at=at,
        walk_in=walk_in,
        reason=reason,
    )
    if booking is None:
        # Raised out here, so that the offers made under the lock are kept.
        raise EventFull(event)
    return booking


@transaction.atomic
def _book_for(
    event: Event,
    *,
    ticket_type: TicketType,
    delegate: places.Delegate,
    by: User,
    at: datetime,
    walk_in: bool,
    reason: str,
) -> Booking | None:
    (event,) = places.lock(event)
    answer = eligibility.about_staff_booking(event, walk_in=walk_in, at=at)
    if not answer.allowed:
        raise NotOpen(answer.message)
    mine = _ticket_for(event, delegate, at=at)
    if mine is not None:
        return _book_again(mine, by=by, at=at)
    if waiting_list.pass_on(event, at=at):
        mine = _ticket_for(event, delegate, at=at)
        if mine is not None:
            return _book_again(mine, by=by, at=at)
    if not places.fits(event, ticket_type, number=1, at=at):
        return None
    booking = places.take(
        event,
        wanted=[places.Wanted(ticket_type, delegate, 0)],
        status=BookingStatus.CONFIRMED,
        source=Source.WALK_IN if walk_in else Source.STAFF,
        booker=delegate.user,
        at=at,
        terms=policies.booking_policy().terms(),
    )
    if delegate.user is not None:
        event.waiting_list.filter(
            user=delegate.user, status=WaitingStatus.WAITING
        ).update(status=WaitingStatus.LEFT, left_at=at)
    history.record(
        booking,
        "events.walked_in" if walk_in else "events.booked_by_staff",
        by=by,
        facts={"reason": reason} if reason else {},
    )
    if delegate.email and not walk_in:
        emails.booking_confirmed(booking, at=at)
    return booking


def _ticket_for(
    event: Event, delegate: places.Delegate, *, at: datetime
) -> Ticket | None:
    """Return the place that this person has already, by account or by address."""
    theirs = Q(pk__in=[])
    if delegate.email:
        theirs |= Q(email=delegate.email)
    if delegate.user is not None:
        theirs |= Q(user=delegate.user)
    return _newest(event.tickets.taking_a_place(at).filter(theirs))


@transaction.atomic
def confirm(booking: Booking, *, by: User | None, at: datetime) -> Booking:
    """Turn a live hold into a booking: the person takes what was offered.

    Moves no place, so it needs no lock. Raises OfferEnded when time has run out,
    to the second, by the moment handed in, and MustBePaid where the place costs
    something: that is settled in `paying`. Confirming twice is no fault.
    """
    if booking.price_pence:
        raise MustBePaid
    moved = Booking.objects.filter(
        pk=booking.pk, status=BookingStatus.HELD, held_until__gt=at
    ).update(status=BookingStatus.CONFIRMED, confirmed_at=at, held_until=None)
    booking.refresh_from_db()
    if not moved:
        if booking.status == BookingStatus.CONFIRMED:
            return booking
        raise OfferEnded(booking.held_until)
    history.record(booking, "events.offer_taken", by=by)
    emails.booking_confirmed(booking, at=at)
    return booking


@transaction.atomic
def cancel(
    booking: Booking, *, by: User | None, at: datetime, reason: str = ""
) -> Booking:
    """Give every place of the booking up. They pass on after the undo minutes frozen
    at booking, at once near the start or when an offer is declined. What comes back is
    fixed now, by the frozen terms, and sent when they have passed on.

    Cancelling twice is no fault; a lapsed booking cannot be cancelled.
    """
    (event,) = places.lock(booking.event)
    booking = Booking.objects.select_related("event").get(pk=booking.pk)
    if booking.status == BookingStatus.CANCELLED:
        return booking
    if event.is_over(at):
        raise StepRefused("This event is over, so there is nothing to cancel.")
    declined = booking.status == BookingStatus.HELD
    if not declined and booking.tickets.kept().filter(attendances__mark__in=CAME):
        raise StepRefused(naming.BEEN_THERE)
    frees_at = at if declined else passes_on_at(booking, event, at=at)
    kept = list(booking.tickets.kept())
    _move(
        booking,
        BookingStatus.CANCELLED,
        cancelled_at=at,
        cancelled_by=by,
        cancellation_reason=reason[:200],
        held_until=None,
    )
    booking.tickets.kept().update(released_at=frees_at, sequence=F("sequence") + 1)
    if declined:
        giving_back.let_go(booking, at=at, by=by)
    else:
        booking.event = event
        giving_back.promise(giving_back.comes_back(booking, kept, at=at))
        later.run(giving_back.GIVE_BACK, booking.pk)
    history.record(
        booking, "events.offer_declined" if declined else "events.cancelled", by=by
    )
    if not declined:
        emails.booking_cancelled(booking, kept, at=at)
    if frees_at <= at:
        waiting_list.pass_on(event, at=at)
    return booking


@transaction.atomic
def undo_cancel(booking: Booking, *, by: User | None, at: datetime) -> Booking:
    """Take the cancellation back while the place is still kept.

    Raises StepRefused once it has passed on, or the event has been cancelled.
    """
    (event,) = places.lock(booking.event)
    booking = Booking.objects.select_related("event").get(pk=booking.pk)
    if booking.status == BookingStatus.CONFIRMED:
        return booking
    if event.is_cancelled or not undo_until(booking, at=at):
        raise StepRefused(TOO_LATE)
    _move(
        booking,
        BookingStatus.CONFIRMED,
        cancelled_at=None,
        cancelled_by=None,
        cancellation_reason="",
        confirmed_at=at,
    )
    kept = booking.tickets.filter(released_at__gt=at, given_back_at=None)
    if not kept.update(released_at=None, sequence=F("sequence") + 1):
        raise StepRefused(TOO_LATE)
    giving_back.take_back_promise(booking)
    event.waiting_list.filter(
        user=booking.booker_id, status=WaitingStatus.WAITING
    ).update(status=WaitingStatus.LEFT, left_at=at)
    history.record(booking, "events.cancellation_undone", by=by)
    emails.booking_confirmed(booking, at=at)
    return booking


def undo_until(booking: Booking, *, at: datetime) -> datetime | None:
    """Return until when a cancellation can be undone, or None when it cannot."""
    if booking.status != BookingStatus.CANCELLED:
        return None
    kept = [
        ticket.released_at
        for ticket in booking.tickets.all()
        if ticket.released_at is not None and ticket.released_at > at
    ]
    return min(kept, default=None)


def passes_on_at(booking: Booking, event: Event, *, at: datetime) -> datetime:
    """Return when a place given up at this moment would go to somebody else."""
    terms = policies.booking_policy().terms() | booking.terms
    if event.starts_at - at <= timedelta(hours=terms["no_undo_hours"]):
        return at
    return at + timedelta(minutes=terms["undo_minutes"])


def pass_places_on(event: Event, *, at: datetime) -> int:
    """Pass on what has come free; for the timer, which only tells people sooner."""
    with transaction.atomic():
        (event,) = places.lock(event)
        return waiting_list.pass_on(event, at=at)
