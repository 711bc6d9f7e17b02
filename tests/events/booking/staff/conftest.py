"""Somebody from the events team, signed in; and what their screens are asked for."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from portal.accounts.roles import Role
from tests.factories.accounts import staff

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(NOW, tick=False)


@pytest.fixture
def now():
    return NOW


@pytest.fixture
def team(client):
    """Sign somebody with the events role in, and return them."""
    user = staff(Role.EVENTS, name="Eve Ents")
    client.force_login(user)
    return user


@pytest.fixture
def url():
    return lambda name, *args: reverse(f"staff_events:{name}", args=args)


@pytest.fixture
def said():
    """Return what a page told the person, and what it listed as wrong."""

    def messages_of(response):
        return [str(message) for message in response.context["messages"]]

    return messages_of
