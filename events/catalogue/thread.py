"""The thread: book, join, attend, catch up, record. Where does somebody stand on it?"""

from dataclasses import dataclass

from events.models import Event, Mode
from portal.core import words


@dataclass(frozen=True)
class Point:
    label: str
    words: str
    state: str = ""


def of(event: Event, *, booked: bool = False, over: bool = False) -> list[Point]:
    """Return the five points. `booked` and `over` say how far this person has come."""
    here = 0 if not booked else 3 if over else 1
    in_room = event.mode == Mode.ROOM
    door = words.uk_time(event.join_opens_at)
    points = (
        ("Book", "One step; what we know is not asked"),
        ("Join", f"Doors open at {door}" if in_room else f"Same address, from {door}"),
        ("Attend", "We note that you came"),
        ("Catch up", "Slides and notes" if in_room else "Recording and slides"),
        ("Record", _proposed(event.cpd_minutes)),
    )
    return [
        Point(label, said, "done" if place < here else "now" if place == here else "")
        for place, (label, said) in enumerate(points)
    ]


def _proposed(minutes: int) -> str:
    if not minutes:
        return "Your own notes on it"
    return f"{words.hours_words(minutes)} proposed for your CPD"
