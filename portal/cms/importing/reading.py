"""Reading: which articles are in this file?

A WordPress export or single HTML pages. A file is read once, within limits; a document
type definition is refused, since nothing here needs one and it could make a small file
a huge one.
"""

import hashlib
import re
from dataclasses import dataclass, field
from datetime import date, datetime
from email.utils import parsedate_to_datetime
from html import unescape
from html.parser import HTMLParser
from typing import Any, BinaryIO
from urllib.parse import urlsplit
from xml.parsers import expat

from django.utils.html import strip_tags
from django.utils.text import Truncator

from portal.core import clock
from portal.core.errors import Refused
from portal.core.words import count_of

from .conversion import convert

MOST_BYTES = 25_000_000
MOST_ARTICLES = 1_000
LONGEST_TEXT = 1_000_000
DEEPEST = 60
CHUNK = 64 * 1024
LONGEST_SUMMARY = 400
NOT_CARRIED = {"trash", "auto-draft", "inherit"}


@dataclass
class Article:
    guid: str
    title: str
    html: str
    slug: str = ""
    summary: str = ""
    published_on: date | None = None
    old_path: str = ""
    as_page: bool = False
    lost: list[str] = field(default_factory=list)


@dataclass
class Found:
    articles: list[Article]
    notes: list[str]


def is_wordpress(name: str, beginning: bytes) -> bool:
    return name.lower().endswith(".xml") or beginning.lstrip().startswith(b"<?xml")


# --- WordPress -------------------------------------------------------------


def wordpress(file: BinaryIO) -> Found:
    """Read an export in one pass, holding one item at a time."""
    items = _Items()
    size = 0
    try:
        while chunk := file.read(CHUNK):
            size += len(chunk)
            if size > MOST_BYTES:
                raise Refused("The file is larger than 25 MB. Export it in parts.")
            items.parser.Parse(chunk, False)  # noqa: FBT003 - expat's own interface
        items.parser.Parse(b"", True)  # noqa: FBT003 - as above
    except expat.ExpatError as error:
        raise Refused(
            f"The file is not a complete WordPress export: line {error.lineno} cannot "
            "be read."
        ) from error
    if not items.is_feed:
        raise Refused("This is not a WordPress export. Choose the file it made.")
    return Found(items.articles, items.notes())


class _Items:
    """Collects the items of an export as its parser meets them."""

    def __init__(self) -> None:
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.parser.StartDoctypeDeclHandler = self._refuse
        self.parser.EntityDeclHandler = self._refuse
        self.parser.StartElementHandler = self._start
        self.parser.EndElementHandler = self._end
        self.parser.CharacterDataHandler = self._words
        self.is_feed = False
        self.articles: list[Article] = []
        self.left_out: dict[str, int] = {}
        self.item: dict[str, list[str]] | None = None
        self.size = 0
        self.depth = 0
        self.name = ""
        self.link = ""

    def _refuse(self, *_declared: Any) -> None:
        raise Refused(
            "The file declares a document type, which no WordPress export does. It "
            "was not read."
        )

    def _start(self, name: str, _attributes: dict[str, str]) -> None:
        self.depth += 1
        if self.depth > DEEPEST:
            raise Refused("The file is nested too deeply to be a WordPress export.")
        self.name = _local(name)
        if self.name == "channel":
            self.is_feed = True
        elif self.name == "item":
            self.item, self.size = {}, 0

    def _words(self, words: str) -> None:
        if self.item is None:
            if self.name == "link" and not self.articles:
                self.link += words.strip()
            return
        self.size += len(words)
        if self.size > LONGEST_TEXT:
            raise Refused(
                "One article of the file is longer than a million characters. It was "
                "not read."
            )
        self.item.setdefault(self.name, []).append(words)

    def _end(self, name: str) -> None:
        self.depth -= 1
        self.name = ""
        if _local(name) == "item" and self.item is not None:
            fields = {key: "".join(words).strip() for key, words in self.item.items()}
            self.item = None
            self._keep(fields)

    def _keep(self, fields: dict[str, str]) -> None:
        kind = fields.get("post_type", "post")
        if kind not in {"post", "page"} or fields.get("status") in NOT_CARRIED:
            self.left_out[kind] = self.left_out.get(kind, 0) + 1
            return
        if len(self.articles) >= MOST_ARTICLES:
            raise Refused(
                f"The file holds more than {MOST_ARTICLES} articles. "
                "Export it in parts."
            )
        self.articles.append(_article(fields, urlsplit(self.link).hostname or ""))

    def notes(self) -> list[str]:
        return [
            f"{count_of(number, 'entry,entries')} of the kind “{kind[:40]}” left out"
            for kind, number in sorted(self.left_out.items())
        ]


def _local(name: str) -> str:
    """Tell the text from the excerpt, which have one name in two name spaces."""
    space, _, local = name.rpartition(" ")
    return "excerpt" if local == "encoded" and "excerpt" in space else local


def _article(fields: dict[str, str], old_host: str) -> Article:
    link = fields.get("link", "")
    converted = convert(fields.get("encoded", ""), old_host=old_host)
    lost = list(converted.lost)
    if fields.get("post_password"):
        lost.append("a password: whoever opens the page can read it")
    if fields.get("status") == "private":
        lost.append("it was private there")
    title = _title(fields.get("title", ""))
    return Article(
        guid=(fields.get("guid") or link or _mark(title, converted.html))[:500],
        title=title,
        html=converted.html,
        slug=fields.get("post_name", ""),
        summary=_summary(fields.get("excerpt", "") or converted.first_words),
        published_on=_day(fields),
        old_path=_path(link),
        as_page=fields.get("post_type") == "page",
        lost=lost,
    )


def _day(fields: dict[str, str]) -> date | None:
    """Return the day by the clock of the place, which is what stood on the page."""
    written = fields.get("post_date", "")
    try:
        if written and not written.startswith("0000"):
            return datetime.fromisoformat(written).date()
        if fields.get("pubDate"):
            return clock.uk_day(parsedate_to_datetime(fields["pubDate"]))
    except ValueError:
        pass
    return None


# --- HTML ------------------------------------------------------------------


def html_page(name: str, content: bytes) -> Article:
    """Read one page: its article or main part, and what its head says of it."""
    if len(content) > LONGEST_TEXT * 4:
        raise Refused(f"{name} is larger than 4 MB. Save it without its pictures.")
    text = _decoded(content)
    head = _Head()
    head.feed(text)
    if not re.search(r"<(p|div|h[1-6]|article|body)\b", text, re.IGNORECASE):
        raise Refused(f"{name} is not an HTML page.")
    canonical = head.facts.get("canonical", "")
    part = _main_part(text)
    converted = convert(part, old_host=urlsplit(canonical).hostname or "")
    title = _title(head.heading or head.facts.get("title", "") or name)
    return Article(
        guid=(canonical or _mark(title, converted.html))[:500],
        title=title,
        html=_without_title(converted.html, title),
        slug=_path(canonical).rpartition("/")[2],
        summary=_summary(head.facts.get("description", "") or converted.first_words),
        published_on=_iso_day(head.facts.get("published", "")),
        old_path=_path(canonical),
        lost=converted.lost,
    )


class _Head(HTMLParser):
    """What a page says of itself, and its first heading."""

    def __init__(self) -> None:
        super().__init__()
        self.facts: dict[str, str] = {}
        self.heading = ""
        self.inside = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        marks = {name: value or "" for name, value in attrs}
        if tag == "title" or (tag == "h1" and not self.heading):
            self.inside = tag
        elif tag == "link" and marks.get("rel") == "canonical":
            self.facts.setdefault("canonical", marks.get("href", ""))
        elif tag == "time" and marks.get("datetime"):
            self.facts.setdefault("published", marks["datetime"])
        elif tag == "meta":
            name = marks.get("name") or marks.get("property")
            known = {
                "description": "description",
                "article:published_time": "published",
            }
            if name in known:
                self.facts[known[name]] = marks.get("content", "")

    def handle_data(self, data: str) -> None:
        if self.inside == "title":
            self.facts["title"] = self.facts.get("title", "") + data
        elif self.inside == "h1":
            self.heading += data

    def handle_endtag(self, tag: str) -> None:
        if tag == self.inside:
            self.inside = ""


def _main_part(text: str) -> str:
    for tag in ("article", "main", "body"):
        begin = re.search(rf"<{tag}\b[^>]*>", text, re.IGNORECASE)
        end = text.lower().rfind(f"</{tag}")
        if begin and end > begin.end():
            return text[begin.end() : end]
    return text


def _without_title(html: str, title: str) -> str:
    """Leave out the heading that is the page's title, which stands above it anyway."""
    first = re.match(r"<h2>(.*?)</h2>", html)
    if first and _title(first[1]) == title:
        return html[first.end() :]
    return html


def _decoded(content: bytes) -> str:
    declared = re.search(rb"charset=[\"']?([\w-]+)", content[:2048], re.IGNORECASE)
    names = ["utf-8-sig"]
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        names = ["utf-16"]
    elif declared:
        names.append(declared[1].decode("ascii"))
    for name in (*names, "cp1252"):
        try:
            return content.decode(name)
        except (UnicodeDecodeError, LookupError):
            continue
    return content.decode("latin-1")


# --- Both ------------------------------------------------------------------


def _title(source: str) -> str:
    words = " ".join(unescape(strip_tags(source)).replace("\0", "").split())
    return Truncator(words or "Without a title").chars(255)


def _summary(source: str) -> str:
    words = " ".join(unescape(strip_tags(source)).replace("\0", "").split())
    return Truncator(words).chars(LONGEST_SUMMARY)


def _path(address: str) -> str:
    try:
        path = urlsplit(address).path
    except ValueError:
        return ""
    return path.rstrip("/")[:255] if path.startswith("/") else ""


def _iso_day(words: str) -> date | None:
    try:
        return datetime.fromisoformat(words).date() if words else None
    except ValueError:
        return None


def _mark(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()
