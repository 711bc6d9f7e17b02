"""Waiting for what a page does by itself, looked at from outside its policies."""

import time
from collections.abc import Callable

PATIENCE = 20
A_MOMENT = 100


def until(page, met: Callable[[], bool]) -> None:
    """Wait until it is so; the page goes on meanwhile."""
    deadline = time.monotonic() + PATIENCE
    while not met():
        assert time.monotonic() < deadline, f"It never was so, at {page.url}"
        page.wait_for_timeout(A_MOMENT)
