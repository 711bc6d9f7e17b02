"""The clock: UK days, and where the present moment comes from.

Verbs take `at` or `on`; only the edges (views, tasks, commands) ask the clock.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

UK = ZoneInfo("Europe/London")


def now() -> datetime:
    return timezone.now()


def today() -> date:
    return uk_day(now())


def uk_day(at: datetime) -> date:
    return at.astimezone(UK).date()


def start_of_uk_day(on: date) -> datetime:
    return datetime.combine(on, time(), tzinfo=UK)


def end_of_uk_day(on: date) -> datetime:
    """Return the first moment after the day, so that the whole day counts."""
    return start_of_uk_day(on + timedelta(days=1))
