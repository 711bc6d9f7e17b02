from datetime import date

import pytest

from portal.core import calendars


@pytest.mark.parametrize(
    ("year", "sunday"),
    [
        (2024, (3, 31)),
        (2025, (4, 20)),
        (2026, (4, 5)),
        (2027, (3, 28)),
        (2038, (4, 25)),
    ],
)
def test_easter_is_when_the_church_has_it(year, sunday):
    assert calendars.easter(year) == date(year, *sunday)


@pytest.mark.parametrize(
    ("year", "days"),
    [
        # As gov.uk lists them for England and Wales.
        (2021, "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28"),
        (2022, "01-03 04-15 04-18 05-02 06-02 06-03 08-29 09-19 12-26 12-27"),
        (2023, "01-02 04-07 04-10 05-01 05-08 05-29 08-28 12-25 12-26"),
        (2026, "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28"),
        (2027, "01-01 03-26 03-29 05-03 05-31 08-30 12-27 12-28"),
        (2028, "01-03 04-14 04-17 05-01 05-29 08-28 12-25 12-26"),
    ],
)
def test_bank_holidays_are_those_that_are_published(year, days):
    found = sorted(day.strftime("%m-%d") for day in calendars.bank_holidays(year))

    assert found == days.split()


@pytest.mark.parametrize(
    ("start", "number", "end"),
    [
        ((2026, 11, 20), 1, (2026, 11, 23)),
        ((2026, 12, 23), 3, (2026, 12, 30)),
        ((2026, 12, 30), -3, (2026, 12, 23)),
        ((2026, 11, 21), 0, (2026, 11, 21)),
        ((2026, 4, 1), 10, (2026, 4, 17)),
    ],
)
def test_working_days_jump_weekends_and_holidays(start, number, end):
    assert calendars.add_working_days(date(*start), number) == date(*end)
