"""The waiting list: join, leave, offer the next place.

The list belongs to the event. While people wait, a free place is theirs: it is
offered to one person at a time, in the order they came, and held meanwhile. An
offer is a held booking, so it counts as taken and ends as every hold does.
"""

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from events.catalogue import policies
from events.errors import AlreadyBooked, NotEligible, NotOpen, StepRefused
from events.models import (
    Booking,
    BookingPolicy,
    BookingStatus,
    Event,
    HoldReason,
    Source,
    WaitingListEntry,
    WaitingStatus,
)
from membership import standing
from portal.accounts.models import User
from portal.core import clock, history
from portal.core.words import count_of

from . import eligibility, emails, places


def is_anyone_waiting(event: Event) -> bool:
    return event.waiting_list.filter(status=WaitingStatus.WAITING).exists()


@transaction.atomic
def join(event: Event, *, by: User, at: datetime) -> WaitingListEntry:
    """Put the person at the end of the list, or return the entry they have.

    Refused when they may not book, have a place, or a place is free for them.
    """
    (event,) = places.lock(event)
    existing = event.waiting_list.waiting().filter(user=by).first()
    if existing is not None:
        return existing
    mine = event.tickets.kept().of(by).taking_a_place(at)
    ticket = mine.select_related("booking__event").first()
    if ticket is not None:
        raise AlreadyBooked(ticket.booking)
    answer = _verdict(event, by, at=at)
    if not answer.allowed or answer.ticket_type is None:
        raise NotEligible(answer.message, answer.why)
    pass_on(event, at=at)
    if not is_anyone_waiting(event) and places.fits(
        event, answer.ticket_type, number=1, at=at
    ):
        raise NotOpen("A place has come free: you can book it now.")
    entry = WaitingListEntry.objects.create(
        event=event, user=by, ticket_type=answer.ticket_type, joined_at=at
    )
    history.record(event, "events.waiting_list_joined", by=by)
    emails.waiting_list_joined(entry, at=at)
    return entry


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

    Return how many places were offered. Nothing is offered once booking has
    closed. Somebody who may no longer book keeps their place in the list and is
    passed over, with the reason on the entry for staff to see.
    """
    places.end_stale_holds(event, at=at)
    if not event.takes_bookings(at):
        return 0
    offered = 0
    for entry in event.waiting_list.waiting().select_related("user", "ticket_type"):
        if places.left(event, at=at) == 0:
            break
        offered += _offer(event, entry, at=at)
    return offered


def _offer(event: Event, entry: WaitingListEntry, *, at: datetime) -> bool:
    answer = _verdict(event, entry.user, at=at)
    ticket_type = answer.ticket_type
    why_not = ""
    if not answer.allowed or ticket_type is None:
        return _pass_over(entry, answer.message)
    if not places.fits(event, ticket_type, number=1, at=at):
        why_not = f"No place of the kind {ticket_type} is free."
    elif (
        event.tickets.kept()
        .filter(Q(user=entry.user) | Q(email=entry.user.email))
        .exists()
    ):
        # By address too: staff may have booked it before there was an account.
        why_not = "Has a place already."
    if why_not:
        return _pass_over(entry, why_not)
    policy = policies.booking_policy()
    delegate = places.Delegate(
        name=entry.user.name,
        email=entry.user.email,
        user=entry.user,
        member=standing.standing_of_user(entry.user, on=clock.uk_day(at)).member,
    )
    booking = places.take(
        event,
        wanted=[places.Wanted(ticket_type, delegate, ticket_type.price_pence)],
        status=BookingStatus.HELD,
        source=Source.OFFER,
        booker=entry.user,
        at=at,
        reason=HoldReason.OFFER,
        until=offer_ends(event, policy, at=at),
        terms=policy.terms(),
    )
    WaitingListEntry.objects.filter(pk=entry.pk).update(
        status=WaitingStatus.OFFERED, offer=booking, passed_over=""
    )
    history.record(
        event, "events.place_offered", by=None, facts={"booking": booking.reference}
    )
    emails.place_offered(booking, at=at)
    return True


def _pass_over(entry: WaitingListEntry, why_not: str) -> bool:
    """Note for staff why a free place went past somebody; offers nothing."""
    if why_not != entry.passed_over:
        entry.passed_over = why_not[:200]
        entry.save(update_fields=["passed_over"])
    return False


def offer_ends(event: Event, policy: BookingPolicy, *, at: datetime) -> datetime:
    """Return until when an offer made now lasts: never past the close of booking."""
    late = event.starts_at - at < timedelta(days=policy.late_from_days)
    hours = policy.late_offer_hours if late else policy.offer_hours
    return min(at + timedelta(hours=hours), event.closes_at)


def offer_was_sent(booking: Booking, *, at: datetime) -> None:
    """Let the offer run from the moment its message left.

    Only a hold that still lives is moved, so no place is counted twice.
    """
    until = offer_ends(booking.event, policies.booking_policy(), at=at)
    Booking.objects.filter(
        pk=booking.pk, status=BookingStatus.HELD, held_until__gt=at
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
        ahead=position(entry) - 1,
        is_open=event.takes_bookings(at),
        is_full=places.left(event, at=at) == 0,
    )


def everybody_waiting(
    event: Event, *, at: datetime
) -> list[tuple[WaitingListEntry, str]]:
    """Return who waits, in order, each with why nothing has been offered yet.

    Takes as many queries for a hundred people as for one.
    """
    is_open = event.takes_bookings(at)
    is_full = places.left(event, at=at) == 0
    entries = event.waiting_list.waiting().select_related("user", "ticket_type")
    return [
        (entry, _why_not(entry, ahead=ahead, is_open=is_open, is_full=is_full))
        for ahead, entry in enumerate(entries)
    ]


def _why_not(
    entry: WaitingListEntry, *, ahead: int, is_open: bool, is_full: bool
) -> str:
    if not is_open:
        return "The event takes no bookings now, so nothing is offered."
    if entry.passed_over:
        return f"Passed over: {entry.passed_over}"
    if is_full and ahead:
        queue = count_of(ahead, "person is,people are")
        return f"Every place is taken, and {queue} ahead."
    if is_full:
        return "Every place is taken. The next one that comes free is offered here."
    return "A place is free and is offered within a minute."


def _verdict(event: Event, user: User, *, at: datetime) -> eligibility.Verdict:
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
