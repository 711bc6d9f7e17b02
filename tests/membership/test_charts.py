"""A table of figures, drawn."""

from membership import charts, figures


def test_a_drawing_says_its_least_and_most():
    figure = figures.Figure(
        "x", "X", "", ("Month", "Members"), [["May 2026", 5], ["June 2026", 10]], (1,)
    )

    chart = charts.chart_of(figure)

    assert chart.description == (
        "Members: from 5 (May 2026) to 10 (June 2026), last 10."
    )
    assert [bar.height for bar in chart.bars] == [83.0, 166.0]
    assert [label.words for label in chart.labels] == ["May 2026", "Jun 2026"]
