"""Access codes: which one is meant, and does it open this event?

Membership numbers are something else; nothing here ever looks at one.
"""

import re
from datetime import datetime

from events.errors import CodeRefused
from events.models import AccessCode, Event

from . import eligibility

LONGEST = 30


def uniform(typed: str) -> str:
    """Return a code as it is stored: capitals, no spaces or strokes."""
    return re.sub(r"[\s\-–—_]", "", typed).upper()[:LONGEST]  # noqa: RUF001


def find(typed: str, event: Event, *, at: datetime) -> AccessCode | None:
    """Return the code that was typed, None where nothing was. Raises CodeRefused.

    A code that nobody knows, and one for something else, meet the same words.
    """
    wanted = uniform(typed)
    if not wanted:
        return None
    code = AccessCode.objects.filter(code=wanted).first()
    if code is None:
        raise CodeRefused(eligibility.UNKNOWN_CODE)
    answer = eligibility.about_code(code, event, at=at)
    if not answer.allowed:
        raise CodeRefused(answer.message)
    return code
