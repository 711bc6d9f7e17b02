"""Places: how many an organisation has, and who takes, keeps or gives up one.

The order never changes: lock the organisation, count, write, then the member. While
a claim link is good it keeps a place, so whoever was asked finds one; and never do more
people hold places than were bought for the day.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from membership import members
from membership.errors import SeatRefused
from membership.models import (
    Member,
    Organisation,
    Seat,
    SeatEnd,
    SeatInvitation,
    SeatPurchase,
    Subscription,
)
from membership.terms import DAY
from portal.accounts.models import User
from portal.core import clock, history, later
from portal.core.words import uk_day

from . import emails, organisations

STOP_AGREEMENTS = "membership.tasks.stop_agreements"
GIVEN_UP = {
    SeatEnd.TAKEN_BACK: "Place taken back by {name}",
    SeatEnd.LEFT: "Place given back to {name}",
    SeatEnd.MOVED: "Moved to a place of another organisation",
    SeatEnd.PAID_BACK: "Place paid back to {name}",
}


@dataclass(frozen=True)
class Counts:
    """How the places of a period stand. Bought is claimed, asked and free together."""

    bought: int = 0
    claimed: int = 0
    asked: int = 0

    @property
    def free(self) -> int:
        return max(self.bought - self.claimed - self.asked, 0)


def purchases_on(organisation: Organisation, *, on: date) -> list[SeatPurchase]:
    """Return what is paid and not over, each with how many places are `taken`."""
    rows = SeatPurchase.objects.not_over(on).filter(organisation=organisation)
    # A term that was cut short is a row of its own, without a place.
    held = Q(held__ended_at=None, held__term__withdrawn_at=None)
    counted = rows.annotate(taken=Count("held", filter=held))
    return list(counted.select_related("grade", "bill").order_by("ends_on", "pk"))


def of_today(purchases: list[SeatPurchase], *, on: date) -> list[SeatPurchase]:
    """Return those whose places are held now; before the first day, those to come."""
    running = [row for row in purchases if row.starts_on and row.starts_on <= on]
    return running or purchases


def counts(organisation: Organisation, *, at: datetime) -> Counts:
    """Count the places of today."""
    on = clock.uk_day(at)
    rows = of_today(purchases_on(organisation, on=on), on=on)
    return Counts(
        bought=sum(row.seats for row in rows),
        claimed=sum(_taken(row) for row in rows),
        asked=organisation.invitations.keeping_a_place(at).count(),
    )


def _taken(purchase: SeatPurchase) -> int:
    return int(purchase.taken)  # type: ignore[attr-defined]


def held_in(organisation: Organisation, *, on: date) -> QuerySet[Seat]:
    """Return the places that are held today or later, by name."""
    rows = Seat.objects.not_over(on).filter(purchase__organisation=organisation)
    rows = rows.select_related("term__member", "purchase", "invitation")
    return rows.order_by("term__member__name", "term__starts_on")


def held_by(member: Member | None, *, on: date) -> list[Seat]:
    """Return the places that a member holds, today's first."""
    if member is None:
        return []
    rows = Seat.objects.not_over(on).filter(term__member=member)
    rows = rows.select_related("term", "purchase__organisation", "purchase__grade")
    return list(rows.order_by("term__starts_on"))


# --- Taking one ------------------------------------------------------------


@dataclass(frozen=True)
class Outlook:
    """What claiming would do for this account, said before it is pressed."""

    organisation: Organisation
    member: Member | None
    starts_on: date | None = None
    ends_on: date | None = None
    own_until: date | None = None
    leaves: Organisation | None = None
    refusal: str = ""


def outlook(invitation: SeatInvitation, user: User, *, at: datetime) -> Outlook:
    """Say what follows, without changing anything."""
    on = clock.uk_day(at)
    organisation = invitation.organisation
    member = members.of_user(user)
    held = held_by(member, on=on)
    leaves = next((seat.purchase.organisation for seat in held), None)
    purchases = purchases_on(organisation, on=on)
    try:
        purchase = _with_room(organisation, purchases, on=on)
        _refuse_second(organisation, held)
        own_until = _own_until(member, held, on=on)
        first = _first_day(own_until, purchase, held, on=on)
    except SeatRefused as no:
        return Outlook(organisation, member, refusal=no.message)
    last = max(
        row.ends_on
        for row in purchases
        if row.ends_on and (row == purchase or _taken(row) < row.seats)
    )
    return Outlook(organisation, member, first, last, own_until, leaves)


@transaction.atomic
def claim(invitation: SeatInvitation, *, user: User, at: datetime) -> Seat:
    """Give the place to whoever opened the link, and a membership with it.

    Who has a number keeps it. An own membership that is paid stays until its last
    day, and the place takes over on the next; one that ended, however, and one that
    was withdrawn, stand in nobody's way.
    """
    on = clock.uk_day(at)
    organisation = organisations.lock(invitation.organisation)
    waiting = SeatInvitation.objects.keeping_a_place(at).filter(pk=invitation.pk)
    if not waiting.update(claimed_at=at):
        raise SeatRefused(
            "This link has been used, or its time is over. Ask whoever sent it for a "
            "new one."
        )
    purchases = purchases_on(organisation, on=on)
    purchase = _with_room(organisation, purchases, on=on)
    member = members.lock(_member(user, organisation, on=on))
    held = held_by(member, on=on)
    _refuse_second(organisation, held)
    own_until = _own_until(member, held, on=on)
    first = _first_day(own_until, purchase, held, on=on)
    for other in held:
        _end(other, SeatEnd.MOVED, by=user, at=at)
    seat = take(member, purchase, first=first, by=user, at=at)
    SeatInvitation.objects.filter(pk=invitation.pk).update(seat=seat)
    _also_next_year(member, purchases, seat, by=user, at=at)
    history.record(
        organisation,
        "membership.place_claimed",
        by=user,
        facts={"number": member.number},
    )
    # A card is not charged for what the employer pays: see `automatic.to_stop`.
    later.run(STOP_AGREEMENTS)
    emails.place_claimed(seat, at=at)
    return seat


def take(
    member: Member,
    purchase: SeatPurchase,
    *,
    first: date,
    by: User | None,
    at: datetime,
) -> Seat:
    """Write the term and the place that gives it. The callers have counted."""
    if purchase.ends_on is None:
        raise ValueError(f"{purchase} has no days.")
    term = members.add_term(
        member,
        grade=purchase.grade,
        starts_on=first,
        ends_on=purchase.ends_on,
        by=by,
        at=at,
        note=f"Place of {purchase.organisation}"[:200],
        bill=purchase.bill,
    )
    return Seat.objects.create(purchase=purchase, term=term, claimed_at=at)


def _also_next_year(
    member: Member,
    purchases: list[SeatPurchase],
    seat: Seat,
    *,
    by: User,
    at: datetime,
) -> None:
    """Where the next year is paid and has room, hold a place in it as well."""
    for row in purchases:
        follows = row.starts_on and row.starts_on > seat.term.ends_on
        if follows and _taken(row) < row.seats:
            take(member, row, first=row.starts_on or seat.term.ends_on, by=by, at=at)
            return


def _with_room(
    organisation: Organisation, purchases: list[SeatPurchase], *, on: date
) -> SeatPurchase:
    rows = of_today(purchases, on=on)
    if not rows:
        raise SeatRefused(
            f"{organisation} has no places at present. Ask whoever sent you the link."
        )
    found = next((row for row in rows if _taken(row) < row.seats), None)
    if found is None:
        raise SeatRefused(
            f"All places of {organisation} are taken. Ask whoever sent you the link: "
            "they can take one back, or buy more."
        )
    return found


def _refuse_second(organisation: Organisation, held: list[Seat]) -> None:
    if any(seat.purchase.organisation_id == organisation.pk for seat in held):
        raise SeatRefused(f"You hold a place of {organisation} already.")


def _own_until(member: Member | None, held: list[Seat], *, on: date) -> date | None:
    """Return until when the member has paid, leaving places out."""
    if member is None:
        return None
    places = {seat.term_id for seat in held}
    own = [row for row in members.running(member, on=on) if row.pk not in places]
    return max((row.ends_on for row in own), default=None)


def _first_day(
    own_until: date | None, purchase: SeatPurchase, held: list[Seat], *, on: date
) -> date:
    first = max(on, purchase.starts_on or on)
    if own_until is not None:
        first = max(first, own_until + DAY)
    elif any(seat.term.starts_on <= on for seat in held):
        # The place that is left behind counts to the end of today.
        first = max(first, on + DAY)
    if purchase.ends_on is not None and first > purchase.ends_on:
        raise SeatRefused(
            f"Your own membership is paid until {uk_day(own_until)}, longer than this "
            "place lasts. You do not need it, and nothing changes."
        )
    return first


def _member(user: User, organisation: Organisation, *, on: date) -> Member:
    found = members.of_user(user)
    if found is None:
        return members.enter(
            name=user.name or user.email,
            email=members.free_address(user),
            employer=organisation.name[:150],
            joined_on=on,
            user=user,
            by=user,
        )
    if not found.employer:
        members.correct(found, by=user, employer=organisation.name[:150])
    return found


# --- Giving one up ---------------------------------------------------------


@transaction.atomic
def take_back(seat: Seat, *, by: User, at: datetime) -> None:
    """Take a place back from its member; it can be given to somebody else at once."""
    _end_all(seat, SeatEnd.TAKEN_BACK, by=by, at=at)


@transaction.atomic
def leave(member: Member, *, by: User, at: datetime) -> list[Seat]:
    """Let a member give up every place, to have a membership of their own."""
    ended = []
    on = clock.uk_day(at)
    for seat in held_by(member, on=on):
        if Seat.objects.taken().filter(pk=seat.pk).exists():
            _end_all(seat, SeatEnd.LEFT, by=by, at=at)
            ended.append(seat)
    if not ended:
        raise SeatRefused("You hold no place of an organisation.")
    return ended


def _end_all(seat: Seat, because: SeatEnd, *, by: User, at: datetime) -> None:
    """End a place, and the one of the next year with it."""
    organisation = organisations.lock(seat.purchase.organisation)
    member = members.lock(seat.term.member)
    on = clock.uk_day(at)
    rows = [
        each
        for each in held_by(member, on=on)
        if each.purchase.organisation_id == organisation.pk
    ]
    if not rows:
        raise SeatRefused("This place has been given up already.")
    for each in rows:
        _end(each, because, by=by, at=at)
    emails.place_ends(rows[0], at=at)


def close_all(purchase: SeatPurchase, *, at: datetime) -> None:
    """End every place of a purchase, since the money went back."""
    rows = Seat.objects.not_over(clock.uk_day(at)).filter(purchase=purchase)
    rows = rows.select_related("term__member", "term__grade", "purchase__organisation")
    for seat in rows.order_by("term__member"):
        members.lock(seat.term.member)
        _end(seat, SeatEnd.PAID_BACK, by=None, at=at)
        emails.place_ends(seat, at=at)


def _end(seat: Seat, because: SeatEnd, *, by: User | None, at: datetime) -> None:
    held = Seat.objects.filter(pk=seat.pk, ended_at=None)
    if not held.update(ended_at=at, ended_because=because):
        raise SeatRefused("This place has been given up already.")
    organisation = seat.purchase.organisation
    history.record(
        organisation,
        "membership.place_ended",
        by=by,
        facts={"number": seat.term.member.number, "why": because.label},
    )
    reason = GIVEN_UP[because].format(name=organisation.name)[:200]
    _cut(seat.term, reason=reason, because=because, by=by, at=at)


def _cut(
    term: Subscription,
    *,
    reason: str,
    because: SeatEnd,
    by: User | None,
    at: datetime,
) -> None:
    """Let a term end today; one that has not begun is withdrawn.

    The days of grace follow, in which an own membership goes on without a gap. After
    money went back there is none.
    """
    on = clock.uk_day(at)
    if term.withdrawn_at is not None or term.ends_on <= on:
        return
    members.withdraw_term(term, reason=reason, by=by, at=at)
    if term.starts_on <= on:
        members.add_term(
            term.member,
            grade=term.grade,
            starts_on=term.starts_on,
            ends_on=on,
            by=by,
            at=at,
            note=reason,
            bill=term.bill,
            resigned_at=at if because == SeatEnd.PAID_BACK else None,
        )


def stay(
    seat: Seat, purchase: SeatPurchase, *, by: User | None, at: datetime
) -> Seat | None:
    """Hold a place in the next year, for whoever was ticked and still holds one."""
    still = Seat.objects.taken().filter(pk=seat.pk).exists()
    if not still or purchase.starts_on is None or purchase.ends_on is None:
        return None
    member = members.lock(seat.term.member)
    on = clock.uk_day(at)
    rows = members.running(member, on=on)
    last = max((row.ends_on for row in rows), default=None)
    first = max(purchase.starts_on, last + DAY) if last else purchase.starts_on
    if first > purchase.ends_on:
        # Paid for by themselves meanwhile, for longer.
        return None
    return take(member, purchase, first=first, by=by, at=at)
