"""Members as staff look for them, and what is known about one."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from membership import access, applications, queries, standing
from membership.models import CodeRequest, Member
from portal.accounts.roles import Role
from portal.core import clock
from portal.notifications import delivery
from portal.notifications.models import Message
from tests.factories.accounts import UserFactory, staff
from tests.factories.membership import (
    GradeFactory,
    MemberFactory,
    SubscriptionFactory,
    application_of,
    current_member,
    grace_member,
    lapsed_member,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def at():
    return clock.now()


@pytest.fixture
def today(at):
    return clock.uk_day(at)


def test_somebody_whose_term_is_still_to_come_reads_when(today):
    member = MemberFactory()
    SubscriptionFactory(member=member, starts_on=today + timedelta(days=10))

    explained = queries.explained(standing.standing_of(member, on=today))

    assert explained.sentence.startswith("The membership begins on ")
    assert explained.good is False


def test_a_search_of_signs_alone_finds_by_name_and_address():
    MemberFactory(name="Asha", email="asha@example.org")

    assert list(queries.found(Member.objects.all(), " - ")) == []
    assert queries.found(Member.objects.all(), "@").count() == 1


def test_an_unknown_state_narrows_nothing(today):
    MemberFactory()

    assert queries.in_state(queries.listed(), "made-up", today).count() == 1


def test_what_became_of_asking_by_number_is_told_in_words(at):
    member = current_member()
    asked = [
        access.request_code(member.number, next_url="", asked_from="here", at=at)
        for _ in range(5)
    ]
    for message in Message.objects.due(at + timedelta(seconds=1)).order_by("pk"):
        delivery.deliver(message, at=at + timedelta(seconds=1))
    CodeRequest.objects.filter(pk=asked[0].pk).update(used_at=at)
    CodeRequest.objects.filter(pk=asked[1].pk).update(failures=2)

    words = [one.words for one in queries.asked_by_number(member)]

    not_sent = "No code sent: an earlier one was still good, or the mail is waiting"
    assert words == [
        not_sent,
        not_sent,
        "Code sent, not used",
        "Code sent, not used; wrong codes: 2",
        "Signed in, or let lapse for a later code",
    ]


def test_another_members_requests_are_not_told(at):
    other, member = current_member(), current_member()
    access.request_code(other.number, next_url="", asked_from="here", at=at)

    assert queries.asked_by_number(member) == []


# --- Many at once ----------------------------------------------------------


def _pages(client, path):
    """Return how many queries the second look takes: the first fills what is kept."""
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    return len(asked)


def test_everybodys_standing_takes_one_query_and_is_each_ones_own(today):
    people = [current_member(), grace_member(), lapsed_member(), current_member()]
    SubscriptionFactory(member=people[0], starts_on=today + timedelta(days=265))
    people[3].subscriptions.update(resigned_at=clock.now(), ends_on=today)

    with CaptureQueriesContext(connection) as asked:
        standing.grace_days()
        found = queries.states(today + timedelta(days=1))

    assert len(asked) <= 2  # the policy, unless it is remembered
    assert found == {
        member.pk: standing.standing_of(member, on=today + timedelta(days=1)).state
        for member in people
    }


@pytest.mark.parametrize(
    ("state", "make"),
    [("current", current_member), ("grace", grace_member), ("lapsed", lapsed_member)],
)
def test_the_list_narrows_to_each_state_as_the_rule_says(today, state, make):
    member = make()
    left = make()
    left.subscriptions.update(resigned_at=clock.now())

    found = set(queries.in_state(queries.listed(), state, today))

    assert member in found
    assert (left in found) == (state == "current")
    resigned = set(queries.in_state(queries.listed(), "resigned", today))
    assert (left in resigned) == (state != "current")


def test_who_pauses_is_found_while_it_lasts(today):
    member = current_member()
    member.subscriptions.update(
        ends_on=today - timedelta(days=1), paused_until=today + timedelta(days=9)
    )

    assert list(queries.in_state(queries.listed(), "paused", today)) == [member]


def test_the_queue_of_applications_asks_as_often_for_three_as_for_one(client):
    client.force_login(staff(Role.MEMBERSHIP))
    grade = GradeFactory(name="Retired", needs_approval=True)

    def waits(number):
        for _ in range(number):
            MemberFactory(name="Ngozi Adler")
            user = UserFactory(name="Ngozi Adler")
            applications.send(application_of(user, grade=grade), at=clock.now())

    waits(1)
    one = _pages(client, "/staff/applications/")
    waits(2)

    assert _pages(client, "/staff/applications/") == one


def test_the_grades_ask_as_often_for_three_as_for_one(client):
    GradeFactory()
    one = _pages(client, "/join/")
    GradeFactory(name="Friend")
    GradeFactory(name="Student")

    assert _pages(client, "/join/") == one
