"""Records: what somebody has in a cycle, counted (T5)."""

import itertools
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cpd import records
from cpd.models import AccountStatus, CpdEntry, EntryStatus, RevalidationCycle
from tests.cpd.conftest import AT
from tests.factories.cpd import AccountFactory, EntryFactory, FeedbackFactory, cycle

pytestmark = pytest.mark.django_db


@pytest.fixture
def running(owner):
    return cycle(owner, renewal_on=date(2027, 6, 30))


def test_what_counts_is_counted_and_nothing_else(owner, other, running):
    EntryFactory(owner=owner, learning_type="work", benefit="b", peer_learning="p")
    EntryFactory(owner=owner, starts_on=date(2024, 7, 1))
    EntryFactory(owner=owner, starts_on=date(2024, 6, 30))
    EntryFactory(owner=owner, status=EntryStatus.PROPOSED)
    EntryFactory(owner=owner, status=EntryStatus.SET_ASIDE)
    EntryFactory(owner=other)
    FeedbackFactory(owner=owner)
    FeedbackFactory(owner=owner, received_on=date(2024, 6, 30))
    AccountFactory(owner=owner)
    AccountFactory(owner=owner, status=AccountStatus.FINISHED, finished_at=AT)
    AccountFactory(owner=other)

    record = records.record_of(running)

    assert record.__dict__ == {
        "minutes": 120,
        "participatory_minutes": 60,
        "accounts": 1,
        "accounts_in_draft": 1,
        "feedback": 1,
        "pieces": 2,
        "pieces_with_peer": 1,
        "learning_types": 2,
        "pieces_with_benefit": 1,
    }


def test_an_account_begun_in_the_last_hour_of_a_cycle_belongs_to_it(owner):
    """T5: the day is the UK's, an hour ahead of UTC in June."""
    ended = cycle(owner, renewal_on=date(2026, 6, 30))
    last = datetime(2026, 6, 30, 22, 59, tzinfo=UTC)
    AccountFactory(owner=owner, started_at=last)
    AccountFactory(owner=owner, started_at=last + timedelta(minutes=1))

    assert records.record_of(ended).accounts_in_draft == 1


def test_counting_takes_as_many_queries_for_one_row_as_for_many(
    owner, running, django_assert_num_queries
):
    for rows in (1, 5):
        EntryFactory.create_batch(rows, owner=owner)
        with django_assert_num_queries(3):
            records.record_of(running)
        with django_assert_num_queries(1):
            records.years_of(running)


DAYS = st.dates(date(2024, 7, 1), date(2027, 6, 30))
MINUTES = st.integers(1, 1440).flatmap(
    lambda minutes: st.tuples(st.just(minutes), st.integers(0, minutes))
)


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(st.lists(st.tuples(DAYS, MINUTES), max_size=12))
def test_the_years_add_up_to_the_cycle_whatever_the_days(owner, rows):
    """T5: every minute is in one year, on leap days and at both ends."""
    CpdEntry.objects.all().delete()
    RevalidationCycle.objects.all().delete()
    running = cycle(owner, renewal_on=date(2027, 6, 30))
    CpdEntry.objects.bulk_create(
        CpdEntry(
            owner=owner,
            reference=f"R{place:05}",
            status=EntryStatus.COUNTED,
            title="t",
            starts_on=day,
            ends_on=day,
            minutes=minutes,
            participatory_minutes=part,
            created_at=AT,
            changed_at=AT,
        )
        for place, (day, (minutes, part)) in enumerate(rows)
    )

    record, years = records.record_of(running), records.years_of(running)

    assert sum(year.minutes for year in years) == record.minutes
    assert sum(year.participatory for year in years) == record.participatory_minutes
    assert record.minutes == sum(minutes for _, (minutes, _) in rows)
    assert [year.number for year in years] == [1, 2, 3]
    for earlier, later in itertools.pairwise(years):
        assert later.starts_on == earlier.ends_on + timedelta(days=1)
    assert (years[0].starts_on, years[-1].ends_on) == (
        running.starts_on,
        running.ends_on,
    )
