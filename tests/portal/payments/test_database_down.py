"""W15: while the database is away, Stripe is told so at once, and comes again."""

import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from http.client import HTTPConnection
from pathlib import Path

import pytest
from django.conf import settings

from tests.fakes import stripe as fake
from tests.rig import server

WITHIN = 2
NOTICE = json.dumps(
    {
        "id": "evt_1",
        "type": "checkout.session.completed",
        "created": 1,
        "livemode": False,
        "data": {"object": {"id": "cs_1", "object": "checkout.session"}},
    }
)


@contextmanager
def nobody_there() -> Iterator[int]:
    """A port that nobody listens at, as when PostgreSQL has stopped."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        yield taken.getsockname()[1]


@contextmanager
def nobody_answers() -> Iterator[int]:
    """A machine that takes a call and says nothing, as when its disk hangs."""
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        yield silent.getsockname()[1]


def answered(port: int) -> tuple[int, float]:
    """Post a genuine notice to a server without its database."""
    url = f"postgres://postgres@127.0.0.1:{port}/portal?connect_timeout={LONGEST}"
    letter = fake.letter(NOTICE)
    with server.running(
        settings_module="tests.rig.settings",
        workers=1,
        environment={"DATABASE_URL": url},
    ) as running:
        headers = letter["headers"] | {"Content-Type": letter["content_type"]}
        for _ in range(2):
            # The first answer of a process reads in what later ones have in hand.
            began = time.monotonic()
            status = ask(running.port, letter["path"], letter["data"], headers)
        return status, time.monotonic() - began


def ask(port: int, path: str, body: str, headers: dict[str, str]) -> int:
    caller = HTTPConnection("127.0.0.1", port, timeout=60)
    caller.request("POST", path, body, headers)
    status = caller.getresponse().status
    caller.close()
    return status


def production_waits() -> int:
    """Return how long production lets a connection take, as its settings say."""
    said = Path(settings.BASE_DIR, "portal/settings/production.py").read_text()
    return int(said.partition("connect_timeout=")[2].partition(",")[0])


LONGEST = production_waits()


@pytest.mark.alone
def test_a_stopped_database_is_told_to_stripe_at_once():
    """W15: 5xx within two seconds, so that Stripe sends the notice again."""
    with nobody_there() as port:
        status, seconds = answered(port)

    assert status >= HTTPStatus.INTERNAL_SERVER_ERROR
    assert seconds < WITHIN


@pytest.mark.alone
def test_a_database_that_says_nothing_keeps_stripe_waiting_no_longer():
    """W15: libpq waits two seconds at least, and production no more than that."""
    with nobody_answers() as port:
        status, seconds = answered(port)

    assert LONGEST == WITHIN
    assert status >= HTTPStatus.INTERNAL_SERVER_ERROR
    assert seconds < WITHIN + 1
