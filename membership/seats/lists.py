"""Lists: whom does a pasted text, or a file, ask to be invited?

Line by line, and every line is accounted for: read, or said what is wrong with it.
"""

import re
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from membership.importing import csv_files, xlsx_files
from portal.core.errors import Refused
from portal.core.fields import one_line

from .invitations import Invitee

MOST = 500
MOST_BYTES = 2_000_000
LONGEST = 400
LONGEST_ADDRESS = 254
_PACKED = b"PK\x03\x04"
_ADDRESS = re.compile(r"[^\s<>,;\"'()]+@[^\s<>,;\"'()]+")
_HEADINGS = frozenset(
    {"name", "first name", "last name", "email", "e-mail", "email address", "address"}
)
_is_address = EmailValidator()


def from_text(text: str) -> list[Invitee]:
    """Read what was pasted: a name and an address on each line, in either order."""
    lines = text.replace("\0", "").splitlines()
    found = [(number, [line]) for number, line in enumerate(lines, 1) if line.strip()]
    return _people(found)


def from_file(file: BinaryIO, *, size: int) -> list[Invitee]:
    """Read a CSV file or the first sheet of a workbook, or refuse it."""
    if size > MOST_BYTES:
        raise Refused("The file is larger than 2 MB. A list of people is small.")
    file.seek(0)
    if file.read(4) == _PACKED:
        xlsx_files.check(file, size=size)
        rows: Iterable[tuple[int, list[Any]]] = xlsx_files.rows(file)
    else:
        rows = csv_files.rows(file, csv_files.letters_of(file))
    filled = []
    for number, cells in rows:
        words = [one_line(str(cell)) for cell in cells if str(cell).strip()]
        if words:
            filled.append((number, words))
        if len(filled) > MOST + 1:
            break
    return _people(filled)


def as_text(people: Iterable[Invitee]) -> str:
    """Return the lines as they can be put right and sent again."""
    return "\n".join(person.typed for person in people)


def _people(rows: list[tuple[int, list[str]]]) -> list[Invitee]:
    if rows and _is_heading(rows[0][1]):
        rows = rows[1:]
    if len(rows) > MOST:
        raise Refused(f"The list has more than {MOST} lines. Send it in parts.")
    seen: dict[str, int] = {}
    people = []
    for number, cells in rows:
        person = _person(number, cells)
        if not person.fault and person.email in seen:
            fault = f"The same address stands in line {seen[person.email]}."
            person = replace(person, fault=fault)
        seen.setdefault(person.email, number)
        people.append(person)
    return people


def _is_heading(cells: list[str]) -> bool:
    words = re.split(r"[,;\t]", ",".join(cells))
    return {word.strip().strip('"').casefold() for word in words} <= _HEADINGS


def _person(number: int, cells: list[str]) -> Invitee:
    typed = one_line(", ".join(cells))[:LONGEST]
    addresses = _ADDRESS.findall(typed)
    if not addresses:
        return Invitee(number, "", "", typed, "There is no e-mail address in it.")
    if len(addresses) > 1:
        return Invitee(
            number, "", "", typed, "There are two addresses in it. Give each a line."
        )
    email = addresses[0].rstrip(".").lower()
    name = _ADDRESS.sub(" ", typed)
    name = one_line(re.sub(r"[<>,;\"()]", " ", name))[:150]
    fault = ""
    try:
        _is_address(email)
    except ValidationError:
        fault = f"“{addresses[0]}” is not an e-mail address."
    if len(email) > LONGEST_ADDRESS:
        fault = "The address is too long to be one."
    return Invitee(number, email, name, typed, fault)
