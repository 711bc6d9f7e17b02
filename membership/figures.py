"""Figures: how many belong, who comes and goes, who stays, and what to expect.

All from the terms, which are read once, in one query. What is counted and how is said
in words with each figure, and each is a table first: the drawing is made from it.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import groupby
from typing import Any, NamedTuple

from portal.core.words import MONTHS

from . import standing
from .models import Subscription
from .standing import State
from .terms import DAY, months_on

BACK = 24
AHEAD = 12
YEARS = 5
# A term of a month is this long at most, and one of a year at least.
A_MONTH, A_YEAR = 31, 360
HUNDRED = 100
SHOWN = (State.CURRENT, State.GRACE, State.PAUSED, State.RESIGNED, State.LAPSED)


class Term(NamedTuple):
    """A term as the rules of standing read it."""

    member: int
    grade: str
    starts_on: date
    ends_on: date
    resigned_at: datetime | None = None
    paused_until: date | None = None


class Spell(NamedTuple):
    """Days on which somebody belonged without leaving, grace and pauses bridged."""

    starts_on: date
    terms: list[Term]

    @property
    def last(self) -> Term:
        return max(self.terms, key=lambda term: term.ends_on)

    def is_over(self, on: date, grace: int) -> bool:
        last = self.last
        if last.resigned_at is not None:
            return last.ends_on < on
        rests = max(last.ends_on, last.paused_until or last.ends_on)
        return rests + timedelta(days=grace) < on


@dataclass(frozen=True)
class Figure:
    """One table with its drawing. `series` are the columns that are drawn."""

    key: str
    title: str
    method: str
    header: Sequence[str]
    rows: Sequence[Sequence[Any]]
    series: Sequence[int] = ()


def lives() -> list[list[Term]]:
    """Return the terms of everybody who ever had one, by first day: one query."""
    rows = (
        Subscription.objects.counting()
        .order_by("member_id", "starts_on", "ends_on")
        .values_list(
            "member_id",
            "grade__name",
            "starts_on",
            "ends_on",
            "resigned_at",
            "paused_until",
        )
    )
    found = map(Term._make, rows.iterator(chunk_size=5000))
    return [list(terms) for _, terms in groupby(found, key=lambda term: term.member)]


def every(all_lives: list[list[Term]], *, on: date, grace: int) -> list[Figure]:
    spelled = [spells(terms, grace=grace) for terms in all_lives]
    return [
        by_standing(all_lives, on=on, grace=grace),
        over_time(all_lives, on=on, grace=grace),
        comings_and_goings(spelled, on=on, grace=grace),
        cohorts(spelled, on=on, grace=grace),
        forecast(spelled, on=on, grace=grace),
    ]


# --- Pure rules about one member -------------------------------------------


def grade_on(terms: Sequence[Term], on: date, grace: timedelta) -> str | None:
    """Return the grade of a good standing: the short form of `standing.standing_on`."""
    last = None
    for term in terms:
        if term.starts_on <= on and (last is None or term.ends_on > last.ends_on):
            last = term
    if last is None:
        return None
    if on <= last.ends_on:
        return last.grade
    if last.resigned_at is not None or on > last.ends_on + grace:
        return None
    rests = last.paused_until is not None and on <= last.paused_until
    return None if rests else last.grade


def spells(terms: Sequence[Term], *, grace: int) -> list[Spell]:
    """Return when somebody belonged, terms in the order of their first days."""
    found: list[Spell] = []
    for term in terms:
        if found:
            last = found[-1].last
            until = max(last.ends_on, last.paused_until or last.ends_on)
            if last.resigned_at is None:
                until += timedelta(days=grace)
            if term.starts_on <= until + DAY:
                found[-1].terms.append(term)
                continue
        found.append(Spell(term.starts_on, [term]))
    return found


def _days(term: Term) -> int:
    return (term.ends_on - term.starts_on).days + 1


def is_monthly(term: Term) -> bool:
    return _days(term) <= A_MONTH


def dues(spell: Spell) -> list[tuple[Term, bool]]:
    """Return the terms of a spell that were to be renewed, and whether they were.

    One that was cut, by a pause or another grade, is neither a month nor a year long
    and goes on at once: nobody had to renew it.
    """
    terms = sorted(spell.terms, key=lambda term: term.ends_on)
    found = []
    for place, term in enumerate(terms):
        goes_on = place + 1 < len(terms)
        was_cut = not is_monthly(term) and _days(term) < A_YEAR
        if not (goes_on and was_cut):
            found.append((term, goes_on))
    return found


# --- Months ----------------------------------------------------------------


def month_of(day: date) -> int:
    """Count the months since the year nought, so that they can be reckoned with."""
    return day.year * 12 + day.month - 1


def first_of(month: int) -> date:
    return date(month // 12, month % 12 + 1, 1)


def _name(month: int) -> str:
    return f"{MONTHS[month % 12]} {month // 12}"


def _lately(on: date) -> range:
    """Return the months before this one."""
    return range(month_of(on) - BACK, month_of(on))


# --- The figures -----------------------------------------------------------


def by_standing(all_lives: list[list[Term]], *, on: date, grace: int) -> Figure:
    counted: Counter[tuple[str, State]] = Counter()
    for terms in all_lives:
        # The rules of standing read terms, whatever else a row of them knows.
        rows: Any = terms
        member: Any = terms[0].member
        how = standing.standing_on(member, rows, on=on, grace_days=grace)
        counted[str(how.grade), how.state] += 1
    grades = sorted({grade for grade, _ in counted})
    rows = [[grade, *(counted[grade, state] for state in SHOWN)] for grade in grades]
    rows.append(
        ["All", *(sum(counted[grade, state] for grade in grades) for state in SHOWN)]
    )
    return Figure(
        "standing",
        "Members by grade and standing today",
        "Everybody who ever had a term, by the grade of the last one that has begun. "
        "Who has not begun yet is left out.",
        ("Grade", *(str(state.label) for state in SHOWN)),
        rows,
        (1,),
    )


def over_time(all_lives: list[list[Term]], *, on: date, grace: int) -> Figure:
    days = [first_of(month + 1) - DAY for month in _lately(on)] + [on]
    allowed = timedelta(days=grace)
    counts = [
        Counter(
            grade for terms in all_lives if (grade := grade_on(terms, day, allowed))
        )
        for day in days
    ]
    grades = sorted(set().union(*counts))
    names = [*map(_name, _lately(on)), "Today"]
    return Figure(
        "over-time",
        "Members in good standing over time",
        "On the last day of each month, days of grace included, by the terms as they "
        "count now: what was withdrawn since is left out.",
        ("Month", "Members", *grades),
        [
            [name, count.total(), *(count[grade] for grade in grades)]
            for name, count in zip(names, counts, strict=True)
        ],
        (1,),
    )


def comings_and_goings(spelled: list[list[Spell]], *, on: date, grace: int) -> Figure:
    joined, back, left = _moves(spelled, on=on, grace=grace)
    return Figure(
        "joins-and-lapses",
        "Who came and who went, month by month",
        "Joined: the first term began. Came back: a term began after the days of grace "
        "of the one before. Left: the last day of who resigned, or lapsed without "
        "renewing; the newest months are not complete until their grace is over.",
        ("Month", "Joined", "Came back", "Left"),
        [[_name(m), joined[m], back[m], left[m]] for m in _lately(on)],
        (1, 3),
    )


def _moves(
    spelled: list[list[Spell]], *, on: date, grace: int
) -> tuple[Counter[int], Counter[int], Counter[int]]:
    joined: Counter[int] = Counter()
    back: Counter[int] = Counter()
    left: Counter[int] = Counter()
    for one in spelled:
        for place, spell in enumerate(one):
            (back if place else joined)[month_of(spell.starts_on)] += 1
            if spell.is_over(on, grace):
                left[month_of(spell.last.ends_on)] += 1
    return joined, back, left


def cohorts(spelled: list[list[Spell]], *, on: date, grace: int) -> Figure:
    """Of those who joined in a year, how many stayed until each anniversary."""
    joined: Counter[int] = Counter()
    asked: Counter[tuple[int, int]] = Counter()
    stayed: Counter[tuple[int, int]] = Counter()
    for one in spelled:
        if not one or one[0].starts_on > on:
            continue
        spell = one[0]
        year = spell.starts_on.year
        joined[year] += 1
        for years in range(1, YEARS + 1):
            anniversary = months_on(spell.starts_on, 12 * years)
            if anniversary + timedelta(days=grace) >= on:
                break
            asked[year, years] += 1
            stayed[year, years] += spell.last.ends_on >= anniversary
    rows = [
        [
            year,
            joined[year],
            *(_percent(stayed[year, n], asked[year, n]) for n in range(1, YEARS + 1)),
        ]
        for year in sorted(joined)[-2 * YEARS :]
    ]
    return Figure(
        "renewal-rate",
        "How many stay, by the year in which they joined",
        "Of those who joined in a year, the share that belonged without a break until "
        "the first, second and later anniversary. Only who has had that anniversary, "
        "and the days of grace after it, is counted.",
        ("Joined in", "Joined", *(_after(n) for n in range(1, YEARS + 1))),
        rows,
        (2,),
    )


def _after(years: int) -> str:
    return f"After {years} {'year' if years == 1 else 'years'}, %"


def _percent(part: int, whole: int) -> int | str:
    return round(HUNDRED * part / whole) if whole else ""


@dataclass(frozen=True)
class Rates:
    """What the last twelve months say: the share that renewed, and who came."""

    # None where no such term ended: then each is expected to go on.
    yearly: float | None
    monthly: float | None
    coming: float

    def words(self) -> str:
        said = [
            f"{rate:.0%} of the terms of a {length}" if rate is not None else ""
            for rate, length in ((self.yearly, "year"), (self.monthly, "month"))
        ]
        known = " and ".join(filter(None, said))
        if not known:
            return "No term ended in the last twelve months, so each is taken to go on."
        return f"In the last twelve months, {known} were renewed; so it goes on."


def rates(spelled: list[list[Spell]], *, on: date, grace: int) -> Rates:
    since = months_on(on, -AHEAD) - timedelta(days=grace)
    until = on - timedelta(days=grace)
    asked: Counter[bool] = Counter()
    renewed: Counter[bool] = Counter()
    came = 0
    for one in spelled:
        for spell in one:
            came += months_on(on, -AHEAD) <= spell.starts_on < on
            for term, goes_on in dues(spell):
                if since <= term.ends_on < until:
                    asked[is_monthly(term)] += 1
                    renewed[is_monthly(term)] += goes_on
    return Rates(
        yearly=renewed[False] / asked[False] if asked[False] else None,
        monthly=renewed[True] / asked[True] if asked[True] else None,
        coming=came / AHEAD,
    )


def forecast(spelled: list[list[Spell]], *, on: date, grace: int) -> Figure:
    known = rates(spelled, on=on, grace=grace)
    yearly = 1.0 if known.yearly is None else known.yearly
    monthly = 1.0 if known.monthly is None else known.monthly
    here = month_of(on)
    resigning: Counter[int] = Counter()
    due: Counter[int] = Counter()
    by_month = by_year = 0.0
    for one in spelled:
        if not one:
            continue
        spell = one[-1]
        last = spell.last
        if spell.starts_on > on or spell.is_over(on, grace):
            continue
        # Whoever is in grace, or due later in this month, decides in the next.
        month = max(month_of(last.ends_on) - here, 1)
        if last.resigned_at is not None:
            by_year += 1
            resigning[month] += 1
        elif is_monthly(last):
            by_month += 1
        else:
            by_year += 1
            due[month] += 1
    rows = []
    for month in range(1, AHEAD + 1):
        by_year += known.coming - resigning[month] - due[month] * (1 - yearly)
        by_month *= monthly
        rows.append([_name(here + month), due[month], round(by_year + by_month)])
    return Figure(
        "forecast",
        "The next twelve months, if they are like the last twelve",
        f"{known.words()} Each month {known.coming:.1f} people join or come back, as "
        "on average in the last twelve months, and stay. Who has resigned leaves on "
        "the last day. Who is in grace, or due before the end of this month, counts "
        "as due in the next. Nothing else is foreseen: no new price, no season, no "
        "campaign.",
        ("End of", "Terms of a year that end", "Members expected"),
        rows,
        (2,),
    )
