"""First offers: a new date goes first to those who had asked for one.

Whoever has an account and may book is offered a place in the order of asking: the
offer is their head start, since a place that is offered is nobody else's meanwhile.
Everybody else hears of the date at the same moment. Each is told of a date once.

Where booking opens later, everybody hears of it, and as many as there are places that
no part of the mix keeps wait in the list: the list is asked before anybody books, so
the opening is theirs too.
"""

from collections.abc import Iterable
from datetime import datetime

from events.catalogue import interest
from events.models import CourseInterest, Event, WaitingListEntry, WaitingStatus, WayIn

from . import eligibility, places, waiting_list


def tell(event: Event, *, at: datetime) -> int:
    """Offer and tell, under the lock the caller has; return how many hear of it."""
    if event.course_id is None or event.way_in not in {WayIn.PUBLIC, WayIn.MEMBERS}:
        return 0
    wanting = list(interest.waiting_for(event))
    interest.note_told(event, wanting, at=at)
    opens_at = event.booking_opens_at
    if opens_at is not None and opens_at > at:
        free = places.room(event, at=at).left() or 0
        _line_up(event, wanting, most=free, at=opens_at)
        offered = set()
    else:
        entries = _line_up(event, wanting, most=len(wanting), at=at)
        offered = _offer(event, entries, at=at)
    for one in wanting:
        if one.pk not in offered:
            interest.announce(event, one, at=at)
    return len(wanting)


def _line_up(
    event: Event, wanting: Iterable[CourseInterest], *, most: int, at: datetime
) -> dict[int, WaitingListEntry]:
    """Put those into the list who may be offered a place at that moment."""
    entries: dict[int, WaitingListEntry] = {}
    for one in wanting:
        if one.user is None or event.capacity is None or len(entries) >= most:
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
    return entries


def _offer(
    event: Event, entries: dict[int, WaitingListEntry], *, at: datetime
) -> set[int]:
    """Offer what there is; return whose wishes had an offer. The others wait for
    nothing: nobody queues who had not asked for a place.
    """
    waiting_list.pass_on(event, at=at)
    mine = event.waiting_list.filter(pk__in=[one.pk for one in entries.values()])
    given = set(mine.filter(status=WaitingStatus.OFFERED).values_list("pk", flat=True))
    mine.filter(status=WaitingStatus.WAITING).update(
        status=WaitingStatus.LEFT, left_at=at
    )
    return {wish for wish, entry in entries.items() if entry.pk in given}
