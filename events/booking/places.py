"""Places: how many are left, and who may take the next.

The order never changes: lock the event, let stale holds go, count, write. Every
step that makes an event fuller or emptier starts with this lock, so the event
always comes before its bookings, and two requests can wait but never deadlock.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import Count

from events.errors import CodeRefused, EventFull, PartFull
from events.models import (
    AccessCode,
    AccessNeed,
    Allocation,
    Booking,
    BookingStatus,
    Event,
    HoldReason,
    Source,
    Ticket,
    TicketType,
)
from events.models.booking import TicketQuerySet
from membership.models import Member
from portal.accounts.models import User
from portal.body.models import Agency, Area, Profession

from . import emails, mix


@dataclass(frozen=True)
class Delegate:
    """Who is to come. The address is in lower case, or empty while unknown.

    `needs` is what they need to take part, in their own words.
    """

    name: str
    email: str
    user: User | None = None
    member: Member | None = None
    agency: str = ""
    kind_of_agency: Agency | None = None
    profession: Profession | None = None
    area: Area | None = None
    needs: str = ""


UNNAMED = Delegate("", "")


@dataclass(frozen=True)
class Wanted:
    """One place that is asked for: of which kind, for whom, and at what price."""

    ticket_type: TicketType
    delegate: Delegate
    pence: int


def lock(*events: Event) -> list[Event]:
    """Return the events, fresh and locked until the transaction ends.

    Several are locked in the order of their keys, so that two moves in opposite
    directions wait for each other and never deadlock.
    """
    rows = Event.objects.select_for_update(no_key=True).order_by("pk")
    fresh = {row.pk: row for row in rows.filter(pk__in=[e.pk for e in events])}
    return [fresh[event.pk] for event in events]


def taken(event: Event, *, at: datetime) -> int:
    return event.tickets.taking_a_place(at).count()


def left(
    event: Event, *, at: datetime, allocation: Allocation | None = None
) -> int | None:
    """Return how many somebody may take who belongs to this part of the mix, or to
    none. None is no limit.
    """
    allocations = list(event.allocations.all())
    if not allocations:
        if event.capacity is None:
            return None
        return max(event.capacity - taken(event, at=at), 0)
    return mix.left(
        _shares(event, allocations, at=at),
        capacity=event.capacity,
        taken=taken(event, at=at),
        of=allocation.pk if allocation else None,
    )


def _shares(
    event: Event, allocations: Iterable[Allocation], *, at: datetime
) -> list[mix.Share]:
    rows = event.tickets.taking_a_place(at).exclude(allocation=None).order_by()
    counted = rows.values("allocation").annotate(number=Count("pk"))
    of = {row["allocation"]: row["number"] for row in counted}
    return [
        mix.share_of(row, event, taken=of.get(row.pk, 0), at=at) for row in allocations
    ]


def allocation_of(event: Event, delegate: Delegate) -> Allocation | None:
    """Return the part of the mix that a delegate counts in, if any."""
    return mix.belonging(
        event.allocations.prefetch_related("agencies", "areas"),
        agency=delegate.kind_of_agency,
        area=delegate.area,
    )


def left_of_type(ticket_type: TicketType, *, at: datetime) -> int | None:
    """Return how many tickets of this kind its quota still allows."""
    if ticket_type.quota is None:
        return None
    sold = ticket_type.tickets.taking_a_place(at).count()
    return max(ticket_type.quota - sold, 0)


def lock_code(code: AccessCode) -> AccessCode:
    """Return a code, fresh and locked: after the event, since it may be for many."""
    return AccessCode.objects.select_for_update(no_key=True).get(pk=code.pk)


def left_of_code(code: AccessCode, *, at: datetime) -> int | None:
    """Return how many places a code still pays for, those of the code that it
    replaced counted in.
    """
    if code.places is None:
        return None
    return max(code.places - used_of_code(code, at=at).count(), 0)


def used_of_code(code: AccessCode, *, at: datetime) -> TicketQuerySet:
    """Return the places that a code has paid for, and those that it replaced."""
    keys, earlier = [code.pk], code.replaces
    while earlier is not None:
        keys.append(earlier.pk)
        earlier = earlier.replaces
    return Ticket.objects.taking_a_place(at).filter(booking__access_code__in=keys)


def refuse_spent(code: AccessCode, *, number: int, at: datetime) -> None:
    """Raise CodeRefused where a code has ended, or pays for no more places."""
    if not code.is_good(at):
        raise CodeRefused("This access code has ended.")
    paid_for = left_of_code(code, at=at)
    if paid_for is not None and paid_for < number:
        raise CodeRefused("The places of this access code have gone.")


def end_stale_holds(event: Event, *, at: datetime) -> None:
    """End the holds whose time has run out, under the lock that the caller has.

    Capacity never depends on how punctual the timer is: whoever wants a place
    ends them here. Those who lost one are told by the message this posts.
    """
    stale = list(event.bookings.lapsing_by(at))
    if not stale:
        return
    keys = [booking.pk for booking in stale]
    Booking.objects.filter(pk__in=keys).update(status=BookingStatus.LAPSED)
    Ticket.objects.filter(booking__in=keys, released_at=None).update(released_at=at)
    for booking in stale:
        emails.hold_ended(booking, at=at)


def fits(
    event: Event,
    ticket_type: TicketType,
    *,
    number: int,
    at: datetime,
    allocation: Allocation | None = None,
) -> bool:
    """Say whether so many of one kind, and of one part of the mix, fit now."""
    kinds = Counter({ticket_type: number})
    parts = Counter({allocation.pk if allocation else None: number})
    return _fit(event, kinds, parts, at=at)


def fit(event: Event, wanted: Sequence[Wanted], *, at: datetime) -> bool:
    """Say whether all of these fit now: capacity, quotas and the mix."""
    kinds = Counter(one.ticket_type for one in wanted)
    return _fit(event, kinds, Counter(_parts(event, wanted)), at=at)


def _parts(event: Event, wanted: Sequence[Wanted]) -> list[int | None]:
    allocations = list(event.allocations.prefetch_related("agencies", "areas"))
    return [
        part.pk
        if (
            part := mix.belonging(
                allocations,
                agency=one.delegate.kind_of_agency,
                area=one.delegate.area,
            )
        )
        else None
        for one in wanted
    ]


def _fit(
    event: Event,
    kinds: Counter[TicketType],
    parts: Counter[int | None],
    *,
    at: datetime,
) -> bool:
    for ticket_type, number in kinds.items():
        of_type = left_of_type(ticket_type, at=at)
        if of_type is not None and of_type < number:
            return False
    allocations = list(event.allocations.all())
    if not allocations:
        free = left(event, at=at)
        return free is None or free >= kinds.total()
    return mix.fit(
        _shares(event, allocations, at=at),
        parts,
        capacity=event.capacity,
        taken=taken(event, at=at),
    )


def room(event: Event, *, at: datetime) -> mix.Room:
    allocations = list(event.allocations.prefetch_related("agencies", "areas"))
    shares = _shares(event, allocations, at=at) if allocations else []
    return mix.Room(event.capacity, taken(event, at=at), allocations, shares)


def promised(event: Event, *, at: datetime) -> int:
    """Return the places that are taken, or kept for a part of the mix."""
    shares = _shares(event, event.allocations.all(), at=at)
    return taken(event, at=at) + sum(share.kept() for share in shares)


def part_instead(
    event: Event, ticket: Ticket, delegate: Delegate, *, at: datetime
) -> Allocation | None:
    """Return the part in which a place counts once this delegate has it.

    Raises PartFull where it would not fit there, the place itself being given up.
    """
    part = allocation_of(event, delegate)
    key = part.pk if part else None
    if key == ticket.allocation_id:
        return part
    shares = [
        replace(share, taken=share.taken - (share.key == ticket.allocation_id))
        for share in _shares(event, event.allocations.all(), at=at)
    ]
    others = taken(event, at=at) - 1
    if not mix.fit(shares, {key: 1}, capacity=event.capacity, taken=others):
        raise PartFull(part.name if part else "")
    return part


def take(
    event: Event,
    *,
    wanted: Sequence[Wanted],
    status: BookingStatus,
    source: Source,
    booker: User | None,
    at: datetime,
    booker_name: str = "",
    booker_email: str = "",
    reason: HoldReason = HoldReason.NONE,
    until: datetime | None = None,
    terms: dict[str, Any] | None = None,
    code: AccessCode | None = None,
    given_up: int = 0,
    **facts: Any,
) -> Booking:
    """Take every place that is wanted, all or none, under the lock the caller has.

    Without a booker, the first delegate stands for one. A code is locked here, and
    its places counted: `given_up` of those it paid for are let go for these, so it
    pays for that many fewer. Raises EventFull or CodeRefused.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("Lock the event before taking a place.")
    if not fit(event, wanted, at=at):
        raise EventFull(event)
    if code is not None:
        code = lock_code(code)
        refuse_spent(code, number=len(wanted) - given_up, at=at)
    first = wanted[0].delegate
    booking = Booking.objects.create(
        event=event,
        status=status,
        source=source,
        reason=reason,
        held_until=until,
        booker=booker,
        booker_name=booker.name if booker else booker_name or first.name,
        booker_email=booker.email if booker else booker_email or first.email,
        terms=terms or {},
        access_code=code,
        created_at=at,
        confirmed_at=at if status == BookingStatus.CONFIRMED else None,
        **facts,
    )
    parts = _parts(event, wanted)
    tickets = Ticket.objects.bulk_create(
        Ticket(
            event=event,
            booking=booking,
            ticket_type=one.ticket_type,
            price_pence=one.pence,
            allocation_id=part,
            **about(one.delegate),
        )
        for one, part in zip(wanted, parts, strict=True)
    )
    note_needs(tickets, [one.delegate for one in wanted], at=at)
    return booking


def about(delegate: Delegate) -> dict[str, Any]:
    """Return what a ticket says of its delegate."""
    return {
        "name": delegate.name,
        "email": delegate.email,
        "user": delegate.user,
        "member": delegate.member,
        "agency": delegate.agency,
        "kind_of_agency": delegate.kind_of_agency,
        "profession": delegate.profession,
        "area": delegate.area,
    }


def note_needs(
    tickets: Sequence[Ticket], delegates: Sequence[Delegate], *, at: datetime
) -> None:
    """Write down what people need to take part, sealed."""
    AccessNeed.objects.bulk_create(
        AccessNeed(ticket=ticket, text=delegate.needs, told_at=at)
        for ticket, delegate in zip(tickets, delegates, strict=True)
        if delegate.needs
    )


def tell(ticket: Ticket, delegate: Delegate, *, at: datetime) -> None:
    """Write down what somebody says of themself; their address and account stay.

    Which part of the mix a place counts in is settled when it is taken, so the kind of
    agency and the area are only filled in where they were not known.
    """
    ticket.name = delegate.name
    ticket.agency = delegate.agency
    ticket.profession = delegate.profession
    if ticket.allocation_id is None and not ticket.event.allocations.exists():
        ticket.kind_of_agency = delegate.kind_of_agency
        ticket.area = delegate.area
    ticket.save(
        update_fields=["name", "agency", "profession", "kind_of_agency", "area"]
    )
    known = AccessNeed.objects.filter(ticket=ticket).first()
    if known is not None and known.text == delegate.needs:
        return
    # Told anew, so it is to be seen to anew.
    AccessNeed.objects.filter(ticket=ticket).delete()
    note_needs([ticket], [delegate], at=at)
