"""Retention: deleting each kind of data on its day, and not before.

How long is declared by the rooms, with the reason; staff may change the number, not
below what the law or the purpose asks for. The dry run counts what the night would do.
"""

import calendar
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import structlog
from django.db import transaction

from portal.accounts.models import User
from portal.core import clock, history, privacy
from portal.core.errors import Refused
from portal.core.privacy import Period
from portal.my.models import RetentionPeriod, RetentionRun, Unit
from portal.my.privacy import rooms

log = structlog.get_logger(__name__)

MONTHS_A_YEAR = 12


class PeriodRefused(Refused):
    """The period is shorter than it may be."""


@dataclass(frozen=True)
class Kept:
    """A period as it holds now: the declared one, or what staff made of it."""

    room: str
    period: Period
    number: int
    unit: str
    is_changed: bool

    @property
    def key(self) -> str:
        return self.period.key

    @property
    def words(self) -> str:
        return in_words(self.number, self.unit)


@dataclass(frozen=True)
class Line:
    """One line of the dry run: what would go today."""

    kept: Kept
    number: int


def in_words(number: int, unit: str) -> str:
    return f"{number} {unit.removesuffix('s') if number == 1 else unit}"


def every() -> list[Kept]:
    changed = {row.key: row for row in RetentionPeriod.objects.all()}
    found = []
    for room in rooms():
        for period in room.periods:
            row = changed.get(period.key)
            number = row.number if row else period.number
            unit = row.unit if row else period.unit
            found.append(Kept(room.label, period, number, unit, row is not None))
    return found


def known(key: str) -> Kept | None:
    return next((kept for kept in every() if kept.key == key), None)


def last_day_over(kept: Kept, *, on: date) -> date:
    """Return the latest day on which something may have ended to go on this day.

    What ended on 22 November 2026 and is kept for a year goes on 22 November 2027.
    """
    return _before(on, kept.number, kept.unit)


def _before(on: date, number: int, unit: str) -> date:
    if unit == Unit.DAYS:
        return on - timedelta(days=number)
    months = number * (MONTHS_A_YEAR if unit == Unit.YEARS else 1)
    index = on.year * MONTHS_A_YEAR + on.month - 1 - months
    year, month = divmod(index, MONTHS_A_YEAR)
    last = calendar.monthrange(year, month + 1)[1]
    # On the last day of a short month, nothing of the longer one's end may go yet.
    return date(year, month + 1, min(on.day, last))


def dry_run(*, on: date) -> list[Line]:
    """Say what would go if the job ran on that day; nothing does."""
    return [
        Line(kept, kept.period.over(last_day_over(kept, on=on)).count())
        for kept in every()
    ]


def run(*, at: datetime) -> RetentionRun:
    """Let go of what has had its time; one kind that fails keeps no other waiting."""
    on = clock.uk_day(at)
    counts, troubles = {}, []
    for kept in every():
        try:
            with transaction.atomic():
                rows = kept.period.over(last_day_over(kept, on=on))
                counts[kept.key] = (kept.period.end or privacy.delete)(rows)
        except Exception:
            log.exception("retention_failed", kind=kept.key)
            troubles.append(kept.key)
    counts = {key: number for key, number in counts.items() if number}
    return RetentionRun.objects.create(ran_at=at, counts=counts, troubles=troubles)


@transaction.atomic
def change(key: str, *, number: int, unit: str, by: User, at: datetime) -> None:
    """Keep one kind of data for longer or shorter from now on."""
    kept = known(key)
    if kept is None:
        raise PeriodRefused("There is no such kind of data.")
    least = kept.period.at_least_days
    on = clock.uk_day(at)
    if (on - _before(on, number, unit)).days < least:
        raise PeriodRefused(
            f"{kept.period.why} So it is kept for {_days_in_words(least)} at least."
        )
    row, _ = RetentionPeriod.objects.update_or_create(
        key=key,
        defaults={
            "number": number,
            "unit": unit,
            "changed_at": at,
            "changed_by": by,
        },
    )
    facts = {"what": kept.period.what, "before": kept.words}
    facts["after"] = in_words(number, unit)
    history.record(row, "my.period_changed", by=by, facts=facts)


def _days_in_words(days: int) -> str:
    years, rest = divmod(days, 365)
    return in_words(years, "years") if not rest else in_words(days, "days")


def last_run() -> RetentionRun | None:
    return RetentionRun.objects.first()
