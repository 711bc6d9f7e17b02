"""Watched ranges: merged in any order, never lost."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.delivery import watching
from events.models import Recording, Watching
from tests.factories.accounts import UserFactory

from .conftest import AT

LENGTH = 600
ranges = st.lists(st.tuples(st.integers(-50, 700), st.integers(-50, 700)), max_size=12)


def seconds(*lists):
    return {
        second
        for pairs in lists
        for begin, end in pairs
        for second in range(max(begin, 0), min(end, LENGTH))
    }


@given(ranges, ranges)
def test_merging_keeps_every_second_and_adds_none(one, other):
    merged = watching.merge(one, other, seconds=LENGTH)

    assert seconds(merged) == seconds(one, other)
    assert watching.seconds_in(merged) == len(seconds(one, other))
    # In order, never touching.
    assert all(before[1] < after[0] for before, after in pairwise(merged))


@given(ranges, ranges)
def test_merging_is_the_same_in_any_order_and_again(one, other):
    merged = watching.merge(one, other, seconds=LENGTH)

    assert merged == watching.merge(other, one, seconds=LENGTH)
    assert merged == watching.merge(merged, one, seconds=LENGTH)


@pytest.mark.parametrize(
    ("position", "goes_on"), [(0, 0), (130, 130), (584, 584), (585, 0), (600, 0)]
)
def test_one_goes_on_where_one_stopped_but_not_at_the_end(position, goes_on):
    watched = Watching(position=position)

    assert watching.go_on_at(watched, seconds=LENGTH) == goes_on
    assert watching.go_on_at(None, seconds=LENGTH) == 0


@pytest.mark.parametrize(
    ("pairs", "minutes"), [([], 0), ([[0, 30]], 1), ([[0, 60], [90, 150]], 2)]
)
def test_minutes_are_whole_and_rounded_up(pairs, minutes):
    assert watching.minutes_watched(Watching(ranges=pairs)) == minutes
    assert watching.minutes_watched(None) == 0


@pytest.mark.django_db
class TestNote:
    @pytest.fixture
    def recording(self, webinar):
        return Recording.objects.create(
            event=webinar, elsewhere="https://v.example/", seconds=LENGTH, added_at=AT
        )

    def test_adds_to_what_was_seen_before(self, recording):
        """A second visit does not begin at nought again."""
        user = UserFactory()
        watching.note(recording, by=user, ranges=[(0, 60)], position=60, at=AT)

        row = watching.note(
            recording, by=user, ranges=[(50, 90), (300, 9000)], position=9000, at=AT
        )

        assert (row.ranges, row.position) == ([[0, 90], [300, 600]], 600)
        assert Watching.objects.count() == 1

    def test_loses_nothing_when_two_devices_send_at_once(self, recording, monkeypatch):
        user = UserFactory()
        watching.note(recording, by=user, ranges=[(0, 10)], position=10, at=AT)
        read = watching.of
        raced = []

        def read_while_another_writes(*args):
            row = read(*args)
            if not raced:
                raced.append(True)
                watching.note(recording, by=user, ranges=[(20, 30)], position=30, at=AT)
            return row

        monkeypatch.setattr(watching, "of", read_while_another_writes)
        row = watching.note(recording, by=user, ranges=[(40, 50)], position=50, at=AT)

        assert row.ranges == [[0, 10], [20, 30], [40, 50]]
