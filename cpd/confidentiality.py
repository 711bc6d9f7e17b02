"""Confidentiality: warn when a person could be identified from what was written.

Nothing is stored, sent or logged here, and nothing is blocked: the words are the
owner's. The NMC asks that no patient, relative or colleague can be identified. The
same rules, in the same order, stand in `static/js/confidentiality.js`, so that a
warning can appear while somebody types; a test holds the two together.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from stdnum.gb import nhs

_MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    "sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
_CAPITAL = r"[A-Z\u00c0-\u00d6\u00d8-\u00de\u0100-\u017e]"
_SMALL = r"[a-z\u00df-\u00f6\u00f8-\u00ff\u0101-\u017f]"
_WORD = rf"{_CAPITAL}(?:{_SMALL}|['\u2019-]{_CAPITAL}){{1,30}}"

TEN_DIGITS = re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
DATE = re.compile(
    rf"\b(?:\d{{1,2}}[./-]\d{{1,2}}[./-](?:19|20)?\d{{2}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)? (?:{_MONTH})(?: (?:19|20)\d{{2}})?)\b",
    re.IGNORECASE,
)
BIRTH = re.compile(r"\b(?:born|birth|birthday|dob|d\.o\.b|delivered)\b", re.IGNORECASE)
NEARBY = 40
POSTCODE = re.compile(
    r"\b[A-Z]{1,2}\d[A-Z\d]? ?(?!\d(?:st|nd|rd|th|am|pm)\b)\d[A-Z]{2}\b",
    re.IGNORECASE,
)
STREET = re.compile(
    rf"\b(?:\d{{1,4}}[a-z]? )?{_WORD}(?: {_WORD})? (?:Lane|Road|Street|Avenue|Close|"
    r"Drive|Terrace|Crescent|Court|Gardens|Grove|Way|Place|House)\b"
)
# A title or a word of kinship, then a capital; or "called"/"named" and a capital.
NAMED = re.compile(
    r"\b(?:[Mm]r|[Mm]rs|[Mm]s|[Mm]iss|[Mm]x|[Dd]r|[Ss]ister|[Bb]rother|[Bb]aby|[Mm]um|"
    r"[Dd]ad|[Cc]alled|[Nn]amed|[Cc]olleague|[Pp]artner|[Ss]on|[Dd]aughter|"
    rf"[Mm]anager|[Nn]urse)\.? (?P<name>{_WORD}(?: {_WORD})?)"
)
EMAIL = re.compile(r"\b\w[\w.+-]{0,63}@[\w-]{1,63}\.[\w.-]{1,62}\w\b", re.ASCII)
PHONE = re.compile(r"(?<![\d+])(?:\+44 ?|0)\d(?:[ -]?\d){8,9}(?!\d)")
PLAIN = (("A postcode", POSTCODE), ("An address", STREET), ("An e-mail address", EMAIL))


@dataclass(frozen=True)
class Clue:
    """One place to look at again. `found` is shown to the writer alone."""

    kind: str
    found: str
    start: int


def warnings(text: str) -> list[Clue]:
    """Return the places where somebody could be identified, in reading order."""
    return sorted(_clues(text), key=lambda clue: (clue.start, clue.kind))


def warnings_of(answers: Iterable[str]) -> list[Clue]:
    return [clue for answer in answers for clue in warnings(answer)]


def _clues(text: str) -> Iterator[Clue]:
    for match in TEN_DIGITS.finditer(text):
        if nhs.is_valid(match[0]):
            yield Clue("An NHS number", match[0], match.start())
    for match in DATE.finditer(text):
        around = text[max(match.start() - NEARBY, 0) : match.end() + NEARBY]
        if BIRTH.search(around):
            yield Clue("A date of birth", match[0], match.start())
    for match in NAMED.finditer(text):
        yield Clue("A name", match["name"], match.start("name"))
    for match in PHONE.finditer(text):
        if not nhs.is_valid(match[0]):
            yield Clue("A telephone number", match[0], match.start())
    for kind, pattern in PLAIN:
        for match in pattern.finditer(text):
            yield Clue(kind, match[0], match.start())
