"""Whom a number, a name or an address means."""

import pytest

from events.booking import people
from tests.factories.accounts import UserFactory
from tests.factories.membership import MemberFactory, current_member

pytestmark = pytest.mark.django_db


def test_a_number_is_found_however_it_is_typed():
    member = current_member()

    typed = [member.number, member.number.lower().replace("-", " ")]

    assert [[who.member for who in people.find(words)] for words in typed] == [
        [member],
        [member],
    ]


def test_a_part_of_a_name_or_an_address_finds_members_and_accounts():
    member = MemberFactory(name="Grace Okoro", email="grace@example.org")
    account = UserFactory(name="Graceful Visitor", email="visitor@example.org")
    MemberFactory(name="Mary Seddon", email="mary@example.org")

    assert [(who.name, who.member, who.user) for who in people.find("grace")] == [
        ("Grace Okoro", member, None),
        ("Graceful Visitor", None, account),
    ]


def test_a_member_with_an_account_is_found_once_and_reached_at_the_account():
    member = current_member(name="Grace Okoro")
    member.email = "old@example.org"
    member.save()

    (who,) = people.find("Grace Okoro")

    assert (who.email, who.user) == (member.user.email, member.user)


@pytest.mark.parametrize("typed", ["", "   ", "nobody at all", "%", "x" * 5000])
def test_nothing_is_found_for_nothing(typed):
    MemberFactory(name="Grace", email="grace@example.org")

    assert people.find(typed) == []


def test_closed_accounts_are_not_offered():
    UserFactory(name="Gone Away", is_active=False)

    assert people.find("Gone") == []


class TestAtAddress:
    def test_an_account_is_attached_with_its_member(self):
        member = current_member()

        who = people.at_address(member.user.email, name="Typed Name")

        assert (who.name, who.user, who.member) == ("Typed Name", member.user, member)

    def test_a_member_without_an_account_is_attached(self):
        member = MemberFactory(email="mary@example.org")

        assert people.at_address("mary@example.org").member == member

    def test_an_address_on_file_of_somebody_who_signs_in_elsewhere_is_nobody(self):
        """The account's proved address is the key, not what is on file."""
        member = current_member()
        member.email = "shared@example.org"
        member.save()

        who = people.at_address("shared@example.org", name="Jo")

        assert (who.member, who.user) == (None, None)

    def test_a_new_person_is_whom_staff_typed(self):
        who = people.at_address("new@example.org", name="New Person")

        assert (who.delegate.name, who.delegate.email) == (
            "New Person",
            "new@example.org",
        )
