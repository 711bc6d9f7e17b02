"""Guests: booking without an account, and never telling who comes.

Whoever types an address has not proved that it is theirs. So the page says the same
whether or not that address has a place, and what is so stands in the mail to it. The
place is kept meanwhile; paying begins at the link.
"""

from datetime import datetime

from django.db import transaction

from events.errors import AlreadyBooked, EventFull
from events.models import Event

from . import codes, emails, paying, places, waiting_list


def ask(event: Event, order: paying.Order, *, at: datetime) -> None:
    """Keep the place that a guest asks for and write to the address, whatever is so.

    Raises what `paying.reserve` raises, but never that the address has a place.
    """
    try:
        booking = paying.reserve(event, order, at=at)
    except AlreadyBooked:
        if not _answer_as_if_new(event, order, at=at):
            # Raised out here, so that the offers made under the lock are kept.
            raise EventFull(event) from None
        return
    if booking.booker_id is None and booking.created_at < at:
        # Asked again: the first mail may have gone astray.
        emails.place_kept(booking, at=at)


@transaction.atomic
def _answer_as_if_new(event: Event, order: paying.Order, *, at: datetime) -> bool:
    """Tell the address alone that it has a place; refuse what anybody is refused.

    Says whether somebody else would have been given one.
    """
    (event,) = places.lock(event)
    code = codes.find(order.code, event, at=at)
    wanted = paying.wanted_by(event, order, code, at=at)
    waiting_list.pass_on(event, at=at)
    if waiting_list.is_anyone_waiting(event) or not places.fit(event, wanted, at=at):
        return False
    if code is not None:
        places.refuse_spent(code, number=len(wanted), at=at)
    ticket = event.tickets.taking_a_place(at).filter(email=order.booker_email).first()
    if ticket is not None:
        emails.place_already(ticket, at=at)
    return True


def ask_for_links(email: str, *, at: datetime) -> None:
    """Write to an address what was booked from it; nothing is looked up before."""
    emails.booking_links(email, at=at)
