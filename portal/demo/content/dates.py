"""Dates: past items keep their own, those to come move with today.

What is to come keeps its weekday and its UK time, whichever way the clocks go.
"""

from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from portal.core.clock import UK

MON, TUE, WED, THU, FRI = range(5)

# From the day on which the content is made to a moment.
When = Callable[[date], datetime]


def on(year: int, month: int, day: int, clock: str = "10:00") -> When:
    """A day that has been, as it was."""
    return lambda _today: _at(date(year, month, day), clock)


def ahead(days: int, weekday: int, clock: str = "10:00") -> When:
    """The first such weekday that is at least so many days away, past Christmas."""

    def moment(today: date) -> datetime:
        day = _first(today + timedelta(days=days), weekday)
        while (day.month, day.day) >= (12, 19) or (day.month, day.day) <= (1, 4):
            day += timedelta(weeks=1)
        return _at(day, clock)

    return moment


def behind(days: int, weekday: int, clock: str = "10:00") -> When:
    """The last such weekday that was at least so many days ago."""
    return lambda today: _at(_last(today - timedelta(days=days), weekday), clock)


def after(first: When, days: int, clock: str = "10:00") -> When:
    """So many days after another moment."""
    return lambda today: _at(first(today).date() + timedelta(days=days), clock)


def _at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), tzinfo=UK)


def _first(day: date, weekday: int) -> date:
    return day + timedelta(days=(weekday - day.weekday()) % 7)


def _last(day: date, weekday: int) -> date:
    return day - timedelta(days=(day.weekday() - weekday) % 7)
