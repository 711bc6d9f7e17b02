"""What joining, renewing and changing grade cost, to the penny."""

from datetime import date, timedelta
from fractions import Fraction
from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from membership import pricing
from membership.models import Grade

TODAY = date(2026, 11, 22)
PENCE = st.integers(0, 100_000)


def year(*, ends_in: int, length: int = 365):
    last = TODAY + timedelta(days=ends_in)
    return SimpleNamespace(starts_on=last - timedelta(days=length - 1), ends_on=last)


def quote(before: int, after: int, *rows):
    return pricing.proration(
        Grade(price_pence=before), Grade(price_pence=after), rows, on=TODAY
    )


def test_days_left_of_365_of_the_difference():
    price = quote(2500, 6900, year(ends_in=111))

    assert price.days_left == 112
    assert price.pence == 1350  # 4400 * 112 / 365 is 1350.1


def test_to_a_cheaper_grade_nothing_is_to_pay_and_nothing_goes_back():
    assert quote(6900, 2500, year(ends_in=111)).pence == 0


def test_what_was_paid_ahead_is_charged_in_full_once():
    ahead = SimpleNamespace(
        starts_on=TODAY + timedelta(days=10), ends_on=TODAY + timedelta(days=375)
    )

    assert quote(2500, 6900, year(ends_in=9), ahead).days_left == 10 + 365


@given(PENCE, PENCE, st.integers(0, 365))
def test_the_price_is_right_to_half_a_penny_and_never_more_than_the_difference(
    before, after, ends_in
):
    price = quote(before, after, year(ends_in=ends_in, length=366))

    exact = Fraction(max(after - before, 0) * price.days_left, 365)
    assert abs(price.pence - exact) <= Fraction(1, 2)
    assert 0 <= price.pence <= max(after - before, 0)
    assert isinstance(price.pence, int)


@given(PENCE, PENCE, PENCE, st.integers(0, 364))
def test_two_steps_cost_what_one_does_to_a_penny(one, two, three, ends_in):
    first, second, third = sorted((one, two, three))
    row = year(ends_in=ends_in)

    at_once = quote(first, third, row).pence
    by_steps = quote(first, second, row).pence + quote(second, third, row).pence

    assert abs(at_once - by_steps) <= 1


def test_a_grade_without_a_price_a_month_has_none():
    grade = Grade(price_pence=6900)

    assert pricing.intervals(grade) == ["year"]
    with pytest.raises(ValueError):
        pricing.price(grade, "month")
    assert pricing.price(Grade(price_pence=1, month_pence=625), "month") == 625
