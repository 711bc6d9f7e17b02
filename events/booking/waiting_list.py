"""The waiting list: join, leave, offer the next place.

The list belongs to the event. While people wait, a free place is theirs: it is
offered to one person at a time, in the order they came, and held meanwhile. An
offer is a held booking, so it counts as taken and ends as every hold does.

Nobody is skipped but who cannot be offered what is free: all of several places that
somebody wants together, or a place of another part of the mix. They keep their turn,
and the entry says why.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from events.catalogue import policies, waking
from events.errors import AlreadyBooked, NotEligible, NotOpen, StepRefused
from events.models import (
    Booking,
    BookingPolicy,
    BookingStatus,
    Event,
    HoldReason,
    Source,
    TicketType,
    WaitingListEntry,
    WaitingStatus,
    WayIn,
)
from membership import standing
from portal.accounts.models import User
from portal.body.models import Agency, Area
from portal.core import clock, history
from portal.core.words import count_of

from . import eligibility, emails, mix, places


@dataclass(frozen=True)
class Wish:
    """What somebody waits for: their own place, or several for others.

    `takes_part` says that fewer are welcome too; otherwise it is all or none.
    """

    places: int = 1
    takes_part: bool = False
    kind_of_agency: Agency | None = None
    area: Area | None = None


ONE = Wish()


def is_anyone_waiting(event: Event) -> bool:
    return event.waiting_list.filter(status=WaitingStatus.WAITING).exists()


@transaction.atomic
def join(event: Event, *, by: User, at: datetime, wish: Wish = ONE) -> WaitingListEntry:
    """Put the person at the end of the list, or return the entry they have.

    Refused when they may not book, have a place, or a place is free for them.
    """
    (event,) = places.lock(event)
    existing = event.waiting_list.waiting().filter(user=by).first()
    if existing is not None:
        return existing
    mine = event.tickets.kept().of(by).taking_a_place(at)
    ticket = mine.select_related("booking__event").first()
    if ticket is not None and wish.places == 1:
        raise AlreadyBooked(ticket.booking)
    answer = _verdict(event, by, number=wish.places, at=at)
    if not answer.allowed or answer.ticket_type is None:
        raise NotEligible(answer.message, answer.why)
    pass_on(event, at=at)
    wanted = [
        places.Wanted(answer.ticket_type, one, 0) for one in _delegates(wish, by, at=at)
    ]
    has_parts = event.allocations.exists()
    free = not is_anyone_waiting(event) and places.fit(event, wanted, at=at)
    if free and not has_parts:
        raise NotOpen("A place has come free: you can book it now.")
    entry = WaitingListEntry.objects.create(
        event=event,
        user=by,
        ticket_type=answer.ticket_type,
        places=wish.places,
        takes_part=wish.takes_part,
        kind_of_agency=wish.kind_of_agency,
        area=wish.area,
        joined_at=at,
    )
    history.record(event, "events.waiting_list_joined", by=by)
    if has_parts:
        # What is free for their part, and for nobody ahead of them, is theirs at once.
        pass_on(event, at=at)
        entry.refresh_from_db()
    if entry.status == WaitingStatus.WAITING:
        emails.waiting_list_joined(entry, at=at)
    return entry


def _delegates(
    wish: Wish, user: User, *, at: datetime, number: int | None = None
) -> list[places.Delegate]:
    """Return who would come: the person themself, or others still to be named."""
    count = wish.places if number is None else number
    if wish.places > 1:
        return [
            places.Delegate("", "", kind_of_agency=wish.kind_of_agency, area=wish.area)
        ] * count
    return [
        places.Delegate(
            name=user.name,
            email=user.email,
            user=user,
            member=standing.standing_of_user(user, on=clock.uk_day(at)).member,
            kind_of_agency=wish.kind_of_agency,
            area=wish.area,
        )
    ]


def _wish_of(entry: WaitingListEntry) -> Wish:
    return Wish(entry.places, entry.takes_part, entry.kind_of_agency, entry.area)


@transaction.atomic
def leave(entry: WaitingListEntry, *, by: User | None, at: datetime) -> None:
    """Take the person off the list; leaving twice is no fault.

    Somebody who has been offered a place declines it with `bookings.cancel`.
    """
    gone = WaitingListEntry.objects.filter(
        pk=entry.pk, status=WaitingStatus.WAITING
    ).update(status=WaitingStatus.LEFT, left_at=at)
    if gone:
        history.record(entry.event, "events.waiting_list_left", by=by)
    entry.refresh_from_db()
    if entry.status == WaitingStatus.OFFERED:
        raise StepRefused("You have been offered a place: take it, or let it go.")


def position(entry: WaitingListEntry) -> int:
    """Return 1 for the person whose turn comes next."""
    queue = entry.event.waiting_list.waiting()
    before = Q(joined_at__lt=entry.joined_at)
    same_moment = Q(joined_at=entry.joined_at, pk__lt=entry.pk)
    return queue.filter(before | same_moment).count() + 1


def pass_on(event: Event, *, at: datetime) -> int:
    """End stale holds and offer every free place, under the caller's lock.

    Return how many offers were made. Nothing is offered once booking has closed.
    Somebody who cannot be offered what is free keeps their place in the list and is
    passed over, with the reason on the entry for staff to see.
    """
    places.end_stale_holds(event, at=at)
    if not event.takes_bookings(at):
        return 0
    waiting = list(
        event.waiting_list.waiting().select_related(
            "user", "ticket_type", "kind_of_agency", "area"
        )
    )
    if not waiting:
        return 0
    offered = 0
    room = places.room(event, at=at)
    for entry in waiting:
        if room.is_full:
            break
        why_not = _why_no_room(room, entry)
        if why_not:
            _pass_over(entry, why_not)
        elif offer_to(event, entry, room, at=at):
            offered += 1
            room = places.room(event, at=at)
    return offered


def _why_no_room(room: mix.Room, entry: WaitingListEntry) -> str:
    """Say why what is free is not for this entry, empty where some of it is.

    Asks nothing of the database: hundreds may wait for a part that is full.
    """
    free = room.left(kind_of_agency=entry.kind_of_agency, area=entry.area)
    if free == 0:
        part = room.part(kind_of_agency=entry.kind_of_agency, area=entry.area)
        if part is not None:
            return f"The places for {part.name} are taken."
        return "What is free is kept for others."
    if free is not None and free < entry.places and not entry.takes_part:
        return f"Wants {entry.places} together, and {free} are free."
    return ""


def _number(entry: WaitingListEntry, room: mix.Room) -> int:
    free = room.left(kind_of_agency=entry.kind_of_agency, area=entry.area)
    return entry.places if free is None else min(entry.places, free)


def offer_to(
    event: Event,
    entry: WaitingListEntry,
    room: mix.Room,
    *,
    at: datetime,
    by: User | None = None,
) -> Booking | None:
    """Hold what is free for an entry, or note why it cannot be."""
    answer = _verdict(event, entry.user, number=entry.places, at=at)
    ticket_type = answer.ticket_type
    if not answer.allowed or ticket_type is None:
        _pass_over(entry, answer.message)
        return None
    theirs = Q(user=entry.user) | Q(email=entry.user.email)
    if entry.places == 1 and event.tickets.kept().filter(theirs).exists():
        # By address too: staff may have booked it before there was an account.
        _pass_over(entry, "Has a place already.")
        return None
    wish = _wish_of(entry)
    number = _most_of_kind(ticket_type, _number(entry, room), at=at)
    if number < 1 or (number < entry.places and not entry.takes_part):
        _pass_over(entry, f"No place of the kind {ticket_type} is free.")
        return None
    people = _delegates(wish, entry.user, number=number, at=at)
    wanted = [
        places.Wanted(ticket_type, one, ticket_type.price_pence) for one in people
    ]
    if not places.fit(event, wanted, at=at):
        _pass_over(entry, "What is free does not fit the mix.")
        return None
    policy = policies.booking_policy()
    booking = places.take(
        event,
        wanted=wanted,
        status=BookingStatus.HELD,
        source=Source.OFFER,
        booker=entry.user,
        at=at,
        reason=HoldReason.OFFER,
        until=offer_ends(event, policy, at=at),
        terms=policy.terms(),
        # Of several nobody is named yet, so nothing is left to ask.
        policies_accepted_at=at if wish.places > 1 else None,
    )
    WaitingListEntry.objects.filter(pk=entry.pk).update(
        status=WaitingStatus.OFFERED, offer=booking, passed_over=""
    )
    history.record(
        event, "events.place_offered", by=by, facts={"booking": booking.reference}
    )
    emails.place_offered(booking, at=at)
    return booking


def _most_of_kind(ticket_type: TicketType, number: int, *, at: datetime) -> int:
    of_type = places.left_of_type(ticket_type, at=at)
    return number if of_type is None else min(number, of_type)


def _pass_over(entry: WaitingListEntry, why_not: str) -> None:
    """Note for staff why a free place went past somebody; offers nothing."""
    if why_not != entry.passed_over:
        entry.passed_over = why_not[:200]
        entry.save(update_fields=["passed_over"])


def offer_ends(event: Event, policy: BookingPolicy, *, at: datetime) -> datetime:
    """Return until when an offer made now lasts.

    Hours count while people are awake, and none passes the close of booking.
    """
    late = event.starts_at - at < timedelta(days=policy.late_from_days)
    hours = policy.late_offer_hours if late else policy.offer_hours
    return min(waking.later(at, hours, policy), event.closes_at)


def offer_was_sent(booking: Booking, *, at: datetime) -> None:
    """Let the offer run from the moment its message left.

    Only a hold that still lives is moved, so no place is counted twice.
    """
    until = offer_ends(booking.event, policies.booking_policy(), at=at)
    Booking.objects.filter(
        pk=booking.pk,
        status=BookingStatus.HELD,
        # Somebody may be paying for it already, which has a time of its own.
        reason=HoldReason.OFFER,
        held_until__gt=at,
    ).update(held_until=until)


def why_not_offered(entry: WaitingListEntry, *, at: datetime) -> str:
    """Tell staff, in a sentence, why this person has no place yet."""
    event = entry.event
    if entry.status == WaitingStatus.LEFT:
        return "Left the list."
    if entry.status == WaitingStatus.OFFERED:
        return "A place has been offered."
    return _why_not(
        entry,
        places.room(event, at=at),
        ahead=position(entry) - 1,
        is_open=event.takes_bookings(at),
    )


def everybody_waiting(
    event: Event, *, at: datetime
) -> list[tuple[WaitingListEntry, str]]:
    """Return who waits, in order, each with why nothing has been offered yet.

    Takes as many queries for a hundred people as for one.
    """
    is_open = event.takes_bookings(at)
    room = places.room(event, at=at)
    entries = event.waiting_list.waiting().select_related(
        "user", "ticket_type", "kind_of_agency", "area"
    )
    return [
        (entry, _why_not(entry, room, ahead=ahead, is_open=is_open))
        for ahead, entry in enumerate(entries)
    ]


def _why_not(
    entry: WaitingListEntry, room: mix.Room, *, ahead: int, is_open: bool
) -> str:
    if not is_open:
        return "The event takes no bookings now, so nothing is offered."
    queue = count_of(ahead, "person is,people are")
    if entry.passed_over:
        return f"Passed over: {entry.passed_over}"
    if room.is_full:
        if ahead:
            return f"Every place is taken, and {queue} ahead."
        return "Every place is taken. The next one that comes free is offered here."
    no_room = _why_no_room(room, entry)
    if no_room:
        return f"Passed over: {no_room}"
    return "A place is free and is offered within a minute."


def may_wait(event: Event, user: User, *, at: datetime) -> eligibility.Verdict:
    """Say whether somebody may be offered a place of their own now."""
    return _verdict(event, user, number=1, at=at)


def _verdict(
    event: Event, user: User, *, number: int, at: datetime
) -> eligibility.Verdict:
    """Say whether somebody may be offered a place: of several, as for anybody, since
    a member's price is the member's alone.
    """
    if number > 1:
        answer = eligibility.about_event(event, at=at)
        if not answer.allowed:
            return answer
        if event.way_in != WayIn.PUBLIC:
            return eligibility.Verdict(
                eligibility.Why.INVITATION,
                "Only your own place can be waited for here.",
            )
        return eligibility.cheapest(event.ticket_types.all(), standing.NOBODY)
    return eligibility.verdict(
        event,
        event.ticket_types.all(),
        standing.standing_of_user(user, on=clock.uk_day(at)),
        signed_in=True,
        invited=event.invitations.filter(
            email=user.email, withdrawn_at__isnull=True
        ).exists(),
        at=at,
    )
