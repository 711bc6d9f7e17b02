"""What browser tests share: hands on the clock, and people at their screens."""

from datetime import UTC, datetime, timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import expect

from tests.rig.patience import PATIENCE

# What is waited for comes at once, or late on a machine with other work to do.
expect.set_options(timeout=PATIENCE * 1000)


class Hands:
    """The server's clock, put forward or back; it goes on from there."""

    def __init__(self):
        self.ahead = timedelta()

    def now(self):
        return datetime.now(UTC) + self.ahead

    def move_to(self, moment):
        self.ahead = moment - datetime.now(UTC)


@pytest.fixture
def hands(monkeypatch):
    """Return the hands of the clock that every view and verb asks.

    The browser's own clock stays: pages must not trust it either.
    """
    hands = Hands()
    monkeypatch.setattr(timezone, "now", hands.now)
    return hands


@pytest.fixture
def screen_of(browser, live_server):
    """Return a way to give somebody a browser; its page notes what goes wrong."""
    contexts = []

    def opened(user=None, **options):
        context = browser.new_context(locale="en-GB", **options)
        contexts.append(context)
        if user is not None:
            sign_in(context, live_server, user)
        page = context.new_page()
        page.wrong = []
        page.on("pageerror", lambda error: page.wrong.append(str(error)))
        page.on("console", lambda said: page.wrong.extend(_error(said)))
        return page

    yield opened
    for context in contexts:
        context.close()


def sign_in(context, live_server, user):
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    key = client.cookies[name].value
    context.add_cookies([{"name": name, "value": key, "url": live_server.url}])


def _error(said):
    return [said.text] if said.type == "error" else []
