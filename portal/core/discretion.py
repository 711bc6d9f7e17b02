"""Discretion: may an error of this request quote what the request holds?

A page of somebody's private words says so once, and from there on the log and every
report of an error tell kinds and places alone.
"""

import structlog

PRIVATE = "private"


def keep_private() -> None:
    structlog.contextvars.bind_contextvars(**{PRIVATE: True})


def is_private() -> bool:
    return bool(structlog.contextvars.get_contextvars().get(PRIVATE))
