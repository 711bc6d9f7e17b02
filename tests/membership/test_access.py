"""Being let in by number: the rules, without pages."""

import re
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from django.db import connection
from django.test.utils import CaptureQueriesContext

from membership import access, sign_in_codes
from membership.errors import CodeRefused, TryLater
from membership.models import CodeRequest, Member
from portal.accounts.models import User
from portal.body.models import Mailbox
from portal.core import clock
from portal.notifications import delivery
from portal.notifications.models import Message, Outcome
from tests.factories.accounts import UserFactory
from tests.factories.membership import MemberFactory, current_member, lapsed_member

pytestmark = pytest.mark.django_db

NOBODYS_NUMBER = "HVP-999990"


@pytest.fixture
def at():
    return clock.now()


def ask(number, at, *, asked_from="here"):
    return access.request_code(
        number, next_url="/events/x/", asked_from=asked_from, at=at
    )


def send(asked, at):
    message = Message.objects.get(about=f"membership.coderequest:{asked.pk}")
    return delivery.deliver(message, at=at)


def mailed_code(mailoutbox):
    return re.search(r"^ {4}([\d ]+)$", mailoutbox[-1].body, re.MULTILINE)[1]


def wrong(code):
    digits = code.replace(" ", "")
    return digits[:-1] + str((int(digits[-1]) + 1) % 10)


def test_a_code_makes_the_account_on_the_address_on_file(at, mailoutbox):
    """L14."""
    member = current_member(account=False, email="asha@example.org", name="Asha")
    asked = ask(member.number, at)
    send(asked, at)

    user = access.redeem(asked, mailed_code(mailoutbox), at=at)

    member.refresh_from_db()
    assert member.user == user
    assert (user.email, user.name, user.has_usable_password()) == (
        "asha@example.org",
        "Asha",
        False,
    )
    assert EmailAddress.objects.filter(user=user, verified=True, primary=True).exists()
    assert mailoutbox[-1].to == ["asha@example.org"]


@pytest.mark.parametrize("typed", ["hvp {}", "HVP-{}", "hvp\u2013{}", " H V P {} "])
def test_spaces_dashes_and_case_do_not_matter(at, mailoutbox, typed):
    member = current_member(account=False)
    asked = ask(typed.format(member.number.removeprefix("HVP-")), at)

    assert send(asked, at) == Outcome.SENT


def test_a_lapsed_member_may_sign_in_too(at, mailoutbox):
    member = lapsed_member()
    asked = ask(member.number, at)
    send(asked, at)

    assert access.redeem(asked, mailed_code(mailoutbox), at=at) == member.user


def test_the_code_of_a_bound_member_goes_to_the_account(at, mailoutbox):
    member = current_member()
    User.objects.filter(pk=member.user.pk).update(email="moved@example.org")
    send(ask(member.number, at), at)

    assert mailoutbox[-1].to == ["moved@example.org"]


def test_an_account_that_proved_the_address_is_bound(at, mailoutbox):
    member = current_member(account=False, email="asha@example.org")
    user = UserFactory(email="asha@example.org")
    asked = ask(member.number, at)
    send(asked, at)

    assert access.redeem(asked, mailed_code(mailoutbox), at=at) == user


def test_an_account_that_never_proved_the_address_loses_its_keys(at, mailoutbox):
    """L14. Whoever signs up with a member's address first gains nothing by it."""
    member = current_member(account=False, email="asha@example.org")
    squatter = UserFactory(email="asha@example.org", verified=False, second_factor=True)
    asked = ask(member.number, at)
    send(asked, at)

    user = access.redeem(asked, mailed_code(mailoutbox), at=at)

    assert user == squatter
    assert not user.has_usable_password()
    assert not Authenticator.objects.filter(user=user).exists()
    assert EmailAddress.objects.get(user=user).verified


def test_nothing_is_sent_for_a_number_of_nobody(at, mailoutbox):
    asked = ask(NOBODYS_NUMBER, at)

    assert send(asked, at) == Outcome.OVERTAKEN
    assert mailoutbox == []


def test_a_closed_account_gets_no_code(at, mailoutbox):
    """L2."""
    member = current_member()
    User.objects.filter(pk=member.user.pk).update(is_active=False)

    assert send(ask(member.number, at), at) == Outcome.OVERTAKEN


def test_a_number_that_exists_asks_the_same_of_the_database(at):
    """L5."""
    member = current_member()
    statements = []
    for number in (member.number, NOBODYS_NUMBER, "rubbish", "-"):
        with CaptureQueriesContext(connection) as queries:
            ask(number, at)
        statements.append([_shape(query["sql"]) for query in queries])

    assert statements[0] == statements[1] == statements[2] == statements[3]


def test_a_wrong_code_asks_the_same_of_the_database(at):
    """L5."""
    member = current_member()
    there, nobody = ask(member.number, at), ask(NOBODYS_NUMBER, at)
    send(there, at)
    send(nobody, at)
    statements = []
    for asked in (there, nobody):
        with CaptureQueriesContext(connection) as queries, pytest.raises(CodeRefused):
            access.redeem(asked, "000 000 000", at=at)
        statements.append([_shape(query["sql"]) for query in queries])

    assert statements[0] == statements[1]


def _shape(sql):
    return re.sub(r"'[^']*'|\d+", "?", sql)


def test_a_code_works_once(at, mailoutbox):
    """L9."""
    member = current_member()
    asked = ask(member.number, at)
    send(asked, at)
    code = mailed_code(mailoutbox)
    access.redeem(asked, code, at=at)

    with pytest.raises(CodeRefused):
        access.redeem(asked, code, at=at + timedelta(minutes=1))


def test_a_code_is_good_for_ten_minutes_from_sending(at, mailoutbox):
    member = current_member()
    late = at + timedelta(minutes=20)
    asked, other = ask(member.number, at), ask(member.number, at)
    send(asked, late)
    code = mailed_code(mailoutbox)

    with pytest.raises(CodeRefused):
        access.redeem(other, code, at=late + timedelta(minutes=10))
    assert access.redeem(asked, code, at=late + timedelta(minutes=9, seconds=59))


def test_the_outbox_and_the_row_hold_no_clear_code(at, mailoutbox):
    member = current_member()
    asked = ask(member.number, at)
    send(asked, at)
    code = mailed_code(mailoutbox).replace(" ", "")

    asked.refresh_from_db()
    message = Message.objects.get()
    assert code not in asked.code
    assert code not in str(message.facts)
    assert member.number not in mailoutbox[-1].subject + mailoutbox[-1].body


def test_wrong_codes_wait_longer_and_longer(at, mailoutbox):
    """L5."""
    member = current_member()
    asked = ask(member.number, at)
    send(asked, at)
    bad = wrong(mailed_code(mailoutbox))
    moment, waits = at, []
    for _ in range(9):
        with pytest.raises(CodeRefused):
            access.redeem(asked, bad, at=moment)
        asked.refresh_from_db()
        waits.append((asked.not_before - moment).total_seconds())
        with pytest.raises(TryLater):
            access.redeem(asked, bad, at=asked.not_before - timedelta(seconds=0.1))
        moment = asked.not_before

    assert waits == [1, 2, 4, 8, 15, 30, 60, 60, 60]
    assert asked.failures == 9


def test_nobody_can_lock_a_member_out(at, mailoutbox):
    """L5. An hour of wrong codes by others keeps the owner waiting a minute at most."""
    member = current_member()
    for minute in range(60):
        moment = at + timedelta(minutes=minute)
        attacker = ask(member.number, moment, asked_from=str(minute))
        send(attacker, moment)
        CodeRequest.objects.filter(pk=attacker.pk).update(failures=10)
    later = at + timedelta(minutes=60)
    mine = ask(member.number, later)
    send(mine, later)

    code = mailed_code(mailoutbox)

    assert access.redeem(mine, code, at=later + timedelta(seconds=60)) == member.user
    assert len(code.replace(" ", "")) == 12


def test_a_number_under_attack_gets_longer_codes(at, mailoutbox):
    """L5."""
    member = current_member()
    lengths = []
    for failures in (0, 9, 10, 99, 100):
        CodeRequest.objects.all().delete()
        asked = ask(member.number, at)
        CodeRequest.objects.filter(pk=asked.pk).update(failures=failures)
        send(asked, at)
        lengths.append(len(mailed_code(mailoutbox).replace(" ", "")))

    assert lengths == [6, 6, 9, 9, 12]


def test_a_mailbox_is_not_flooded_and_its_code_serves_every_browser(at, mailoutbox):
    member = current_member()
    asked = [ask(member.number, at) for _ in range(50)]
    for one in asked:
        send(one, at)

    assert len(mailoutbox) == sign_in_codes.MOST_IN_A_SPELL
    last = asked[-1]
    assert access.redeem(last, mailed_code(mailoutbox), at=at) == member.user


def test_successes_are_not_counted(at, mailoutbox):
    """L5."""
    member = current_member()
    asked = ask(member.number, at)
    send(asked, at)
    access.redeem(asked, mailed_code(mailoutbox), at=at)

    assert CodeRequest.objects.all().wrong_codes() == 0


def test_a_hospital_is_welcome_and_a_script_is_not(at):
    """L5."""
    for number in range(access.MOST_FROM_AN_ADDRESS):
        ask(f"HVP-{number:06}", at)

    with pytest.raises(TryLater):
        ask("HVP-100001", at)

    assert ask("HVP-100001", at, asked_from="elsewhere")
    assert ask("HVP-100001", at + access.ADDRESS_SPELL)


def test_many_numbers_tried_raise_one_alarm_an_hour(at, mailoutbox):
    """L5."""
    Mailbox.objects.create(role=Mailbox.Role.MEMBERS, address="members@example.org")
    CodeRequest.objects.bulk_create(
        CodeRequest(number=f"HVP{n:06}", asked_at=at, asked_from=str(n))
        for n in range(10_000)
    )

    raised = [
        access.raise_alarm(at=at + timedelta(minutes=minutes)) for minutes in (0, 1, 30)
    ]

    assert raised == [True, False, False]
    delivery.deliver(Message.objects.get(), at=at)
    assert mailoutbox[0].to == ["members@example.org"]


def test_ordinary_use_raises_no_alarm(at):
    ask("HVP-100001", at)

    assert access.raise_alarm(at=at) is False


def test_requests_are_forgotten_after_a_day(at):
    ask("HVP-100001", at - timedelta(days=1))
    kept = ask("HVP-100001", at - timedelta(hours=23))

    access.forget_old(at=at)
    access.forget_old(at=at)

    assert list(CodeRequest.objects.all()) == [kept]


def test_a_member_taken_off_the_list_is_refused(at, mailoutbox):
    member = MemberFactory()
    asked = ask(member.number, at)
    send(asked, at)
    Member.objects.all().delete()

    with pytest.raises(CodeRefused):
        access.redeem(asked, mailed_code(mailoutbox), at=at)
