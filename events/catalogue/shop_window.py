"""Shop window: where is the page that tells of a course, and what is it called?

Such pages are made above the events, which know nothing of them: who keeps them says
so once, at the start.
"""

from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True)
class CoursePage:
    title: str
    url: str


type Ask = Callable[[int], CoursePage | None]

_keepers: list[Ask] = []


def declare(ask: Ask) -> None:
    if ask not in _keepers:
        _keepers.append(ask)


def page_of(course: int | None) -> CoursePage | None:
    """Return the page of a course, if it has one that is out."""
    if course is None:
        return None
    return next((page for ask in _keepers if (page := ask(course)) is not None), None)
