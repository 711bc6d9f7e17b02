"""Bank files: which sums came in, by this file from a bank?

The usual headings of British banks are known; other columns are asked for. Only money
in is read. A row that cannot be read is named with its reason, and never guessed at.
"""

import csv
import hashlib
import io
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal

from portal.core.errors import Refused
from portal.core.fields import one_line

MOST_BYTES = 5_000_000
MOST_ROWS = 20_000
MOST_COLUMNS = 60
MOST_PENCE = 2_000_000_000
LONGEST_WORDS = 300
# Nationwide and others put account and balance above the headings.
HEADINGS_WITHIN = 12
FEWEST_COLUMNS = 3

# Our name of a column, and what banks call it.
KNOWN = {
    "day": (
        "date",
        "transaction date",
        "posting date",
        "date posted",
        "completed date",
        "date completed (utc)",
        "value date",
    ),
    "money_in": (
        "credit amount",
        "paid in",
        "money in",
        "credit",
        "receipts",
        "amount received",
        "money in (gbp)",
        "paid in (gbp)",
        "credits",
    ),
    "amount": (
        "amount",
        "value",
        "amount (gbp)",
        "transaction amount",
        "debit/credit",
        "total amount",
    ),
}
WORDS = (
    "transaction description",
    "description",
    "merchant/description",
    "memo",
    "reference",
    "counter party",
    "payer",
    "name",
    "narrative",
    "details",
    "transaction details",
    "payment reference",
    "notes",
)
DAY_FORMATS = (
    "%d/%m/%Y",
    "%Y-%m-%d",
    "%d-%m-%Y",
    "%d.%m.%Y",
    "%d/%m/%y",
    "%d %b %Y",
    "%d-%b-%Y",
    "%d %b %y",
    "%d-%b-%y",
    "%d %B %Y",
)
EARLIEST = date(2000, 1, 1)
_SUM = re.compile(
    r"(?P<sign>[+-]?)£?(?P<pounds>\d{1,3}(?:,\d{3})+|\d+)(?P<p>\.\d{1,2})?"
)
DELIMITERS = ",;\t|"


@dataclass(frozen=True)
class Columns:
    """Which column is what, by place; `words` are joined in their order."""

    day: int
    words: tuple[int, ...]
    money_in: int | None = None
    amount: int | None = None

    def as_data(self) -> dict[str, object]:
        return {
            "day": self.day,
            "words": list(self.words),
            "money_in": self.money_in,
            "amount": self.amount,
        }

    @classmethod
    def from_data(cls, data: Mapping[str, object]) -> "Columns":
        words = data.get("words")
        return cls(
            day=_place(data.get("day")) or 0,
            words=tuple(int(place) for place in words)
            if isinstance(words, list)
            else (),
            money_in=_place(data.get("money_in")),
            amount=_place(data.get("amount")),
        )


def _place(value: object) -> int | None:
    return value if isinstance(value, int) else None


@dataclass(frozen=True)
class Row:
    """One sum that came in, and the fingerprint by which it is known again."""

    line: int
    received_on: date
    pence: int
    words: str
    fingerprint: str


@dataclass(frozen=True)
class Fault:
    line: int
    why: str


@dataclass
class Table:
    """A file as rows of cells: the headings, and what stands below with its lines."""

    headings: list[str]
    rows: list[tuple[int, list[str]]]

    @property
    def fingerprint(self) -> str:
        """Return by what the columns of this bank are remembered."""
        return digest("\x1f".join(_plain(heading) for heading in self.headings))


@dataclass
class Read:
    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    # Rows without money in, such as what we paid.
    passed_over: int = 0


def digest(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def text_of(content: bytes) -> str:
    """Return the words of a file in whichever letters the bank wrote it."""
    if len(content) > MOST_BYTES:
        raise Refused("The file is larger than 5 MB. Export a shorter period.")
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        encodings: tuple[str, ...] = ("utf-16",)
    elif content[1:2] == b"\0" and content[3:4] == b"\0":
        encodings = ("utf-16-le",)
    elif content[:1] == b"\0" and content[2:3] == b"\0":
        encodings = ("utf-16-be",)
    else:
        encodings = ("utf-8-sig", "cp1252")
    for encoding in encodings:
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text.removeprefix("\ufeff")
    raise Refused("The file is no list of text. Export it from the bank as CSV.")


def table_of(text: str) -> Table:
    """Return headings and rows, or say why this is no statement."""
    delimiter = _delimiter(text)
    headings: list[str] | None = None
    rows: list[tuple[int, list[str]]] = []
    for line, cells in _cells(text, delimiter):
        if not any(cells):
            continue
        if len(cells) > MOST_COLUMNS:
            raise Refused(f"Line {line} has more than {MOST_COLUMNS} columns.")
        if headings is None:
            if line <= HEADINGS_WITHIN and not _looks_like_headings(cells):
                continue
            headings = cells
            continue
        rows.append((line, cells))
        if len(rows) > MOST_ROWS:
            raise Refused(f"More than {MOST_ROWS:,} rows. Export a shorter period.")
    if headings is None or not _looks_like_headings(headings):
        raise Refused(
            "No row of headings was found. The file has to be a CSV with a heading "
            "over each column, one of them the date."
        )
    return Table(headings, rows)


def _cells(text: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    try:
        for row in reader:
            yield reader.line_num, [one_line(cell) for cell in row]
    except csv.Error as error:
        raise Refused(
            f"Line {reader.line_num} cannot be read: a quotation mark is left open, "
            "or something stands behind a closed one."
        ) from error


def _delimiter(text: str) -> str:
    beginning = "\n".join(text.splitlines()[:HEADINGS_WITHIN])
    return max(DELIMITERS, key=beginning.count)


def _looks_like_headings(cells: Sequence[str]) -> bool:
    names = [_plain(cell) for cell in cells]
    has_sum = any("amount" in name or "value" in name for name in names) or any(
        name in KNOWN["money_in"] for name in names
    )
    return len(cells) >= FEWEST_COLUMNS and (
        any("date" in name for name in names) or has_sum
    )


def _plain(heading: str) -> str:
    return " ".join(heading.lower().replace("_", " ").strip("# ").split())


def recognised(headings: Sequence[str]) -> Columns | None:
    """Return the columns of a bank that is known; None where somebody has to say."""
    names = [_plain(heading) for heading in headings]
    found = {
        name: next((names.index(known) for known in called if known in names), None)
        for name, called in KNOWN.items()
    }
    words = tuple(place for place, name in enumerate(names) if name in WORDS)
    day, money_in, amount = found["day"], found["money_in"], found["amount"]
    # Twice the same heading is a question for a person.
    doubled = {name for name, times in Counter(names).items() if times > 1 and name}
    used = {names[place] for place in (day, money_in, amount) if place is not None}
    if day is None or not words or (money_in is None and amount is None):
        return None
    if doubled & used:
        return None
    return Columns(day, words, money_in, amount if money_in is None else None)


def read(table: Table, columns: Columns) -> Read:
    """Read every row; each faulty one is told with its line and its reason."""
    found, seen = Read(), Counter[tuple[date, int, str]]()
    for line, cells in table.rows:
        try:
            row = _row(cells, columns, width=len(table.headings))
        except Refused as no:
            found.faults.append(Fault(line, no.message))
            continue
        if row is None:
            found.passed_over += 1
            continue
        received_on, pence, words = row
        # Two people may pay the same sum with the same words on one day.
        seen[row] += 1
        known = f"{received_on.isoformat()} {pence} {words.casefold()} {seen[row]}"
        found.rows.append(Row(line, received_on, pence, words, digest(known)))
    return found


def _row(
    cells: list[str], columns: Columns, *, width: int
) -> tuple[date, int, str] | None:
    places = [columns.day, *columns.words]
    sum_at = columns.money_in if columns.money_in is not None else columns.amount
    if sum_at is None:
        raise Refused("No column was named for the sum.")
    if len(cells) <= max(*places, sum_at):
        raise Refused(f"{len(cells)} cells stand here where there are {width} columns.")
    typed = cells[sum_at]
    if not typed or typed in {"-", "0", "0.00", "£0.00"}:
        return None
    pence = pence_of(typed)
    if pence <= 0:
        return None
    words = " ".join(filter(None, (cells[place] for place in columns.words)))
    if not words:
        raise Refused("Nothing says who paid, or for what.")
    return day_of(cells[columns.day]), pence, words[:LONGEST_WORDS]


def day_of(typed: str) -> date:
    """Return the day, British way round; a number of a spreadsheet is no day."""
    typed = typed.strip()
    # Some banks write the hour behind the day.
    beginning = re.sub(r"[ T]\d{1,2}:\d\d.*$", "", typed)
    for form in DAY_FORMATS:
        try:
            found = datetime.strptime(beginning, form).date()  # noqa: DTZ007 - a day
        except ValueError:
            continue
        if found >= EARLIEST:
            return found
    raise Refused(f"“{typed[:40]}” is no day such as 31/12/2026.")


def pence_of(typed: str) -> int:
    """Return a sum in pence; one that a spreadsheet has shortened is refused."""
    text = typed.strip().replace(" ", "")
    in_brackets = text.startswith("(") and text.endswith(")")
    if in_brackets:
        text = text[1:-1]
    marked = re.fullmatch(r"(.*?)(CR|DR)", text, re.IGNORECASE)
    if marked:
        text = marked[1]
    found = _SUM.fullmatch(text.replace("£-", "-£"))
    if found is None:
        raise Refused(f"“{typed[:40]}” is no sum in pounds such as 1,234.50.")
    pence = int(Decimal(found["pounds"].replace(",", "") + (found["p"] or "")) * 100)
    if pence > MOST_PENCE:
        raise Refused(f"“{typed[:40]}” is more than a statement of ours can hold.")
    is_out = found["sign"] == "-" or in_brackets
    is_out = is_out or bool(marked and marked[2].upper() == "DR")
    return -pence if is_out else pence
