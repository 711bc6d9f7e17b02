"""Members: entered, corrected, given terms, bound to accounts."""

from datetime import date
from functools import partial

import pytest
from django.db import IntegrityError, transaction

from membership import members, standing
from membership.errors import (
    AddressTaken,
    NumberTaken,
    TermRefused,
    TwoMemberships,
)
from membership.models import Member, Subscription
from portal.core import clock, history
from tests.factories.accounts import UserFactory, staff
from tests.factories.membership import (
    GradeFactory,
    MemberFactory,
    SubscriptionFactory,
    current_member,
)
from tests.rig.at_once import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def secretary():
    return staff()


def actions(subject):
    return [line.action for line in history.of(subject)]


def test_entering_issues_the_next_number_and_leaves_a_line(secretary):
    first = members.enter(name="Asha Rao", email="Asha@Example.org", by=secretary)
    second = members.enter(name="Bo Lee", email="", by=secretary)

    assert [first.number, second.number] == ["HVP-100010", "HVP-100028"]
    assert first.email == "asha@example.org"
    assert actions(first) == ["membership.entered"]
    assert history.of(first).get().user == secretary


def test_an_imported_number_is_kept_as_it_is(secretary):
    member = members.enter(name="Asha", email="", number=" cphva 0042/b ", by=secretary)

    assert (member.number, member.uniform_number) == ("cphva 0042/b", "CPHVA0042/B")


def test_a_number_is_never_given_twice(secretary):
    members.enter(name="Asha", email="", number="HVP-777", by=secretary)

    with pytest.raises(NumberTaken):
        members.enter(name="Bo", email="", number="hvp 777", by=secretary)


def test_one_member_to_an_address(secretary):
    members.enter(name="Asha", email="asha@example.org", by=secretary)

    with pytest.raises(AddressTaken):
        members.enter(name="Bo", email="ASHA@example.org ", by=secretary)


@pytest.mark.django_db(transaction=True)
def test_two_secretaries_at_once_issue_two_numbers():
    enter = partial(members.enter, name="Somebody", email="", by=None)

    entered = at_once([enter] * 8)

    assert len({member.number for member in entered}) == 8


def test_an_account_that_proved_the_address_is_bound_on_entering(secretary):
    user = UserFactory(email="asha@example.org")

    member = members.enter(name="Asha", email="asha@example.org", by=secretary)

    member.refresh_from_db()
    assert member.user == user
    assert set(actions(member)) == {"membership.entered", "membership.account_bound"}


def test_an_account_that_did_not_is_not_bound(secretary):
    """L14."""
    UserFactory(email="asha@example.org", verified=False)

    member = members.enter(name="Asha", email="asha@example.org", by=secretary)

    member.refresh_from_db()
    assert member.user is None


def test_correcting_says_what_was_corrected(secretary):
    member = MemberFactory(name="Asha Roa", employer="Trust")

    members.correct(member, by=secretary, name="Asha Rao", employer="Trust")

    member.refresh_from_db()
    assert (member.name, member.employer) == ("Asha Rao", "Trust")
    assert history.of(member).get().data == {"changed": ["name"]}


def test_correcting_nothing_leaves_no_line(secretary):
    member = MemberFactory()

    members.correct(member, by=secretary, name=member.name)

    assert actions(member) == []


def test_terms_are_added_and_never_changed(secretary):
    member, grade = MemberFactory(), GradeFactory()

    for year in (2026, 2027):
        members.add_term(
            member,
            grade=grade,
            starts_on=date(year, 1, 1),
            ends_on=date(year, 12, 31),
            by=secretary,
            at=clock.now(),
        )

    assert Subscription.objects.count() == 2
    assert actions(member) == ["membership.term_added"] * 2
    found = standing.standing_of(member, on=date(2027, 6, 1))
    assert (found.state, found.ends_on) == ("current", date(2027, 12, 31))


def test_a_term_cannot_end_before_it_begins(secretary):
    with pytest.raises(TermRefused):
        members.add_term(
            MemberFactory(),
            grade=GradeFactory(),
            starts_on=date(2027, 1, 1),
            ends_on=date(2026, 12, 31),
            by=secretary,
            at=clock.now(),
        )


def test_a_term_withdrawn_stays_and_counts_no_more(secretary):
    member = current_member()
    term = member.subscriptions.get()

    members.withdraw_term(term, reason="Wrong year", by=secretary, at=clock.now())

    assert Subscription.objects.get().withdrawn_because == "Wrong year"
    today = clock.uk_day(clock.now())
    assert standing.standing_of(member, on=today).state == "none"
    assert standing.standing_of_user(member.user, on=today).state == "none"
    assert not Member.objects.current(today).exists()
    assert Member.objects.with_last_day().get().ends_on is None
    with pytest.raises(TermRefused):
        members.withdraw_term(term, reason="Again", by=secretary, at=clock.now())


def test_a_term_is_not_withdrawn_without_a_reason():
    term = SubscriptionFactory()

    with pytest.raises(IntegrityError), transaction.atomic():
        Subscription.objects.filter(pk=term.pk).update(withdrawn_at=clock.now())


# --- Accounts --------------------------------------------------------------


def test_proving_the_address_on_file_binds_the_account():
    member = MemberFactory(email="asha@example.org")
    user = UserFactory(email="asha@example.org")

    members.address_proved(user, "asha@example.org")
    members.address_proved(user, "asha@example.org")

    member.refresh_from_db()
    assert member.user == user
    assert actions(member) == ["membership.account_bound"]


def test_proving_any_other_address_binds_nothing():
    """L14."""
    member = MemberFactory(email="asha@example.org")

    members.address_proved(UserFactory(email="bo@example.org"), "bo@example.org")

    member.refresh_from_db()
    assert member.user is None


def test_the_address_on_file_follows_the_account():
    member = current_member(email="old@example.org")
    member.user.email = "new@example.org"
    member.user.save()

    members.address_proved(member.user, "new@example.org")

    member.refresh_from_db()
    assert member.email == "new@example.org"
    assert actions(member) == ["membership.address_followed"]


def test_it_does_not_follow_onto_another_member():
    other = MemberFactory(email="shared@example.org")
    member = current_member(email="old@example.org")
    member.user.email = "shared@example.org"
    member.user.save()

    members.address_proved(member.user, "shared@example.org")

    member.refresh_from_db()
    other.refresh_from_db()
    assert (member.email, other.user) == ("old@example.org", None)
    assert actions(member) == ["membership.address_shared"]


def test_one_account_opens_one_membership():
    bound = current_member()
    MemberFactory(email="other@example.org")
    bound.user.emailaddress_set.create(email="other@example.org", verified=True)
    other = Member.objects.get(email="other@example.org")

    with pytest.raises(TwoMemberships):
        members.account_of(other)
