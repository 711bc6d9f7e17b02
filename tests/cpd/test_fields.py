"""Time spent, as people write it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cpd.fields import TimeSpentField, minutes_in


@pytest.mark.parametrize(
    ("written", "minutes"),
    [
        ("1:30", 90),
        ("0:05", 5),
        ("1", 60),
        ("1.5", 90),
        ("1,5", 90),
        ("1½", 90),
        ("½", 30),
        ("6¼", 375),
        ("1h", 60),
        ("1 hour", 60),
        ("2 hours 15 minutes", 135),
        ("1h30", None),
        ("1h 30m", 90),
        ("1 h 30 min", 90),
        ("1 hour and 30 minutes", 90),
        ("90 min", 90),
        ("45m", 45),
        ("1:75", None),
        ("an hour", None),
        ("-1", None),
        ("1:30:00", None),
        ("99999", None),
        ("", None),
        ("h", None),
    ],
)
def test_minutes_are_read_from_what_people_write(written, minutes):
    assert minutes_in(written) == minutes


@given(st.integers(1, 9_000))
def test_what_the_field_shows_it_reads_back(minutes):
    field = TimeSpentField()

    assert field.clean(field.prepare_value(minutes)) == minutes


@given(st.text(max_size=30))
def test_no_text_breaks_it(text):
    found = minutes_in(text)

    assert found is None or found >= 0
