"""A table of figures, drawn."""

from membership import charts, figures
from portal.core.words import MONTHS


def test_a_drawing_says_its_least_and_most():
    figure = figures.Figure(
        "x",
        "X",
        "",
        ("Month", "Members"),
        [
            *([f"{name} 2026", 7] for name in MONTHS[:5]),
            ["June 2026", 10],
            ["July 2026", 5],
        ],
        (1,),
    )

    chart = charts.chart_of(figure)

    assert chart.description == (
        "Members: from 5 (July 2026) to 10 (June 2026), last 5."
    )
    assert [bar.height for bar in chart.bars][-2:] == [166.0, 83.0]
    assert [label.words for label in chart.labels][:2] == ["Jan 2026", "Feb 2026"]


def test_a_short_drawing_says_each():
    figure = figures.Figure(
        "x",
        "X",
        "",
        ("Grade", "Members"),
        [
            ["A grade of a name that is far too long for its bar", 5],
            ["B", 0],
            ["All", 5],
        ],
        (1,),
    )

    chart = charts.chart_of(figure)

    assert chart.description.endswith("bar: 5. Members, B: 0.")
    assert chart.labels[0].words.startswith("A grade of a name")
    assert len(chart.labels) == len(chart.bars) == 2


def test_what_nobody_knows_is_not_drawn_as_nought():
    figure = figures.Figure(
        "x", "X", "", ("Joined in", "Stayed, %"), [[2025, 80], [2026, ""]], (1,)
    )

    chart = charts.chart_of(figure)

    assert chart.description == "Stayed, %, 2025: 80."
    assert len(chart.bars) == 1
