"""How somebody stands with us on a day."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.contrib.auth.models import AnonymousUser

from membership import standing
from membership.models import Grade, MembershipPolicy, Subscription
from membership.standing import NOBODY, State, standing_on
from portal.core import clock
from tests.factories.accounts import UserFactory
from tests.factories.membership import (
    GradeFactory,
    MemberFactory,
    SubscriptionFactory,
    current_member,
    grace_member,
    lapsed_member,
)

DAY = timedelta(days=1)


def terms(*spans):
    grade = Grade(name="Practising", price_pence=6900)
    return [
        Subscription(starts_on=starts, ends_on=ends, grade=grade)
        for starts, ends in spans
    ]


# --- The arithmetic --------------------------------------------------------

YEAR_2026 = (date(2026, 1, 1), date(2026, 12, 31))
TO_LEAP_DAY = (date(2027, 3, 1), date(2028, 2, 29))


@pytest.mark.parametrize(
    ("span", "on", "state"),
    [
        (YEAR_2026, date(2025, 12, 31), State.NOT_YET),
        (YEAR_2026, date(2026, 1, 1), State.CURRENT),
        (YEAR_2026, date(2026, 12, 31), State.CURRENT),
        (YEAR_2026, date(2027, 1, 1), State.GRACE),
        (YEAR_2026, date(2027, 1, 30), State.GRACE),
        (YEAR_2026, date(2027, 1, 31), State.LAPSED),
        (TO_LEAP_DAY, date(2028, 2, 29), State.CURRENT),
        (TO_LEAP_DAY, date(2028, 3, 1), State.GRACE),
        (TO_LEAP_DAY, date(2028, 3, 30), State.GRACE),
        (TO_LEAP_DAY, date(2028, 3, 31), State.LAPSED),
    ],
)
def test_the_last_day_counts_to_its_end(span, on, state):
    """T9."""
    member = MemberFactory.build()

    assert standing_on(member, terms(span), on=on, grace_days=30).state is state


def test_without_grace_it_ends_with_the_last_day():
    member, rows = MemberFactory.build(), terms(YEAR_2026)

    states = [
        standing_on(member, rows, on=YEAR_2026[1] + n * DAY, grace_days=0).state
        for n in (0, 1)
    ]

    assert states == [State.CURRENT, State.LAPSED]


def test_paying_late_never_covers_the_past():
    member = MemberFactory.build()
    rows = terms(YEAR_2026, (date(2027, 6, 1), date(2028, 5, 31)))

    in_the_gap = standing_on(member, rows, on=date(2027, 4, 1), grace_days=30)
    after_it = standing_on(member, rows, on=date(2027, 6, 1), grace_days=30)

    assert (in_the_gap.state, in_the_gap.ends_on) == (State.LAPSED, YEAR_2026[1])
    assert (after_it.state, after_it.ends_on) == (State.CURRENT, date(2028, 5, 31))


def test_of_terms_that_overlap_the_longest_counts():
    member = MemberFactory.build()
    rows = terms((date(2026, 1, 1), date(2027, 6, 30)), YEAR_2026)

    found = standing_on(member, rows, on=date(2027, 3, 1), grace_days=30)

    assert (found.state, found.ends_on) == (State.CURRENT, date(2027, 6, 30))


def test_nobody_and_a_member_without_terms_are_no_members():
    member = MemberFactory.build()

    assert standing_on(None, [], on=DAY_ONE, grace_days=30) is NOBODY
    found = standing_on(member, [], on=DAY_ONE, grace_days=30)
    assert (found.state, found.member, found.good) == (State.NONE, member, False)


DAY_ONE = date(2026, 1, 1)


@pytest.mark.parametrize(
    ("moment", "state"),
    [
        (datetime(2027, 3, 31, 22, 59, 59, tzinfo=UTC), State.CURRENT),
        (datetime(2027, 3, 31, 23, 0, 0, tzinfo=UTC), State.LAPSED),
        (datetime(2026, 12, 31, 23, 59, 59, tzinfo=UTC), State.CURRENT),
    ],
)
def test_the_day_is_the_uk_s(moment, state):
    """T9. In summer the UK's day ends an hour before that of UTC."""
    member = MemberFactory.build()
    rows = terms((date(2026, 4, 1), date(2027, 3, 31)))
    in_auckland = moment.astimezone(ZoneInfo("Pacific/Auckland"))

    found = standing_on(member, rows, on=clock.uk_day(in_auckland), grace_days=0)

    assert found.state is state


# --- Asked of the database --------------------------------------------------


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("make", "state", "good"),
    [
        (current_member, State.CURRENT, True),
        (grace_member, State.GRACE, True),
        (lapsed_member, State.LAPSED, False),
    ],
)
def test_standing_of_user(make, state, good):
    member = make()
    today = clock.uk_day(clock.now())

    found = standing.standing_of_user(member.user, on=today)

    assert (found.state, found.good, found.member) == (state, good, member)
    assert standing.standing_of(member, on=today) == found


@pytest.mark.django_db
def test_a_members_standing_costs_one_query(django_assert_num_queries):
    member, today = current_member(), clock.uk_day(clock.now())
    standing.grace_days()

    with django_assert_num_queries(1):
        standing.standing_of_user(member.user, on=today)
    with django_assert_num_queries(0):
        standing.standing_of_user(AnonymousUser(), on=today)
        standing.standing_of(None, on=today)


@pytest.mark.django_db
def test_an_account_without_a_member_is_nobodys():
    found = standing.standing_of_user(UserFactory(), on=DAY_ONE)

    assert (found.state, found.member) == (State.NONE, None)


@pytest.mark.django_db
def test_the_days_of_grace_are_the_policys():
    MembershipPolicy.objects.update(grace_days=5)
    member = MemberFactory()
    SubscriptionFactory(member=member, starts_on=DAY_ONE, ends_on=YEAR_2026[1])

    found = standing.standing_of(member, on=YEAR_2026[1] + 6 * DAY)

    assert (found.state, found.grace_until) == (
        State.LAPSED,
        YEAR_2026[1] + 5 * DAY,
    )


@pytest.mark.django_db
def test_the_grade_is_that_of_the_term_that_counts():
    member = MemberFactory()
    student, practising = GradeFactory(name="Student"), GradeFactory()
    for grade, (starts, ends) in (
        (student, (date(2025, 1, 1), date(2025, 12, 31))),
        (practising, YEAR_2026),
    ):
        SubscriptionFactory(member=member, grade=grade, starts_on=starts, ends_on=ends)

    assert standing.standing_of(member, on=date(2026, 6, 1)).grade == practising
    assert standing.standing_of(member, on=date(2025, 6, 1)).grade == student
