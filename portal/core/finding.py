"""Finding: does a text hold these words, and where, whatever the case and accents?

Plain matching, the same on every database, so that any input is safe: nothing typed
is ever a pattern.
"""

import unicodedata
from collections.abc import Iterable, Sequence

MOST_WORDS = 8


def fold(text: str) -> str:
    """Return the text as it is compared: lower case, no accents, one space at most."""
    folded = text.casefold()
    if not folded.isascii():
        folded = _without_accents(folded)
    return " ".join(folded.split())


def words_of(query: str) -> list[str]:
    """Return what to look for. More than a few words add nothing but time."""
    return fold(query[:200]).split()[:MOST_WORDS]


def holds(text: str, words: Iterable[str]) -> bool:
    """Say whether every word stands somewhere in the text."""
    folded = fold(text)
    return all(word in folded for word in words)


def spans(text: str, words: Sequence[str]) -> list[tuple[int, int]]:
    """Return where the words stand in the text as it was written, in order, merged."""
    line, places = _letter_by_letter(text)
    found = sorted(
        (places[begin], places[begin + len(word) - 1] + 1)
        for word in words
        for begin in _all_places(line, word)
    )
    merged: list[tuple[int, int]] = []
    for begin, end in found:
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def excerpt(
    text: str, words: Sequence[str], *, around: int = 90
) -> list[tuple[str, bool]]:
    """Cut the text around the first word found: pieces, and whether each was found.

    The pieces are plain text; whoever shows them escapes them.
    """
    found = spans(text, words)
    first = found[0][0] if found else 0
    begin, end = max(first - around, 0), min(first + 2 * around, len(text))
    begin = text.rfind(" ", 0, begin) + 1 if begin else 0
    end = text.find(" ", end) if end < len(text) else end
    end = end if end >= 0 else len(text)
    pieces = [("… ", False)] if begin else []
    at = begin
    for start, stop in found:
        if stop > end:
            break
        pieces += [(text[at:start], False), (text[start:stop], True)]
        at = stop
    pieces.append((text[at:end], False))
    if end < len(text):
        pieces.append((" …", False))
    return [piece for piece in pieces if piece[0]]


def _letter_by_letter(text: str) -> tuple[str, Sequence[int]]:
    """Fold a text, and say of each letter of the outcome where it came from."""
    if text.isascii():
        return text.lower(), range(len(text))
    folded, places = [], []
    for place, letter in enumerate(text):
        # One letter may become none (an accent) or several.
        for part in _without_accents(letter.casefold()):
            folded.append(part)
            places.append(place)
    return "".join(folded), places


def _without_accents(text: str) -> str:
    apart = unicodedata.normalize("NFKD", text)
    return "".join(part for part in apart if not unicodedata.combining(part))


def _all_places(line: str, word: str) -> Iterable[int]:
    at = line.find(word) if word else -1
    while at >= 0:
        yield at
        at = line.find(word, at + len(word))
