"""First offers: a new date goes first to those who had asked for one.

Whoever has an account and may book is offered a place in the order of asking: the
offer is their head start, since a place that is offered is nobody else's meanwhile.
Everybody else hears of the date at the same moment. Each is told of a date once.
"""

from datetime import datetime

from events.catalogue import interest
from events.models import Event, WaitingListEntry, WaitingStatus, WayIn

from . import eligibility, waiting_list


def tell(event: Event, *, at: datetime) -> int:
    """Offer and tell, under the lock the caller has; return how many hear of it."""
    if event.course_id is None or event.way_in not in {WayIn.PUBLIC, WayIn.MEMBERS}:
        return 0
    wanting = list(interest.waiting_for(event))
    interest.note_told(event, wanting, at=at)
    entries = {}
    for one in wanting:
        if one.user is None or event.capacity is None:
            continue
        answer = waiting_list.may_wait(event, one.user, at=at)
        if answer.why is eligibility.Why.FINE and answer.ticket_type is not None:
            entries[one.pk] = WaitingListEntry.objects.create(
                event=event,
                user=one.user,
                ticket_type=answer.ticket_type,
                area=one.area,
                joined_at=one.asked_at,
            )
    waiting_list.pass_on(event, at=at)
    offered = set(
        event.waiting_list.filter(status=WaitingStatus.OFFERED).values_list(
            "pk", flat=True
        )
    )
    # Nobody queues who had not asked for a place: they are told, and decide.
    event.waiting_list.filter(
        status=WaitingStatus.WAITING, pk__in=[each.pk for each in entries.values()]
    ).update(status=WaitingStatus.LEFT, left_at=at)
    for one in wanting:
        entry = entries.get(one.pk)
        if entry is None or entry.pk not in offered:
            interest.announce(event, one, at=at)
    return len(wanting)
