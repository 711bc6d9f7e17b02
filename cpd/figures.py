"""Figures: how do hours, gauges and years read, and how are they drawn?

Everything drawn is said in words as well. Arithmetic for the drawings stands here, so
that no template does any.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from cpd.models import Measure
from cpd.records import Year
from cpd.requirements import Progress, Record
from portal.core.words import count_of, hours_words

MINUTES_AN_HOUR = 60
_FRACTIONS = {0: "", 15: "¼", 30: "½", 45: "¾"}
MOST_SLOTS = 10
# The drawing area of the chart: 360 wide, columns above a line at 140.
BASE, TALLEST, WIDE, COLUMN = 140, 112, 360, 84


def hours(minutes: int) -> str:
    """Return 28½, or 28.4 where no quarter fits: a figure without its noun."""
    whole, rest = divmod(minutes, MINUTES_AN_HOUR)
    if rest in _FRACTIONS:
        return f"{whole or ''}{_FRACTIONS[rest]}" or "0"
    return f"{minutes / MINUTES_AN_HOUR:.1f}".removesuffix(".0")


@dataclass(frozen=True)
class Gauge:
    """One requirement as a page shows it: figure, drawing, sentence."""

    title: str
    figure: str
    of: str
    per_cent: float
    words: str
    met: bool
    # Up to ten countable things are drawn as boxes; others as a bar.
    full: int | None = None
    half: int = 0
    slots: int = 0


_NOUNS = {
    Measure.ACCOUNTS: "account,accounts",
    Measure.FEEDBACK: "piece,pieces",
    Measure.PIECES: "piece,pieces",
    Measure.WITH_PEER: "piece,pieces",
    Measure.LEARNING_TYPES: "type,types",
    Measure.WITH_BENEFIT: "activity,activities",
}


def gauge(progress: Progress, record: Record, *, booked: int = 0) -> Gauge:
    """Return what to show. `booked` is how many live events are still to come."""
    if progress.in_minutes:
        return Gauge(
            title=progress.label,
            figure=hours(progress.have),
            of=hours(progress.needed),
            per_cent=progress.per_cent,
            words=_hours_to_go(progress, booked),
            met=progress.met,
        )
    drafts = record.accounts_in_draft if progress.measure == Measure.ACCOUNTS else 0
    boxed = progress.needed <= MOST_SLOTS
    full = min(progress.have, progress.needed)
    return Gauge(
        title=progress.label,
        figure=str(progress.have),
        of=str(progress.needed),
        per_cent=progress.per_cent,
        words=_pieces_to_go(progress, drafts),
        met=progress.met,
        full=full if boxed else None,
        half=min(drafts, progress.needed - full),
        slots=progress.needed if boxed else 0,
    )


def _hours_to_go(progress: Progress, booked: int) -> str:
    if progress.met:
        return "All that is asked"
    words = f"{hours_words(progress.missing)} to go"
    if booked and progress.measure == Measure.PARTICIPATORY:
        words += f"; {count_of(booked, 'live event is,live events are')} booked"
    return words


def _pieces_to_go(progress: Progress, drafts: int) -> str:
    if progress.met:
        return "All that is asked"
    to_start = max(progress.missing - drafts, 0)
    if not drafts:
        return f"{count_of(to_start, _NOUNS[progress.measure])} to go"
    words = f"{progress.have} finished, {drafts} in draft"
    return f"{words}, {to_start} to start" if to_start else words


@dataclass(frozen=True)
class Column:
    """One year of the chart: where its two parts stand, and what is written there."""

    label: str
    all: str
    participatory: str
    alone: str
    x: int
    middle: int
    lower_y: int
    lower_height: int
    upper_y: int
    upper_height: int
    figure_y: int
    so_far: bool


@dataclass(frozen=True)
class Chart:
    columns: list[Column]
    description: str
    participatory: str
    alone: str
    all: str


def chart(years: Sequence[Year], *, current: int | None) -> Chart:
    """Draw the years beside each other, participatory below, the rest on top."""
    tallest = max((year.minutes for year in years), default=0) or 1
    step = WIDE // max(len(years), 1)
    columns = []
    for place, year in enumerate(years):
        lower = round(TALLEST * year.participatory / tallest)
        upper = round(TALLEST * year.alone / tallest)
        x = place * step + (step - COLUMN) // 2
        so_far = year.number == current
        columns.append(
            Column(
                label=f"Year {year.number}{', so far' if so_far else ''}",
                all=hours(year.minutes),
                participatory=hours(year.participatory),
                alone=hours(year.alone),
                x=x,
                middle=x + COLUMN // 2,
                lower_y=BASE - lower,
                lower_height=lower,
                upper_y=BASE - lower - upper,
                upper_height=upper,
                figure_y=BASE - lower - upper - 6,
                so_far=so_far,
            )
        )
    return Chart(
        columns,
        " ".join(_in_words(year, so_far=year.number == current) for year in years),
        hours(sum(year.participatory for year in years)),
        hours(sum(year.alone for year in years)),
        hours(sum(year.minutes for year in years)),
    )


def _in_words(year: Year, *, so_far: bool) -> str:
    words = f"Year {year.number}{' so far' if so_far else ''}: "
    if not year.minutes:
        return f"{words}nothing yet."
    part = hours_words(year.participatory) if year.participatory else "none"
    return f"{words}{hours_words(year.minutes)}, {part} of them participatory."
