"""Remembered: small answers kept for half a minute, so that not every page asks.

Only for what staff change seldom and nobody is harmed by seeing late. Each process
keeps its own copies and asks the cache once a request for the edition that they have
to be of: whatever staff change begins a new one, so that it is seen at once everywhere
and the next request asks for all of it. A cache that is down means asking again, never
an error.
"""

import pickle
import secrets
import time
from collections.abc import Callable
from threading import local
from typing import Any

import structlog
from django.core.cache import cache
from django.core.signals import request_finished, request_started
from django.db import transaction

log = structlog.get_logger(__name__)

SECONDS = 30
# Of copies in one process, which is far more than is changed in half a minute.
MOST = 500
EDITION = "remembered-edition"

# Pickled, so that nobody changes the copy that others are given.
_copies: dict[str, tuple[str, float, bytes]] = {}


class _Request(local):
    """What this thread knows of the request that it answers, if it answers one."""

    goes_on = False
    # None until it is asked for, and nothing where the cache does not answer.
    edition: str | None = None


_request = _Request()


def remembered[T](key: str, ask: Callable[[], T]) -> T:
    edition = _edition()
    if not edition:
        return ask()
    of, made, copy = _copies.get(key, ("", 0.0, b""))
    if of == edition and _is_fresh(made):
        found: T = pickle.loads(copy)  # noqa: S301 - written by this very process
        return found
    # By its edition, so that whoever asked before a change keeps nothing after it.
    shared = _shared(f"{key}:{edition}")
    if shared is None or not _is_fresh(shared[0]):
        shared = time.time(), ask()
        if shared[1] is None:
            return shared[1]
        _share(f"{key}:{edition}", shared)
    if len(_copies) >= MOST:
        _copies.clear()
    made, answer = shared
    _copies[key] = edition, made, pickle.dumps(answer)
    return answer


def forget() -> None:
    """Let everybody ask again, after staff changed something."""
    _begin()
    if transaction.get_connection().in_atomic_block:
        # Until the change is there for others too, they still read what was.
        transaction.on_commit(_begin)


def _is_fresh(made: float) -> bool:
    return abs(time.time() - made) < SECONDS


# --- What all processes share ----------------------------------------------


def _edition() -> str:
    """Return the edition of now; within one request it is asked for once."""
    if _request.goes_on and _request.edition is not None:
        return _request.edition
    try:
        edition = cache.get(EDITION) or _first()
    except Exception:  # noqa: BLE001 - whatever its fault, the database knows
        log.warning("cache_unreachable", key=EDITION)
        edition = ""
    _request.edition = edition
    return edition


def _first() -> str:
    """Begin an edition, or take that of a process that came first."""
    edition = secrets.token_hex(8)
    return edition if cache.add(EDITION, edition, None) else str(cache.get(EDITION))


def _begin() -> None:
    _request.edition = None
    try:
        cache.set(EDITION, secrets.token_hex(8), None)
    except Exception:  # noqa: BLE001 - it will be forgotten in half a minute anyway
        log.warning("cache_unreachable", key=EDITION)


def _shared(key: str) -> tuple[float, Any] | None:
    try:
        found: tuple[float, Any] | None = cache.get(key)
    except Exception:  # noqa: BLE001 - as above
        log.warning("cache_unreachable", key=key)
        return None
    return found


def _share(key: str, answer: tuple[float, Any]) -> None:
    try:
        cache.set(key, answer, SECONDS)
    except Exception:  # noqa: BLE001 - as above
        log.warning("cache_unreachable", key=key)


# --- The length of one request ---------------------------------------------


def _come(**_: Any) -> None:
    _request.goes_on, _request.edition = True, None


def _gone(**_: Any) -> None:
    _request.goes_on, _request.edition = False, None


request_started.connect(_come, dispatch_uid="remembered-come")
request_finished.connect(_gone, dispatch_uid="remembered-gone")
