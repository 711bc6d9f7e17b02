"""Handing work over: after commit, and never failing the one who asked."""

import subprocess
import sys

import pytest
from celery import current_app
from django.db import transaction

from portal.core import later
from portal.notifications import kinds
from portal.notifications.models import Message, Outcome
from portal.notifications.post import DELIVER, post

ASK = """
import django
django.setup()
from portal.core import later
from celery import current_app
later._hand_over("portal.notifications.tasks.deliver", (0,))
print("portal.notifications.tasks.deliver" in current_app.tasks)
"""


@pytest.fixture
def plain_kind(monkeypatch):
    monkeypatch.setitem(
        kinds._kinds,
        "accounts/password_changed",
        kinds.kind("accounts/password_changed"),
    )
    return "accounts/password_changed"


@pytest.mark.django_db(transaction=True)
def test_what_is_posted_leaves_after_the_commit(plain_kind, mailoutbox):
    with transaction.atomic():
        message = post(plain_kind, to="wren@example.org")
        assert mailoutbox == []

    message.refresh_from_db()
    assert message.outcome == Outcome.SENT
    assert len(mailoutbox) == 1


@pytest.mark.django_db(transaction=True)
def test_what_is_rolled_back_never_leaves(plain_kind, mailoutbox):
    def fail():
        with transaction.atomic():
            post(plain_kind, to="wren@example.org")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()

    assert (mailoutbox, Message.objects.count()) == ([], 0)


@pytest.mark.django_db(transaction=True)
def test_a_queue_that_is_down_loses_nothing(plain_kind, mailoutbox, monkeypatch):
    """I1."""
    later._hand_over(DELIVER, (0,))

    def unreachable(*ids):
        raise ConnectionRefusedError

    monkeypatch.setattr(current_app.tasks[DELIVER], "delay", unreachable)

    message = post(plain_kind, to="wren@example.org")

    assert (message.outcome, mailoutbox) == (Outcome.WAITING, [])


def test_a_web_process_knows_the_tasks():
    """I1. Only the worker imports them by itself, so the web has to ask."""
    answer = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", ASK],
        env={
            "DJANGO_SETTINGS_MODULE": "portal.settings.test",
            "DATABASE_URL": "sqlite://:memory:",
        },
        capture_output=True,
        text=True,
        check=True,
    )

    assert answer.stdout.splitlines()[-1] == "True"
