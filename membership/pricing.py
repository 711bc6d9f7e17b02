"""Pricing: what joining, renewing and changing grade cost. Pence in, pence out.

Pure functions. A price is the grade's on the day; what was billed stays billed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from portal.payments.models import Interval

from .models import Grade
from .terms import Days

DAYS_A_YEAR = 365


@dataclass(frozen=True)
class Proration:
    """What a change of grade costs for the days that are left, and how that comes."""

    days_left: int
    difference_pence: int

    @property
    def pence(self) -> int:
        """Return what is to pay: days left, of 365, of the difference of a year.

        Halves are rounded up. To a cheaper grade nothing is to pay and nothing goes
        back: the lower price counts from the next renewal.
        """
        if self.difference_pence <= 0:
            return 0
        part = self.difference_pence * self.days_left
        return (2 * part + DAYS_A_YEAR) // (2 * DAYS_A_YEAR)


def price(grade: Grade, interval: str) -> int:
    """Return the price of a year or a month. A grade without the latter: ValueError."""
    if interval == Interval.YEAR:
        return grade.price_pence
    if grade.month_pence is None:
        raise ValueError(f"{grade} has no price a month.")
    return grade.month_pence


def intervals(grade: Grade) -> list[Interval]:
    """Return how a grade can be paid, by the year first."""
    return [Interval.YEAR, Interval.MONTH] if grade.month_pence else [Interval.YEAR]


def proration(
    before: Grade, after: Grade, rows: Iterable[Days], *, on: date
) -> Proration:
    """Work out the change from today on; today counts as a day that is left.

    A leap year's last day is not charged for: a year costs a year's difference.
    """
    left = sum(_days_left(row, on) for row in rows)
    return Proration(left, after.price_pence - before.price_pence)


def _days_left(row: Days, on: date) -> int:
    days = (row.ends_on - max(row.starts_on, on)).days + 1
    return min(max(days, 0), DAYS_A_YEAR)
