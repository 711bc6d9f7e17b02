"""The health page tells the truth, and nothing else."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.db import connection
from django.db.utils import OperationalError

from portal.core import clock, tasks
from portal.notifications.models import Message
from portal.notifications.post import post

FINE = {
    "database": "fine",
    "cache": "fine",
    "timetable": "running",
    "mail": "fine",
    "pages": "fine",
}


def health(client):
    answer = client.get("/health/")
    return answer.status_code, answer.json()


@pytest.mark.django_db
def test_all_is_fine(client):
    """I18."""
    tasks.beat()

    answer = client.get("/health/")

    assert (answer.status_code, answer.json()) == (200, FINE)
    assert "no-store" in answer.headers["Cache-Control"]
    assert "set-cookie" not in answer.headers


@pytest.mark.django_db
@pytest.mark.parametrize("silent_for", [None, timedelta(minutes=6)])
def test_a_silent_timetable_is_told_and_turns_nothing_red(client, silent_for):
    """I17, I18."""
    if silent_for is not None:
        cache.set(tasks.BEAT, clock.now() - silent_for)

    assert health(client) == (200, {**FINE, "timetable": "silent"})


@pytest.mark.django_db
def test_mail_that_waits_is_told_and_turns_nothing_red(client):
    """I18."""
    tasks.beat()
    post("accounts/password_changed", to="secret.person@example.org")
    assert health(client) == (200, FINE)

    Message.objects.update(due_at=clock.now() - timedelta(minutes=6))

    answer = client.get("/health/")
    assert answer.json() == {**FINE, "mail": "late"}
    assert "secret.person" not in answer.text


@pytest.mark.django_db
def test_a_message_that_has_its_next_try_before_it_is_not_late(client):
    tasks.beat()
    message = post("accounts/password_changed", to="wren@example.org")
    Message.objects.filter(pk=message.pk).update(
        due_at=clock.now() - timedelta(hours=1),
        claimed_until=clock.now() + timedelta(minutes=5),
    )

    assert health(client) == (200, FINE)


@pytest.mark.django_db
def test_without_a_cache_nobody_is_served(client, monkeypatch):
    """I18, I10."""

    def unreachable(*args, **kwargs):
        raise ConnectionError("redis://user:password@redis.internal:6379")

    monkeypatch.setattr(type(cache._connections["default"]), "get", unreachable)

    answer = client.get("/health/")

    assert answer.status_code == 503
    assert answer.json() == {"database": "fine", "cache": "unreachable"}


@pytest.mark.django_db
@pytest.mark.books_do_not_tie  # nobody can ask them
def test_without_a_database_nobody_is_served(client, monkeypatch):
    """I18."""

    def unreachable(*args, **kwargs):
        raise OperationalError("host database.internal, user portal")

    monkeypatch.setattr(connection, "cursor", unreachable)

    answer = client.get("/health/")

    assert answer.status_code == 503
    assert answer.json() == {"database": "unreachable"}


def test_nobody_writes_to_it(client):
    assert client.post("/health/").status_code == 405
