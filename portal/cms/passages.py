"""Passages: running text taken apart, so that page and PDF say the same.

Out of the marks that an editor may use, a closed list of parts is read; what draws
them gets words and flags and never markup. A marker such as `[^survey-2022]` cites a
source and is read here too.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from html.parser import HTMLParser

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from portal.cms import rich_text

# What begins like a marker; one that is not closed has to be noticed as well.
MARKER = re.compile(r"\[\^([^\[\]]{0,80})(\]?)")
BULLETS, NUMBERS, PARAGRAPH = "bullets", "numbers", "paragraph"
_LISTS = {"ul": BULLETS, "ol": NUMBERS}
_STRONG = {"b", "strong", "h2", "h3"}
_ASIDE = {"i", "em"}
_BLOCKS = {"p", "h2", "h3"}
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True)
class Note:
    """One mention of a source: the number of its note, and which mention it is."""

    number: int
    mention: int


type Cite = Callable[[str], Note | None]


@dataclass(frozen=True)
class Span:
    words: str
    strong: bool = False
    aside: bool = False
    url: str = ""
    note: Note | None = None


@dataclass(frozen=True)
class Block:
    """A paragraph of spans, or a list whose items are blocks again."""

    kind: str
    spans: tuple[Span, ...] = ()
    items: tuple[tuple["Block", ...], ...] = ()


def read(source: str, cite: Cite) -> tuple[Block, ...]:
    """Return the parts of stored rich text, its markers handed to `cite` in order."""
    reader = _Reader(cite)
    reader.feed(rich_text.shown(source))
    reader.close()
    return reader.finish()


def markers(source: str) -> list[str]:
    """Return what cites something, as it was typed, in the order of the text."""
    found: list[str] = []

    def note(typed: str) -> None:
        found.append(typed)

    read(source, note)
    return found


def without_markers(words: str) -> str:
    return MARKER.sub("", words)


@dataclass
class _List:
    kind: str
    items: list[tuple[Block, ...]] = field(default_factory=list)
    item: list[Block] = field(default_factory=list)


class _Reader(HTMLParser):
    def __init__(self, cite: Cite) -> None:
        super().__init__(convert_charrefs=True)
        self.cite = cite
        self.blocks: list[Block] = []
        self.lists: list[_List] = []
        self.spans: list[Span] = []
        self.open: list[str] = []
        self.urls: list[str] = []

    # --- What the parser meets ---------------------------------------------

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "br":
            self._add("\n")
        elif tag in _LISTS:
            self._end_paragraph()
            self.lists.append(_List(_LISTS[tag]))
        elif tag in _BLOCKS or tag == "li":
            self._end_paragraph()
        elif tag == "a":
            self.urls.append(dict(attrs).get("href") or "")
        if tag != "br":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag in self.open:
            self.open.reverse()
            self.open.remove(tag)
            self.open.reverse()
        if tag == "a" and self.urls:
            self.urls.pop()
        elif tag in _BLOCKS:
            self._end_paragraph()
        elif tag == "li" and self.lists:
            self._end_item()
        elif tag in _LISTS and self.lists:
            self._end_item()
            ended = self.lists.pop()
            if ended.items:
                self._keep(Block(ended.kind, items=tuple(ended.items)))

    def handle_data(self, data: str) -> None:
        end = 0
        words = _SPACE.sub(" ", data)
        for marker in MARKER.finditer(words):
            self._add(words[end : marker.start()])
            note = self.cite(marker[0])
            # One that leads nowhere stays as it was typed, for the editor to see.
            self._add(marker[0] if note is None else "", note=note)
            end = marker.end()
        self._add(words[end:])

    # --- What is made of it ------------------------------------------------

    def _add(self, words: str, note: Note | None = None) -> None:
        if not words and note is None:
            return
        span = Span(
            words,
            strong=any(tag in _STRONG for tag in self.open),
            aside=any(tag in _ASIDE for tag in self.open),
            url=self.urls[-1] if self.urls and note is None else "",
            note=note,
        )
        last = self.spans[-1] if self.spans else None
        if last is not None and note is None and last.note is None:
            alike = (last.strong, last.aside, last.url) == (
                span.strong,
                span.aside,
                span.url,
            )
            if alike:
                self.spans[-1] = Span(
                    last.words + words, span.strong, span.aside, span.url
                )
                return
        self.spans.append(span)

    def _end_paragraph(self) -> None:
        spans = _trimmed(self.spans)
        self.spans = []
        if spans:
            self._keep(Block(PARAGRAPH, spans))

    def _end_item(self) -> None:
        self._end_paragraph()
        if self.lists[-1].item:
            self.lists[-1].items.append(tuple(self.lists[-1].item))
            self.lists[-1].item = []

    def _keep(self, block: Block) -> None:
        (self.lists[-1].item if self.lists else self.blocks).append(block)

    def finish(self) -> tuple[Block, ...]:
        self._end_paragraph()
        return tuple(self.blocks)


def _trimmed(spans: list[Span]) -> tuple[Span, ...]:
    """Return the spans without space at the ends of the paragraph."""
    kept = list(spans)
    while kept and kept[0].note is None and not kept[0].words.strip():
        del kept[0]
    while kept and kept[-1].note is None and not kept[-1].words.strip():
        del kept[-1]
    if kept and kept[0].note is None:
        kept[0] = _with_words(kept[0], kept[0].words.lstrip())
    if kept and kept[-1].note is None:
        kept[-1] = _with_words(kept[-1], kept[-1].words.rstrip())
    return tuple(kept)


def _with_words(span: Span, words: str) -> Span:
    return Span(words, span.strong, span.aside, span.url, span.note)


# --- On a page -------------------------------------------------------------


def html(blocks: Iterable[Block]) -> SafeString:
    return format_html_join("", "{}", ((_block(block),) for block in blocks))


def line(blocks: Iterable[Block]) -> SafeString:
    """Return paragraphs without their tags, to stand in a line."""
    return format_html_join(" ", "{}", ((_spans(block.spans),) for block in blocks))


def _block(block: Block) -> SafeString:
    if block.kind == PARAGRAPH:
        return format_html("<p>{}</p>", _spans(block.spans))
    items = format_html_join("", "<li>{}</li>", ((_item(i),) for i in block.items))
    if block.kind == NUMBERS:
        return format_html("<ol>{}</ol>", items)
    return format_html("<ul>{}</ul>", items)


def _item(blocks: tuple[Block, ...]) -> SafeString:
    """Return what stands in an item: one paragraph needs no tags of its own."""
    first, *rest = blocks
    if first.kind != PARAGRAPH:
        return html(blocks)
    return format_html("{}{}", _spans(first.spans), html(rest))


def _spans(spans: Iterable[Span]) -> SafeString:
    return format_html_join("", "{}", ((_span(span),) for span in spans))


def _span(span: Span) -> SafeString:
    if span.note is not None:
        return format_html(
            '<sup class="ref"><a href="#note-{}" id="ref-{}-{}" '
            'aria-label="Note {}">{}</a></sup>',
            span.note.number,
            span.note.number,
            span.note.mention,
            span.note.number,
            span.note.number,
        )
    drawn = format_html_join(
        SafeString("<br>"), "{}", ((part,) for part in span.words.split("\n"))
    )
    if span.strong:
        drawn = format_html("<strong>{}</strong>", drawn)
    if span.aside:
        drawn = format_html("<em>{}</em>", drawn)
    if span.url:
        drawn = format_html('<a href="{}">{}</a>', span.url, drawn)
    return drawn
