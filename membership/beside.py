"""Beside: what the rooms above membership know about a member, for staff.

Membership imports none of them, so each declares at the start what its part of a
record says, and which rows of its own belong on the timeline.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from .models import Member


@dataclass(frozen=True)
class Remark:
    """One sentence of a record, where it leads, and what stands below it."""

    words: str
    url: str = ""
    under: str = ""
    # None where it is neither well nor ill.
    fine: bool | None = None


@dataclass(frozen=True)
class Line:
    """One line of the timeline, without its moment."""

    words: str
    who: str = ""
    url: str = ""


@dataclass(frozen=True)
class Source:
    """Rows of one table that happened to a member.

    `when` is the field, or the expression, that says at which moment. `tell` is handed
    the rows of one page with their `related` ones, so that no line asks for anything.
    """

    key: str
    label: str
    rows: Callable[[Member], QuerySet[Any]]
    when: Any
    tell: Callable[[Any], Line]
    related: tuple[str, ...] = ()
    # Whether those who only look members up read it as well.
    for_lookers: bool = False


@dataclass(frozen=True)
class Room:
    """One part of a record. `lines` ask as much for one row as for many."""

    key: str
    heading: str
    icon: str
    empty: str
    lines: Callable[[Member, datetime], Iterable[Remark]]
    sources: tuple[Source, ...] = field(default=())


_rooms: dict[str, Room] = {}


def declare(room: Room) -> None:
    """Make a room known; two of one name stop the start."""
    if room.key in _rooms:
        raise ValueError(f"The room {room.key} is declared twice.")
    _rooms[room.key] = room


def rooms() -> list[Room]:
    return list(_rooms.values())
