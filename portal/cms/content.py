"""Content: what does a page say, link to and show, wherever in it that stands?

Read from the fields themselves, so that a new kind of page or block is covered from
its first day: running text, blocks within blocks, tables, and rows below the page.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from django.db import models
from modelcluster.models import get_all_child_relations
from wagtail.blocks import (
    ListBlock,
    PageChooserBlock,
    RichTextBlock,
    StreamBlock,
    StructBlock,
    URLBlock,
)
from wagtail.contrib.typed_table_block.blocks import BaseTypedTableBlock
from wagtail.fields import RichTextField, StreamField
from wagtail.images.blocks import ImageChooserBlock
from wagtail.models import Page

HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}


@dataclass(frozen=True)
class Heading:
    level: int
    words: str


@dataclass(frozen=True)
class Link:
    """A link and its words; `page` is the key of a page of ours.

    `in_text` is said of words that an editor typed for it. An address in a field of its
    own goes by the field's name, and the template finds the words for readers.
    """

    words: str
    address: str = ""
    page: int | None = None
    in_text: bool = True


@dataclass(frozen=True)
class Shown:
    """A picture as a page shows it, with its words in that place."""

    picture: Any
    alternative: str
    where: str


@dataclass
class Content:
    headings: list[Heading]
    links: list[Link]
    pictures: list[Shown]


class _Reader(HTMLParser):
    """Takes the headings and the links out of running text."""

    def __init__(self, found: Content) -> None:
        super().__init__()
        self.found = found
        self.heading: tuple[int, list[str]] | None = None
        self.link: tuple[dict[str, str], list[str]] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in HEADINGS:
            self.heading = (HEADINGS[tag], [])
        elif tag == "a":
            self.link = ({name: value or "" for name, value in attrs}, [])

    def handle_data(self, data: str) -> None:
        if self.heading is not None:
            self.heading[1].append(data)
        if self.link is not None:
            self.link[1].append(data)

    def handle_endtag(self, tag: str) -> None:
        if tag in HEADINGS and self.heading is not None:
            level, words = self.heading
            self.found.headings.append(Heading(level, _joined(words)))
            self.heading = None
        elif tag == "a" and self.link is not None:
            self._end_link()

    def _end_link(self) -> None:
        assert self.link is not None
        marks, words = self.link
        self.link = None
        key = marks.get("id", "")
        page = int(key) if marks.get("linktype") == "page" and key.isdecimal() else None
        if page is not None or marks.get("href"):
            self.found.links.append(Link(_joined(words), marks.get("href", ""), page))


def of(page: Page) -> Content:
    """Return what this version of the page holds, in the order of its fields."""
    found = Content([], [], [])
    _read_fields(page, found)
    for relation in get_all_child_relations(type(page)):
        for row in getattr(page, relation.get_accessor_name()).all():
            if not _is_comment(row):
                _read_fields(row, found)
    return found


def _is_comment(row: models.Model) -> bool:
    return row._meta.app_label == "wagtailcore"  # noqa: SLF001 - Django's own API


def _read_fields(row: models.Model, found: Content) -> None:
    for field in row._meta.fields:  # noqa: SLF001 - Django's own API
        if isinstance(field, StreamField):
            _read_block(field.stream_block, getattr(row, field.name), found)
        elif isinstance(field, RichTextField):
            _Reader(found).feed(getattr(row, field.name) or "")
        elif isinstance(field, models.URLField):
            _add_address(getattr(row, field.name), str(field.verbose_name), found)
        elif _holds_picture(field):
            picture = getattr(row, field.name)
            if picture is not None:
                found.pictures.append(
                    Shown(picture, picture.alternative, str(field.verbose_name))
                )


def _holds_picture(field: Any) -> bool:
    return isinstance(field, models.ForeignKey) and hasattr(
        field.related_model, "alternative"
    )


def _add_address(address: str | None, words: str, found: Content) -> None:
    if address:
        found.links.append(Link(words, address, in_text=False))


def _read_block(block: Any, value: Any, found: Content) -> None:
    if value is None:
        return
    if isinstance(block, RichTextBlock):
        _Reader(found).feed(value.source)
    elif isinstance(block, StructBlock):
        _read_struct(block, value, found)
    elif isinstance(block, ImageChooserBlock):
        found.pictures.append(Shown(value, value.alternative, block.label))
    else:
        for child, part in _parts(block, value):
            _read_block(child, part, found)


def _parts(block: Any, value: Any) -> Iterator[tuple[Any, Any]]:
    if isinstance(block, StreamBlock):
        yield from ((child.block, child.value) for child in value)
    elif isinstance(block, ListBlock):
        yield from ((block.child_block, part) for part in value)
    elif isinstance(block, BaseTypedTableBlock):
        for row in value.rows:
            yield from ((cell.block, cell.value) for cell in row)


def _read_struct(block: StructBlock, value: Any, found: Content) -> None:
    """Read a block of named parts; words beside an address or picture belong to it."""
    own_words = (value.get("alternative") or "").strip()
    label = value.get("label")
    for name, child in block.child_blocks.items():
        part = value.get(name)
        if isinstance(child, URLBlock) and part:
            words = str(label or value.get("source") or child.label)
            found.links.append(Link(words, part, in_text=bool(label)))
        elif isinstance(child, PageChooserBlock) and part is not None and label:
            found.links.append(Link(label, page=part.pk))
        elif isinstance(child, ImageChooserBlock) and part is not None:
            found.pictures.append(
                Shown(part, own_words or part.alternative, child.label)
            )
        else:
            _read_block(child, part, found)


def _joined(words: list[str]) -> str:
    return " ".join("".join(words).split())
