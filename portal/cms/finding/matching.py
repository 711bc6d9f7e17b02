"""Matching: what does somebody look for, and where does it stand in a text?

What is typed is taken apart into plain words; nothing typed is ever a pattern of the
database. A word is looked for from its beginning and without its ending, so that
"nurses" finds nursing and "art" does not find start.
"""

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Sequence

from portal.core import finding

_WORD = re.compile(r"\w+")
_ENDINGS = ("ies", "ing", "es", "ed", "y", "s", "e")
SHORTEST_STEM = 3
LONGEST_TYPED = 200
AROUND = 220

Piece = tuple[str, bool]


def typed(text: str) -> str:
    """Return what was typed as it may be shown, looked for and put into a link."""
    plain = unicodedata.normalize("NFC", text[:LONGEST_TYPED])
    kept = "".join(" " if _is_control(letter) else letter for letter in plain)
    return " ".join(kept.split())


def _is_control(letter: str) -> bool:
    # A surrogate on its own cannot be written out; controls no database takes.
    return unicodedata.category(letter) in {"Cc", "Cs"}


def normal(text: str) -> str:
    """Return a text as it is kept: one normal form, one space at most."""
    return " ".join(unicodedata.normalize("NFC", text).replace("\0", " ").split())


def folded(text: str) -> str:
    """Return the words alone, lower case and without accents, each after a space."""
    return " " + " ".join(_WORD.findall(finding.fold(text))) + " "


def words_of(text: str) -> list[str]:
    """Return what to look for, each word once.

    One letter says nothing beside longer words.
    """
    found = list(dict.fromkeys(folded(text[:LONGEST_TYPED]).split()))
    longer = [word for word in found if len(word) > 1]
    return (longer or found)[: finding.MOST_WORDS]


def stem(word: str) -> str:
    """Return the word without its ending, as far as three letters are left."""
    for ending in _ENDINGS:
        rest = word.removesuffix(ending)
        if rest != word and len(rest) >= SHORTEST_STEM and not word.endswith("ss"):
            return rest
    return word


def _variants() -> dict[str, str]:
    """Return what each plain letter looks like with an accent."""
    found: dict[str, str] = defaultdict(str)
    for code in range(0xC0, 0x250):
        letter = chr(code)
        plain = finding.fold(letter)
        if len(plain) == 1 and plain != letter:
            found[plain] += letter
    return found


_ACCENTED = _variants()


def pattern(words: Iterable[str]) -> re.Pattern[str] | None:
    """Return what finds these words in a text as it is written; None for no words."""
    stems = sorted({stem(word) for word in words}, key=len, reverse=True)
    if not stems:
        return None
    one_of = "|".join("".join(map(_letter, each)) for each in stems)
    return re.compile(rf"\b(?:{one_of})\w*", re.IGNORECASE)


def _letter(letter: str) -> str:
    others = _ACCENTED.get(letter, "")
    return f"[{letter}{others}]" if others else re.escape(letter)


def marked(text: str, found: re.Pattern[str] | None) -> list[Piece]:
    """Cut a text into pieces, each with whether it was found. Plain text, unescaped."""
    pieces: list[Piece] = []
    at = 0
    for match in found.finditer(text) if found else ():
        pieces += [(text[at : match.start()], False), (match[0], True)]
        at = match.end()
    pieces.append((text[at:], False))
    return [piece for piece in pieces if piece[0]]


def snippet(text: str, found: re.Pattern[str] | None) -> list[Piece]:
    """Cut out of a text the passage that holds most of what was looked for.

    Nothing, when it holds none of it.
    """
    begin = _best_place(text, found)
    if begin is None:
        return []
    start = max(begin - AROUND // 3, 0)
    start = text.rfind(" ", 0, start) + 1 if start else 0
    end = text.find(" ", start + AROUND)
    end = len(text) if end < 0 else end
    cut = marked(text[start:end], found)
    before: list[Piece] = [("… ", False)] if start else []
    after: list[Piece] = [(" …", False)] if end < len(text) else []
    return [*before, *cut, *after]


def _best_place(text: str, found: re.Pattern[str] | None) -> int | None:
    places = [
        (match.start(), match[0].lower())
        for match in (found.finditer(text) if found else ())
    ]
    best, most = None, 0
    for number, (begin, _) in enumerate(places):
        near = _near(places, number, begin)
        if len(near) > most:
            best, most = begin, len(near)
    return best


def _near(places: Sequence[tuple[int, str]], number: int, begin: int) -> set[str]:
    near = set()
    for place, word in places[number : number + 2 * finding.MOST_WORDS]:
        if place - begin > AROUND:
            break
        near.add(word)
    return near
