"""CSV files: which letters, which separator, and the rows, one at a time.

A file is never held whole. What cannot be read as it was meant is refused by name and
line: a quote that is never closed would otherwise swallow every row after it, and a
NUL no database takes.
"""

import codecs
import csv
import io
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import BinaryIO

from portal.core.errors import Refused

CHUNK = 256 * 1024
LONGEST_LINE = 2_000_000
LOOKED_AT_ROWS = 20
SEPARATORS = (",", ";", "\t")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# Of plain letters in UTF-16 one byte in two is nought.
_MOSTLY = 0.4


@dataclass(frozen=True)
class Letters:
    """How a file is written: its encoding, and what stands between its cells."""

    encoding: str
    separator: str = ","


def encoding_of(file: BinaryIO) -> str:
    """Return the encoding by which the whole file can be read, or refuse it."""
    file.seek(0)
    start = file.read(CHUNK)
    if not start.strip():
        raise Refused("The file is empty. Choose it again.")
    marked = next((name for mark, name in _MARKS if start.startswith(mark)), None)
    wide = marked or _wide(start)
    if wide is not None:
        names: tuple[str, ...] = (wide,)
    else:
        names = ("utf-8", "cp1252")
    for name in names:
        if _reads_as(file, name):
            return name
    raise Refused(
        "The letters of this file cannot be read. Save it as “CSV UTF-8”, and choose "
        "it again."
    )


def _wide(start: bytes) -> str | None:
    """Tell UTF-16 without a mark by where its noughts stand."""
    pairs = len(start) // 2
    if not pairs:
        return None
    even, odd = start[: pairs * 2 : 2].count(0), start[1 : pairs * 2 : 2].count(0)
    if odd > pairs * _MOSTLY > even:
        return "utf-16-le"
    if even > pairs * _MOSTLY > odd:
        return "utf-16-be"
    return None


def _reads_as(file: BinaryIO, name: str) -> bool:
    decoder = codecs.getincrementaldecoder(name)()
    line = 1
    file.seek(0)
    while True:
        chunk = file.read(CHUNK)
        try:
            text = decoder.decode(chunk, final=not chunk)
        except UnicodeDecodeError:
            return False
        before, nul, _ = text.partition("\0")
        line += before.count("\n")
        if nul:
            raise Refused(
                f"Line {line} holds a NUL character, which no list of people has. "
                "Export the file again."
            )
        if not chunk:
            return True


def letters_of(file: BinaryIO) -> Letters:
    """Return how a file is written, having looked at all of it for the encoding."""
    encoding = encoding_of(file)
    counts = {
        separator: _widths(file, Letters(encoding, separator))
        for separator in SEPARATORS
    }
    best = max(SEPARATORS, key=lambda one: counts[one])
    return Letters(encoding, best)


def _widths(file: BinaryIO, letters: Letters) -> tuple[int, int]:
    """Return how wide the heading is and how many rows agree, to find the separator.

    A separator that is right gives rows as wide as the heading; one that is not gives
    a single cell, or rows that differ.
    """
    widths: Counter[int] = Counter()
    heading = 0
    try:
        for number, (_, cells) in enumerate(rows(file, letters)):
            if not number:
                heading = len(cells)
            elif cells:
                widths[len(cells)] += 1
            if number > LOOKED_AT_ROWS:
                break
    except Refused:
        # It may be broken for this separator alone; the right one says so again.
        return (0, heading) if heading > 1 else (-1, 0)
    if heading < 2:  # noqa: PLR2004 - one column is no separator
        return 0, heading
    return 1 + widths[heading], heading


def rows(file: BinaryIO, letters: Letters) -> Iterator[tuple[int, list[str]]]:
    """Give each row with the line on which it begins."""
    file.seek(0)
    text = io.TextIOWrapper(file, encoding=letters.encoding, newline="")
    try:
        reader = csv.reader(_lines(text), delimiter=letters.separator, strict=True)
        while True:
            begins = reader.line_num + 1
            try:
                cells = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                raise _unreadable(begins, reader.line_num) from error
            yield begins, cells
    finally:
        # Closing the file is the business of whoever opened it, perhaps done already.
        with suppress(ValueError):
            text.detach()


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    number = 0
    while line := text.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE:
            raise Refused(
                f"Line {number} is longer than {LONGEST_LINE:,} characters: this is "
                "not a list of people."
            )
        yield line


def _unreadable(begins: int, ends: int) -> Refused:
    where = f"line {begins}" if ends <= begins else f"lines {begins} to {ends}"
    return Refused(
        f"The quotes in {where} do not close where they should, so what belongs to "
        "which row cannot be told. Put the line right, or export the file again."
    )
