"""Files as they come out of other systems: read as they were meant, or refused."""

import io
import tracemalloc
from datetime import date

import openpyxl
import pytest

from membership.importing import reading
from portal.core.errors import Refused
from tests import files

TABLE = "Number,Name,E-mail\r\n007,Siân Rees,sian@example.org\r\n"
CELLS = ["007", "Siân Rees", "sian@example.org"]


def read(content):
    file = io.BytesIO(content)
    shape = reading.shape_of(file, size=len(content))
    return shape, list(reading.rows(file, shape))


def refused(content):
    with pytest.raises(Refused) as no:
        read(content)
    return no.value.message


def workbook(*rows, formats=()):
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    for place, shape in formats:
        book.active[place].number_format = shape
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


@pytest.mark.parametrize(
    ("mark", "encoding"),
    [
        (b"", "utf-8"),
        (b"\xef\xbb\xbf", "utf-8"),
        (b"\xff\xfe", "utf-16-le"),
        (b"\xfe\xff", "utf-16-be"),
        (b"", "utf-16-le"),
        (b"", "utf-16-be"),
        (b"", "cp1252"),
    ],
)
@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_letters_and_separators_are_told_by_the_content(mark, encoding, separator):
    """F2, F3."""
    shape, rows = read(mark + TABLE.replace(",", separator).encode(encoding))

    assert shape.headings == ["Number", "Name", "E-mail"]
    assert [(row.line, row.cells, row.fault) for row in rows] == [(2, CELLS, "")]


def test_letters_far_down_in_the_file_count_too():
    """F2: one letter of Windows at the end is not read as two of Unicode."""
    plain = "Number,Name\n" + "1,Jo Bloggs\n" * 40_000

    _, rows = read(plain.encode() + "2,Siân\n".encode("cp1252"))

    assert rows[-1].cells == ["2", "Siân"]


@pytest.mark.parametrize(
    "content", [b"Number,Name\n1,A\x00B\n", "Number,Name\n1,A\0B\n".encode("utf-16")]
)
def test_nul_is_refused_by_name_and_line(content):
    """F2."""
    assert refused(content).startswith("Line 2 holds a NUL character")


def test_what_is_no_encoding_is_refused():
    """F2: these bytes stand for nothing in UTF-8 nor on Windows."""
    assert "letters of this file" in refused(b"Number,Name\n1,\x81\x8d\n")


def test_a_quoted_line_end_stays_in_its_cell():
    """F3."""
    _, rows = read(b'Number,Name\n1,"Jo\nBloggs"\n2,"Say ""hi"", Al"\n')

    assert [(row.line, row.cells) for row in rows] == [
        (2, ["1", "Jo\nBloggs"]),
        (4, ["2", 'Say "hi", Al']),
    ]


@pytest.mark.parametrize(
    "body",
    [
        '1,"Jo\n2,Al\n3,Bo\n',
        '1,"Jo\n2,"Al"\n3,Bo\n',
        '1,"Jo"x\n',
        '1,"' + "Jo,Al\n" * 40_000,
    ],
)
def test_an_unclosed_quote_is_refused_and_swallows_nothing(body):
    """F3."""
    assert "do not close" in refused(f"Number,Name\n{body}".encode())


def test_rows_of_a_wrong_length_and_blank_ones_are_told():
    """F1."""
    _, rows = read(b"\nNumber,Name\n1,Jo\n2\n\n3,Al,more\n4,Bo,,\n\n\n")

    assert [(row.line, row.fault) for row in rows] == [
        (3, ""),
        (4, "The line has only 1 of the 2 cells."),
        (5, "The line is blank."),
        (6, "The line has 3 cells, and the headings are 2."),
        (7, ""),
    ]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xef\xbb\xbf"])
def test_an_empty_file_is_refused(content):
    assert "empty" in refused(content)


def test_a_single_column_is_refused():
    assert "one column only" in refused(b"Name\nJo\nAl\n")


# --- Workbooks -------------------------------------------------------------


def test_a_workbook_keeps_dates_and_the_noughts_that_it_shows():
    """F8: a date is a date, and a number with a format of noughts keeps them."""
    content = workbook(
        ["Number", "Name", "Ends", "Since"],
        [4711, "Siân", date(2027, 3, 31), 45000],
        [12, "Al", None, 1.5],
        [],
        [13, "Bo"],
        formats=[("A2", "000000")],
    )

    shape, rows = read(content)

    assert shape.headings == ["Number", "Name", "Ends", "Since"]
    assert [(row.line, row.cells, row.fault) for row in rows] == [
        (2, ["004711", "Siân", date(2027, 3, 31), 45000], ""),
        (3, [12, "Al", "", 1.5], ""),
        (4, [], "The line is blank."),
        (5, [13, "Bo", "", ""], ""),
    ]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (files.word(), "not an Excel"),
        (b"PK\x03\x04 and nothing else", "damaged"),
        (files.with_part(files.excel(), "xl/vbaProject.bin"), "macros"),
        (files.bomb(), "too large"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), ".xls"),
    ],
)
def test_what_is_no_sound_workbook_is_refused(content, words):
    assert words in refused(content)


# --- Limits ----------------------------------------------------------------


class Endless(io.RawIOBase):
    """A file of so many bytes that is never held."""

    def __init__(self, head, line, size):
        self.head, self.line, self.size, self.at = head, line, size, 0

    def readable(self):
        return True

    def seekable(self):
        return True

    def seek(self, place, whence=0):
        self.at = place
        return place

    def tell(self):
        return self.at

    def readinto(self, into):
        number = min(len(into), self.size - self.at)
        begin = self.at - len(self.head)
        if begin < 0:
            number = min(number, len(self.head))
            into[:number] = self.head[self.at : self.at + number]
        else:
            offset = begin % len(self.line)
            repeated = self.line * (number // len(self.line) + 2)
            into[:number] = repeated[offset : offset + number]
        self.at += number
        return number


def test_too_many_rows_are_refused_with_flat_memory():
    """F4: 200,000 rows pass, one more is refused, and memory stays flat."""
    line = b"12345,Somebody of that name,somebody@example.org\n"
    head = b"Number,Name,E-mail\n"

    def of(number):
        size = len(head) + number * len(line)
        file = io.BufferedReader(Endless(head, line, size))
        shape = reading.shape_of(file, size=size)
        return sum(1 for _ in reading.rows(file, shape))

    tracemalloc.start()
    passed = of(reading.MOST_ROWS)
    with pytest.raises(Refused) as no:
        of(reading.MOST_ROWS + 1)
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert passed == 200_000
    assert "more than 200,000 rows" in no.value.message
    assert peak < 8_000_000


def test_too_many_bytes_are_refused_unread():
    """F4."""
    with pytest.raises(Refused, match="larger than 200 MB"):
        reading.shape_of(io.BytesIO(b""), size=reading.MOST_BYTES + 1)


def test_too_many_columns_are_refused():
    """F4."""
    assert "columns" in refused(b"a," * reading.MOST_COLUMNS + b"a\n")


def test_a_line_without_an_end_is_refused_with_flat_memory():
    """F4: one line of 100 MB is not held."""
    size = 100_000_000
    file = io.BufferedReader(Endless(b"Number,Name\n", b"a,", size))
    tracemalloc.start()
    with pytest.raises(Refused, match="longer than"):
        list(reading.rows(file, reading.shape_of(file, size=size)))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 60_000_000
