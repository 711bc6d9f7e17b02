"""Days as they stand in files."""

from datetime import date, datetime

import pytest

from membership.importing import days
from membership.importing.days import DayUnread, Order

DAY = date(2026, 4, 3)


@pytest.mark.parametrize(
    ("value", "order"),
    [
        (DAY, "day"),
        (datetime(2026, 4, 3, 10, 5), "day"),  # noqa: DTZ001 - as a workbook gives it
        ("2026-04-03", "day"),
        ("2026-04-03T10:05:00", "day"),
        ("2026/04/03", "month"),
        ("03/04/2026", "day"),
        ("3.4.2026", "day"),
        ("3-4-26", "day"),
        ("04/03/2026", "month"),
        ("4/3/26 22:28", "month"),
        ("3 April 2026", "day"),
        ("3rd Apr 2026", "day"),
        ("3-Apr-26", "day"),
        ("Apr 3, 2026 7:05 PM", "day"),
        ("Friday 3 April 2026", "day"),
    ],
)
def test_a_day_is_read(value, order):
    assert days.read(value, order) == DAY


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("45000", "how a spreadsheet counts days"),
        (45000, "how a spreadsheet counts days"),
        (45000.5, "how a spreadsheet counts days"),
        ("31/02/2026", "is not a day"),
        ("13/13/2026", "is not a day"),
        ("soon", "is not a day"),
        ("3 Foo 2026", "is not a day"),
        ("0026-04-03", "cannot be meant"),
        ("1.23E+05", "is not a day"),
    ],
)
def test_what_is_no_day_says_why(value, words):
    """F8: a day that a spreadsheet turned into a number is told apart."""
    with pytest.raises(DayUnread, match=words):
        days.read(value)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("13/04/2026", Order.DAY_FIRST),
        ("04/13/2026", Order.MONTH_FIRST),
        ("03/04/2026", None),
        ("04/04/2026", False),
        ("2026-04-03", False),
        ("Jo", False),
    ],
)
def test_a_cell_tells_the_order_or_does_not(text, order):
    assert days.order_of(text) is order
