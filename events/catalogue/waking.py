"""Waking hours: when is somebody's time to answer over, nights not held against them?

Whole days are whole days, with the night that each has; hours beside them count while
people are awake, and no time runs out while they sleep. In UK time.
"""

from datetime import UTC, date, datetime, time, timedelta

from events.models import BookingPolicy
from portal.core import clock


def later(at: datetime, hours: int, policy: BookingPolicy) -> datetime:
    """Return the end of so many hours: 48 are two days, 4 are four waking hours."""
    days, rest = divmod(hours, 24)
    wake, sleep = policy.quiet_until_hour, policy.quiet_from_hour
    at += timedelta(days=days)
    left = timedelta(hours=rest)
    if wake == sleep:
        return at + left
    while True:
        starts, ends = _waking(at, wake, sleep)
        starts = max(starts, at)
        if ends - starts >= left:
            return starts + left
        left -= ends - starts
        at = ends


def _waking(at: datetime, wake: int, sleep: int) -> tuple[datetime, datetime]:
    """Return the waking time that this moment lies in, or the next one."""
    day = clock.uk_day(at)
    # It may have begun yesterday, where people wake late and sleep after midnight.
    for on in (day - timedelta(days=1), day, day + timedelta(days=1)):
        starts = _moment(on, wake)
        ends = _moment(on if sleep > wake else on + timedelta(days=1), sleep)
        if at < ends:
            return starts, ends
    raise AssertionError("Every moment lies before the end of tomorrow's waking time.")


def _moment(on: date, hour: int) -> datetime:
    # In UTC, since two moments of one zone subtract by what their clocks show.
    return datetime.combine(on, time(hour), tzinfo=clock.UK).astimezone(UTC)
