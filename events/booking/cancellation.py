"""Cancellation: what comes back when a place is given up, by its frozen terms.

Pure arithmetic. Days are whole UK days between the day of cancelling and the day on
which the event begins, so the clock change moves no boundary; a place given up within
the last of the days still counts as that day.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from portal.core import calendars, clock

WHOLE = 100


@dataclass(frozen=True)
class Step:
    """From so many days before on, so many per cent come back."""

    days: int
    percent: int


def steps(terms: Mapping[str, Any]) -> list[Step]:
    """Return the steps, the earliest first: more than 28 days before, all but a tenth;
    14 to 28 days, half; later, nothing (as frozen when the place was booked).
    """
    return [
        Step(terms["full_until_days"] + 1, WHOLE - terms["fee_percent"]),
        Step(terms["part_until_days"], terms["part_percent"]),
        Step(0, 0),
    ]


def percent_back(terms: Mapping[str, Any], *, starts_at: datetime, at: datetime) -> int:
    """Return how much comes back now: all of it while a new date may be declined, and
    after a move never more than would have come back without it.
    """
    until = whole_until(terms)
    if "fee_percent" not in terms or (until is not None and at < until):
        return terms.get("at_most_percent", WHOLE)
    days = (clock.uk_day(starts_at) - clock.uk_day(at)).days
    by_days = next((step.percent for step in steps(terms) if days >= step.days), 0)
    return min(by_days, terms.get("at_most_percent", WHOLE))


def whole_until(terms: Mapping[str, Any]) -> datetime | None:
    """Return until when everything comes back because the organiser moved the date."""
    until = terms.get("whole_until")
    return datetime.fromisoformat(until) if until else None


def comes_back(
    terms: Mapping[str, Any], pence: int, *, starts_at: datetime, at: datetime
) -> int:
    """Return what of a price comes back, halves of a penny in favour of who paid."""
    return (pence * percent_back(terms, starts_at=starts_at, at=at) + 50) // WHOLE


def changes_on(terms: Mapping[str, Any], *, starts_at: datetime) -> list[date]:
    """Return the last day of each step, for the page that says what comes back."""
    begins = clock.uk_day(starts_at)
    return [date.fromordinal(begins.toordinal() - step.days) for step in steps(terms)]


def substitute_until(terms: Mapping[str, Any], *, starts_at: datetime) -> datetime:
    """Return the end of the last working day on which another person may be named."""
    begins = clock.uk_day(starts_at)
    last = calendars.add_working_days(begins, -terms["substitute_until_days"])
    return clock.end_of_uk_day(last)
