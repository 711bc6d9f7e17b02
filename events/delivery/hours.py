"""Hours: how many minutes of CPD is it worth that somebody was there?

An event says how many minutes of CPD it is; each sitting has its share of them, and
whoever was there for part of a sitting has that part of the share. Real minutes are
counted, so a night in which the clocks change is as long as it was.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from events.models import Attendance, EventSession
from portal.core.words import minutes_between


@dataclass(frozen=True)
class Presence:
    """One sitting: how long it was, and for how long somebody was there."""

    length: int
    attended: int


def presence(event_session: EventSession, attendance: Attendance | None) -> Presence:
    length = minutes_between(event_session.starts_at, event_session.ends_at)
    if attendance is None or not attendance.came:
        return Presence(length, 0)
    return Presence(length, max(length - attendance.minutes_missed, 0))


def worth(cpd_minutes: int, sittings: Sequence[Presence]) -> list[int]:
    """Return the minutes of CPD for each sitting, never more than were attended.

    The shares of all sittings add up to the whole, whatever the rounding: each is the
    whole up to its end, less the whole up to its start.
    """
    total = sum(sitting.length for sitting in sittings)
    if not total:
        return [0 for _ in sittings]
    minutes, before, begun = [], 0, 0
    for sitting in sittings:
        begun += sitting.length
        upto = cpd_minutes * begun // total
        share, before = upto - before, upto
        part = share * sitting.attended // sitting.length if sitting.length else 0
        minutes.append(min(part, sitting.attended))
    return minutes


def cpd_minutes(attendance: Attendance) -> int:
    """Return what one line of the register is worth."""
    event = attendance.event_session.event
    sittings = list(event.event_sessions.order_by("starts_at", "pk"))
    here = next(
        place
        for place, sitting in enumerate(sittings)
        if sitting.pk == attendance.event_session_id
    )
    all_of_it = [
        presence(sitting, attendance if place == here else None)
        for place, sitting in enumerate(sittings)
    ]
    return worth(event.cpd_minutes, all_of_it)[here]


def per_cent(sittings: Sequence[Presence]) -> float:
    """Return how much of the whole event somebody was there for."""
    total = sum(sitting.length for sitting in sittings)
    return 100 * sum(sitting.attended for sitting in sittings) / total if total else 0.0
