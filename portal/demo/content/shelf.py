"""The shelf: what a resource of the demonstration is put together from."""

from dataclasses import dataclass
from typing import Any

from portal.cms.access import Readers
from portal.cms.models import ResourceKind

from .wording import Day

CHARITY = "The Institute and a charity for families"


@dataclass(frozen=True)
class Part:
    """A part of a document: a heading, what follows it, and a list below."""

    title: str
    words: str = ""
    points: tuple[str, ...] = ()


@dataclass(frozen=True)
class Paper:
    """A PDF that is made when the demonstration is."""

    name: str
    title: str
    parts: tuple[Part, ...]
    publisher: str = "The Institute"


@dataclass(frozen=True)
class Bars:
    """A picture of figures that is drawn when the demonstration is."""

    name: str
    title: str
    rows: tuple[tuple[str, int], ...]
    source: str
    alternative: str


@dataclass(frozen=True)
class Made:
    slug: str
    title: str
    kind: ResourceKind
    readers: Readers
    summary: str
    published: Day
    correct_on: Day
    review_by: Day | None
    body: tuple[tuple[str, Any], ...]
    topics: tuple[str, ...]
    papers: tuple[Paper, ...] = ()
    pictures: tuple[Bars, ...] = ()
    publisher: str = ""
    edition: str = ""
    elsewhere: str = ""
    minutes: int | None = None
