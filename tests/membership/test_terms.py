"""From which day to which a term runs."""

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from membership import terms

DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))


@pytest.mark.parametrize(
    ("first", "interval", "last"),
    [
        (date(2026, 4, 1), "year", date(2027, 3, 31)),
        (date(2028, 2, 29), "year", date(2029, 2, 27)),
        (date(2027, 3, 1), "year", date(2028, 2, 29)),
        (date(2026, 1, 31), "month", date(2026, 2, 27)),
        (date(2026, 12, 15), "month", date(2027, 1, 14)),
    ],
)
def test_a_term_ends_the_day_before_the_same_date(first, interval, last):
    assert terms.last_day(first, interval) == last


@given(DAYS, st.sampled_from(["year", "month"]))
def test_terms_follow_each_other_without_a_gap_or_a_day_twice(first, interval):
    last = terms.last_day(first, interval)
    row = SimpleNamespace(starts_on=first, ends_on=last)

    assert terms.first_day([row], good=True, on=first) == last + timedelta(days=1)
    assert 27 <= (last - first).days <= 365


def test_in_grace_it_goes_on_from_the_last_day_and_later_from_today():
    row = SimpleNamespace(starts_on=date(2025, 1, 1), ends_on=date(2025, 12, 31))
    on = date(2026, 1, 20)

    assert terms.first_day([row], good=True, on=on) == date(2026, 1, 1)
    assert terms.first_day([row], good=False, on=on) == on
    assert terms.first_day([], good=False, on=on) == on


@given(DAYS, st.sampled_from(["year", "month"]), st.integers(0, 800))
def test_the_next_payment_lies_ahead_and_at_most_one_interval(begun, interval, later):
    after = begun + timedelta(days=later)

    day = terms.next_day_of_payment(begun, interval, after=after)

    assert 0 < (day - after).days <= (366 if interval == "year" else 31)
