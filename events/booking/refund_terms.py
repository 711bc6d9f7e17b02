"""Refund terms: what comes back when a place is given up, in words and real dates.

From the terms as they are now for who is about to book, and from the frozen ones for
who has booked.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from portal.core import clock
from portal.core.words import pounds, uk_date

from . import cancellation


@dataclass(frozen=True)
class Tier:
    """Until the end of which day how much comes back. None is until the start.

    Without `pence` the price is not known yet.
    """

    until: date | None
    percent: int
    pence: int | None

    @property
    def when(self) -> str:
        return f"Until {uk_date(self.until)}" if self.until else "After that"

    @property
    def what(self) -> str:
        if self.pence is None and self.percent:
            return f"{self.percent} % of what is paid comes back"
        if not self.pence:
            return "Nothing comes back"
        if self.percent == cancellation.WHOLE:
            return f"All of it comes back: {pounds(self.pence)}"
        return f"{pounds(self.pence)} comes back ({self.percent} %)"


def tiers(
    terms: Mapping[str, Any], pence: int | None, *, starts_at: datetime, at: datetime
) -> list[Tier]:
    """Return what still can come back, the best first, and at last nothing.

    A step that is over before the way out of a new date is never reached, and two steps
    that give the same are one, until the last day of the later.
    """
    since = clock.uk_day(at)
    steps = cancellation.steps(terms)
    days = cancellation.changes_on(terms, starts_at=starts_at)
    most = terms.get("at_most_percent", cancellation.WHOLE)
    whole_until = cancellation.whole_until(terms)
    said: list[tuple[date | None, int]] = []
    if whole_until is not None and whole_until > at:
        way_out = clock.uk_day(whole_until - timedelta(seconds=1))
        said.append((way_out, most))
        since = way_out + timedelta(days=1)
    for step, until in zip(steps, days, strict=True):
        percent = min(step.percent, most)
        if step.days and until < since:
            continue
        if said and said[-1][1] == percent:
            said.pop()
        said.append((until if step.days else None, percent))
    return [_tier(until, percent, pence) for until, percent in said]


def _tier(until: date | None, percent: int, pence: int | None) -> Tier:
    if pence is None:
        return Tier(until, percent, None)
    return Tier(until, percent, (pence * percent + 50) // cancellation.WHOLE)


def in_words(
    terms: Mapping[str, Any], pence: int | None, *, starts_at: datetime, at: datetime
) -> list[str]:
    """Return the terms as sentences: what comes back until when, and who may come."""
    rows = tiers(terms, pence, starts_at=starts_at, at=at)
    if len(rows) == 1 and not rows[0].percent:
        said = ["If you cancel, nothing comes back: the event is too near."]
    else:
        said = [f"{row.when}: {row.what[0].lower()}{row.what[1:]}." for row in rows]
    until = cancellation.substitute_until(terms, starts_at=starts_at)
    if until > at:
        last = uk_date(clock.uk_day(until - timedelta(seconds=1)))
        said.append(f"Until {last} somebody else may come in your place, free.")
    said.append("If we cancel, everything comes back.")
    return said
