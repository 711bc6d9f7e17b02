"""Reports: what the funder reads of a commission, and what stays with us.

Numbers alone, and none so small that it points at somebody. The coordinator's own list
has the names that coordinators entered.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from events.catalogue import lines
from events.models import Commission
from portal.body import identity
from portal.core import clock
from portal.core.words import count_of, uk_day
from portal.rendering.pdf import pdf
from portal.rendering.sheets import sheet
from portal.rendering.words import file_name

from .board import Board, Line

SMALLEST = 5
HIDDEN = "Not shown"
NOBODY = 0
TRAINED = "Trained is whoever came to every session of a run."
SMALL_NUMBERS = (
    f"Numbers of people from 1 to {SMALLEST - 1} are left out (“{HIDDEN}”), and so are "
    "others, or a whole table, where they could be worked out, so that nobody can be "
    "recognised."
)


def hide_small(
    numbers: Sequence[int], *, could_be: Sequence[bool] | None = None
) -> list[int | None] | None:
    """Return the numbers of one table, those under five left out (as None).

    Their sum stands elsewhere, so others go with them until it gives none of them away:
    those that follow in the table, whatever their size, which would itself say
    something; and at last those that are nought, unless `could_be` says that everybody
    knows that. Returns None where one alone is left, which is the sum.
    """
    hidden = [place for place, one in enumerate(numbers) if 0 < one < SMALLEST]
    if not hidden:
        return list(numbers)
    first = hidden[0]
    others = [
        place
        for place in (*range(first, len(numbers)), *range(first))
        if place not in hidden
    ]
    noughts = [place for place in others if numbers[place] == NOBODY]
    others = [place for place in others if place not in noughts]
    others += [place for place in noughts if could_be is None or could_be[place]]
    while others and not _is_vague([numbers[place] for place in hidden]):
        hidden.append(others.pop(0))
    if len(hidden) == 1:
        return None
    return [None if place in hidden else one for place, one in enumerate(numbers)]


def _is_vague(hidden: Sequence[int]) -> bool:
    """Say whether their sum leaves open how large each is, and whether it is small."""
    number, total = len(hidden), sum(hidden)
    as_large_as_small_ones_get = (SMALLEST - 1) * number
    return (
        number > 1
        and total >= SMALLEST + number - 1
        and total != as_large_as_small_ones_get
    )


def _shown(number: int | None) -> str:
    return HIDDEN if number is None else str(number)


def _bought(row: Line) -> str:
    return "" if row.bought is None else str(row.bought)


type Rows = list[tuple[str, ...]]


def _whole(rows: Sequence[Line]) -> Rows:
    """Return rows whose numbers are the commissioner's own business: places by run."""
    return [(row.label, _bought(row), str(row.named), str(row.trained)) for row in rows]


def _careful(rows: Sequence[Line]) -> Rows:
    """Return rows that divide people up, with small numbers left out."""
    named = hide_small([row.named for row in rows])
    # Who was not named was not trained, which everybody knows.
    could_be = [row.named > NOBODY for row in rows]
    trained = hide_small([row.trained for row in rows], could_be=could_be)
    if named is None or trained is None:
        return []
    return [
        (row.label, _bought(row), _shown(named[place]), _shown(trained[place]))
        for place, row in enumerate(rows)
    ]


def _agencies(board: Board) -> Rows:
    # By name: the order of size would say how large a hidden number is.
    counted = sorted(board.agencies.items())
    shown = hide_small([number for _, number in counted])
    if shown is None:
        return []
    return [
        (name, _shown(number)) for (name, _), number in zip(counted, shown, strict=True)
    ]


def _runs(board: Board) -> list[Line]:
    return [
        Line(
            f"{uk_day(run.event.starts_at)}: {run.event.title}",
            run.line.bought,
            run.line.named,
            run.line.trained,
        )
        for run in board.runs
    ]


def name_of(commission: Commission, ending: str, *, what: str = "Report") -> str:
    return file_name(f"{what} {commission.title} {commission.reference}", ending)


def as_pdf(board: Board, *, at: datetime) -> bytes:
    return pdf("events/commission_report.typ", facts(board, at=at))


def facts(board: Board, *, at: datetime) -> dict[str, Any]:
    """Return what stands in the report: no name of anybody who was trained."""
    commission = board.commission
    about = [
        ("Commissioned by", commission.commissioner),
        ("Funded by", commission.funder),
        ("Course", commission.course.title if commission.course else ""),
        ("Agreed", uk_day(clock.uk_day(commission.made_at))),
        ("Reference", commission.reference),
    ]
    total = board.total
    return {
        "title": f"Report: {commission.title}",
        **identity.current().letterhead,
        "foot": f"{commission.reference}, {uk_day(clock.uk_day(at))}",
        "heading": commission.title,
        "sum": (
            f"{count_of(total.bought, 'place,places')} bought, {total.named} named, "
            f"{total.trained} trained"
        ),
        "facts": [fact for fact in about if fact[1]],
        "strands": _whole(board.strands),
        "runs": _whole(_runs(board)),
        "areas": _careful(board.areas),
        "agencies": _agencies(board),
        "small": [
            f"Made on {uk_day(clock.uk_day(at))} from the registers. {TRAINED}",
            SMALL_NUMBERS,
        ],
    }


def as_csv(board: Board) -> bytes:
    """Return the same numbers as a table that a spreadsheet opens."""
    header = ("Part", "Which", "Bought", "Named", "Trained")
    rows = [
        *(("Strand", *row) for row in _whole(board.strands)),
        *(("Run", *row) for row in _whole(_runs(board))),
        *(("Area", *row) for row in _careful(board.areas)),
        *(("Agency", name, "", "", number) for name, number in _agencies(board)),
        ("All", "", *_whole([board.total])[0][1:]),
    ]
    return sheet(header, rows)


def people_csv(board: Board) -> bytes:
    """Return who comes, for the coordinator who named them."""
    header = (
        "Run",
        "When",
        "Strand",
        "Name",
        "E-mail",
        "Profession",
        "Kind of agency",
        "Employer",
        "Area",
        "Stands",
    )
    rows = [
        (
            run.event.title,
            lines.when(run.event),
            person.place.strand.name,
            person.ticket.name,
            person.ticket.address,
            str(person.ticket.profession or ""),
            str(person.ticket.kind_of_agency or ""),
            person.ticket.agency,
            str(person.ticket.area or ""),
            person.stands[1],
        )
        for run in board.runs
        for person in run.people
    ]
    return sheet(header, rows)
