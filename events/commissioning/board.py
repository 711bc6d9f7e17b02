"""The board: what was bought, who has a name, and who was trained.

As many queries for seventy places as for one. Trained is whoever came to every session,
by registers that are closed.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from events.models import (
    CAME,
    ClaimLink,
    Commission,
    CommissionPlace,
    CommissionRun,
    Strand,
    Ticket,
)
from portal.core import clock

ELSEWHERE = "Not said, or elsewhere"


@dataclass
class Line:
    """How one part of the places stands. `bought` is None where nothing was agreed."""

    label: str
    bought: int | None = 0
    named: int = 0
    trained: int = 0

    @property
    def to_name(self) -> int:
        return max((self.bought or 0) - self.named, 0)


@dataclass(frozen=True)
class Person:
    """One place as the coordinator sees it."""

    place: CommissionPlace
    is_named: bool
    is_trained: bool
    is_asked: bool

    @property
    def ticket(self) -> Ticket:
        return self.place.ticket

    @property
    def stands(self) -> tuple[str, str]:
        """Return the tone and the words for it."""
        if self.is_trained:
            return "good", "Trained"
        if self.is_named:
            return "open", "Named"
        if self.is_asked:
            return "few", "Link sent"
        return "warn", "To name"


@dataclass
class Run:
    """One run, with everybody on it."""

    run: CommissionRun
    line: Line
    names_until: date
    is_over: bool
    people: list[Person] = field(default_factory=list)

    @property
    def event(self) -> Any:
        return self.run.event

    @property
    def links_out(self) -> int:
        """Return how many have a link and have not named themselves yet."""
        return sum(one.is_asked and not one.is_named for one in self.people)

    @property
    def takes_names(self) -> bool:
        return not self.is_over and bool(self.line.to_name)


@dataclass(frozen=True)
class Board:
    commission: Commission
    total: Line
    strands: list[Line]
    areas: list[Line]
    runs: list[Run]
    agencies: Counter[str]
    on_no_run: int


def of(commission: Commission, *, at: datetime) -> Board:
    places = list(_places(commission))
    runs = {run.pk: _run(commission, run, at=at) for run in _runs(commission)}
    strands = {row.pk: Line(row.name, row.places) for row in _strands(commission)}
    areas: dict[int | None, Line] = {
        row.area_id: Line(row.area.name, row.places)
        for row in commission.areas.select_related("area")
    }
    has_footprint = bool(areas)
    total = Line("All", commission.places)
    agencies: Counter[str] = Counter()
    placed = 0
    for place in places:
        placed += 1
        strand, run = strands[place.strand_id], runs[place.run_id]
        if not _is_kept(place):
            _take_off(total, strand)
            continue
        person = _person(place, run.run)
        run.people.append(person)
        run.line.bought = (run.line.bought or 0) + 1
        lines = [total, strand, run.line]
        if person.is_named:
            lines.append(_area_of(place.ticket, areas, has_footprint=has_footprint))
        for line in lines:
            line.named += person.is_named
            line.trained += person.is_trained
        if person.is_trained:
            kind = place.ticket.kind_of_agency
            agencies[kind.name if kind else "Not said"] += 1
    return Board(
        commission=commission,
        total=total,
        strands=list(strands.values()),
        areas=list(areas.values()),
        runs=list(runs.values()),
        agencies=agencies,
        on_no_run=commission.places - placed,
    )


def _places(commission: Commission) -> Iterable[CommissionPlace]:
    came = Count("ticket__attendances", filter=Q(ticket__attendances__mark__in=CAME))
    links = ClaimLink.objects.filter(ticket=OuterRef("ticket"), ended_at=None)
    rows = CommissionPlace.objects.filter(run__commission=commission)
    return (
        rows.select_related(
            "strand",
            "ticket__booking",
            "ticket__area",
            "ticket__kind_of_agency",
            "ticket__profession",
            "ticket__user",
        )
        .annotate(came=came, asked=Exists(links))
        .order_by("strand__position", "strand", "ticket__name", "pk")
    )


def _runs(commission: Commission) -> Iterable[CommissionRun]:
    closed = Q(event__event_sessions__register_closed_at__isnull=False)
    return (
        commission.runs.select_related("event")
        .prefetch_related("event__event_sessions")
        .annotate(
            sittings=Count("event__event_sessions"),
            closed=Count("event__event_sessions", filter=closed),
        )
        .order_by("event__starts_at", "pk")
    )


def _strands(commission: Commission) -> Iterable[Strand]:
    return commission.strands.all()


def _run(commission: Commission, run: CommissionRun, *, at: datetime) -> Run:
    return Run(
        run=run,
        line=Line(run.event.title),
        names_until=names_until(commission, run),
        is_over=run.event.is_over(at) or run.event.is_cancelled,
    )


def names_until(commission: Commission, run: CommissionRun) -> date:
    """Return the last day on which names are expected for a run."""
    day = clock.uk_day(run.event.starts_at)
    return day - timedelta(days=commission.names_until_days)


def _is_kept(place: CommissionPlace) -> bool:
    return place.ticket.released_at is None and place.ticket.booking.is_confirmed


def _take_off(*lines: Line) -> None:
    """Count a place that was given back no more."""
    for line in lines:
        line.bought = (line.bought or 0) - 1


def _person(place: Any, run: Any) -> Person:
    ticket = place.ticket
    is_named = ticket.is_named or ticket.user_id is not None
    is_done = run.sittings > 0 and run.closed == run.sittings
    return Person(
        place=place,
        is_named=is_named,
        is_trained=is_named and is_done and place.came == run.sittings,
        is_asked=place.asked,
    )


def _area_of(
    ticket: Ticket, areas: dict[int | None, Line], *, has_footprint: bool
) -> Line:
    """Return the area's line; without a footprint each area that is said has one."""
    key = ticket.area_id
    if has_footprint and key not in areas:
        key = None
    if key not in areas:
        label = ticket.area.name if key and ticket.area else ELSEWHERE
        areas[key] = Line(label, None)
    return areas[key]
