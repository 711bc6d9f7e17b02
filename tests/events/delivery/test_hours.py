"""What being there is worth, in real minutes (T5)."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.delivery import hours, registers
from events.delivery.hours import Presence
from events.models import Attendance, EventSession, Mark
from portal.core import clock

SITTINGS = st.lists(
    st.integers(1, 24 * 60).flatmap(
        lambda length: st.builds(Presence, st.just(length), st.integers(0, length))
    ),
    max_size=8,
)


@given(st.integers(0, 10_000), SITTINGS)
def test_nobody_gets_more_than_the_event_is_worth_or_than_they_attended(cpd, sittings):
    """T5."""
    minutes = hours.worth(cpd, sittings)

    assert sum(minutes) <= cpd
    for got, sitting in zip(minutes, sittings, strict=True):
        assert 0 <= got <= sitting.attended


@given(st.data(), st.lists(st.integers(1, 24 * 60), min_size=1, max_size=8))
def test_whoever_came_to_all_of_it_gets_all_of_it(data, lengths):
    """T5: the shares add up, whatever the rounding."""
    cpd = data.draw(st.integers(0, sum(lengths)))
    sittings = [Presence(length, length) for length in lengths]

    minutes = hours.worth(cpd, sittings)

    assert sum(minutes) == cpd


def uk(*moment, fold=0):
    return datetime(*moment, tzinfo=clock.UK, fold=fold)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        # The clocks go back at 02:00: this night has an hour more.
        (uk(2026, 10, 24, 22, 0), uk(2026, 10, 25, 6, 0), 9 * 60),
        # The clocks go forward at 01:00: this one has an hour less.
        (uk(2027, 3, 27, 22, 0), uk(2027, 3, 28, 6, 0), 7 * 60),
        # From the first to the second half past one of the same night.
        (uk(2026, 10, 25, 1, 30), uk(2026, 10, 25, 1, 30, fold=1), 60),
        (uk(2026, 12, 9, 10, 0), uk(2026, 12, 9, 11, 0), 60),
    ],
)
def test_an_hour_is_an_hour_on_the_night_the_clocks_change(start, end, minutes):
    """T5."""
    attendance = Attendance(mark=Mark.PRESENT)

    for sitting in (
        EventSession(starts_at=start, ends_at=end),
        EventSession(starts_at=start.astimezone(UTC), ends_at=end.astimezone(UTC)),
    ):
        assert hours.presence(sitting, attendance) == Presence(minutes, minutes)
        assert registers.length_of(sitting) == minutes


def test_who_came_late_was_there_for_the_rest_and_who_was_absent_for_nothing():
    start = datetime(2026, 12, 9, 10, tzinfo=UTC)
    sitting = EventSession(starts_at=start, ends_at=start + timedelta(hours=1))

    assert hours.presence(sitting, Attendance(mark=Mark.LATE, minutes_missed=20)) == (
        Presence(60, 40)
    )
    assert hours.presence(sitting, Attendance(mark=Mark.ABSENT)) == Presence(60, 0)
    assert hours.presence(sitting, Attendance(joined_at=start)) == Presence(60, 0)
    assert hours.presence(sitting, None) == Presence(60, 0)


def test_a_day_with_breaks_is_worth_what_the_event_says():
    day = [Presence(8 * 60, 8 * 60), Presence(8 * 60, 4 * 60)]

    assert hours.worth(12 * 60, day) == [6 * 60, 3 * 60]
    assert hours.per_cent(day) == 75.0


def test_an_event_without_minutes_or_sittings_is_worth_nothing():
    assert hours.worth(0, [Presence(60, 60)]) == [0]
    assert hours.worth(60, []) == []
    assert hours.per_cent([]) == 0.0
