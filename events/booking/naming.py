"""Naming: who comes on a place that somebody has.

A place without a name gets one. A place that had a name becomes a new ticket: the new
person has a door, a calendar entry and a line in the register of their own, and those
of the other person stop. The price and what was paid stay with the place.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Q

from events.catalogue import policies
from events.errors import AlreadyNamed, StepRefused
from events.models import (
    CAME,
    Allocation,
    Booking,
    BookingStatus,
    Event,
    Ticket,
    WaitingStatus,
)
from portal.accounts.models import User
from portal.core import clock, history
from portal.core.errors import Refused
from portal.core.words import count_of, uk_date

from . import cancellation, emails, handing_over, places

BEEN_THERE = (
    "The register says that this person has been there, so the place stays theirs."
)
# Whoever may book for nothing shall not have us write to the whole world: so often a
# place is given another name, or another link, within the spell.
SPELL = timedelta(hours=1)
FOR_ONE_PLACE = 3


@dataclass(frozen=True)
class Row:
    """One line of a list of people, as it was read."""

    number: int
    delegate: places.Delegate
    typed: str = ""
    fault: str = ""


class RowsRefused(Refused):
    """Some of the people cannot be named; `rows` says which and why."""

    def __init__(self, rows: Sequence[Row]) -> None:
        faulty = sum(1 for row in rows if row.fault)
        need = "one line needs" if faulty == 1 else f"{faulty} lines need"
        super().__init__(f"Nobody has been named yet: {need} your attention.")
        self.rows = list(rows)


def until(booking: Booking) -> datetime:
    """Return until when another person may be named on a place, free of charge."""
    terms = policies.booking_policy().terms() | booking.terms
    return cancellation.substitute_until(terms, starts_at=booking.event.starts_at)


def last_day(booking: Booking) -> date:
    """Return the last day of that, as people say it."""
    return clock.uk_day(until(booking) - timedelta(seconds=1))


@transaction.atomic
def name(
    ticket: Ticket,
    delegate: places.Delegate,
    *,
    by: User | None,
    at: datetime,
    claimed: bool = False,
) -> Ticket:
    """Say who comes on a place that has no name yet; possible until the event ends.

    Raises AlreadyNamed, PartFull or StepRefused.
    """
    (event,) = places.lock(ticket.event)
    ticket = fresh(ticket, event, at=at)
    if ticket.is_named:
        raise AlreadyNamed("This place has a name meanwhile. Look at it again.")
    return _name(event, ticket, delegate, by=by, at=at, claimed=claimed)


@transaction.atomic
def substitute(
    ticket: Ticket,
    delegate: places.Delegate,
    *,
    by: User | None,
    at: datetime,
    reason: str = "",
) -> Ticket:
    """Let another person come instead, free of charge until the policy's hour.

    Staff may later, with a reason. The same address with other details is the same
    person. Raises StepRefused, AlreadyNamed or PartFull.
    """
    (event,) = places.lock(ticket.event)
    ticket = fresh(ticket, event, at=at)
    if not ticket.is_named:
        return _name(event, ticket, delegate, by=by, at=at)
    if delegate.email == ticket.email:
        return _correct(event, ticket, delegate, by=by, at=at)
    _refuse_late(ticket, at=at, reason=reason)
    _refuse_many(ticket.booking, at=at, reason=reason)
    refuse_taken(event, delegate, at=at)
    part = places.part_instead(event, ticket, delegate, at=at)
    new = _hand_over(ticket, delegate, part, at=at)
    history.record(
        ticket.booking,
        "events.place_substituted",
        by=by,
        facts={"reason": reason} if reason else {},
    )
    _tell(ticket, new, at=at)
    return new


@transaction.atomic
def take_off(
    ticket: Ticket, *, by: User | None, at: datetime, reason: str = ""
) -> Ticket:
    """Take the name off a place, so that somebody else can be named; free of charge."""
    (event,) = places.lock(ticket.event)
    ticket = fresh(ticket, event, at=at)
    if not ticket.is_named:
        return ticket
    _refuse_late(ticket, at=at, reason=reason)
    _refuse_many(ticket.booking, at=at, reason=reason)
    part = places.part_instead(event, ticket, places.UNNAMED, at=at)
    new = _hand_over(ticket, places.UNNAMED, part, at=at)
    history.record(ticket.booking, "events.name_taken_off", by=by)
    _tell(ticket, new, at=at)
    return new


@transaction.atomic
def name_all(
    booking: Booking, rows: Sequence[Row], *, by: User | None, at: datetime
) -> int:
    """Name people on the free places of a booking, all of them or none.

    Raises RowsRefused, with what is wrong in which line; then nothing has changed.
    """
    places.lock(booking.event)
    free = list(booking.tickets.kept().filter(email="").order_by("pk"))
    told = []
    for place, row in enumerate(rows):
        fault = row.fault
        if not fault and place >= len(free):
            fault = _one_too_many(len(free))
        if not fault:
            try:
                with transaction.atomic():
                    name(free[place], row.delegate, by=by, at=at)
            except Refused as no:
                fault = no.message
        told.append(Row(row.number, row.delegate, row.typed, fault))
    if any(row.fault for row in told):
        raise RowsRefused(told)
    return len(told)


# --- Parts -----------------------------------------------------------------


def _one_too_many(free: int) -> str:
    if not free:
        return "Every place has a name already, so there is none for this line."
    return f"{count_of(free, 'place is,places are')} without a name; this is one more."


def fresh(ticket: Ticket, event: Event, *, at: datetime) -> Ticket:
    """Return the ticket as it is under the lock, if its place is still kept."""
    rows = Ticket.objects.select_related("booking", "ticket_type")
    ticket = rows.get(pk=ticket.pk)
    ticket.event = ticket.booking.event = event
    if event.is_cancelled or event.is_over(at):
        raise StepRefused("This event is over or cancelled, so nothing changes.")
    booking = ticket.booking
    is_live = booking.status == BookingStatus.CONFIRMED or booking.is_held(at)
    if ticket.released_at is not None or not is_live:
        raise StepRefused(
            "This place has changed meanwhile: it was given up, or somebody else has "
            "it. Look at it again."
        )
    return ticket


def refuse_attended(ticket: Ticket) -> None:
    """Refuse to change a place whose person came: their hours and papers hang on it."""
    if ticket.attendances.filter(mark__in=CAME).exists():
        raise StepRefused(BEEN_THERE)


def _refuse_late(ticket: Ticket, *, at: datetime, reason: str) -> None:
    refuse_attended(ticket)
    if at >= until(ticket.booking) and not reason:
        last = uk_date(last_day(ticket.booking))
        raise StepRefused(
            f"Another person could be named until the end of {last}. Write to our "
            "events team, who may make an exception."
        )


def _refuse_many(booking: Booking, *, at: datetime, reason: str) -> None:
    changed = booking.tickets.filter(
        released_at__gt=at - SPELL, went_to__booking=booking
    )
    most = FOR_ONE_PLACE * booking.tickets.kept().count()
    if not reason and changed.count() >= most:
        raise StepRefused(
            "Very many names of this booking have changed within an hour. Wait an "
            "hour, or write to our events team."
        )


def refuse_taken(event: Event, delegate: places.Delegate, *, at: datetime) -> None:
    """Refuse somebody who has a place there, by their address or their account."""
    theirs = Q(email=delegate.email)
    if delegate.user is not None:
        theirs |= Q(user=delegate.user)
    if event.tickets.taking_a_place(at).filter(theirs).exists():
        raise AlreadyNamed(f"{delegate.email} has a place at this event already.")


def _name(
    event: Event,
    ticket: Ticket,
    delegate: places.Delegate,
    *,
    by: User | None,
    at: datetime,
    claimed: bool = False,
) -> Ticket:
    refuse_taken(event, delegate, at=at)
    part = places.part_instead(event, ticket, delegate, at=at)
    Ticket.objects.filter(pk=ticket.pk).update(
        **places.about(delegate),
        allocation=part,
        claimed_at=at if claimed else None,
    )
    booking, ticket = ticket.booking, Ticket.objects.get(pk=ticket.pk)
    ticket.booking, ticket.event = booking, event
    places.note_needs([ticket], [delegate], at=at)
    ticket.claim_links.filter(ended_at=None).update(ended_at=at)
    _leave_the_list(event, delegate, at=at)
    history.record(booking, "events.place_named", by=by)
    if booking.status == BookingStatus.CONFIRMED:
        emails.place_confirmed(ticket, at=at)
    return ticket


def _correct(
    event: Event,
    ticket: Ticket,
    delegate: places.Delegate,
    *,
    by: User | None,
    at: datetime,
) -> Ticket:
    """Change what is said of the same person; nobody is written to."""
    part = places.part_instead(event, ticket, delegate, at=at)
    said = places.about(delegate) | {"user": ticket.user, "member": ticket.member}
    Ticket.objects.filter(pk=ticket.pk).update(**said, allocation=part)
    ticket.refresh_from_db()
    history.record(ticket.booking, "events.place_named", by=by)
    return ticket


def _hand_over(
    old: Ticket, delegate: places.Delegate, part: Allocation | None, *, at: datetime
) -> Ticket:
    new = Ticket.objects.create(
        event_id=old.event_id,
        booking_id=old.booking_id,
        ticket_type_id=old.ticket_type_id,
        price_pence=old.price_pence,
        allocation=part,
        came_from=old,
        **places.about(delegate),
    )
    new.booking, new.event = old.booking, old.event
    handing_over.carry(old, new, at=at)
    old.released_at, old.sequence = at, old.sequence + 1
    old.claim_links.filter(ended_at=None).update(ended_at=at)
    places.note_needs([new], [delegate], at=at)
    if delegate.email:
        _leave_the_list(new.event, delegate, at=at)
    return new


def _tell(old: Ticket, new: Ticket, *, at: datetime) -> None:
    if old.booking.status != BookingStatus.CONFIRMED:
        return
    emails.place_cancelled(old, at=at)
    if new.is_named:
        emails.place_confirmed(new, at=at)


def _leave_the_list(event: Event, delegate: places.Delegate, *, at: datetime) -> None:
    """Take somebody off the list who waits for the one place that they have now."""
    event.waiting_list.filter(
        user__email=delegate.email, places=1, status=WaitingStatus.WAITING
    ).update(status=WaitingStatus.LEFT, left_at=at)
