"""Figures: the rules of counting, with and without a database."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from membership import charts, figures, standing
from membership.figures import Term
from tests.factories.membership import SubscriptionFactory

TODAY = date(2026, 11, 22)
GRACE = 30
AT = datetime(2026, 1, 1, tzinfo=UTC)


def year(start, *, member=1, grade="Practising", **fields):
    return Term(member, grade, start, start + timedelta(days=364), **fields)


def rows_of(figure):
    return {row[0]: list(row[1:]) for row in figure.rows}


@st.composite
def terms_of_somebody(draw):
    terms, day = [], TODAY - timedelta(days=draw(st.integers(0, 900)))
    for _ in range(draw(st.integers(1, 4))):
        last = day + timedelta(days=draw(st.integers(0, 400)))
        ends = draw(st.sampled_from(["", "resigned", "paused"]))
        terms.append(
            Term(
                1,
                "Practising",
                day,
                last,
                AT if ends == "resigned" else None,
                last + timedelta(days=draw(st.integers(1, 60)))
                if ends == "paused"
                else None,
            )
        )
        day = last + timedelta(days=draw(st.integers(1, 90)))
    return terms


@given(terms_of_somebody(), st.integers(-60, 1400))
def test_good_standing_is_counted_as_standing_says(terms, after):
    """R: the short form never says otherwise than the rules themselves."""
    on = terms[0].starts_on + timedelta(days=after)

    how = standing.standing_on(SimpleNamespace(), terms, on=on, grace_days=GRACE)

    grade = figures.grade_on(terms, on, timedelta(days=GRACE))

    assert (grade is not None) == how.good
    assert grade in {None, how.grade}


@given(terms_of_somebody())
def test_every_term_is_in_one_spell(terms):
    found = figures.spells(terms, grace=GRACE)

    assert [term for spell in found for term in spell.terms] == terms


def test_renewing_in_grace_is_staying_and_later_is_coming_back():
    first = year(date(2023, 1, 1))
    in_grace = year(first.ends_on + timedelta(days=31))
    later = year(in_grace.ends_on + timedelta(days=40))

    found = figures.spells([first, in_grace, later], grace=GRACE)

    assert [spell.terms for spell in found] == [[first, in_grace], [later]]


def test_who_resigned_and_joins_again_comes_back():
    first = year(date(2024, 1, 1), resigned_at=AT)
    again = year(first.ends_on + timedelta(days=10))

    assert len(figures.spells([first, again], grace=GRACE)) == 2


def test_a_term_that_was_cut_was_not_to_be_renewed():
    cut = Term(1, "Student", date(2025, 1, 1), date(2025, 6, 10))
    rest = Term(1, "Practising", date(2025, 6, 11), date(2025, 12, 31))
    spell = figures.spells([cut, rest], grace=GRACE)[0]

    assert figures.dues(spell) == [(rest, False)]


def test_months_count_who_joined_came_back_and_left():
    gone = [year(date(2025, 3, 10), member=1)]
    back = [
        year(date(2024, 1, 5), member=2),
        year(date(2025, 6, 1), member=2),
    ]
    in_grace = [year(TODAY - timedelta(days=374), member=3)]
    spelled = [figures.spells(each, grace=GRACE) for each in (gone, back, in_grace)]

    rows = rows_of(figures.comings_and_goings(spelled, on=TODAY, grace=GRACE))

    assert rows["March 2025"] == [1, 0, 0]
    assert rows["March 2026"] == [0, 0, 1]
    assert rows["June 2025"] == [0, 1, 0]
    # In grace nobody has left yet.
    assert rows["October 2026"] == [0, 0, 0]


def test_a_cohort_counts_only_those_whose_anniversary_is_over():
    stays = [year(date(2024, 1, 1)), year(date(2024, 12, 31)), year(date(2025, 12, 31))]
    goes = [year(date(2024, 2, 1))]
    young = [year(date(2024, 12, 1)), year(date(2025, 12, 1))]
    spelled = [figures.spells(each, grace=GRACE) for each in (stays, goes, young)]

    rows = rows_of(figures.cohorts(spelled, on=TODAY, grace=GRACE))

    # After one year all three can be asked; after two only the first two.
    assert rows[2024][:3] == [3, 67, 50]
    assert rows[2024][3] == ""


def test_the_forecast_is_what_its_words_say():
    """One of two renewed lately, one person came: worked out by hand."""
    stays = [year(date(2025, 1, 1), member=1), year(date(2026, 1, 1), member=1)]
    left = [year(date(2025, 2, 1), member=2)]
    new = [year(date(2026, 6, 1), member=3)]
    resigned = [year(date(2026, 3, 1), member=4, resigned_at=AT)]
    lives = [stays, left, new, resigned]
    spelled = [figures.spells(each, grace=GRACE) for each in lives]

    known = figures.rates(spelled, on=TODAY, grace=GRACE)
    rows = rows_of(figures.forecast(spelled, on=TODAY, grace=GRACE))

    assert (known.yearly, known.monthly) == (0.5, None)
    assert known.words() == (
        "In the last twelve months, 50% of the terms of a year were renewed; so it "
        "goes on."
    )
    assert known.coming == pytest.approx(2 / 12)
    assert len(rows) == 12
    # Three belong; a sixth of a person comes each month; one term ends in December.
    assert rows["December 2026"] == [1, round(3 + 1 / 6 - 0.5)]
    assert rows["May 2027"] == [1, round(3 + 1 - 0.5 - 1 - 0.5)]


def test_nobody_at_all_is_no_fault():
    made = figures.every([], on=TODAY, grace=GRACE)

    for figure in made:
        assert charts.chart_of(figure).description


@pytest.mark.django_db
def test_all_terms_are_read_in_one_query(django_assert_num_queries):
    term = SubscriptionFactory()
    SubscriptionFactory(member=term.member, withdrawn_at=AT, withdrawn_because="x")

    with django_assert_num_queries(1):
        found = figures.lives()

    assert [[one.member for one in terms] for terms in found] == [[term.member_id]]
