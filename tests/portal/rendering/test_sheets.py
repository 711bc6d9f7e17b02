"""CSV that no spreadsheet runs."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from portal.rendering import sheets


@pytest.mark.parametrize(
    "words",
    [
        "=1+1",
        '=HYPERLINK("http://evil.example","x")',
        "+cmd|' /C calc'!A0",
        "-2+3",
        "@SUM(A1)",
        "\tx",
        "  =1+1",
        "\uff1d1+1",
        "|x",
        "%x",
    ],
)
def test_a_formula_becomes_text(words):
    assert sheets.cell(words) == f"'{sheets.clean(words)}"


@pytest.mark.parametrize(
    "value", ["+44 7700 900123", "-95.00", "-1,250", "plain", -95, 1.5, True]
)
def test_numbers_and_telephones_stay_as_they_are(value):
    assert sheets.cell(value) == value


def test_nothing_is_an_empty_cell():
    assert sheets.cell(None) == ""


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=4))
def test_a_sheet_reads_back_with_no_cell_that_acts(rows):
    made = sheets.sheet(["a", "b"], rows)

    read = list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))

    assert len(read) == len(rows) + 1
    for row in read:
        for value in row:
            acts = value.lstrip().startswith(("=", "+", "-", "@"))
            assert not acts or sheets._HARMLESS.fullmatch(value)


def test_a_spreadsheet_is_told_which_letters_are_used():
    assert sheets.sheet(["a"], []).startswith(b"\xef\xbb\xbf")
