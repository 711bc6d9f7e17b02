"""Moments typed as UK time, and sums typed in pounds."""

from datetime import UTC, date, datetime, time

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from portal.core.clock import UK
from portal.core.fields import PoundsField, UKDateTimeField, uk_moment


class TestMoment:
    @pytest.mark.parametrize(
        ("typed", "utc"),
        [
            ("2026-12-09T10:00", datetime(2026, 12, 9, 10, tzinfo=UTC)),
            ("2026-07-09T10:00", datetime(2026, 7, 9, 9, tzinfo=UTC)),
            ("09/12/2026 10:00", datetime(2026, 12, 9, 10, tzinfo=UTC)),
            # The hour that comes twice: the first of them.
            ("2026-10-25T01:30", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ],
    )
    @pytest.mark.parametrize(
        "zone", ["Europe/London", "America/New_York", "Asia/Tokyo"]
    )
    def test_is_uk_time_whatever_zone_is_active(self, typed, utc, zone):
        field = UKDateTimeField()

        with timezone.override(zone):
            assert field.clean(typed) == utc
            assert not field.has_changed(utc, typed)

    def test_is_shown_as_uk_time(self):
        field = UKDateTimeField()

        with timezone.override("America/New_York"):
            shown = field.prepare_value(datetime(2026, 7, 9, 9, tzinfo=UTC))

        assert shown == datetime(2026, 7, 9, 10)  # noqa: DTZ001 - as on a clock
        assert field.prepare_value("typed") == "typed"

    def test_that_never_comes_is_refused(self):
        with pytest.raises(ValidationError, match="clocks go forward"):
            UKDateTimeField().clean("2027-03-28T01:30")
        with pytest.raises(ValidationError):
            uk_moment(date(2027, 3, 28), time(1))
        assert uk_moment(date(2027, 3, 28), time(2)) == datetime(
            2027, 3, 28, 2, tzinfo=UK
        )

    @pytest.mark.parametrize("typed", ["soon", "2026-13-01T10:00", "9" * 100])
    def test_what_is_no_moment_is_refused_and_counts_as_changed(self, typed):
        field = UKDateTimeField(required=False)

        with pytest.raises(ValidationError):
            field.clean(typed)
        assert field.has_changed(None, typed)

    def test_nothing_is_nothing(self):
        assert UKDateTimeField(required=False).clean("") is None


class TestPounds:
    @pytest.mark.parametrize(
        ("typed", "pence"),
        [("95", 9500), ("£95.50", 9550), ("1,200", 120_000), (" 0 ", 0), ("", None)],
    )
    def test_become_whole_pence(self, typed, pence):
        assert PoundsField(required=False).clean(typed) == pence

    @pytest.mark.parametrize(
        "typed", ["-1", "0.005", "abc", "NaN", "Infinity", "1e9", "9" * 100]
    )
    def test_that_make_no_sense_are_refused_and_count_as_changed(self, typed):
        field = PoundsField(required=False)

        with pytest.raises(ValidationError):
            field.clean(typed)
        assert field.has_changed(0, typed)

    @pytest.mark.parametrize(
        ("pence", "shown"), [(9550, "95.50"), (9500, 95), (9505, "95.05"), ("x", "x")]
    )
    def test_are_shown_as_they_are_typed(self, pence, shown):
        assert PoundsField().prepare_value(pence) == shown

    def test_nothing_typed_is_no_change_of_free(self):
        assert not PoundsField(required=False).has_changed(0, "")
        assert PoundsField(required=False).has_changed(0, "1")
