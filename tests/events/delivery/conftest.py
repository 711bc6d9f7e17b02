"""A webinar that is on now, and a trainer who is assigned to it."""

from datetime import UTC, datetime, timedelta

import pytest

from portal.accounts.roles import Role
from tests.factories.accounts import staff
from tests.factories.events import EventFactory

AT = datetime(2026, 11, 25, 10, 20, tzinfo=UTC)


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(AT, tick=False)
    return AT


@pytest.fixture
def trainer():
    return staff(Role.TRAINER, name="Tess Trainer")


@pytest.fixture
def webinar(trainer):
    event = EventFactory(title="Insights", starts_at=AT - timedelta(minutes=20))
    event.trainers.add(trainer)
    return event


@pytest.fixture
def sitting(webinar):
    return webinar.event_sessions.get()


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    """Where private files lie, on the disk of uploads, as where the portal runs."""
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)
    return tmp_path / "private"
