"""Terms: from which day to which does a year or a month of membership run?

Days and nothing else: no queries and no clock, so that each rule can be read and
tested on its own.
"""

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from typing import Protocol

from portal.payments.models import Interval

DAY = timedelta(days=1)


class Days(Protocol):
    """Anything with a first and a last day."""

    @property
    def starts_on(self) -> date: ...
    @property
    def ends_on(self) -> date: ...


def months_on(day: date, months: int) -> date:
    """Return the same date so many months on, or the last day of a shorter month."""
    years, month = divmod(day.month - 1 + months, 12)
    year, month = day.year + years, month + 1
    return date(year, month, min(day.day, monthrange(year, month)[1]))


def last_day(first: date, interval: str) -> date:
    """Return the day before the same date a year or a month on."""
    months = 12 if interval == Interval.YEAR else 1
    return months_on(first, months) - DAY


def first_day(rows: Iterable[Days], *, good: bool, on: date) -> date:
    """Return the day on which the next term begins.

    Who renews in time or in grace goes on from the last day, so that neither loses a
    day; who comes back later begins today. What lies ahead already is gone on from.
    """
    last = max((row.ends_on for row in rows), default=None)
    if last is None or (last < on and not good):
        return on
    return last + DAY


def next_day_of_payment(begun: date, interval: str, *, after: date) -> date:
    """Return when a card is charged next: the day it was agreed, months later."""
    step = 12 if interval == Interval.YEAR else 1
    number = 1
    while (day := months_on(begun, number * step)) <= after:
        number += 1
    return day
