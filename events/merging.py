"""What becomes of bookings and the like when two records are one person's.

Nobody sits on two places at one event: of two, one stays, and the other goes to who
waits. Whoever comes later finds the same rules: they may be carried out again.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from portal.core.merging import DEEDS, EDITORS, Handled, Moves, Pair, Room, Stays
from portal.core.words import uk_day

from .booking import doubles, places
from .delivery import watching
from .models import (
    CAME,
    Attendance,
    Booking,
    BookingStatus,
    Champion,
    Charge,
    CommissionCoordinator,
    CommissionPlace,
    CourseInterest,
    Event,
    Invitation,
    Ticket,
    WaitingListEntry,
    WaitingStatus,
    Watching,
)
from .models.booking import TicketQuerySet


def _theirs(pair: Pair) -> Q:
    """Tickets of the record that goes, those made for its address included."""
    mine = Q(member=pair.other) | Q(user=None, email__in=pair.addresses)
    if pair.closed is not None:
        mine |= Q(user=pair.closed)
    return mine


def _kept(pair: Pair) -> Q:
    mine = Q(member=pair.kept)
    if pair.account is not None:
        mine |= Q(user=pair.account)
    if pair.address:
        mine |= Q(user=None, email=pair.address)
    return mine


def _doubles(pair: Pair) -> Iterator[tuple[Any, Any]]:
    """Return each pair of kept places at one event: which stays, and which goes.

    Each place comes with `came`, at how many sittings, and `is_paid_for`: what it
    costs is with it, so nobody lets it go without a word about the money.
    """
    ticket = OuterRef("pk")
    charged = Charge.objects.filter(ticket=ticket, returned_pence__lt=F("pence"))
    bought = CommissionPlace.objects.filter(ticket=ticket)
    rows = Ticket.objects.kept().filter(_theirs(pair) | _kept(pair))
    rows = rows.select_related("booking", "event").annotate(
        came=Count("attendances", filter=Q(attendances__mark__in=CAME)),
        is_paid_for=Exists(charged) | Exists(bought),
    )
    of_event: dict[int, list[Ticket]] = {}
    for row in rows.order_by("event", "pk"):
        of_event.setdefault(row.event_id, []).append(row)
    for found in of_event.values():
        stays, *go = sorted(found, key=lambda row: _worth(row, pair), reverse=True)
        for goes in go:
            yield stays, goes


def _worth(ticket: Any, pair: Pair) -> tuple[bool, int, bool, bool]:
    """Say which of two places is worth more: sure rather than held, attended, paid."""
    is_sure = ticket.booking.status == BookingStatus.CONFIRMED
    is_kept = ticket.member_id == pair.kept.pk
    return is_sure, ticket.came, ticket.is_paid_for, is_kept


def _has_to_be_settled(ticket: Any, pair: Pair) -> bool:
    """Say whether money may come back for a place: nothing does once it is over."""
    return ticket.is_paid_for and not ticket.event.is_over(pair.at)


def _booked(pair: Pair) -> QuerySet[Booking]:
    """Bookings of the record that goes, those of a guest of its addresses included."""
    theirs = Q(booker=None, booker_email__in=pair.addresses)
    if pair.closed is not None:
        theirs |= Q(booker=pair.closed)
    return Booking.objects.filter(theirs)


def _events(pair: Pair) -> QuerySet[Event]:
    keys = set(Ticket.objects.filter(_theirs(pair)).values_list("event", flat=True))
    keys |= set(_booked(pair).values_list("event", flat=True))
    if pair.closed is not None:
        waits = WaitingListEntry.objects.filter(user=pair.closed)
        keys |= set(waits.values_list("event", flat=True))
    return Event.objects.filter(pk__in=keys)


def _lock(pair: Pair) -> None:
    places.lock(*_events(pair))


def _stops(pair: Pair) -> list[str]:
    return [
        f"Both have a place at “{stays.event}”, and booking {goes.booking} has to do "
        "with money. Cancel one of the two first, so that none is lost."
        for stays, goes in _doubles(pair)
        if _has_to_be_settled(goes, pair)
    ]


def _says(pair: Pair) -> list[str]:
    return [
        f"Both have a place at “{stays.event}” on {uk_day(stays.event.starts_at)}. "
        f"Booking {stays.booking} stays, and {goes.booking} is cancelled."
        for stays, goes in _doubles(pair)
    ]


# --- Carrying it out -------------------------------------------------------


def _tickets(pair: Pair) -> None:
    stay = []
    for stays, goes in list(_doubles(pair)):
        if _has_to_be_settled(goes, pair):
            # It came after the two were put together: staff cancel it, as any other.
            # Either may be the one that would move, beside the other.
            Ticket.objects.filter(pk=goes.pk).update(flagged=doubles.WHY)
            stay += [stays.pk, goes.pk]
        else:
            doubles.give_up(goes, by=pair.by, at=pair.at)
    theirs = Ticket.objects.filter(_theirs(pair)).exclude(pk__in=stay)
    rows = Ticket.objects.filter(pk__in=list(theirs.values_list("pk", flat=True)))
    if pair.account is not None:
        rows.update(user=pair.account, member=pair.kept)
    else:
        rows.update(member=pair.kept)
    _write_to_the_address_that_stays(rows, pair)


def _write_to_the_address_that_stays(rows: TicketQuerySet, pair: Pair) -> None:
    """A place is known by its address too, so that moves along: once at an event."""
    if pair.address:
        taken = Ticket.objects.kept().filter(email=pair.address)
        rows = rows.kept().filter(email__in=pair.addresses - {pair.address})
        rows.exclude(event__in=taken.values("event")).update(email=pair.address)


def _waiting(pair: Pair) -> None:
    """Keep one wait at each event: for more places rather than fewer, then the earlier.

    Who has a place waits for none of their own any more, but for others all the same.
    """
    if pair.account is None:
        return
    both = [each for each in (pair.account, pair.closed) if each is not None]
    rows = WaitingListEntry.objects.filter(user__in=both)
    seen = set()
    waiting = rows.filter(status=WaitingStatus.WAITING)
    for entry in waiting.order_by("-places", "joined_at", "pk"):
        if entry.event_id in seen:
            _leave(entry, at=pair.at)
        seen.add(entry.event_id)
    has = Ticket.objects.kept().filter(_theirs(pair) | _kept(pair))
    for entry in waiting.filter(places=1, event__in=has.values("event")):
        _leave(entry, at=pair.at)
    rows.update(user=pair.account)


def _leave(entry: WaitingListEntry, *, at: datetime) -> None:
    rows = WaitingListEntry.objects.filter(pk=entry.pk)
    rows.update(status=WaitingStatus.LEFT, left_at=at)


def _attendances(pair: Pair) -> None:
    """Of two lines at one sitting keep the one that says that the person came."""
    if pair.closed is None:
        return
    theirs = Attendance.objects.filter(user=pair.closed)
    mine = Attendance.objects.filter(user=pair.account, ticket=None)
    for line in theirs.filter(
        ticket=None, event_session__in=mine.values("event_session")
    ):
        other = mine.get(event_session=line.event_session_id)
        goes = other if line.mark in CAME and other.mark not in CAME else line
        goes.delete()
    theirs.update(user=pair.account)


def _watched(pair: Pair) -> None:
    """Put together what each of them saw of a recording."""
    if pair.closed is None:
        return
    for row in Watching.objects.filter(user=pair.closed).select_related("recording"):
        mine: Any = watching.of(row.recording, pair.account)
        if mine is None:
            continue
        watching.note(
            row.recording,
            by=pair.account,
            ranges=row.ranges,
            position=max(row.position, mine.position),
            at=pair.at,
        )
        row.delete()
    Watching.objects.filter(user=pair.closed).update(user=pair.account)


def _champions(pair: Pair) -> None:
    """Keep one of two in a programme: from the earlier training on."""
    if pair.closed is None:
        return
    acting = Champion.objects.filter(stepped_down_on=None)
    for row in acting.filter(user=pair.closed):
        mine = acting.filter(user=pair.account, programme=row.programme_id).first()
        if mine is not None:
            first = min(mine.trained_on, row.trained_on)
            Champion.objects.filter(pk=mine.pk).update(trained_on=first)
            row.delete()
    Champion.objects.filter(user=pair.closed).update(user=pair.account)


def _coordinators(pair: Pair) -> None:
    """Let the work for a commission go along, once; what ended before stays so."""
    if pair.closed is None:
        return
    acting = CommissionCoordinator.objects.standing()
    mine = acting.filter(user=pair.account).values("commission")
    acting.filter(user=pair.closed, commission__in=mine).update(ended_at=pair.at)
    CommissionCoordinator.objects.filter(user=pair.closed).update(user=pair.account)


def _interests(pair: Pair) -> None:
    """Keep one wish to hear of a course; one that ended before counts for nothing."""
    if pair.closed is None:
        return
    wishes = CourseInterest.objects.filter(ended_at=None)
    mine = wishes.filter(user=pair.account).values("course")
    wishes.filter(user=pair.closed, course__in=mine).delete()
    CourseInterest.objects.filter(user=pair.closed).update(user=pair.account)


def _bookers(pair: Pair) -> None:
    """Let bookings go along, and what is known by the address that goes."""
    if pair.address:
        # Mail about the places goes there, and it says whose booking it is.
        _booked(pair).update(booker=pair.account, booker_email=pair.address)
        _invitations(pair)


def _invitations(pair: Pair) -> None:
    rows = Invitation.objects.filter(email__in=pair.addresses - {pair.address})
    mine = Invitation.objects.filter(email=pair.address)
    for row in rows.exclude(event__in=mine.values("event")):
        if not mine.filter(event=row.event_id).exists():
            Invitation.objects.filter(pk=row.pk).update(email=pair.address)


ROOM = Room(
    "events",
    (
        Handled("events.Ticket.member events.Ticket.user", _tickets, said="Places"),
        Handled("events.Booking.booker", _bookers, said="Bookings"),
        Handled("events.WaitingListEntry.user", _waiting, said="Waiting lists"),
        Handled("events.Attendance.user", _attendances),
        Handled("events.CourseInterest.user", _interests),
        Handled("events.Watching.user", _watched),
        Handled("events.Champion.user", _champions, said="Champion programmes"),
        Moves("events.Event_trainers.user", once=("event",)),
        Handled("events.CommissionCoordinator.user", _coordinators),
        # The address of the calendar that stays goes on; the other one's stops.
        Moves("events.CalendarFeed.user", once=()),
        Stays(
            "events.Event.cancelled_by events.EventSession.register_closed_by "
            "events.Invitation.invited_by events.Booking.cancelled_by "
            "events.JoiningLink.set_by events.DoorNotice.set_by "
            "events.Attendance.marked_by events.RegisterMark.by "
            "events.Enquiry.owner events.EnquiryNote.by events.Quote.made_by "
            "events.Commission.made_by events.CommissionCoordinator.added_by "
            "events.AccessCode.made_by events.AccessNeed.done_by "
            "events.Ticket.back_decided_by events.RunCancellation.asked_by "
            "events.RunCancellation.stopped_by",
            DEEDS,
        ),
        Stays(
            "events.ReflectionTemplate.uploaded_by events.Bundle.published_by", EDITORS
        ),
    ),
    lock=_lock,
    stops=_stops,
    says=_says,
)
