"""What comes back, in words with real dates, on both sides of each boundary."""

from datetime import UTC, date, datetime, timedelta

import pytest

from events.booking import cancellation, refund_terms
from portal.core import clock

TERMS = {
    "full_until_days": 28,
    "fee_percent": 10,
    "part_until_days": 14,
    "part_percent": 50,
    "substitute_until_days": 2,
}
# Ten in the morning, British Summer Time; the clocks go forward on 29 March.
STARTS = datetime(2026, 4, 20, 9, tzinfo=UTC)


def tiers(at, pence=12500, **more):
    terms = TERMS | more
    return refund_terms.tiers(terms, pence, starts_at=STARTS, at=at)


def test_each_tier_says_its_last_day_and_its_sum():
    said = [(row.until, row.pence) for row in tiers(STARTS - timedelta(days=60))]

    assert said == [
        (date(2026, 3, 22), 11250),
        (date(2026, 4, 6), 6250),
        (None, 0),
    ]


@pytest.mark.parametrize(
    ("moment", "pence"),
    [
        # The last second of 22 March is winter time, and 29 days before.
        (datetime(2026, 3, 22, 23, 59, 59, tzinfo=UTC), 11250),
        (datetime(2026, 3, 23, 0, 0, 0, tzinfo=UTC), 6250),
        # The last second of 6 April is summer time: 22:59:59 by the world's clock.
        (datetime(2026, 4, 6, 22, 59, 59, tzinfo=UTC), 6250),
        (datetime(2026, 4, 6, 23, 0, 0, tzinfo=UTC), 0),
    ],
)
def test_the_words_and_the_sum_agree_to_the_second(moment, pence):
    """R7: in London's time, both sides of each boundary, over a clock change."""
    comes_back = cancellation.comes_back(TERMS, 12500, starts_at=STARTS, at=moment)

    assert comes_back == pence
    assert tiers(moment)[0].pence == pence


@pytest.mark.parametrize("days", range(60))
def test_the_first_tier_is_what_comes_back_now(days):
    moment = STARTS - timedelta(days=days, hours=3)

    now = cancellation.comes_back(TERMS, 9999, starts_at=STARTS, at=moment)

    assert tiers(moment, 9999)[0].pence == now


def test_after_a_move_never_more_than_before_it():
    rows = tiers(STARTS - timedelta(days=60), at_most_percent=50)

    assert [(row.until, row.pence) for row in rows] == [
        (date(2026, 4, 6), 6250),
        (None, 0),
    ]


def test_a_step_that_gives_nothing_is_the_end():
    said = refund_terms.in_words(
        TERMS | {"part_percent": 0},
        12500,
        starts_at=STARTS,
        at=STARTS - timedelta(days=60),
    )

    assert said[:2] == [
        "Until Sunday 22 March 2026: £112.50 comes back (90 %).",
        "After that: nothing comes back.",
    ]


def test_a_new_date_gives_a_way_out_first():
    until = datetime(2026, 4, 10, 23, tzinfo=UTC)
    rows = tiers(datetime(2026, 4, 9, 12, tzinfo=UTC), whole_until=until.isoformat())

    assert [(row.until, row.pence) for row in rows] == [
        (date(2026, 4, 10), 12500),
        (None, 0),
    ]


@pytest.mark.parametrize(
    ("way_out", "said"),
    [
        # The day before a step ends, the day on which it ends, and the day after.
        (date(2026, 3, 21), [("21", 12500), ("22", 11250), ("6", 6250), ("", 0)]),
        (date(2026, 3, 22), [("22", 12500), ("6", 6250), ("", 0)]),
        (date(2026, 3, 23), [("23", 12500), ("6", 6250), ("", 0)]),
    ],
)
def test_no_step_that_ends_with_the_way_out_is_said(way_out, said):
    until = clock.end_of_uk_day(way_out)
    rows = tiers(STARTS - timedelta(days=60), whole_until=until.isoformat())

    assert [(str(row.until.day) if row.until else "", row.pence) for row in rows] == (
        said
    )


def test_a_way_out_that_gives_what_the_terms_give_is_one_sentence():
    until = clock.end_of_uk_day(date(2026, 3, 1))
    rows = tiers(
        STARTS - timedelta(days=60), whole_until=until.isoformat(), fee_percent=0
    )

    assert [(row.until, row.percent) for row in rows] == [
        (date(2026, 3, 22), 100),
        (date(2026, 4, 6), 50),
        (None, 0),
    ]


def test_too_near_is_said_in_a_sentence():
    said = refund_terms.in_words(
        TERMS, 12500, starts_at=STARTS, at=STARTS - timedelta(days=1)
    )

    assert said == [
        "If you cancel, nothing comes back: the event is too near.",
        "If we cancel, everything comes back.",
    ]


def test_who_may_come_instead_is_said_while_it_is_so():
    said = refund_terms.in_words(
        TERMS, 12500, starts_at=STARTS, at=STARTS - timedelta(days=10)
    )

    assert "Until Thursday 16 April 2026 somebody else may come" in said[1]
