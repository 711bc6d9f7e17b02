"""Conversion: what of a foreign article can stand on a page of ours, and what cannot?

The text is written anew from a closed list of marks, so that nothing gets through
because nobody thought of it. Everything left behind is named, for whoever decides.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from html import escape, unescape
from html.parser import HTMLParser
from urllib.parse import urlsplit

from portal.cms import rich_text
from portal.core.words import count_of

# With all that is in them.
DROPPED = {
    "script": "script,scripts",
    "style": "style sheet,style sheets",
    "iframe": "frame,frames",
    "object": "embedded object,embedded objects",
    "video": "film,films",
    "audio": "sound,sounds",
    "form": "form,forms",
    "svg": "drawing,drawings",
    "math": "formula,formulas",
    "canvas": "drawing,drawings",
    "noscript": "text for browsers without script,texts for browsers without script",
    "template": "template,templates",
    "title": "",
    "head": "",
}
# Alone, since nothing is in them.
DROPPED_ALONE = {
    "img": "picture,pictures",
    "embed": "embedded object,embedded objects",
    "input": "form field,form fields",
    "link": "style sheet,style sheets",
    "base": "base address,base addresses",
}
WITHIN_LINE = {"b", "strong", "i", "em"}
LISTS = {"ul", "ol"}
HEADINGS = {"h1", "h2", "h3", "h4", "h5", "h6"}
# Their words stay, as paragraphs of their own.
PARAGRAPHS = {
    "p", "div", "section", "article", "main", "header", "footer", "aside", "nav",
    "blockquote", "figure", "figcaption", "pre", "address", "dl", "dt", "dd", "table",
    "caption", "thead", "tbody", "tfoot", "tr", "td", "th", "hr", "center", "details",
    "summary", "body", "html",
}  # fmt: skip
# Their words stay, their meaning does not.
TOLD = {"table": "table, kept as text,tables, kept as text"}
# Their words stay, and nobody misses the mark.
SILENT = {
    "span", "font", "small", "big", "u", "s", "del", "ins", "sub", "sup", "abbr",
    "cite", "q", "code", "time", "mark", "label", "wbr", "meta", "colgroup", "col",
    "tt", "kbd", "samp", "var", "dfn", "bdi", "bdo", "picture", "source", "strike",
}  # fmt: skip
KNOWN_CODES = {
    "audio", "button", "caption", "contact-form", "contact-form-7", "embed", "gallery",
    "gravityform", "playlist", "video", "youtube",
}  # fmt: skip
_code = re.compile(
    r"\[(?P<close>/?)(?P<name>[a-z][a-z0-9_-]{1,40})(?P<rest>[^\[\]<>]{0,1000})\]",
    re.IGNORECASE,
)
_own_attribute = re.compile(r"\s[\w-]+\s*=")
_empty = re.compile(r"<(b|strong|i|em|p|li)></\1>")
_paragraph = re.compile(r"\n[ \t\r]*\n+")


@dataclass
class Converted:
    html: str
    lost: list[str]
    first_words: str = ""


@dataclass
class _Losses:
    counted: Counter[str] = field(default_factory=Counter)
    hosts: dict[str, set[str]] = field(default_factory=dict)

    def add(self, nouns: str, address: str = "") -> None:
        if not nouns:
            return
        self.counted[nouns] += 1
        host = urlsplit(address).hostname if address else None
        if host:
            self.hosts.setdefault(nouns, set()).add(host)

    def in_words(self) -> list[str]:
        lines = []
        for nouns, number in self.counted.items():
            words = _counted(number, nouns)
            hosts = ", ".join(sorted(self.hosts.get(nouns, ())))
            lines.append(f"{words} ({hosts})" if hosts else words)
        return lines


def _counted(number: int, nouns: str) -> str:
    if nouns.startswith("="):
        return nouns[1:] if number == 1 else f"{nouns[1:]}, {number} times"
    if nouns == TOLD["table"]:
        return "1 table, kept as text" if number == 1 else f"{number} tables, as text"
    return count_of(number, nouns)


def convert(source: str, *, old_host: str = "") -> Converted:
    """Return the text in our marks, and what was left behind, in words."""
    losses = _Losses()
    source = _without_codes(source.replace("\0", ""), losses)
    writer = _Writer(losses, _levels(source), old_host)
    writer.feed(source)
    writer.close()
    text = rich_text.cleaned(writer.written())
    return Converted(text, losses.in_words(), writer.first_words)


def _levels(source: str) -> dict[str, str]:
    """Give the highest level in use to h2 and all below it to h3."""
    used = sorted(set(re.findall(r"<(h[1-6])\b", source.lower())))
    return {tag: "h2" if tag == used[0] else "h3" for tag in used} if used else {}


def _without_codes(source: str, losses: _Losses) -> str:
    """Take out what a plug-in would have filled in; the words between stay."""
    closed = {
        match["name"].lower() for match in _code.finditer(source) if match["close"]
    }

    def replace(match: re.Match[str]) -> str:
        name = match["name"].lower()
        is_code = (
            name in KNOWN_CODES
            or name in closed
            or _own_attribute.match(match["rest"]) is not None
        )
        if not is_code:
            return match[0]
        if not match["close"]:
            losses.add(f"=shortcode [{name}]")
        return ""

    return _code.sub(replace, source)


class _Writer(HTMLParser):
    """Writes paragraphs, headings, lists and links anew."""

    def __init__(self, losses: _Losses, levels: dict[str, str], old_host: str) -> None:
        super().__init__(convert_charrefs=True)
        self.losses = losses
        self.levels = levels
        self.old_host = old_host
        self.out: list[str] = []
        self.block = ""
        self.inline: list[str] = []
        self.lists: list[str] = []
        self.dropping = ""
        self.depth = 0
        self.first_words = ""
        self._words: list[str] = []

    def written(self) -> str:
        # A mark that was opened again after a badly nested one may hold nothing.
        return _empty.sub("", "".join(self.out))

    def close(self) -> None:
        super().close()
        self._end_block()
        while self.lists:
            self.out.append(f"</{self.lists.pop()}>")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        marks = {name: value or "" for name, value in attrs}
        if self.dropping:
            self.depth += tag == self.dropping
            return
        self._note(marks)
        if tag in DROPPED or tag in DROPPED_ALONE:
            self._drop(tag, marks)
        elif tag in HEADINGS:
            self._begin_block(self.levels.get(tag, "h3"))
        elif tag in LISTS:
            self._end_block()
            self.out.append(f"<{tag}>")
            self.lists.append(tag)
        elif tag == "li":
            self._begin_item()
        elif tag == "a":
            self._begin_link(marks)
        elif tag in WITHIN_LINE:
            self._open_inline(tag, f"<{tag}>")
        else:
            self._other(tag)

    def _drop(self, tag: str, marks: dict[str, str]) -> None:
        address = marks.get("src") or marks.get("data", "")
        self.losses.add({**DROPPED, **DROPPED_ALONE}[tag], address)
        if tag in DROPPED:
            self.dropping, self.depth = tag, 1

    def _other(self, tag: str) -> None:
        if tag == "br":
            if self.block:
                self.out.append("<br/>")
        elif tag in PARAGRAPHS:
            self.losses.add(TOLD.get(tag, ""))
            if not self.lists:
                self._end_block()
        elif tag not in SILENT:
            self.losses.add(f"=unknown mark <{tag[:40]}>")

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.handle_starttag(tag, attrs)
        if self.dropping == tag:
            self.dropping, self.depth = "", 0

    def handle_endtag(self, tag: str) -> None:
        if self.dropping:
            self.depth -= tag == self.dropping
            if self.depth == 0:
                self.dropping = ""
        elif tag in LISTS and tag in self.lists:
            self._end_block()
            while self.lists:
                ended = self.lists.pop()
                self.out.append(f"</{ended}>")
                if ended == tag:
                    break
        elif tag in {*HEADINGS, "li"} or (tag in PARAGRAPHS and not self.lists):
            self._end_block()
        elif tag in self.inline:
            self._close_inline(tag)

    def handle_data(self, data: str) -> None:
        if self.dropping:
            return
        pieces = _paragraph.split(data) if not self.lists else [data]
        for number, piece in enumerate(pieces):
            if number:
                self._end_block()
            self._write(piece)

    def _write(self, words: str) -> None:
        if not self.block:
            words = words.lstrip()
            if not words:
                return
            if self.lists:
                self._begin_item()
            else:
                self._begin_block("p")
        self.out.append(escape(words, quote=False))
        self._words.append(words)

    def _note(self, marks: dict[str, str]) -> None:
        if any(name.startswith("on") for name in marks):
            self.losses.add("=script in a mark")
        if "style" in marks:
            self.losses.add("=styles of its own")

    def _begin_block(self, tag: str) -> None:
        self._end_block()
        self.out.append(f"<{tag}>")
        self.block = tag

    def _begin_item(self) -> None:
        self._end_block()
        if not self.lists:
            self.out.append("<ul>")
            self.lists.append("ul")
        self.out.append("<li>")
        self.block = "li"

    def _end_block(self) -> None:
        if not self.block:
            return
        for tag in reversed(self.inline):
            self.out.append(f"</{tag}>")
        self.inline = []
        self.out.append(f"</{self.block}>")
        if not self.first_words and self.block == "p":
            self.first_words = " ".join("".join(self._words).split())
        self._words = []
        self.block = ""

    def _begin_link(self, marks: dict[str, str]) -> None:
        address = unescape(marks.get("href", "")).strip()
        scheme = urlsplit(address).scheme.lower() if address.isprintable() else "?"
        if scheme not in {"http", "https", "mailto", "tel"}:
            if address and scheme:
                self.losses.add("=link that is no address")
            elif address and not address.startswith("#"):
                self.losses.add("=link within the old site")
            return
        if self.old_host and urlsplit(address).hostname == self.old_host:
            self.losses.add("=link that leads to the old site, kept")
        self._open_inline("a", f'<a href="{escape(address)}">')

    def _open_inline(self, tag: str, mark: str) -> None:
        if not self.block:
            if self.lists:
                self._begin_item()
            else:
                self._begin_block("p")
        if tag not in self.inline:
            self.out.append(mark)
            self.inline.append(tag)

    def _close_inline(self, tag: str) -> None:
        again = []
        while self.inline:
            ended = self.inline.pop()
            self.out.append(f"</{ended}>")
            if ended == tag:
                break
            again.append(ended)
        for other in reversed(again):
            if other != "a":
                self.out.append(f"<{other}>")
                self.inline.append(other)
