"""Confidentiality: warn when a person could be identified from what was written.

Nothing is stored, sent or logged here, and nothing is blocked: the words are the
owner's. The NMC asks that no patient, relative or colleague can be identified.
"""

import re
from dataclasses import dataclass

from stdnum.gb import nhs

TEN_DIGITS = re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)")
POSTCODE = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]?\s*\d[A-Z]{2}\b", re.IGNORECASE)
MONTH = (
    "jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|"
    "sep(?:t(?:ember)?)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
)
DATE = re.compile(
    rf"\b(?:\d{{1,2}}[./-]\d{{1,2}}[./-](?:19|20)?\d{{2}}"
    rf"|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{MONTH})\s+(?:19|20)\d{{2}})\b",
    re.IGNORECASE,
)
BIRTH = re.compile(r"\b(?:born|birth|d\.?o\.?b\.?|delivered|aged?)\b", re.IGNORECASE)
NEARBY = 40
# A title or a word of kinship, then a capital; or "called"/"named" and a capital.
NAMED = re.compile(
    r"\b(?:(?:[Mm]r|[Mm]rs|[Mm]s|[Mm]iss|[Dd]r|[Ss]ister|[Bb]aby|[Mm]um|[Dd]ad|[Cc]alled|"
    r"[Nn]amed|[Cc]olleague|[Pp]artner|[Ss]on|[Dd]aughter)\.?)\s+"
    r"(?P<name>[A-Z][a-z'\u2019\u00c0-\u024f]+(?:\s+[A-Z][a-z'\u2019\u00c0-\u024f]+)?)"
)
EMAIL = re.compile(r"\b[\w.+-]+@[\w-]+\.[\w.-]+\b")
PHONE = re.compile(r"(?<!\d)(?:\+44\s?|0)\d(?:[\s-]?\d){8,9}(?!\d)")


@dataclass(frozen=True)
class Clue:
    """One place to look at again. `found` is shown to the writer alone."""

    kind: str
    found: str
    start: int


def warnings(text: str) -> list[Clue]:
    """Return the places where somebody could be identified, in reading order."""
    found = []
    for match in TEN_DIGITS.finditer(text):
        if nhs.is_valid(match[0]):
            found.append(Clue("An NHS number", match[0], match.start()))
    for match in DATE.finditer(text):
        around = text[max(match.start() - NEARBY, 0) : match.end() + NEARBY]
        if BIRTH.search(around):
            found.append(Clue("A date of birth", match[0], match.start()))
    found += [
        Clue(kind, match["name"] if kind == "A name" else match[0], match.start())
        for kind, pattern in (
            ("A postcode", POSTCODE),
            ("A name", NAMED),
            ("An e-mail address", EMAIL),
            ("A telephone number", PHONE),
        )
        for match in pattern.finditer(text)
        if not (kind == "A telephone number" and nhs.is_valid(match[0]))
    ]
    return sorted(found, key=lambda warning: warning.start)
