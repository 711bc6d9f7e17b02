"""The address on file: proposed, proved, stopped, and holding by the clock."""

from datetime import timedelta
from functools import partial

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.db import IntegrityError, transaction

from membership import addresses, tasks
from membership.errors import AddressChangeRefused, AddressTaken
from membership.models import AddressChange, Member
from portal.accounts.models import User
from portal.body.models import Mailbox
from portal.core import clock, history
from portal.notifications import delivery
from portal.notifications.models import Message, Outcome
from tests.factories.accounts import UserFactory, staff
from tests.factories.membership import MemberFactory, current_member
from tests.rig.at_once import at_once

pytestmark = pytest.mark.django_db

HOURS_72 = timedelta(hours=72)


@pytest.fixture
def at():
    return clock.now()


@pytest.fixture
def mailbox():
    return Mailbox.objects.create(
        role=Mailbox.Role.MEMBERS, address="members@example.org"
    )


def propose(member, email, at):
    return addresses.propose(member, email, by=staff(), at=at)


def deliver(at):
    for message in Message.objects.due(at).order_by("pk"):
        delivery.deliver(message, at=at)


def reload(member):
    return Member.objects.select_related("user").get(pk=member.pk)


def test_both_addresses_are_written_to(at, mailoutbox):
    """M11."""
    member = current_member(email="old@example.org")

    propose(member, "New@Example.org", at)
    deliver(at)

    assert {message.to[0]: message.subject for message in mailoutbox} == {
        "new@example.org": "Is this your new address?",
        "old@example.org": "Your address with us is to change",
    }
    assert reload(member).email == "old@example.org"


def test_tokens_are_stored_hashed_and_leave_the_outbox(at, mailoutbox):
    propose(current_member(), "new@example.org", at)
    deliver(at)

    change = AddressChange.objects.get()
    assert (len(change.prove_token), len(change.stop_token)) == (64, 64)
    assert change.prove_token not in mailoutbox[0].body
    assert [message.facts for message in Message.objects.all()] == [{}, {}]


def test_it_holds_once_proved_and_72_hours_have_passed(at):
    member = current_member(email="old@example.org")
    change = propose(member, "new@example.org", at)
    addresses.prove(change, at=at + timedelta(hours=1))

    addresses.let_every_due_change_hold(at=at + HOURS_72 - timedelta(seconds=1))
    before = reload(member).email
    addresses.let_every_due_change_hold(at=at + HOURS_72)

    after = reload(member)
    assert (before, after.email) == ("old@example.org", "new@example.org")
    assert after.user.email == "new@example.org"
    assert list(
        EmailAddress.objects.filter(user=after.user).values_list(
            "email", "verified", "primary"
        )
    ) == [("new@example.org", True, True)]
    assert [line.action for line in history.of(member)] == [
        "membership.address_holds",
        "membership.address_proved",
        "membership.address_proposed",
    ]


def test_it_never_holds_unproved(at):
    member = current_member(email="old@example.org")
    propose(member, "new@example.org", at)

    addresses.let_every_due_change_hold(at=at + timedelta(days=365))

    assert reload(member).email == "old@example.org"


def test_proved_late_it_holds_at_once(at):
    member = current_member(email="old@example.org")
    change = propose(member, "new@example.org", at)

    addresses.prove(change, at=at + timedelta(days=4))

    assert reload(member).email == "new@example.org"


def test_the_72_hours_run_from_when_the_old_address_was_told(at):
    member = current_member(email="old@example.org")
    change = propose(member, "new@example.org", at)
    later = at + timedelta(hours=6)
    deliver(later)
    addresses.prove(change, at=later)

    addresses.let_every_due_change_hold(at=at + HOURS_72)
    assert reload(member).email == "old@example.org"

    addresses.let_every_due_change_hold(at=later + HOURS_72)
    assert reload(member).email == "new@example.org"


def test_a_member_without_address_only_has_to_prove(at, mailoutbox):
    member = MemberFactory(email="")
    change = propose(member, "new@example.org", at)
    deliver(at)

    addresses.prove(change, at=at)

    assert reload(member).email == "new@example.org"
    assert [message.to for message in mailoutbox] == [["new@example.org"]]


def test_the_old_address_stops_it_and_the_team_is_told(at, mailbox, mailoutbox):
    member = current_member(email="old@example.org")
    change = propose(member, "new@example.org", at)
    addresses.prove(change, at=at)

    addresses.stop(change, at=at + timedelta(hours=71))
    addresses.let_every_due_change_hold(at=at + timedelta(days=5))
    deliver(at + timedelta(days=5))

    assert reload(member).email == "old@example.org"
    assert mailbox.address in [message.to[0] for message in mailoutbox]
    with pytest.raises(AddressChangeRefused):
        addresses.prove(change, at=at)
    with pytest.raises(AddressChangeRefused):
        addresses.stop(change, at=at)


def test_what_holds_cannot_be_stopped_any_more(at):
    change = propose(current_member(), "new@example.org", at)
    addresses.prove(change, at=at + HOURS_72)

    with pytest.raises(AddressChangeRefused):
        addresses.stop(change, at=at + HOURS_72)


def test_the_link_to_prove_ends_after_a_fortnight(at):
    member = current_member(email="old@example.org")
    with_token = addresses.tokens.new
    seen = []
    addresses.tokens.new, restore = (
        lambda: seen.append(with_token()) or seen[-1],
        with_token,
    )
    try:
        propose(member, "new@example.org", at)
    finally:
        addresses.tokens.new = restore
    prove, _ = seen

    assert addresses.to_prove(prove, at=at + timedelta(days=13)) is not None
    assert addresses.to_prove(prove, at=at + timedelta(days=14)) is None


def test_a_newer_proposal_ends_the_older(at):
    member = current_member()
    first = propose(member, "first@example.org", at)
    second = propose(member, "second@example.org", at)

    assert list(AddressChange.objects.open()) == [second]
    with pytest.raises(AddressChangeRefused):
        addresses.prove(first, at=at)


@pytest.mark.parametrize("whose", ["member", "account", "own"])
def test_an_address_in_use_is_refused(at, whose):
    member = current_member(email="mine@example.org")
    taken = {
        "member": lambda: MemberFactory(email="taken@example.org"),
        "account": lambda: UserFactory(email="taken@example.org"),
        "own": lambda: None,
    }
    taken[whose]()
    email = "mine@example.org" if whose == "own" else "taken@example.org"

    with pytest.raises(AddressTaken):
        propose(member, email, at)


def test_an_address_taken_meanwhile_goes_to_a_person(at, mailbox):
    member = current_member(email="old@example.org")
    change = propose(member, "new@example.org", at)
    addresses.prove(change, at=at)
    UserFactory(email="new@example.org")

    addresses.let_every_due_change_hold(at=at + HOURS_72)

    assert reload(member).email == "old@example.org"
    change.refresh_from_db()
    assert (change.held_at, change.stopped_at) == (None, at + HOURS_72)
    assert Message.objects.filter(kind="membership/address_change_stopped").exists()
    assert history.of(member).first().action == "membership.address_refused"


def test_an_account_nobody_proved_does_not_keep_a_member_away(at):
    member = current_member(email="old@example.org")
    change = propose(member, "new@example.org", at)
    UserFactory(email="new@example.org", verified=False)
    addresses.prove(change, at=at + HOURS_72)

    assert reload(member).user.email == "new@example.org"
    assert User.objects.filter(email="new@example.org").count() == 1


def test_an_unbound_member_is_bound_to_the_account_at_the_new_address(at):
    member = MemberFactory(email="old@example.org")
    user = UserFactory(email="new@example.org")
    change = propose(member, "new@example.org", at)

    addresses.prove(change, at=at + HOURS_72)

    assert (reload(member).email, reload(member).user) == ("new@example.org", user)


def test_the_new_address_hears_when_it_holds(at, mailoutbox):
    change = propose(current_member(), "new@example.org", at)
    deliver(at)
    addresses.prove(change, at=at + HOURS_72)
    deliver(at + HOURS_72)

    assert mailoutbox[-1].to == ["new@example.org"]
    assert mailoutbox[-1].subject == "From now on we write to you here"


def test_a_proposal_ended_before_its_mail_went_sends_nothing(at):
    """M10."""
    change = propose(current_member(), "new@example.org", at)
    addresses.stop(change, at=at)
    deliver(at)

    outcomes = Message.objects.filter(about__startswith="membership.addresschange")
    assert set(outcomes.values_list("outcome", flat=True)) == {Outcome.OVERTAKEN}


def test_the_database_refuses_an_unproved_address_that_holds(at):
    change = propose(current_member(), "new@example.org", at)

    with pytest.raises(IntegrityError), transaction.atomic():
        AddressChange.objects.filter(pk=change.pk).update(held_at=at)


@pytest.mark.django_db(transaction=True)
def test_proving_and_stopping_at_once_has_one_outcome(at):
    """L9."""
    member = current_member(email="old@example.org")
    change = addresses.propose(member, "new@example.org", by=None, at=at)
    late = at + HOURS_72

    results = at_once(
        [
            partial(addresses.prove, change, at=late),
            partial(addresses.stop, change, at=late),
        ]
    )

    refused = [result for result in results if result is not None]
    assert len(refused) <= 1
    assert all(isinstance(result, AddressChangeRefused) for result in refused)
    change.refresh_from_db()
    held, stopped = change.held_at is not None, change.stopped_at is not None
    assert held != stopped
    assert reload(member).email == ("new@example.org" if held else "old@example.org")


def test_the_tasks_may_run_twice(at):
    """I15."""
    member = current_member(email="old@example.org")
    change = propose(member, "new@example.org", at - HOURS_72)
    AddressChange.objects.filter(pk=change.pk).update(proved_at=at - HOURS_72)

    for _ in range(2):
        tasks.let_address_changes_hold()
        tasks.forget_old_code_requests()
        tasks.watch_code_requests()

    assert reload(member).email == "new@example.org"
    assert Message.objects.filter(kind="membership/address_holds").count() == 1
    assert mail.outbox == []


def test_two_workers_let_a_change_hold_once(at):
    """I15."""
    change = propose(current_member(), "new@example.org", at)
    AddressChange.objects.update(proved_at=at)
    addresses._hold(change, at=at + HOURS_72)

    addresses._hold(change, at=at + HOURS_72)

    assert Message.objects.filter(kind="membership/address_holds").count() == 1


def test_an_owner_who_was_faster_loses_nothing(at):
    member = current_member(email="old@example.org")
    change = propose(member, "new@example.org", at)
    User.objects.filter(pk=member.user.pk).update(email="new@example.org")
    addresses.prove(change, at=at + HOURS_72)

    change.refresh_from_db()
    assert change.held_at == at + HOURS_72
    assert reload(member).reached_at == "new@example.org"


def test_an_unbound_member_gets_no_address_that_opens_another_membership(at):
    bound = current_member(email="bound@example.org")
    EmailAddress.objects.create(
        user=bound.user, email="second@example.org", verified=True
    )

    with pytest.raises(AddressTaken, match="opens another member's account"):
        propose(MemberFactory(), "second@example.org", at)
