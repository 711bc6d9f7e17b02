"""Cycles: by the rules in force when they began (T5)."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd import cycles, records
from cpd.errors import CycleRefused
from cpd.models import RevalidationCycle, Ruleset
from tests.cpd.conftest import AT
from tests.factories.cpd import EntryFactory, cycle

pytestmark = pytest.mark.django_db
ON = AT.date()


@given(st.dates(date(1990, 1, 1), date(2100, 1, 1)), st.integers(1, 60))
def test_months_before_lands_in_the_right_month_and_never_on_a_day_that_is_not(
    day, months
):
    earlier = cycles.months_before(day, months)

    passed = (day.year - earlier.year) * 12 + day.month - earlier.month
    assert passed == months
    assert earlier.day == day.day or (
        earlier.day < day.day and (earlier + timedelta(days=1)).day == 1
    )


@pytest.mark.parametrize(
    ("regulator", "renewal", "starts_on", "ends_on"),
    [
        ("nmc", date(2027, 6, 30), date(2024, 7, 1), date(2027, 6, 30)),
        ("nmc", date(2028, 2, 29), date(2025, 3, 1), date(2028, 2, 29)),
        ("hcpc", date(2027, 7, 31), date(2025, 8, 1), date(2027, 7, 31)),
        ("swe", None, date(2025, 12, 1), date(2026, 11, 30)),
        ("swe", date(2026, 12, 1), date(2026, 12, 1), date(2027, 11, 30)),
    ],
)
def test_a_cycle_is_worked_out_from_the_renewal(
    owner, regulator, renewal, starts_on, ends_on
):
    begun = cycles.begin(owner=owner, regulator=regulator, renewal_on=renewal, on=ON)

    assert (begun.starts_on, begun.ends_on) == (starts_on, ends_on)
    assert begun.ruleset.regulator == regulator


def test_the_rules_are_those_in_force_when_the_cycle_began(owner):
    old = Ruleset.objects.get(regulator="nmc")
    new = Ruleset.objects.create(
        regulator="nmc",
        name="New rules",
        in_force_from=date(2027, 10, 1),
        cycle_months=36,
        source="https://www.nmc.org.uk/",
        checked_on=ON,
    )
    Ruleset.objects.filter(pk=old.pk).update(in_force_until=date(2027, 9, 30))

    before = cycles.fit("nmc", date(2030, 6, 30), on=ON)
    after = cycles.fit("nmc", date(2031, 6, 30), on=ON)

    assert (before.ruleset, after.ruleset) == (old, new)


def test_no_rules_no_cycle(owner):
    with pytest.raises(CycleRefused, match="no rules"):
        cycles.begin(owner=owner, regulator="nmc", renewal_on=date(2016, 1, 1), on=ON)
    with pytest.raises(CycleRefused, match="Enter the day"):
        cycles.begin(owner=owner, regulator="nmc", renewal_on=None, on=ON)


def test_two_cycles_of_one_person_never_overlap(owner, other):
    cycle(owner, renewal_on=date(2027, 6, 30))

    with pytest.raises(CycleRefused, match="overlap"):
        cycle(owner, renewal_on=date(2028, 1, 1))

    cycle(other, renewal_on=date(2027, 6, 30))
    following = cycle(owner, renewal_on=date(2030, 6, 30))
    assert following.starts_on == date(2027, 7, 1)


def test_change_moves_the_cycle_and_no_entry(owner, other):
    begun = cycle(owner, renewal_on=date(2027, 6, 30))
    entry = EntryFactory(owner=owner, starts_on=date(2024, 7, 5))
    assert records.record_of(begun).minutes == 60

    changed = cycles.change(
        begun, owner=owner, regulator="hcpc", renewal_on=date(2027, 7, 31), on=ON
    )

    assert (changed.pk, changed.ruleset.regulator) == (begun.pk, "hcpc")
    assert records.record_of(changed).minutes == 0
    entry.refresh_from_db()
    assert entry.starts_on == date(2024, 7, 5)
    with pytest.raises(RevalidationCycle.DoesNotExist):
        cycles.change(
            begun, owner=other, regulator="hcpc", renewal_on=date(2027, 7, 31), on=ON
        )


def test_the_next_renewal_and_the_opening_of_the_application(owner):
    begun = cycle(owner, renewal_on=date(2027, 6, 30))

    assert cycles.following(begun) == date(2030, 6, 30)
    assert cycles.opens_on(begun) == date(2027, 5, 1)


def test_a_regulator_without_an_application_opens_nothing(owner):
    assert cycles.opens_on(cycle(owner, regulator="swe")) is None


def test_the_cycle_of_a_day_is_the_one_it_falls_in_else_the_newest(owner):
    first = cycle(owner, renewal_on=date(2024, 6, 30))
    second = cycle(owner, renewal_on=date(2027, 6, 30))

    assert records.cycle_of(owner, on=date(2024, 1, 1)) == first
    assert records.cycle_of(owner, on=ON) == second
    assert records.cycle_of(owner, on=date(2029, 1, 1)) == second
