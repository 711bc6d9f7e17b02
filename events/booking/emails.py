"""The messages of booking: one function for each, posted in the verb's transaction.

What each says, and whether it is still true when its turn comes, is in `letters`.
Nobody without an address is written to.
"""

from collections.abc import Collection, Sequence
from datetime import datetime

from events.catalogue.ical import EntryDate
from events.models import (
    Booking,
    ClaimLink,
    Invitation,
    Source,
    Ticket,
    WaitingListEntry,
)
from portal.notifications.post import post


def booking_confirmed(booking: Booking, *, at: datetime) -> None:
    """Tell each delegate, and whoever booked for others how it stands with all."""
    told = [one for one in _delegates(booking) if one.released_at is None]
    for ticket in told:
        _to_delegate("events/booking_confirmed", booking, ticket, at=at)
    if _books_for_others(booking, told):
        _to_booker("events/places_confirmed", booking, at=at)


def place_confirmed(ticket: Ticket, *, at: datetime) -> None:
    """Tell one delegate of a booking; the others know already."""
    if ticket.email:
        _to_delegate("events/booking_confirmed", ticket.booking, ticket, at=at)


def booking_cancelled(
    booking: Booking, tickets: Collection[Ticket], *, at: datetime
) -> None:
    """Tell those whose places were given up just now, and whoever booked for them."""
    keys = {ticket.pk for ticket in tickets}
    told = [one for one in _delegates(booking) if one.pk in keys]
    for ticket in told:
        _to_delegate("events/booking_cancelled", booking, ticket, at=at)
    if _books_for_others(booking, told):
        _to_booker("events/places_given_up", booking, at=at, tickets=sorted(keys))


def place_cancelled(ticket: Ticket, *, at: datetime) -> None:
    """Tell one delegate that their place is gone; `ticket` has its new sequence."""
    if ticket.email:
        _to_delegate("events/booking_cancelled", ticket.booking, ticket, at=at)


def place_given_up(ticket: Ticket, *, at: datetime) -> None:
    """Tell whoever booked that one of several places is given up, and what it means."""
    _to_booker("events/places_given_up", ticket.booking, at=at, tickets=[ticket.pk])


def place_moved(ticket: Ticket, *, at: datetime) -> None:
    """Take the date that was left out of the delegate's calendar, and say why."""
    ticket.refresh_from_db(fields=["released_at", "sequence"])
    if ticket.email:
        _to_delegate("events/place_moved", ticket.booking, ticket, at=at)


def claim_wanted(link: ClaimLink, token: str, *, at: datetime) -> None:
    """Ask somebody to name themself on a place. The clear token goes with the mail."""
    post(
        "events/claim_wanted",
        to=link.email,
        subject=link.booking,
        facts={"link": link.pk, "token": token},
        forget_facts=True,
        not_after=link.booking.event.ends_at,
        at=at,
    )


def event_changed(booking: Booking, *, at: datetime, was: str = "") -> None:
    """Tell how the event stands now; `was` is how the dates read before."""
    told = [one for one in _delegates(booking) if one.released_at is None]
    for ticket in told:
        _to_delegate("events/event_changed", booking, ticket, at=at, was=was)
    if _books_for_others(booking, told):
        _to_booker("events/places_changed", booking, at=at, was=was)


def sittings_dropped(
    booking: Booking, dropped: Sequence[EntryDate], *, at: datetime
) -> None:
    """Take dates that are no more out of the delegates' calendars.

    A message of its own, since one calendar file either asks or cancels.
    """
    gone = [
        [sitting.number, sitting.starts_at.isoformat(), sitting.ends_at.isoformat()]
        for sitting in dropped
    ]
    for ticket in _delegates(booking):
        _to_delegate("events/sittings_dropped", booking, ticket, at=at, dropped=gone)


def event_cancelled(booking: Booking, *, at: datetime) -> None:
    """Tell those who lost their places with it, and whoever booked for them."""
    lost = [one for one in _delegates(booking) if one.released_at == at]
    for ticket in lost:
        _to_delegate("events/event_cancelled", booking, ticket, at=at)
    if booking.booker_email not in {ticket.address for ticket in lost}:
        _to_booker("events/booking_called_off", booking, at=at)


def joining_instructions(ticket: Ticket, *, at: datetime) -> None:
    """Tell somebody how to get in; nothing goes once it has begun."""
    post(
        "events/joining_instructions",
        to=ticket.address,
        subject=ticket.booking,
        user=ticket.user,
        facts={"ticket": ticket.pk, "sequence": ticket.sequence},
        not_after=ticket.booking.event.starts_at,
        at=at,
    )


def place_offered(booking: Booking, *, at: datetime) -> None:
    _to_booker("events/place_offered", booking, at=at)


def hold_ended(booking: Booking, *, at: datetime) -> None:
    _to_booker("events/hold_ended", booking, at=at)


def place_kept(booking: Booking, *, at: datetime) -> None:
    """Send whoever booked without an account the link on which they pay."""
    _to_booker("events/place_kept", booking, at=at)


def place_already(ticket: Ticket, *, at: datetime) -> None:
    """Tell an address from which a place is asked for that it has one."""
    _to_delegate("events/place_already", ticket.booking, ticket, at=at)


def booking_links(email: str, *, at: datetime) -> None:
    """Send an address new links to what was booked from it, if anything was."""
    post("events/booking_links", to=email, at=at)


def order_reminder(booking: Booking, *, at: datetime) -> None:
    """Remind who books that the purchase order has not come."""
    _to_booker("events/order_reminder", booking, at=at)


def order_awaited(booking: Booking, *, at: datetime) -> None:
    """Tell who books that the places are kept until the purchase order comes."""
    _to_booker("events/order_awaited", booking, at=at)


def waiting_list_joined(entry: WaitingListEntry, *, at: datetime) -> None:
    _to_waiting("events/waiting_list_joined", entry, at=at)


def waiting_list_closed(entry: WaitingListEntry, *, at: datetime) -> None:
    _to_waiting("events/waiting_list_closed", entry, at=at)


def membership_ended(ticket: Ticket, *, at: datetime) -> None:
    """Tell the holder of a member's place that the membership has ended."""
    if ticket.email:
        _to_delegate("events/membership_ended", ticket.booking, ticket, at=at)


def invited(invitation: Invitation, token: str, *, at: datetime) -> None:
    """Send the link. The clear token is in the outbox until it has gone, no longer."""
    post(
        "events/invited",
        to=invitation.email,
        subject=invitation,
        facts={"invitation": invitation.pk, "token": token},
        forget_facts=True,
        not_after=invitation.event.ends_at,
        at=at,
    )


# --- To whom ---------------------------------------------------------------


def _books_for_others(booking: Booking, told: Sequence[Ticket]) -> bool:
    """Say whether whoever booked has to be told apart from those who come.

    By address, since on a place of one's own somebody else may come. What a
    commissioner bought has letters of its own, and nobody books who walks in.
    """
    if booking.source in {Source.COMMISSION, Source.WALK_IN}:
        return False
    booker = booking.booker.email if booking.booker else booking.booker_email
    return booker not in {ticket.address for ticket in told}


def _delegates(booking: Booking) -> Sequence[Ticket]:
    """Return the tickets as they are now: the verbs have just counted them up."""
    return list(booking.tickets.exclude(email="").select_related("user"))


def _to_delegate(
    kind: str, booking: Booking, ticket: Ticket, *, at: datetime, **facts: object
) -> None:
    post(
        kind,
        to=ticket.address,
        subject=booking,
        user=ticket.user,
        facts={"ticket": ticket.pk, "sequence": ticket.sequence, **facts},
        not_after=booking.event.ends_at,
        at=at,
    )


def _to_booker(kind: str, booking: Booking, *, at: datetime, **facts: object) -> None:
    if not booking.booker_email:
        return
    post(
        kind,
        to=booking.booker_email,
        subject=booking,
        user=booking.booker,
        facts={"booking": booking.pk, **facts},
        not_after=booking.event.ends_at,
        at=at,
    )


def _to_waiting(kind: str, entry: WaitingListEntry, *, at: datetime) -> None:
    post(
        kind,
        to=entry.user.email,
        subject=entry,
        user=entry.user,
        facts={"entry": entry.pk},
        not_after=entry.event.ends_at,
        at=at,
    )
