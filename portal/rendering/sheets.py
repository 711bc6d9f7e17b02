"""Sheets: lists that a spreadsheet opens as what they say, and runs nothing of.

In CSV a cell that begins like a formula is given an apostrophe in front, which
spreadsheets hide. In a workbook each text is marked as text, so it needs none. Numbers
stay numbers and telephone numbers stay usable: they cannot be formulas.
"""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from .words import clean

MEDIA_TYPE = "text/csv; charset=utf-8"
WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_TITLE = 31
LONGEST_CELL = 32_767
# Without it a spreadsheet reads the file in the letters of its own country.
MARK = "\ufeff"
_DANGEROUS = ("=", "+", "-", "@", "\t", "\r", "\n", "|", "%")
_HARMLESS = re.compile(r"[+-]?\d[\d \u00a0,]*(?:\.\d+)?")


def cell(value: Any) -> Any:
    """Return what stands in one cell."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return value
    text = clean(value)
    beginning = text.lstrip(" \u00a0\u3000")
    # A full-width sign is turned into the plain one by some programs.
    folded = beginning.translate({0xFF1D: "=", 0xFF0B: "+", 0xFF0D: "-", 0xFF20: "@"})
    if folded.startswith(_DANGEROUS) and not _HARMLESS.fullmatch(text):
        return f"'{text}"
    return text


def lines(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Write line by line, so that a long list needs no memory."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(MARK)
    writer.writerow([cell(value) for value in header])
    yield buffer.getvalue()
    for row in rows:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow([cell(value) for value in row])
        yield buffer.getvalue()


def sheet(header: Sequence[str], rows: Iterable[Sequence[Any]]) -> bytes:
    return "".join(lines(header, rows)).encode()


def workbook(
    parts: Mapping[str, tuple[Sequence[str], Iterable[Sequence[Any]]]],
) -> bytes:
    """Return a workbook with a sheet for each part, its headings kept in sight."""
    made = Workbook(write_only=True)
    for title, (header, rows) in parts.items():
        page = made.create_sheet(re.sub(r"[\[\]:*?/\\]", " ", title)[:LONGEST_TITLE])
        page.freeze_panes = "A2"
        page.append([_text(page, words) for words in header])
        for row in rows:
            page.append(
                [_text(page, one) if isinstance(one, str) else one for one in row]
            )
    content = io.BytesIO()
    made.save(content)
    return content.getvalue()


def _text(page: Any, words: str) -> Any:
    """Return a cell that is text, whatever the words begin with."""
    one = WriteOnlyCell(page, value=clean(words)[:LONGEST_CELL])
    one.data_type = "s"
    return one
