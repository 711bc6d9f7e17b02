"""Calendars: which days are worked in England, and what so many working days later is.

The bank holidays are worked out, substitute days included, so that no list has to be
kept up; only days that were proclaimed once are written down.
"""

from datetime import date, timedelta
from functools import cache

SATURDAY, SUNDAY = 5, 6
# Days by royal proclamation, and the two holidays that were moved for one.
PROCLAIMED = frozenset(
    {date(2022, 6, 3), date(2022, 9, 19), date(2023, 5, 8), date(2022, 6, 2)}
)
MOVED_AWAY = frozenset({date(2022, 5, 30)})


def easter(year: int) -> date:
    """Return Easter Sunday (the anonymous Gregorian rule)."""
    golden = year % 19
    century, rest = divmod(year, 100)
    leap, odd = divmod(century, 4)
    moon = (century - (century + 8) // 25 + 1) // 3
    epact = (19 * golden + century - leap - moon + 15) % 30
    week = (32 + 2 * odd + 2 * (rest // 4) - epact - rest % 4) % 7
    late = (golden + 11 * epact + 22 * week) // 451
    month, day = divmod(epact + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


@cache
def bank_holidays(year: int) -> frozenset[date]:
    """Return the bank holidays of England and Wales."""
    sunday = easter(year)
    days = {
        sunday - timedelta(days=2),
        sunday + timedelta(days=1),
        _first_monday(date(year, 5, 1)),
        _first_monday(date(year, 5, 25)),
        _first_monday(date(year, 8, 25)),
        _moved_to_a_weekday(date(year, 1, 1)),
    }
    christmas = _moved_to_a_weekday(date(year, 12, 25))
    days.add(christmas)
    boxing = _moved_to_a_weekday(date(year, 12, 26))
    days.add(boxing if boxing != christmas else christmas + timedelta(days=1))
    proclaimed = {day for day in PROCLAIMED if day.year == year}
    return frozenset((days - MOVED_AWAY) | proclaimed)


def _first_monday(on: date) -> date:
    return on + timedelta(days=-on.weekday() % 7)


def _moved_to_a_weekday(on: date) -> date:
    if on.weekday() == SATURDAY:
        return on + timedelta(days=2)
    # The second day of Christmas on a Sunday goes to the Tuesday, after the first's.
    if on.weekday() == SUNDAY:
        return on + timedelta(days=2 if on.day == 26 else 1)  # noqa: PLR2004
    return on


def is_working_day(on: date) -> bool:
    return on.weekday() < SATURDAY and on not in bank_holidays(on.year)


def add_working_days(on: date, number: int) -> date:
    """Return the day that is so many working days later, or earlier below nought."""
    step = timedelta(days=1 if number > 0 else -1)
    left = abs(number)
    while left:
        on += step
        left -= is_working_day(on)
    return on
