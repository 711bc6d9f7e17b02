"""What becomes of bookings and the like when two records are one person's.

Nobody sits on two places at one event: of two, one stays, and the other goes to who
waits. Whoever comes later finds the same rules: they may be carried out again.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

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
    CourseInterest,
    Event,
    Invitation,
    Ticket,
    WaitingListEntry,
    WaitingStatus,
    Watching,
)


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
        mine |= Q(user=None, email=pair.account.email)
    return mine


def _doubles(pair: Pair) -> Iterator[tuple[Ticket, Ticket]]:
    """Return each pair of kept places at one event: which stays, and which goes."""
    rows = Ticket.objects.kept().select_related("booking", "event")
    of_event: dict[int, list[Ticket]] = {}
    for row in rows.filter(_theirs(pair) | _kept(pair)).order_by("event", "pk"):
        of_event.setdefault(row.event_id, []).append(row)
    for found in of_event.values():
        stays, *go = sorted(found, key=lambda row: _worth(row, pair), reverse=True)
        for goes in go:
            yield stays, goes


def _worth(ticket: Ticket, pair: Pair) -> tuple[bool, int, bool, bool]:
    """Say which of two places is worth more: paid, attended, sure rather than held."""
    came = ticket.attendances.filter(mark__in=CAME).count()
    is_sure = ticket.booking.status == BookingStatus.CONFIRMED
    is_kept = ticket.member_id == pair.kept.pk
    return ticket.booking.bill_id is not None, came, is_sure, is_kept


def _events(pair: Pair) -> QuerySet[Event]:
    keys = set(Ticket.objects.filter(_theirs(pair)).values_list("event", flat=True))
    if pair.closed is not None:
        waits = WaitingListEntry.objects.filter(user=pair.closed)
        keys |= set(waits.values_list("event", flat=True))
    return Event.objects.filter(pk__in=keys)


def _lock(pair: Pair) -> None:
    places.lock(*_events(pair))


def _stops(pair: Pair) -> list[str]:
    return [
        f"Both have a place at “{stays.event}” that has to do with money. Cancel one "
        "of the bookings first, so that it is paid back."
        for stays, goes in _doubles(pair)
        if goes.booking.bill_id is not None
    ]


def _says(pair: Pair) -> list[str]:
    return [
        f"Both have a place at “{stays.event}” on {uk_day(stays.event.starts_at)}. "
        f"Booking {stays.booking} stays, and {goes.booking} is cancelled."
        for stays, goes in _doubles(pair)
    ]


# --- Carrying it out -------------------------------------------------------


def _tickets(pair: Pair) -> None:
    for _, goes in list(_doubles(pair)):
        doubles.give_up(goes, by=pair.by, at=pair.at)
    rows = Ticket.objects.filter(_theirs(pair))
    if pair.account is not None:
        rows.update(user=pair.account, member=pair.kept)
    else:
        rows.update(member=pair.kept)
        _write_to_the_address_that_stays(pair)


def _write_to_the_address_that_stays(pair: Pair) -> None:
    """Without an account a place is known by its address, so that moves along."""
    address = pair.kept.email
    if address:
        rows = Ticket.objects.kept().filter(member=pair.kept, user=None)
        rows.filter(email__in=pair.addresses).update(email=address)


def _waiting(pair: Pair) -> None:
    """Keep one place in each queue, the earlier one; none where a place is had."""
    if pair.closed is None:
        return
    theirs = WaitingListEntry.objects.filter(user=pair.closed)
    for entry in theirs.filter(status=WaitingStatus.WAITING):
        mine = WaitingListEntry.objects.filter(
            event=entry.event_id, user=pair.account, status=WaitingStatus.WAITING
        ).first()
        has = Ticket.objects.kept().filter(event=entry.event_id, user=pair.account)
        if mine is not None and entry.joined_at < mine.joined_at:
            WaitingListEntry.objects.filter(pk=mine.pk).update(
                joined_at=entry.joined_at
            )
        if mine is not None or has.exists():
            _leave(entry, at=pair.at)
    theirs.update(user=pair.account)
    # The other way round: the place came along, and the one who stays still waits.
    for entry in WaitingListEntry.objects.filter(
        user=pair.account,
        status=WaitingStatus.WAITING,
        event__in=Ticket.objects.kept().filter(user=pair.account).values("event"),
    ):
        _leave(entry, at=pair.at)


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


def _interests(pair: Pair) -> None:
    """Keep one wish to hear of a course; one that ended before counts for nothing."""
    if pair.closed is None:
        return
    wishes = CourseInterest.objects.filter(ended_at=None)
    mine = wishes.filter(user=pair.account).values("course")
    wishes.filter(user=pair.closed, course__in=mine).delete()
    CourseInterest.objects.filter(user=pair.closed).update(user=pair.account)


def _bookers(pair: Pair) -> None:
    """Let bookings go along, and the invitations to the address that goes."""
    if pair.closed is not None:
        Booking.objects.filter(booker=pair.closed).update(booker=pair.account)
    address = pair.account.email if pair.account is not None else pair.kept.email
    if address:
        rows = Invitation.objects.filter(email__in=pair.addresses - {address})
        mine = Invitation.objects.filter(email=address)
        for row in rows.exclude(event__in=mine.values("event")):
            if not mine.filter(event=row.event_id).exists():
                Invitation.objects.filter(pk=row.pk).update(email=address)


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
        Moves("events.CommissionCoordinator.user", once=("commission",)),
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
