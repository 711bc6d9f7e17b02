"""What a person wants to hear: nothing unless asked for, and ended by one press."""

import pytest
from django.core import mail
from django.test import Client
from django.urls import reverse

from portal.core import clock, history
from portal.notifications import delivery, kinds, preferences
from portal.notifications.kinds import Kind, Prepared
from portal.notifications.models import Outcome, Preference, Stream
from portal.notifications.post import post
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db

KEY = "accounts/password_set"


@pytest.fixture
def newsletter(monkeypatch):
    """A message of a stream, in the words of one that is there."""
    kind = Kind(KEY, "n", lambda *_: Prepared({}), stream=Stream.NEWSLETTER)
    monkeypatch.setitem(kinds._kinds, KEY, kind)


@pytest.fixture
def user():
    return UserFactory()


def wish(user, **streams):
    preferences.choose(user, streams, by=user, at=clock.now())


def sent(user):
    message = post(KEY, to=user.email, user=user)
    return delivery.deliver(message, at=clock.now())


def test_nothing_is_assumed(user, newsletter):
    assert preferences.of(user) == dict.fromkeys(Stream.values, False)
    assert sent(user) == Outcome.OVERTAKEN


def test_who_asked_for_it_gets_it_with_a_way_out(user, newsletter):
    wish(user, newsletter=True)

    assert sent(user) == Outcome.SENT
    headers = mail.outbox[-1].extra_headers
    assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    path = headers["List-Unsubscribe"].strip("<>").removeprefix("http://testserver")

    # A mail program posts without a cookie or a form of ours.
    program = Client(enforce_csrf_checks=True)
    assert program.get(path).status_code == 200
    assert preferences.wants(user, Stream.NEWSLETTER)
    assert program.post(path).status_code == 200
    assert program.post(path).status_code == 200

    assert sent(user) == Outcome.OVERTAKEN


def test_ending_one_ends_no_other(user):
    wish(user, newsletter=True, surveys=True)
    token = preferences.link_for(user, Stream.SURVEYS)

    Client().post(reverse("privacy:stream-stop", args=[token]))

    assert preferences.of(user) == {
        "newsletter": True,
        "events": False,
        "surveys": False,
    }


@pytest.mark.parametrize("token", ["nonsense", "1.newsletter:forged"])
def test_a_link_that_is_none_is_no_error(token, client):
    page = client.post(reverse("privacy:stream-stop", args=[token]))

    assert page.status_code == 200
    assert "This link has ended" in page.content.decode()
    assert not Preference.objects.exists()


def test_messages_about_one_s_own_affairs_come_always(user):
    assert sent(user) == Outcome.SENT


def test_the_page_keeps_what_is_ticked_and_the_history_when(user, client):
    client.force_login(user)

    client.post(reverse("my:wishes"), {"events": "on"})

    assert preferences.of(user)["events"] is True
    assert [line.action for line in history.of(user)] == ["notifications.wished"]
    client.post(reverse("my:wishes"), {})
    assert preferences.of(user)["events"] is False


def test_a_closed_account_gets_none(user, newsletter):
    wish(user, newsletter=True)
    user.is_active = False
    user.save()

    assert sent(user) == Outcome.OVERTAKEN
