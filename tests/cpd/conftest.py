"""A day in a cycle, two people, and a place for private files."""

from datetime import UTC, datetime

import pytest

from tests.factories.accounts import UserFactory

AT = datetime(2026, 11, 25, 20, 14, tzinfo=UTC)


@pytest.fixture(autouse=True)
def now(request, time_machine):
    # A browser and its server need a clock that runs.
    if "browser" not in request.fixturenames:
        time_machine.move_to(AT, tick=False)
    return AT


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    return tmp_path / "private"


@pytest.fixture
def owner(db):
    return UserFactory(name="Siân Owner", email="owner@example.org")


@pytest.fixture
def other(db):
    return UserFactory(name="Olu Other", email="other@example.org")


@pytest.fixture
def own(client, owner):
    """The owner's browser."""
    client.force_login(owner)
    return client
