"""Groups: the places that somebody has booked for others, and how each stands.

Who books, who pays, for whom somebody works and who comes are four parties.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import BinaryIO

from django.db import transaction
from django.db.models import Prefetch, Q, QuerySet

from events.models import Booking, BookingStatus, ClaimLink, Ticket
from membership.seats import lists
from membership.seats.invitations import Invitee
from portal.accounts.models import User
from portal.core.errors import Refused
from portal.core.words import uk_date

from . import changes, claims, moving, naming, places


@dataclass(frozen=True)
class Place:
    """One place of a booking, as its booker sees it."""

    ticket: Ticket
    kind: str
    stands: str
    sent_to: str = ""
    undo_until: datetime | None = None
    may_change: bool = False
    may_name: bool = False
    # The booking on another date that waits to be paid, while the place is kept here.
    on_its_way: Booking | None = None


@dataclass(frozen=True)
class Board:
    booking: Booking
    until: datetime
    places: list[Place]
    shared: ClaimLink | None
    # Why nobody can be named yet, empty where one can.
    refusal: str = ""
    gone: list[Place] = field(default_factory=list)

    @property
    def last_day(self) -> date:
        return naming.last_day(self.booking)

    @property
    def named(self) -> int:
        return sum(1 for one in self.places if one.ticket.is_named)

    @property
    def claimed(self) -> int:
        return sum(1 for one in self.places if one.ticket.claimed_at)

    @property
    def to_name(self) -> int:
        return len(self.places) - self.named


def board(booking: Booking, *, at: datetime) -> Board:
    """Return every place of a booking and what can be done with it.

    Takes as many queries for fifty places as for one.
    """
    until = naming.until(booking)
    waiting = ClaimLink.objects.filter(ended_at=None).order_by("-made_at")
    rows = booking.tickets.select_related("ticket_type", "kind_of_agency", "area")
    tickets = rows.prefetch_related(
        Prefetch("claim_links", queryset=waiting, to_attr="open_links"),
        Prefetch("went_to", queryset=_moves(at), to_attr="moves"),
    )
    live = tickets.filter(released_at=None)
    refusal = _why_not_named(booking, at=at)
    free = booking.is_confirmed and not booking.event.is_over(at)
    gone = tickets.filter(released_at__gt=at, given_back_at=None, went_to=None)
    return Board(
        booking,
        until,
        [_place(one, until=until, free=free, refusal=refusal, at=at) for one in live],
        claims.shared(booking),
        refusal,
        [
            Place(one, "closed", "Given up", undo_until=changes.undo_until(one, at=at))
            for one in gone
            if not booking.is_cancelled
        ],
    )


def _moves(at: datetime) -> QuerySet[Ticket]:
    rows = Ticket.objects.kept().filter(
        booking__status=BookingStatus.HELD, booking__held_until__gt=at
    )
    return rows.select_related("booking", "event")


def on_its_way(ticket: Ticket, *, at: datetime) -> Booking | None:
    """Return the move of this place that waits to be paid, if there is one."""
    move = _moves(at).filter(came_from=ticket).first()
    return move.booking if move is not None else None


def _place(
    ticket: Ticket, *, until: datetime, free: bool, refusal: str, at: datetime
) -> Place:
    if ticket.moves:  # type: ignore[attr-defined]
        move = ticket.moves[0]  # type: ignore[attr-defined]
        stands = f"On its way to {uk_date(move.event.starts_at)}, to be paid"
        return Place(ticket, "warn", stands, on_its_way=move.booking)
    sent = ticket.open_links[0].email if ticket.open_links else ""  # type: ignore[attr-defined]
    if ticket.claimed_at:
        kind, stands = "good", "Claimed"
    elif ticket.is_named:
        kind, stands = "good", "Named"
    elif sent:
        kind, stands = "warn", "Link sent, not claimed yet"
    else:
        kind, stands = "warn", "To name"
    may = not refusal and (at < until or not ticket.is_named)
    return Place(ticket, kind, stands, sent_to=sent, may_change=free, may_name=may)


def _why_not_named(booking: Booking, *, at: datetime) -> str:
    event = booking.event
    if event.is_cancelled or event.is_over(at):
        return "This event is over or cancelled, so nothing changes."
    if not booking.is_confirmed and not booking.is_held(at):
        return "These places are not kept any more."
    try:
        claims.refuse_unpaid(booking)
    except Refused as no:
        return no.message
    return ""


def read_text(text: str) -> list[naming.Row]:
    return _rows(lists.from_text(text))


def read_file(file: BinaryIO, *, size: int) -> list[naming.Row]:
    """Read a CSV file or a workbook, every line accounted for, or refuse it."""
    return _rows(lists.from_file(file, size=size))


def _rows(people: Sequence[Invitee]) -> list[naming.Row]:
    return [
        naming.Row(
            one.line,
            places.Delegate(one.name, one.email),
            one.typed,
            one.fault or ("" if one.name else "There is no name in it."),
        )
        for one in people
    ]


def as_text(rows: Sequence[naming.Row]) -> str:
    """Return the lines as they can be put right and sent again."""
    return "\n".join(row.typed for row in rows)


@transaction.atomic
def send_again(booking: Booking, *, by: User | None, at: datetime) -> int:
    """Send every link that nobody has used yet once more; return how many.

    Who was sent very many within the hour is left out.
    """
    (event,) = places.lock(booking.event)
    waiting = booking.claim_links.filter(ended_at=None).exclude(ticket=None)
    sent = 0
    for link in list(waiting.select_related("ticket__booking")):
        if link.ticket is None or claims.has_had_enough(link.email, at=at):
            continue
        link.ticket.event = event
        claims.send(link.ticket, link.email, by=by, at=at)
        sent += 1
    return sent


def of_booker(user: User, reference: str) -> Booking | None:
    """Return a booking that this person made, as a guest of their address too."""
    mine = Q(booker=user) | Q(booker=None, booker_email=user.email)
    rows = Booking.objects.select_related("event", "bill__payer", "access_code")
    return rows.filter(mine, reference=reference).first()


def quotes_of(ticket: Ticket, *, at: datetime) -> list[moving.Quote]:
    """Return what each other date would cost; those that cannot be are left out."""
    found = []
    for run in moving.dates_for(ticket, at=at):
        try:
            found.append(moving.quote(ticket, run, at=at))
        except Refused:
            continue
    return found
