"""Remembered: one question for many pages, and a change that everybody sees at once."""

from unittest.mock import Mock

import pytest
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import transaction

from portal.core import remembered

# A request that begins or ends looks after its connections.
pytestmark = pytest.mark.django_db

KEY = "what-is-remembered"


@pytest.fixture(autouse=True)
def _alone():
    """Begin and end as a process that has answered nobody yet."""
    remembered._copies.clear()
    yield
    remembered._gone()
    remembered._copies.clear()


@pytest.fixture
def asked(monkeypatch):
    """Return every key that the cache was asked for."""
    keys, get = [], cache.get
    monkeypatch.setattr(cache, "get", lambda key: keys.append(key) or get(key))
    return keys


def another_process():
    """Forget what only this process has: another shares nothing but the cache."""
    remembered._copies.clear()


class Spoken:
    """Answers with what is true now, and counts how often it was asked."""

    def __init__(self, *truths):
        self.truths = list(truths)
        self.times = 0

    def __call__(self):
        self.times += 1
        return self.truths[min(self.times, len(self.truths)) - 1]


def test_a_second_time_nobody_is_asked():
    ask = Spoken("first", "second")

    assert remembered.remembered(KEY, ask) == "first"
    assert remembered.remembered(KEY, ask) == "first"
    assert ask.times == 1


def test_another_process_need_not_ask_again():
    ask = Spoken("first", "second")
    remembered.remembered(KEY, ask)
    another_process()

    assert remembered.remembered(KEY, ask) == "first"
    assert ask.times == 1


def test_a_change_is_seen_at_once_here_and_elsewhere():
    """The copies of this process stay, as they do in another: none of them is used."""
    ask = Spoken("before", "after")
    remembered.remembered(KEY, ask)

    remembered.forget()

    assert KEY in remembered._copies
    assert remembered.remembered(KEY, ask) == "after"


def test_what_was_asked_before_a_change_is_not_kept_after_it():
    """Somebody else publishes while this process is still reading what was."""

    def slow():
        remembered.forget()
        return "before"

    assert remembered.remembered(KEY, slow) == "before"
    assert remembered.remembered(KEY, Spoken("after")) == "after"
    another_process()
    assert remembered.remembered(KEY, Spoken("wrong")) == "after"


def test_half_a_minute_later_it_is_asked_again(time_machine):
    time_machine.move_to("2026-11-22 12:00:00+00:00", tick=False)
    ask = Spoken("before", "after")
    remembered.remembered(KEY, ask)

    time_machine.move_to("2026-11-22 12:00:29+00:00", tick=False)
    another_process()
    assert remembered.remembered(KEY, ask) == "before"

    # Though this process has its copy for a second only.
    time_machine.move_to("2026-11-22 12:00:31+00:00", tick=False)
    assert remembered.remembered(KEY, ask) == "after"


def test_nobody_changes_what_others_are_given():
    given = remembered.remembered(KEY, lambda: ["one"])
    given.append("two")
    remembered.remembered(KEY, list).append("three")

    assert remembered.remembered(KEY, list) == ["one"]


def test_nothing_is_no_answer_to_be_kept():
    ask = Spoken(None, "something")

    assert remembered.remembered(KEY, ask) is None
    assert remembered.remembered(KEY, ask) == "something"


def test_a_request_asks_the_cache_once(asked):
    remembered.remembered(KEY, lambda: 1)
    asked.clear()

    request_started.send(None)
    for _ in range(5):
        assert remembered.remembered(KEY, lambda: 2) == 1

    assert asked == [remembered.EDITION]


def test_the_next_request_asks_again(asked):
    for _ in range(2):
        request_started.send(None)
        remembered.remembered(KEY, lambda: 1)
        request_finished.send(None)
    request_started.send(None)
    asked.clear()
    remembered.remembered(KEY, lambda: 1)

    assert asked == [remembered.EDITION]


def test_a_change_is_seen_later_in_the_same_request():
    request_started.send(None)
    remembered.remembered(KEY, lambda: "before")

    remembered.forget()

    assert remembered.remembered(KEY, lambda: "after") == "after"


@pytest.mark.django_db(transaction=True)
def test_a_change_is_seen_once_it_is_there_for_others():
    """Between the change and its end, others still read and keep what was."""
    with transaction.atomic():
        remembered.forget()
        remembered.remembered(KEY, lambda: "before")

    assert remembered.remembered(KEY, lambda: "after") == "after"


def test_without_a_cache_everybody_asks(monkeypatch):
    for name in ("get", "set", "add"):
        monkeypatch.setattr(cache, name, Mock(side_effect=ConnectionError))
    ask = Spoken("first", "second")

    assert remembered.remembered(KEY, ask) == "first"
    assert remembered.remembered(KEY, ask) == "second"
    remembered.forget()


def test_a_cache_that_is_down_is_tried_once_a_request(monkeypatch):
    down = Mock(side_effect=ConnectionError)
    monkeypatch.setattr(cache, "get", down)
    request_started.send(None)

    for _ in range(5):
        remembered.remembered(KEY, lambda: 1)

    assert down.call_count == 1


def test_a_process_keeps_no_more_than_it_has_room_for(monkeypatch):
    monkeypatch.setattr(remembered, "MOST", 3)

    for number in range(10):
        remembered.remembered(f"{KEY}-{number}", lambda: "something")

    assert len(remembered._copies) <= 3
