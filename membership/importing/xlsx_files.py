"""XLSX files: the rows of the first sheet, one at a time, with what a cell is.

A workbook is a packed file: how large it would grow is known before anything is
unpacked. Dates come as dates, and a number keeps the noughts that its format shows.
"""

import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import closing
from datetime import date, datetime, time
from typing import Any, BinaryIO

import openpyxl

from portal.core import uploads
from portal.core.errors import Refused

MOST_BYTES = 60_000_000
MOST_UNPACKED = 700_000_000
# The words of a workbook are held whole by whoever reads it.
MOST_WORDS = 80_000_000
_NOUGHTS = re.compile(r"0+")
_BROKEN = "The workbook is damaged. Open it, save it again as .xlsx, and choose that."


def check(file: BinaryIO, *, size: int) -> None:
    """Refuse what is no workbook, or would grow too large."""
    if size > MOST_BYTES:
        raise Refused(
            f"The workbook is larger than {MOST_BYTES // uploads.MEGABYTE} MB. Save "
            "the sheet as “CSV UTF-8” and choose that."
        )
    uploads.check_packed(file, size=size, most_unpacked=MOST_UNPACKED)
    file.seek(0)
    with zipfile.ZipFile(file) as packed:
        names = {part.filename: part.file_size for part in packed.infolist()}
    if "xl/workbook.xml" not in names:
        raise Refused("This is not an Excel workbook. Choose a CSV or an .xlsx file.")
    if names.get("xl/sharedStrings.xml", 0) > MOST_WORDS:
        raise Refused(
            "The workbook holds more words than can be read at once. Save the sheet "
            "as “CSV UTF-8” and choose that."
        )


def rows(file: BinaryIO) -> Iterator[tuple[int, list[Any]]]:
    """Give each row of the first sheet with its number in the sheet."""
    file.seek(0)
    with warnings.catch_warnings():
        # About styles and drop-down lists that do not matter here.
        warnings.simplefilter("ignore")
        try:
            book = openpyxl.load_workbook(
                file, read_only=True, data_only=True, keep_links=False
            )
        except Exception as error:
            raise Refused(_BROKEN) from error
    with closing(book):
        sheet = book.worksheets[0] if book.worksheets else None
        if sheet is None:
            raise Refused("The workbook has no sheet.")
        # What a program wrote about the size of the sheet may be wrong.
        sheet.reset_dimensions()
        found = iter(sheet.iter_rows())
        number = 0
        while True:
            number += 1
            try:
                cells = next(found)
            except StopIteration:
                return
            except Exception as error:
                raise Refused(_BROKEN) from error
            yield number, _without_end([_value(cell) for cell in cells])


def _value(cell: Any) -> Any:
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date() if value.time() == time() else value
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:  # noqa: PLR2004 - beyond it digits are lost
        value = int(value)
    if isinstance(value, int):
        shape = str(cell.number_format or "")
        if _NOUGHTS.fullmatch(shape) and value >= 0:
            return f"{value:0{len(shape)}}"
        return value
    if isinstance(value, str | float | date):
        return value
    return str(value)


def _without_end(cells: list[Any]) -> list[Any]:
    """Leave out the empty cells at the end: a sheet has no last column."""
    while cells and cells[-1] == "":
        cells.pop()
    return cells
