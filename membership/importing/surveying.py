"""Surveying: what stands in the columns of a file, in figures and a few examples.

One pass over all rows, with memory that does not grow. From it somebody sees what a
column is, the questions that have to be asked are known beforehand, and a number that
lost its noughts can be told from one that never had any.
"""

import re
from dataclasses import asdict, dataclass, field
from typing import Any, BinaryIO

from portal.core.fields import one_line

from . import days, reading
from .days import Order
from .reading import Shape

EXAMPLES = 3
LONGEST = 60
# Beyond that many different words, a column is no list of grades.
MOST_WORDS = 60
MOST_COLUMNS = 400
_PADDED = re.compile(r"0\d+")


@dataclass
class Column:
    """What stands in one column."""

    filled: int = 0
    examples: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    many: bool = False
    day_first: int = 0
    month_first: int = 0
    either: int = 0
    # How long the numbers are that begin with a nought.
    padded: int = 0

    def add(self, cell: Any) -> None:
        text = one_line(str(cell))
        if not text:
            return
        self.filled += 1
        short = text[:LONGEST]
        if len(self.examples) < EXAMPLES and short not in self.examples:
            self.examples.append(short)
        if not self.many and short not in self.words:
            self.words.append(short)
            if len(self.words) > MOST_WORDS:
                self.many, self.words = True, []
        if _PADDED.fullmatch(text):
            self.padded = max(self.padded, len(text))
        if isinstance(cell, str):
            self._note_order(text)

    def _note_order(self, text: str) -> None:
        order = days.order_of(text)
        if order is Order.DAY_FIRST:
            self.day_first += 1
        elif order is Order.MONTH_FIRST:
            self.month_first += 1
        elif order is None:
            self.either += 1


@dataclass
class Survey:
    total: int
    columns: list[Column]

    def as_json(self) -> dict[str, Any]:
        return {"columns": [asdict(column) for column in self.columns]}


def survey(file: BinaryIO, shape: Shape) -> Survey:
    """Read the whole file once; refuse what is wrong with it as a whole."""
    columns = [Column() for _ in shape.headings[:MOST_COLUMNS]]
    total = 0
    for row in reading.rows(file, shape):
        total += 1
        if row.fault:
            continue
        for column, cell in zip(columns, row.cells, strict=False):
            column.add(cell)
    return Survey(total, columns)


def from_json(kept: dict[str, Any]) -> list[Column]:
    return [Column(**column) for column in kept.get("columns", [])]
