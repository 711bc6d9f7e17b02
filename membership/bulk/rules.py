"""Whom may a step for many touch, and why not: one sentence for each left out.

Asked of the whole list at once when it is planned, and of each member again, under the
lock, when their turn comes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from membership import queries, standing
from membership.models import BulkKind, Grade, Member, Seat
from membership.standing import Standing, State
from portal.core.privacy import ERASED
from portal.core.words import uk_day

AT_ONCE = 500
OVER = {
    State.NONE: "No term was ever entered",
    State.LAPSED: "The membership is over",
    State.RESIGNED: "Has resigned",
    State.PAUSED: "The membership is paused",
}


@dataclass(frozen=True)
class Wanted:
    """What is to be done for each: so many days, or a move to a grade."""

    kind: BulkKind
    days: int = 0
    grade: int | None = None

    def says(self) -> str:
        """Return the step in words, as it was asked for."""
        match self.kind:
            case BulkKind.MORE_TIME:
                return f"{self.days} more days after the last one"
            case BulkKind.GRADE:
                grade = Grade.objects.filter(pk__in=[self.grade]).first()
                return f"On in the grade {grade} from the day it is done"
            case BulkKind.NUMBER:
                return "A mail with the number, to the address on file"
        return "A file with what the list shows of them"


def why_not(
    wanted: Wanted, members: Iterable[Member], *, on: date
) -> Iterator[tuple[Member, str]]:
    """Say of each member why nothing is done, or nothing where it is."""
    rows = list(members)
    placed = _places(rows, on=on)
    grace_days = standing.grace_days()
    for member in rows:
        terms = member.terms  # type: ignore[attr-defined]
        how = standing.standing_on(member, terms, on=on, grace_days=grace_days)
        yield member, _why(wanted, member, how, placed.get(member.pk), on=on)


def of_one(wanted: Wanted, member: Member, *, on: date) -> str:
    """Ask of one member as they are now."""
    fresh = queries.listed().filter(pk=member.pk)
    found = next(why_not(wanted, fresh, on=on), None)
    return found[1] if found else "Went into another record of the same person"


def _places(members: list[Member], *, on: date) -> dict[int, date]:
    """Return until when an employer pays for those who hold a place."""
    rows = Seat.objects.not_over(on).filter(term__member__in=members)
    return dict(rows.values_list("term__member", "term__ends_on"))


def _why(
    wanted: Wanted,
    member: Member,
    how: Standing,
    place_until: date | None,
    *,
    on: date,
) -> str:
    if member.name == ERASED:
        return "Was forgotten: neither name nor address is left"
    match wanted.kind:
        case BulkKind.MORE_TIME:
            return _of_days(member, how, place_until, on=on)
        case BulkKind.GRADE:
            days = _of_days(member, how, place_until, on=on)
            return days or _of_grade(wanted, how)
        case BulkKind.NUMBER:
            return _of_mail(member)
    return ""


def _of_days(
    member: Member, how: Standing, place_until: date | None, *, on: date
) -> str:
    """Say what keeps the days of a membership as they are."""
    terms: list[Any] = member.terms  # type: ignore[attr-defined]
    if place_until is not None:
        return f"Holds an employer's place until {uk_day(place_until)}"
    if how.state in OVER:
        return OVER[how.state]
    last = max(terms, key=lambda term: term.ends_on)
    if last.resigned_at is not None:
        return f"Has resigned; the last day is {uk_day(last.ends_on)}"
    for term in terms:
        if term.paused_until is not None and term.ends_on >= on:
            return f"Is to pause after {uk_day(term.ends_on)}"
    return ""


def _of_grade(wanted: Wanted, how: Standing) -> str:
    if how.grade is not None and how.grade.pk == wanted.grade:
        return f"Is in the grade {how.grade} already"
    if how.state is State.GRACE:
        return "The last term is over; a grade is chosen on renewing"
    return ""


def _of_mail(member: Member) -> str:
    if not member.reached_at:
        return "No address is on file"
    if member.user is not None and not member.user.is_active:
        return "The account is closed"
    return ""
