"""Course finding: which courses, and which of their dates, answer what a reader wants?

Pure: nothing here asks the database. What is about a course is asked of it; what is
about a date is asked of each run, and a course is left out that has no such run.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from events.models import Course, Event, Mode, Who
from portal.core import words
from portal.core.money import pounds

WHERE = {"online": "Online", "room": "In a room"}
FITS = {
    "online": {Mode.ONLINE, Mode.BOTH},
    "room": {Mode.ROOM, Mode.BOTH},
}
CASCADE = {"yes": "May be passed on", "no": "For yourself"}
# The dearest that somebody wants to pay, in pounds.
PRICES = {
    "0": "Free",
    **{f"{most}": f"Up to {pounds(most * 100)}" for most in (100, 200, 400)},
}
# What somebody pays who has no code and is not staff.
FOR_PEOPLE = {Who.ANYONE, Who.MEMBERS, Who.MEMBER_PRICE}


@dataclass(frozen=True)
class Wanted:
    """What the reader chose; empty is no matter."""

    role: str = ""
    agency: str = ""
    topic: str = ""
    cascade: str = ""
    where: str = ""
    month: str = ""
    price: str = ""

    @property
    def is_about_dates(self) -> bool:
        return bool(self.where or self.month or self.price)


def answers(course: Course, topics: Iterable[str], wanted: Wanted) -> bool:
    """Say whether the course itself is what is wanted, dates apart.

    A course that names no profession or no agency is for all of them.
    """
    roles = {str(row.pk) for row in course.professions.all()}
    agencies = {str(row.pk) for row in course.agencies.all()}
    return (
        (not wanted.role or not roles or wanted.role in roles)
        and (not wanted.agency or not agencies or wanted.agency in agencies)
        and (not wanted.topic or wanted.topic in topics)
        and (not wanted.cascade or course.cascade_allowed is (wanted.cascade == "yes"))
    )


def dates_that_answer(runs: Iterable[Event], wanted: Wanted) -> list[Event]:
    return [run for run in runs if _answers(run, wanted)]


def _answers(run: Event, wanted: Wanted) -> bool:
    if wanted.where and run.mode not in FITS[wanted.where]:
        return False
    if wanted.month and wanted.month != month_of(run):
        return False
    if wanted.price:
        least = least_price(run)
        return least is not None and least <= int(wanted.price) * 100
    return True


def least_price(run: Event) -> int | None:
    """Return the least that somebody may pay for it, members' price included."""
    prices = [
        kind.price_pence for kind in run.ticket_types.all() if kind.who in FOR_PEOPLE
    ]
    return min(prices, default=None)


def month_of(run: Event) -> str:
    day = words.in_uk(run.starts_at)
    return f"{day.year}-{day.month:02}"


def months(runs: Iterable[Event]) -> list[tuple[str, str]]:
    """Return the months that have a date, soonest first, each with its words."""
    keys = sorted({month_of(run) for run in runs})
    return [(key, words.uk_month(date(int(key[:4]), int(key[5:]), 1))) for key in keys]


# --- Two beside each other -------------------------------------------------


@dataclass(frozen=True)
class Aspect:
    """One thing to compare: what each course says of it, line by line."""

    label: str
    values: Sequence[Sequence[str]]

    @property
    def differs(self) -> bool:
        return any(list(value) != list(self.values[0]) for value in self.values)
