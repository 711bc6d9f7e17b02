"""What stops two at once when a code is used or guessed."""

import re
from functools import partial

import pytest

from membership import access
from membership.errors import CodeRefused, TryLater
from membership.models import Member
from portal.accounts.models import User
from portal.core import clock
from portal.notifications import delivery
from portal.notifications.models import Message
from tests.factories.membership import current_member
from tests.rig.at_once import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def at():
    return clock.now()


@pytest.fixture
def member():
    return current_member(account=False)


def ask(member, at):
    return access.request_code(member.number, next_url="", asked_from="here", at=at)


def mailed(asked, at, mailoutbox):
    message = Message.objects.get(about=f"membership.coderequest:{asked.pk}")
    delivery.deliver(message, at=at)
    return re.search(r"^ {4}([\d ]+)$", mailoutbox[-1].body, re.MULTILINE)[1]


def test_a_code_used_by_twenty_browsers_at_once_lets_one_in(at, member, mailoutbox):
    """L9."""
    asked = [ask(member, at) for _ in range(20)]
    code = mailed(asked[0], at, mailoutbox)

    results = at_once([partial(access.redeem, one, code, at=at) for one in asked])

    let_in = [result for result in results if isinstance(result, User)]
    refused = [result for result in results if isinstance(result, CodeRefused)]
    assert (len(let_in), len(refused)) == (1, 19)
    assert Member.objects.get().user == let_in[0]
    assert User.objects.count() == 1


def test_with_the_guard_off_the_same_code_lets_several_in(at, mailoutbox, monkeypatch):
    """L9. The control: without it the test above would prove nothing."""
    member = current_member()
    asked = [ask(member, at) for _ in range(20)]
    code = mailed(asked[0], at, mailoutbox)
    monkeypatch.setattr(access, "_use", lambda *_args, **_at: True)

    results = at_once([partial(access.redeem, one, code, at=at) for one in asked])

    assert sum(isinstance(result, User) for result in results) > 1


def test_of_fifty_guesses_at_once_one_is_looked_at(at, member, mailoutbox):
    """L11. The overrun at the edge of the limit is nought."""
    asked = ask(member, at)
    mailed(asked, at, mailoutbox)

    results = at_once([partial(access.redeem, asked, "000000", at=at)] * 50)

    looked_at = [result for result in results if isinstance(result, CodeRefused)]
    made_to_wait = [result for result in results if isinstance(result, TryLater)]
    assert (len(looked_at), len(made_to_wait)) == (1, 49)
