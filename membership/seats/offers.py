"""Offers: which places can an organisation order, until when, and what do they cost?

Nothing is written here.
"""

from datetime import date, timedelta

from membership import standing
from membership.models import (
    Grade,
    Organisation,
    PurchaseKind,
    Seat,
    SeatPurchase,
)
from membership.pricing import DAYS_A_YEAR
from membership.terms import DAY

from . import places

# From so long before the last day on, the next year can be ordered.
RENEWED_FROM = timedelta(days=120)


def grades() -> list[Grade]:
    return list(Grade.objects.filter(sold_as_places=True, offered=True))


def price_of_more(grade: Grade, *, days: int) -> int:
    """Return the price of one place for the days that are left; a pure function.

    That part of a year of 365 days, halves rounded up, and never more than a year.
    """
    part = grade.price_pence * min(max(days, 0), DAYS_A_YEAR)
    return (2 * part + DAYS_A_YEAR) // (2 * DAYS_A_YEAR)


def last_day_of(organisation: Organisation, *, on: date) -> date | None:
    """Return until when the places of today last, if there are any."""
    rows = places.of_today(places.purchases_on(organisation, on=on), on=on)
    return rows[0].ends_on if rows else None


def days_until(last: date, *, on: date) -> int:
    return (last - on).days + 1


def last_bought_day(organisation: Organisation) -> date | None:
    rows = SeatPurchase.objects.paid().filter(organisation=organisation)
    return rows.order_by("-ends_on").values_list("ends_on", flat=True).first()


def may_renew(organisation: Organisation, *, on: date) -> bool:
    """Say whether the next year can be ordered: towards the end, and afterwards."""
    last = last_bought_day(organisation)
    if last is None or on < last - RENEWED_FROM:
        return False
    year = SeatPurchase.objects.waiting().exclude(kind=PurchaseKind.MORE)
    return not year.filter(organisation=organisation).exists()


def first_day_of_next(organisation: Organisation, *, on: date) -> date:
    """Return where the next year begins if it is paid that day.

    In time and in the days of grace it goes on from the last day; later it begins anew.
    """
    last = last_bought_day(organisation)
    if last is None or last + timedelta(days=standing.grace_days()) < on:
        return on
    return last + DAY


def staying(organisation: Organisation, *, on: date) -> list[Seat]:
    """Return whose place may go on next year: who holds one, or did to the end."""
    since = on - timedelta(days=standing.grace_days())
    rows = places.held_in(organisation, on=since)
    # Of two places in a row the later one is the one that goes on.
    latest: dict[int, Seat] = {}
    for seat in rows:
        latest[seat.term.member_id] = seat
    return sorted(latest.values(), key=lambda seat: seat.term.member.name)
