"""Reading: which columns and rows are in this file?

CSV of any of the usual letters and separators, or the first sheet of a workbook. Read
row by row within limits, so that the largest file costs no more memory than a small
one.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, BinaryIO

from portal.core.errors import Refused
from portal.core.fields import one_line

from . import csv_files, xlsx_files
from .csv_files import Letters

MOST_BYTES = 200_000_000
MOST_ROWS = 200_000
MOST_COLUMNS = 10_000
LONGEST_HEADING = 200
CSV, XLSX = "csv", "xlsx"
_PACKED = b"PK\x03\x04"
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"


@dataclass(frozen=True)
class Shape:
    """How a file is to be read, and what its columns are called."""

    kind: str
    encoding: str
    separator: str
    headings: list[str]


@dataclass(frozen=True)
class Row:
    """One row: where it stands, its cells, and what is wrong with its form."""

    line: int
    cells: list[Any]
    fault: str = ""


def shape_of(file: BinaryIO, *, size: int) -> Shape:
    """Look at a file that was handed in; refuse what cannot be a list of members."""
    if size > MOST_BYTES:
        raise Refused(
            f"The file is larger than {MOST_BYTES // 1_000_000} MB. Hand it in in "
            "parts."
        )
    file.seek(0)
    start = file.read(8)
    if start.startswith(_OLD_EXCEL):
        raise Refused(
            "This is a workbook of the old kind (.xls), or one locked with a "
            "password. Save it as .xlsx without a password, and choose that."
        )
    if start.startswith(_PACKED):
        xlsx_files.check(file, size=size)
        return Shape(XLSX, "", "", _headings(xlsx_files.rows(file)))
    letters = csv_files.letters_of(file)
    found = csv_files.rows(file, letters)
    return Shape(CSV, letters.encoding, letters.separator, _headings(found))


def _headings(found: Iterator[tuple[int, list[Any]]]) -> list[str]:
    for _, cells in found:
        headings = [one_line(str(cell))[:LONGEST_HEADING] for cell in cells]
        while headings and not headings[-1]:
            headings.pop()
        if not headings:
            continue
        if len(headings) > MOST_COLUMNS:
            raise Refused(
                f"The file has {len(headings):,} columns. A list of members has a "
                "few; leave out the rest."
            )
        if len(headings) == 1:
            raise Refused(
                "The file has one column only. It needs at least names and numbers "
                "or addresses, each in a column of its own."
            )
        return headings
    raise Refused("The file is empty. Choose it again.")


def rows(file: BinaryIO, shape: Shape) -> Iterator[Row]:
    """Give the rows below the headings; blank ones only where others follow."""
    if shape.kind == XLSX:
        found: Iterator[tuple[int, list[Any]]] = xlsx_files.rows(file)
    else:
        found = csv_files.rows(file, Letters(shape.encoding, shape.separator))
    width = len(shape.headings)
    blank: list[int] = []
    number, begun = 0, False
    for line, cells in found:
        if not any(str(cell).strip() for cell in cells):
            if begun:
                blank.append(line)
                _refuse_flood(number + len(blank))
            continue
        if not begun:
            begun = True
            continue
        for empty in blank:
            number += 1
            yield Row(empty, [], "The line is blank.")
        blank.clear()
        number += 1
        _refuse_flood(number)
        yield _row(line, cells, width, exact=shape.kind == CSV)


def _refuse_flood(number: int) -> None:
    if number > MOST_ROWS:
        raise Refused(
            f"The file has more than {MOST_ROWS:,} rows. Hand it in in parts."
        )


def _row(line: int, cells: list[Any], width: int, *, exact: bool) -> Row:
    # Programs fill rows up with nothing.
    over = [cell for cell in cells[width:] if str(cell).strip()]
    if over:
        return Row(
            line,
            cells[:width],
            f"The line has {len(cells)} cells, and the headings are {width}.",
        )
    if exact and len(cells) < width:
        return Row(
            line,
            cells,
            f"The line has only {len(cells)} of the {width} cells.",
        )
    return Row(line, cells[:width] + [""] * (width - len(cells)))
