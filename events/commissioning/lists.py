"""Lists: whom does a pasted text, or a file, put forward for a run?

Line by line, and every line is accounted for: read, or said what is wrong with it. With
a heading the columns may stand in any order; without one, each line is a name and an
address.
"""

import csv
import io
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, BinaryIO

from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator

from events.booking import people
from events.booking.naming import Row
from events.booking.places import UNNAMED
from events.models import Commission, Strand
from membership.importing import csv_files, xlsx_files
from portal.body.models import Agency, Area, Profession
from portal.core.errors import Refused
from portal.core.fields import one_line

MOST = 300
MOST_BYTES = 2_000_000
LONGEST, LONGEST_NAME, LONGEST_ADDRESS = 400, 150, 254
_PACKED = b"PK\x03\x04"
_ADDRESS = re.compile(r"[^\s<>,;\"'()]+@[^\s<>,;\"'()]+")
_is_address = EmailValidator()

HEADINGS = {
    "name": "name",
    "full name": "name",
    "first name": "first",
    "last name": "last",
    "surname": "last",
    "email": "email",
    "e-mail": "email",
    "email address": "email",
    "e-mail address": "email",
    "strand": "strand",
    "profession": "profession",
    "role": "profession",
    "agency": "kind",
    "kind of agency": "kind",
    "employer": "employer",
    "works for": "employer",
    "organisation": "employer",
    "area": "area",
    "borough": "area",
}


@dataclass(frozen=True)
class Read:
    """What a list says: the rows, and for which line which strand is meant."""

    rows: Sequence[Row]
    strands: Mapping[int, Strand]
    header: Sequence[str] = ()

    @property
    def good(self) -> list[Row]:
        return [row for row in self.rows if not row.fault]


class Known:
    """The words that a line may use for what we know, each read once."""

    def __init__(self, commission: Commission) -> None:
        self.strands = _by_name(commission.strands.all())
        self.professions = _by_name(Profession.objects.filter(in_use=True))
        self.agencies = _by_name(Agency.objects.filter(in_use=True))
        self.areas = _by_name(areas_of(commission))


def areas_of(commission: Commission) -> Iterable[Area]:
    """Return where a delegate may come from: the footprint, if there is one."""
    own = commission.footprint.order_by("position", "name")
    return own if own.exists() else Area.objects.filter(in_use=True)


def _by_name(rows: Iterable[Any]) -> dict[str, Any]:
    return {row.name.casefold(): row for row in rows}


def from_text(text: str, known: Known) -> Read:
    """Read what was pasted: lines, with a heading or without."""
    lines = text.replace("\0", "").splitlines()
    separator = "\t" if lines and "\t" in lines[0] else ","
    rows = [
        (number, next(csv.reader([line], delimiter=separator), []))
        for number, line in enumerate(lines, 1)
        if line.strip()
    ]
    return _read(rows, known)


def from_file(file: BinaryIO, *, size: int, known: Known) -> Read:
    """Read a CSV file or the first sheet of a workbook, or refuse it."""
    if size > MOST_BYTES:
        raise Refused("The file is larger than 2 MB. A list of people is small.")
    file.seek(0)
    if file.read(4) == _PACKED:
        xlsx_files.check(file, size=size)
        found: Iterable[tuple[int, list[Any]]] = xlsx_files.rows(file)
    else:
        found = csv_files.rows(file, csv_files.letters_of(file))
    filled = []
    for number, cells in found:
        words = ["" if cell is None else one_line(str(cell)) for cell in cells]
        if any(words):
            filled.append((number, words))
        if len(filled) > MOST + 1:
            break
    return _read(filled, known)


def as_text(read: Read, rows: Iterable[Row]) -> str:
    """Return lines as they can be put right and sent again, under their heading."""
    out = io.StringIO()
    if read.header:
        csv.writer(out, lineterminator="\n").writerow(read.header)
    return out.getvalue() + "\n".join(row.typed for row in rows)


def _read(rows: list[tuple[int, list[str]]], known: Known) -> Read:
    header: list[str] = []
    columns: list[str] = []
    if rows and (columns := _columns(rows[0][1])):
        header, rows = rows[0][1], rows[1:]
    if len(rows) > MOST:
        raise Refused(f"The list has more than {MOST} lines. Send it in parts.")
    seen: dict[str, int] = {}
    strands: dict[int, Strand] = {}
    found = []
    for number, cells in rows:
        said = _by_column(columns, cells) if columns else _by_look(cells)
        row, strand = _row(number, _typed(cells), said, known)
        email = row.delegate.email
        if not row.fault and email in seen:
            fault = f"The same address stands in line {seen[email]}."
            row = replace(row, fault=fault)
        if email:
            seen.setdefault(email, number)
        if strand is not None:
            strands[number] = strand
        found.append(row)
    return Read(found, strands, header)


def _columns(cells: Sequence[str]) -> list[str]:
    """Return what each column is, where the line is a heading that names an address."""
    columns = [HEADINGS.get(one_line(cell).casefold(), "") for cell in cells]
    return columns if "email" in columns else []


def _typed(cells: Sequence[str]) -> str:
    out = io.StringIO()
    csv.writer(out, lineterminator="").writerow([one_line(cell) for cell in cells])
    return out.getvalue()[:LONGEST]


def _by_column(columns: Sequence[str], cells: Sequence[str]) -> dict[str, str]:
    said: dict[str, str] = {}
    for column, cell in zip(columns, cells, strict=False):
        if column:
            said[column] = one_line(cell)
    name = f"{said.get('first', '')} {said.get('last', '')}".strip()
    said["name"] = said.get("name") or name
    return said


def _by_look(cells: Sequence[str]) -> dict[str, str]:
    """Find the address in a line; what is left of it is the name."""
    line = one_line(", ".join(cells))[:LONGEST]
    addresses = _ADDRESS.findall(line)
    name = one_line(re.sub(r"[<>,;\"()]", " ", _ADDRESS.sub(" ", line)))
    return {"name": name, "email": " ".join(addresses).rstrip(".")}


def _row(
    number: int, typed: str, said: Mapping[str, str], known: Known
) -> tuple[Row, Strand | None]:
    email, name = said.get("email", "").lower(), said.get("name", "")[:LONGEST_NAME]
    fault = _fault_of_address(email) or ("" if name else "There is no name in it.")
    chosen: dict[str, Any] = {}
    for column, kinds, words in (
        ("strand", known.strands, "strand"),
        ("profession", known.professions, "profession"),
        ("kind", known.agencies, "kind of agency"),
        ("area", known.areas, "area"),
    ):
        typed_word = said.get(column, "")
        chosen[column] = kinds.get(typed_word.casefold())
        if typed_word and chosen[column] is None and not fault:
            names = ", ".join(row.name for row in kinds.values())
            fault = f"“{typed_word}” is no {words} here. There are: {names}."
    if fault:
        delegate = replace(UNNAMED, name=name, email=email)
        return Row(number, delegate, typed, fault[:LONGEST]), None
    delegate = replace(
        people.at_address(email, name=name).delegate,
        agency=said.get("employer", "")[:LONGEST_NAME],
        kind_of_agency=chosen["kind"],
        profession=chosen["profession"],
        area=chosen["area"],
    )
    return Row(number, delegate, typed), chosen["strand"]


def _fault_of_address(email: str) -> str:
    if not email:
        return "There is no e-mail address in it."
    if " " in email:
        return "There are two addresses in it. Give each a line."
    if len(email) > LONGEST_ADDRESS:
        return "The address is too long to be one."
    try:
        _is_address(email)
    except ValidationError:
        return f"“{email}” is not an e-mail address."
    return ""
