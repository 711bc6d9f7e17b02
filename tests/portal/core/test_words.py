from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from portal.core import words
from portal.core.clock import UK

pytestmark = pytest.mark.time

WEBINAR = datetime(2026, 12, 9, 10, tzinfo=UTC)
WEBINAR_END = datetime(2026, 12, 9, 11, tzinfo=UTC)


def test_uk_date_has_weekday_and_year() -> None:
    assert words.uk_date(WEBINAR) == "Wednesday 9 December 2026"
    assert words.uk_date(date(2027, 2, 10)) == "Wednesday 10 February 2027"


def test_uk_date_is_the_day_in_the_uk() -> None:
    assert words.uk_date(datetime(2026, 7, 1, 23, 30, tzinfo=UTC)) == (
        "Thursday 2 July 2026"
    )


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        # The clocks go back on 25 October 2026 at 02:00 BST.
        (datetime(2026, 10, 24, 9, tzinfo=UTC), "Saturday 24 October 2026, 10:00"),
        (datetime(2026, 10, 25, 0, 30, tzinfo=UTC),
         "Sunday 25 October 2026, 01:30 BST"),
        (datetime(2026, 10, 25, 1, 30, tzinfo=UTC),
         "Sunday 25 October 2026, 01:30 GMT"),
        (datetime(2026, 10, 25, 2, tzinfo=UTC), "Sunday 25 October 2026, 02:00"),
        (datetime(2026, 10, 25, 10, tzinfo=UTC), "Sunday 25 October 2026, 10:00"),
        # They go forward on 28 March 2027 at 01:00 GMT.
        (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), "Sunday 28 March 2027, 00:59"),
        (datetime(2027, 3, 28, 1, tzinfo=UTC), "Sunday 28 March 2027, 02:00"),
        (datetime(2027, 3, 28, 9, tzinfo=UTC), "Sunday 28 March 2027, 10:00"),
        (datetime(2026, 12, 9, 10, tzinfo=ZoneInfo("Asia/Dubai")),
         "Wednesday 9 December 2026, 06:00"),
    ],
)  # fmt: skip
def test_uk_datetime_is_right_on_both_sides_of_the_clock_changes(
    moment: datetime, written: str
) -> None:
    assert words.uk_datetime(moment) == written


@pytest.mark.parametrize(
    ("moment", "written"),
    [
        (datetime(2026, 12, 5, 0, tzinfo=UTC), "the end of Friday 4 December 2026"),
        (datetime(2026, 7, 3, 23, tzinfo=UTC), "the end of Friday 3 July 2026"),
        (datetime(2026, 12, 5, 0, 1, tzinfo=UTC), "Saturday 5 December 2026, 00:01"),
    ],
)
def test_until_midnight_is_the_end_of_the_day_before(
    moment: datetime, written: str
) -> None:
    assert words.uk_until(moment) == written


def test_time_range_names_a_later_day() -> None:
    late = datetime(2026, 12, 10, 1, tzinfo=UTC)

    assert words.uk_time_range(WEBINAR, WEBINAR_END) == "10:00 to 11:00"
    assert words.uk_time_range(WEBINAR) == "10:00"
    assert words.uk_time_range(WEBINAR, late) == (
        "10:00 to Thursday 10 December 2026, 01:00"
    )


def test_when_says_uk_time() -> None:
    assert words.uk_when(WEBINAR, WEBINAR_END) == (
        "Wednesday 9 December 2026, 10:00 to 11:00 UK time"
    )


@pytest.mark.parametrize(
    ("first", "last", "written"),
    [
        (date(2027, 2, 10), date(2027, 2, 10), "Wednesday 10 February 2027"),
        (
            date(2027, 2, 10),
            date(2027, 2, 11),
            "Wednesday 10 to Thursday 11 February 2027",
        ),
        (
            date(2027, 1, 31),
            date(2027, 2, 1),
            "Sunday 31 January to Monday 1 February 2027",
        ),
        (
            date(2026, 12, 31),
            date(2027, 1, 1),
            "Thursday 31 December 2026 to Friday 1 January 2027",
        ),
    ],
)
def test_date_range_says_no_part_twice(first: date, last: date, written: str) -> None:
    assert words.uk_date_range(first, last) == written


def test_nothing_is_written_as_nothing() -> None:
    filters = (
        words.uk_date,
        words.uk_day,
        words.uk_month,
        words.month_name,
        words.uk_time,
        words.uk_time_range,
        words.uk_datetime,
        words.uk_until,
        words.uk_when,
        words.iso,
        words.pounds,
        words.hours_words,
    )

    assert {written(None) for written in filters} == {""}


def test_shorter_dates() -> None:
    assert words.uk_day(WEBINAR) == "9 December 2026"
    assert words.uk_month(WEBINAR) == "December 2026"
    assert words.month_name(WEBINAR) == "December"


def test_iso_keeps_the_offset_of_the_season() -> None:
    assert words.iso(WEBINAR) == "2026-12-09T10:00+00:00"
    assert words.iso(datetime(2026, 7, 1, 9, tzinfo=UTC)) == "2026-07-01T10:00+01:00"
    assert words.iso(date(2026, 7, 1)) == "2026-07-01"


@pytest.mark.parametrize(
    ("pence", "written", "short"),
    [
        (0, "Free", "Free"),
        (9500, "£95.00", "£95"),
        (9550, "£95.50", "£95.50"),
        (123456789, "£1,234,567.89", "£1,234,567.89"),
        (-2500, "-£25.00", "-£25"),
    ],
)
def test_pounds(pence: int, written: str, short: str) -> None:
    assert words.pounds(pence) == written
    assert words.pounds_short(pence) == short


@pytest.mark.parametrize(
    ("minutes", "written"),
    [
        (0, "0 minutes"),
        (1, "1 minute"),
        (45, "45 minutes"),
        (60, "1 hour"),
        (90, "1 hour 30 minutes"),
        (120, "2 hours"),
        (135, "2¼ hours"),
        (380, "6 hours 20 minutes"),
        (390, "6½ hours"),
    ],
)
def test_hours_words(minutes: int, written: str) -> None:
    assert words.hours_words(minutes) == written


def test_minutes_between_counts_real_minutes_over_a_clock_change() -> None:
    evening = datetime(2026, 10, 24, 22, tzinfo=UK)
    morning = datetime(2026, 10, 25, 6, tzinfo=UK)

    assert words.minutes_between(evening, morning) == 9 * 60


def test_counts() -> None:
    assert words.count_of(1, "place,places") == "1 place"
    assert words.count_of(0, "place,places") == "0 places"
    assert words.count_of(1300, "place,places") == "1,300 places"
    assert [words.in_words(n) for n in (0, 2, 10, 11)] == ["no", "two", "ten", "11"]
    assert [words.ordinal(n) for n in (1, 10, 11, 12, 13, 21, 22, 33, 111, 1002)] == [
        "first",
        "tenth",
        "11th",
        "12th",
        "13th",
        "21st",
        "22nd",
        "33rd",
        "111th",
        "1,002nd",
    ]


@pytest.mark.parametrize(
    ("user_agent", "named"),
    [
        (
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, "
                "like Gecko) Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
            ),
            "Edge on Windows",
        ),
        (
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) "
                "AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.0 "
                "Mobile/15E148 Safari/604.1"
            ),
            "Safari on iPhone",
        ),
        (
            "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
            "Firefox on Linux",
        ),
        ("curl/8.0", "A device that does not say what it is"),
        ("", "A device that does not say what it is"),
    ],
)
def test_device_is_named_so_that_its_owner_knows_it(
    user_agent: str, named: str
) -> None:
    assert words.device(user_agent) == named


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("", None),
        ("Europe/London", None),
        ("Europe/Lisbon", None),
        ("Asia/Dubai", ("Dubai", "14:00 to 15:00", "the same day, join from 13:45")),
        (
            "Pacific/Auckland",
            ("Auckland", "23:00 to 00:00", "the same day, join from 22:45"),
        ),
        (
            "Pacific/Honolulu",
            (
                "Honolulu",
                "00:00 to 01:00",
                "the same day, join from 23:45 the day before",
            ),
        ),
        (
            "Pacific/Kiritimati",
            (
                "Kiritimati",
                "00:00 to 01:00",
                "on Thursday 10 December 2026, join from 23:45 the day before",
            ),
        ),
    ],
)
def test_own_time_is_said_where_the_clocks_differ(zone, said):
    own = words.own_time(zone, WEBINAR, WEBINAR_END, WEBINAR - timedelta(minutes=15))

    assert own == said


@pytest.mark.parametrize(
    ("left", "said"),
    [
        (timedelta(seconds=-5), (0, "seconds")),
        (timedelta(seconds=1), (1, "second")),
        (timedelta(seconds=60), (60, "seconds")),
        (timedelta(seconds=61), (2, "minutes")),
        (timedelta(minutes=119), (119, "minutes")),
        (timedelta(hours=2), (2, "hours")),
        (timedelta(hours=47, minutes=59), (47, "hours")),
        (timedelta(days=2), (2, "days")),
        (timedelta(days=17, hours=3), (17, "days")),
    ],
)
def test_time_to_go_is_counted_as_a_person_would(left, said):
    assert words.to_go(WEBINAR, WEBINAR + left) == said
