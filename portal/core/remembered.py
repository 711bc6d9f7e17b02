"""Remembered: small answers kept for half a minute, so that not every page asks.

Only for what staff change seldom and nobody is harmed by seeing late. A cache that
is down means asking again, never an error.
"""

from collections.abc import Callable

import structlog
from django.core.cache import cache

log = structlog.get_logger(__name__)

SECONDS = 30


def remembered[T](key: str, ask: Callable[[], T]) -> T:
    try:
        found = cache.get(key)
    except Exception:  # noqa: BLE001 - whatever its fault, the database knows
        log.warning("cache_unreachable", key=key)
        return ask()
    if found is None:
        found = ask()
        cache.set(key, found, SECONDS)
    return found


def forget(key: str) -> None:
    """Let the next one ask again, after staff changed something."""
    try:
        cache.delete(key)
    except Exception:  # noqa: BLE001 - it will be forgotten in half a minute anyway
        log.warning("cache_unreachable", key=key)
