"""Out of turn: staff offer a place to somebody before those ahead of them.

Capacity and the mix hold as ever. Why it was done stands in the history.
"""

from datetime import datetime

from django.db import transaction

from events.errors import EventFull, NotOpen, StepRefused
from events.models import Booking, WaitingListEntry, WaitingStatus
from portal.accounts.models import User
from portal.core import history

from . import places, waiting_list


@transaction.atomic
def offer(entry: WaitingListEntry, *, by: User, at: datetime, reason: str) -> Booking:
    """Offer what is free to this entry first. Those ahead keep their turn.

    Raises EventFull where nothing is free for them, StepRefused where they cannot be
    offered it.
    """
    (event,) = places.lock(entry.event)
    places.end_stale_holds(event, at=at)
    rows = WaitingListEntry.objects.select_related(
        "user", "ticket_type", "kind_of_agency", "area"
    )
    entry = rows.get(pk=entry.pk)
    entry.event = event
    if entry.status != WaitingStatus.WAITING:
        raise StepRefused("They wait no longer: they were offered a place, or left.")
    if not event.takes_bookings(at):
        raise NotOpen("The event takes no bookings now, so nothing is offered.")
    room = places.room(event, at=at)
    free = room.left(kind_of_agency=entry.kind_of_agency, area=entry.area)
    if room.is_full or free == 0:
        raise EventFull(event)
    ahead = waiting_list.position(entry) - 1
    booking = waiting_list.offer_to(event, entry, room, at=at, by=by)
    if booking is None:
        raise StepRefused(f"They cannot be offered it: {entry.passed_over}")
    history.record(
        event,
        "events.offered_out_of_turn",
        by=by,
        facts={"booking": booking.reference, "ahead": ahead, "reason": reason},
    )
    return booking
