"""Membership numbers: read however typed, issued once."""

import pytest
from stdnum.iso7064 import mod_11_10

from membership import membership_numbers
from membership.models import MembershipPolicy
from tests.factories.membership import MemberFactory


@pytest.mark.parametrize(
    ("typed", "uniform"),
    [
        ("HVP-104273", "HVP104273"),
        (" hvp 104 273 ", "HVP104273"),
        ("hvp\u2013104\u2014273", "HVP104273"),
        ("HVP.104_273", "HVP104273"),
        # PostgreSQL takes no NUL, so it must not reach a query.
        ("HVP\x00-104273", "HVP104273"),
        ("hvp-1O4273", "HVP104273"),
        ("hvp-o4273", "HVP04273"),
        ("000123", "000123"),
        ("OHV-12", "OHV12"),
        ("A/42", "A/42"),
        ("", ""),
        ("-- ", ""),
        ("x" * 99, "X" * 30),
    ],
)
def test_uniform(typed, uniform):
    assert membership_numbers.uniform(typed) == uniform


@pytest.mark.django_db
def test_find_forgives_what_uniform_forgives():
    member = MemberFactory(number="HVP-104273")

    assert membership_numbers.find("hvp 1O4 273") == member
    assert membership_numbers.find("HVP-104274") is None
    assert membership_numbers.find(" - ") is None


@pytest.mark.django_db
def test_issue_goes_on_after_the_highest_with_a_check_digit():
    MemberFactory(number="HVP-10500" + mod_11_10.calc_check_digit("10500"))
    MemberFactory(number="HVP-99")
    MemberFactory(number="OLD-990001")

    number = membership_numbers.issue()

    assert number.startswith("HVP-10501")
    assert mod_11_10.is_valid(number.removeprefix("HVP-"))


@pytest.mark.django_db
def test_a_new_prefix_begins_its_own_row():
    MembershipPolicy.objects.update(number_prefix="IHV")

    assert membership_numbers.issue().startswith("IHV-10001")
