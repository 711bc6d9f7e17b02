"""Members as staff look for them, and what is known about one."""

from datetime import timedelta

import pytest

from membership import access, queries, standing
from membership.models import CodeRequest, Member
from portal.core import clock
from portal.notifications import delivery
from portal.notifications.models import Message
from tests.factories.membership import (
    MemberFactory,
    SubscriptionFactory,
    current_member,
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
