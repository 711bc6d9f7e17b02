"""Delegates: who comes on the places of a commission, and on which run.

Names are the booking room's business; here it is said which of the bought places one
is for. A move locks both runs at once, so that two in opposite directions wait for each
other, and a place never stands on two.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction

from events.booking import claims, handing_over, naming, places, waiting_list
from events.booking import emails as of_booking
from events.errors import CommissionRefused, StepRefused
from events.models import (
    AccessNeed,
    Booking,
    BookingStatus,
    ClaimLink,
    CommissionPlace,
    CommissionRun,
    Event,
    Source,
    Strand,
    Ticket,
)
from portal.accounts.models import User
from portal.core import history
from portal.core.errors import Refused
from portal.core.words import count_of, uk_datetime

from . import commissions, emails


def free_places(run: CommissionRun) -> list[CommissionPlace]:
    """Return the places without a name, in the order in which they are given out."""
    return list(reversed(commissions.unnamed(run)))


@transaction.atomic
def name(
    run: CommissionRun,
    delegate: places.Delegate,
    *,
    strand: Strand | None,
    by: User,
    at: datetime,
) -> CommissionPlace:
    """Name somebody on a run, in a strand; without one, in the first that has room."""
    places.lock(run.event)
    free = free_places(run)
    if strand is not None:
        free = [place for place in free if place.strand_id == strand.pk]
    if not free:
        part = f" in {strand}" if strand is not None else ""
        raise CommissionRefused(f"Every place of yours on this run{part} has a name.")
    naming.name(free[0].ticket, delegate, by=by, at=at)
    return free[0]


@transaction.atomic
def name_all(
    run: CommissionRun,
    rows: Sequence[naming.Row],
    strands: Mapping[int, Strand],
    *,
    by: User,
    at: datetime,
) -> int:
    """Name all of these or nobody; `strands` says for which line which strand is meant.

    Raises RowsRefused with what is wrong in which line.
    """
    places.lock(run.event)
    told = []
    for row in rows:
        fault = row.fault
        if not fault:
            try:
                with transaction.atomic():
                    name(
                        run,
                        row.delegate,
                        strand=strands.get(row.number),
                        by=by,
                        at=at,
                    )
            except Refused as no:
                fault = no.message
        told.append(naming.Row(row.number, row.delegate, row.typed, fault))
    if any(row.fault for row in told):
        raise naming.RowsRefused(told)
    return len(told)


@transaction.atomic
def send_links(
    run: CommissionRun,
    addresses: Sequence[str],
    *,
    strand: Strand | None,
    by: User,
    at: datetime,
) -> int:
    """Send each address a link to name themself on a place; return how many went.

    Places for which no link is out come first; then a link that is out stops for the
    new one. Raises CommissionRefused where there are more addresses than places.
    """
    places.lock(run.event)
    free = [one for one in free_places(run) if strand in {None, one.strand}]
    if len(addresses) > len(free):
        words = count_of(len(free), "place is,places are")
        raise CommissionRefused(
            f"{words} without a name, and there are {len(addresses)} addresses."
        )
    asked = set(
        ClaimLink.objects.filter(
            ticket__in=[one.ticket_id for one in free], ended_at=None
        ).values_list("ticket", flat=True)
    )
    free.sort(key=lambda one: one.ticket_id in asked)
    for place, email in zip(free, addresses, strict=False):
        claims.send(place.ticket, email, by=by, at=at)
    return len(addresses)


@transaction.atomic
def swap(
    place: CommissionPlace, delegate: places.Delegate, *, by: User, at: datetime
) -> Ticket:
    """Let another person come instead of one who leaves, until the policy's hour."""
    return naming.substitute(_ticket(place), delegate, by=by, at=at)


@transaction.atomic
def take_off(place: CommissionPlace, *, by: User, at: datetime) -> Ticket:
    """Take a name off; the place stays bought, and waits for another."""
    return naming.take_off(_ticket(place), by=by, at=at)


@transaction.atomic
def step_back(ticket: Ticket, *, by: User, at: datetime) -> None:
    """Let a delegate say that they do not come: the place stays the commission's, and
    its coordinators hear that it wants a name again.
    """
    place = CommissionPlace.objects.select_related("run__event").get(ticket=ticket)
    naming.take_off(ticket, by=by, at=at, reason="Said by the delegate")
    emails.delegate_stepped_back(place.run, at=at)


def _ticket(place: CommissionPlace) -> Ticket:
    """Return the ticket that the place has now: somebody may have swapped it."""
    rows = Ticket.objects.select_related("event", "booking")
    return rows.get(commission_place=place.pk)


# --- Moving ----------------------------------------------------------------


def move(
    place: CommissionPlace, to: CommissionRun, *, by: User, at: datetime
) -> CommissionPlace:
    """Move somebody to another run of the same commission, free of charge.

    They get a place without a name there, and theirs here waits for a name. Where
    there is none, one more is taken and theirs here is freed, as far as there is room.
    Raises a Refused, and then nothing has changed.
    """
    moved = _move(place, to, by=by, at=at)
    if moved is None:
        # Raised out here, so that the offers made under the lock are kept.
        raise CommissionRefused(
            "That run is full: each place of yours has a name, and no other is free."
        )
    return moved


@transaction.atomic
def _move(
    place: CommissionPlace, to: CommissionRun, *, by: User, at: datetime
) -> CommissionPlace | None:
    away, there = places.lock(place.run.event, to.event)
    rows = CommissionPlace.objects.select_related("run__commission", "strand")
    place = rows.get(pk=place.pk)
    old = naming.fresh(_ticket(place), away, at=at)
    _refuse_move(place, old, to, there, at=at)
    free = free_places(to)
    found: CommissionPlace | None
    if free:
        same = [one for one in free if one.strand_id == place.strand_id]
        found = _change_places(place, old, (same or free)[0], away, by=by, at=at)
    else:
        found = _take_another(place, old, to, there, away, by=by, at=at)
    if found is not None:
        history.record(
            place.run.commission, "events.commission_place_moved", by=by, facts={}
        )
    return found


def _refuse_move(
    place: CommissionPlace,
    ticket: Ticket,
    to: CommissionRun,
    there: Event,
    *,
    at: datetime,
) -> None:
    if not ticket.is_named:
        raise CommissionRefused("Nobody is named for this place, so nobody moves.")
    if place.run_id == to.pk or place.run.commission_id != to.commission_id:
        raise CommissionRefused("People move between the runs of one commission.")
    if there.is_cancelled or there.starts_at <= at:
        raise CommissionRefused("That run has begun, or was cancelled.")
    naming.refuse_attended(ticket)
    last = naming.until(ticket.booking)
    if at >= last:
        raise StepRefused(
            f"People could be moved from this run until {uk_datetime(last)}. Write to "
            "our events team, who may make an exception."
        )


def _change_places(
    place: CommissionPlace,
    old: Ticket,
    free: CommissionPlace,
    away: Event,
    *,
    by: User,
    at: datetime,
) -> CommissionPlace:
    """Let the person have the place without a name; theirs loses its name instead.

    Raises PartFull where a place without a name does not fit into the mix there.
    """
    part = places.part_instead(away, old, places.UNNAMED, at=at)
    left = Ticket.objects.create(
        event_id=old.event_id,
        booking_id=old.booking_id,
        ticket_type_id=old.ticket_type_id,
        price_pence=old.price_pence,
        allocation=part,
    )
    # The money stays with the places: only the person goes.
    handing_over.carry(old, left, at=at)
    naming.name(free.ticket, _delegate(old), by=by, at=at)
    Ticket.objects.filter(pk=free.ticket_id).update(
        came_from=old, claimed_at=old.claimed_at
    )
    AccessNeed.objects.filter(ticket=old).update(ticket=free.ticket_id, done_at=None)
    of_booking.place_moved(old, at=at)
    if free.strand_id != place.strand_id:
        # The strand goes with the person, so that each keeps its number of places.
        rows = CommissionPlace.objects
        rows.filter(pk=free.pk).update(strand=place.strand_id)
        rows.filter(pk=place.pk).update(strand=free.strand_id)
    return CommissionPlace.objects.get(pk=free.pk)


def _take_another(
    place: CommissionPlace,
    old: Ticket,
    to: CommissionRun,
    there: Event,
    away: Event,
    *,
    by: User,
    at: datetime,
) -> CommissionPlace | None:
    waiting_list.pass_on(there, at=at)
    kind = commissions.ticket_type(there)
    wanted = [places.Wanted(kind, _delegate(old), old.price_pence)]
    naming.refuse_taken(there, _delegate(old), at=at)
    if waiting_list.is_anyone_waiting(there) or not places.fit(there, wanted, at=at):
        return None
    booking = places.take(
        there,
        wanted=wanted,
        status=BookingStatus.CONFIRMED,
        source=Source.COMMISSION,
        booker=None,
        booker_name=old.booking.booker_name,
        moved_from=old.booking,
        at=at,
        terms=old.booking.terms,
    )
    # Whoever is named first would stand for a booker; here nobody does.
    Booking.objects.filter(pk=booking.pk).update(booker_email="")
    booking.tickets.update(came_from=old, claimed_at=old.claimed_at)
    handing_over.finish_move(booking, by=by, at=at)
    new = booking.tickets.get()
    CommissionPlace.objects.filter(pk=place.pk).update(ticket=new, run=to)
    of_booking.place_confirmed(new, at=at)
    waiting_list.pass_on(away, at=at)
    return CommissionPlace.objects.get(pk=place.pk)


def _delegate(ticket: Ticket) -> places.Delegate:
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
