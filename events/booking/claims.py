"""Claims: a link by which somebody names themself on a place that a group has.

One for each place, sent by mail; or one for the booking, to hand round. The token is
stored hashed. Whoever opens a link sees the event and who booked, and never a price,
another name, or whether somebody has a place.
"""

from datetime import datetime

from django.db import transaction

from events.errors import AlreadyNamed, StepRefused
from events.models import Booking, BookingStatus, ClaimLink, HoldReason, Ticket
from portal.accounts.models import User
from portal.core import history, tokens

from . import emails, naming, places

OVER = "This link is over: its place has a name, or was given up."
# Nobody's mailbox is filled; but a team has one mailbox for several places.
TO_ONE_ADDRESS = 10
TOO_MANY = (
    "Very many links have gone for this booking within an hour. Wait an hour, or make "
    "a link to hand round."
)
ENOUGH = (
    "Very many links have gone to this address within an hour. Wait an hour, or make a "
    "link to hand round."
)
NONE_LEFT = "Every place of this booking has a name now. Ask whoever sent you the link."


@transaction.atomic
def send(ticket: Ticket, email: str, *, by: User | None, at: datetime) -> ClaimLink:
    """Mail somebody a link to name themself on one place; an earlier link stops.

    Raises StepRefused where too many have gone within the hour.
    """
    (event,) = places.lock(ticket.event)
    ticket = naming.fresh(ticket, event, at=at)
    refuse_unpaid(ticket.booking)
    if ticket.is_named:
        raise StepRefused("This place has a name already. Take it off first.")
    if has_had_enough(email, at=at):
        raise StepRefused(ENOUGH)
    _refuse_many(ticket.booking, at=at)
    ticket.claim_links.filter(ended_at=None).update(ended_at=at)
    token = tokens.new()
    link = ClaimLink.objects.create(
        booking=ticket.booking,
        ticket=ticket,
        email=email.lower(),
        token=tokens.hashed(token),
        made_at=at,
    )
    emails.claim_wanted(link, token, at=at)
    history.record(ticket.booking, "events.claim_link_sent", by=by)
    return link


def has_had_enough(email: str, *, at: datetime) -> bool:
    """Say whether an address was sent so many links, whoever asked for them."""
    sent = ClaimLink.objects.filter(email=email.lower(), made_at__gt=at - naming.SPELL)
    return sent.count() >= TO_ONE_ADDRESS


def _refuse_many(booking: Booking, *, at: datetime) -> None:
    """Count by the booking: a place that is given another name is another ticket."""
    sent = booking.claim_links.exclude(ticket=None).filter(
        made_at__gt=at - naming.SPELL
    )
    if sent.count() >= naming.FOR_ONE_PLACE * booking.tickets.kept().count():
        raise StepRefused(TOO_MANY)


@transaction.atomic
def make_shared(booking: Booking, *, by: User | None, at: datetime) -> str:
    """Return the clear token of a link to hand round; the one before stops."""
    refuse_unpaid(booking)
    end_shared(booking, at=at)
    token = tokens.new()
    ClaimLink.objects.create(booking=booking, token=tokens.hashed(token), made_at=at)
    history.record(booking, "events.claim_link_made", by=by)
    return token


def end_shared(booking: Booking, *, at: datetime) -> None:
    booking.claim_links.filter(ticket=None, ended_at=None).update(ended_at=at)


def shared(booking: Booking) -> ClaimLink | None:
    return booking.claim_links.filter(ticket=None, ended_at=None).first()


def find(token: str, *, at: datetime) -> ClaimLink | None:
    """Return the link, while somebody can still be named by it."""
    rows = ClaimLink.objects.select_related("booking__event", "booking__bill", "ticket")
    link = rows.filter(token=tokens.hashed(token)).first()
    return link if link is not None and is_open(link, at=at) else None


def is_open(link: ClaimLink, *, at: datetime) -> bool:
    booking = link.booking
    event = booking.event
    if link.ended_at is not None or event.is_cancelled or event.is_over(at):
        return False
    if booking.status != BookingStatus.CONFIRMED and not booking.is_held(at):
        return False
    ticket = link.ticket
    return ticket is None or (ticket.released_at is None and not ticket.is_named)


@transaction.atomic
def claim(
    token: str, delegate: places.Delegate, *, at: datetime, by: User | None
) -> None:
    """Name whoever opened the link on its place, or on the next free one.

    Somebody who has a place at the event keeps that one, and is told so by mail alone:
    the page says the same, since anybody may type any address. Raises StepRefused when
    the link is over, PartFull when their part of the mix is full.
    """
    link = find(token, at=at)
    if link is None:
        raise StepRefused(OVER)
    (event,) = places.lock(link.booking.event)
    ticket = link.ticket
    if ticket is None:
        free = link.booking.tickets.kept().filter(email="")
        ticket = free.order_by("pk").first()
        if ticket is None:
            raise StepRefused(NONE_LEFT)
    ticket.event = event
    try:
        naming.name(ticket, delegate, by=by, at=at, claimed=True)
    except AlreadyNamed:
        taken = event.tickets.taking_a_place(at).filter(email=delegate.email).first()
        if taken is None:
            # Somebody else was quicker with the same link.
            raise StepRefused(OVER) from None
        emails.place_already(taken, at=at)


def refuse_unpaid(booking: Booking) -> None:
    """Refuse to name people on places that nobody has paid for or promised to.

    Whoever may hold places for nothing could ask one address after another.
    """
    if (
        booking.status == BookingStatus.HELD
        and booking.reason != HoldReason.PURCHASE_ORDER
    ):
        raise StepRefused("Pay first, or ask for an invoice. Then say who comes.")


def booked_by(booking: Booking) -> str:
    """Name who booked, as those who come know them: the person and their employer."""
    known = [booking.booker_name, booking.organisation]
    return ", ".join(word for word in known if word) or booking.booker_email
