"""How hours, gauges and years read."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd import figures
from cpd.models import Measure
from cpd.records import Year
from cpd.requirements import Progress, Record


@pytest.mark.parametrize(
    ("minutes", "said"),
    [
        (0, "0"),
        (15, "¼"),
        (30, "½"),
        (60, "1"),
        (90, "1½"),
        (1705, "28.4"),
        (65, "1.1"),
    ],
)
def test_hours_are_said_in_quarters_where_they_fit(minutes, said):
    assert figures.hours(minutes) == said


def gauge(measure, have, needed, **options):
    record = Record(accounts_in_draft=options.pop("drafts", 0))
    return figures.gauge(Progress(measure, "L", needed, have), record, **options)


def test_hours_still_to_go_name_the_live_events_booked():
    shown = gauge(Measure.PARTICIPATORY, 960, 1200, booked=2)

    assert (shown.figure, shown.of, shown.full) == ("16", "20", None)
    assert shown.words == "4 hours to go; 2 live events are booked"
    assert gauge(Measure.MINUTES, 60, 120, booked=2).words == "1 hour to go"
    assert gauge(Measure.MINUTES, 120, 120).words == "All that is asked"


def test_accounts_are_boxes_finished_begun_and_to_start():
    shown = gauge(Measure.ACCOUNTS, 3, 5, drafts=1)

    assert (shown.full, shown.half, shown.slots) == (3, 1, 5)
    assert shown.words == "3 finished, 1 in draft, 1 to start"
    assert gauge(Measure.ACCOUNTS, 4, 5, drafts=3).words == "4 finished, 3 in draft"
    assert gauge(Measure.ACCOUNTS, 4, 5, drafts=3).half == 1
    assert gauge(Measure.FEEDBACK, 4, 5).words == "1 piece to go"
    assert gauge(Measure.FEEDBACK, 7, 5).full == 5
    assert gauge(Measure.PIECES, 1, 50).full is None


YEARS = st.lists(
    st.tuples(st.integers(0, 5_000), st.integers(0, 5_000)), min_size=1, max_size=4
)


@given(YEARS)
def test_the_columns_stay_within_the_drawing(rows):
    years = [
        Year(number, date(2024, 1, 1), date(2024, 12, 31), part, alone)
        for number, (part, alone) in enumerate(rows, 1)
    ]

    chart = figures.chart(years, current=1)

    for column in chart.columns:
        assert 0 <= column.x <= figures.WIDE - figures.COLUMN
        assert column.upper_y + column.upper_height == column.lower_y
        assert column.lower_y + column.lower_height == figures.BASE
        assert 12 <= column.figure_y < figures.BASE
    assert chart.columns[0].label == "Year 1, so far"


def test_the_chart_says_in_words_what_it_draws():
    years = [
        Year(1, date(2024, 7, 1), date(2025, 6, 30), 360, 300),
        Year(2, date(2025, 7, 1), date(2026, 6, 30), 0, 60),
        Year(3, date(2026, 7, 1), date(2027, 6, 30), 0, 0),
    ]

    chart = figures.chart(years, current=3)

    assert chart.description == (
        "Year 1: 11 hours, 6 hours of them participatory. "
        "Year 2: 1 hour, none of them participatory. "
        "Year 3 so far: nothing yet."
    )
    assert (chart.participatory, chart.alone, chart.all) == ("6", "6", "12")


def test_a_cycle_without_a_year_draws_nothing():
    assert figures.chart([], current=None).columns == []
