"""Bank: what came in by transfer, and to which bill each sum belongs.

A line is matched by a person, on a proposal or by hand; the money moves through
`settlement` alone. A match can be taken off again by an entry that says so: nothing is
deleted. A line is locked while it is matched, so no penny of it is used twice.
"""

import re
import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction

from portal.accounts.models import User
from portal.core import history
from portal.core.fields import one_line
from portal.core.money import pounds

from . import bank_files, bills, settlement
from .bank_files import Columns, Read, Table
from .errors import StepRefused
from .models import (
    BankColumns,
    BankLine,
    BankMatch,
    BankStatement,
    Bill,
    Invoice,
    Kind,
    Method,
)

MOST_PROPOSALS = 5
LONGEST_REFERENCE = 140
# A shorter word of a name stands in too many other names.
SHORTEST_NAME = 4


# --- Files -----------------------------------------------------------------


@transaction.atomic
def read_file(
    content: bytes, *, name: str, by: User | None, at: datetime
) -> BankStatement:
    """Take in a file, to be looked at first. The same file again is the same one."""
    text = bank_files.text_of(content)
    bank_files.table_of(text)
    statement, is_new = BankStatement.objects.get_or_create(
        digest=bank_files.digest(text),
        defaults={
            "name": one_line(name)[:200] or "statement.csv",
            "content": text,
            "read_at": at,
            "brought_by": by,
        },
    )
    if not is_new and statement.brought_at is not None:
        raise StepRefused(
            f"This file has been brought in before, as {statement.name}. Nothing "
            "changed."
        )
    return statement


def table_in(statement: BankStatement) -> Table:
    return bank_files.table_of(statement.content)


def columns_for(table: Table) -> Columns | None:
    """Return what was told of this bank's columns, or what its headings say."""
    told = BankColumns.objects.filter(header=table.fingerprint).first()
    if told is None:
        return bank_files.recognised(table.headings)
    return Columns.from_data(told.columns)


def remember(table: Table, columns: Columns) -> None:
    BankColumns.objects.update_or_create(
        header=table.fingerprint, defaults={"columns": columns.as_data()}
    )


def look_through(table: Table, columns: Columns) -> tuple[Read, int]:
    """Return what is in the file, and how many of its sums are here already."""
    found = bank_files.read(table, columns)
    return found, len(_known(found))


def _known(found: Read) -> set[str]:
    prints = [row.fingerprint for row in found.rows]
    rows = BankLine.objects.filter(fingerprint__in=prints)
    return set(rows.values_list("fingerprint", flat=True))


@transaction.atomic
def bring_in(statement: BankStatement, *, by: User | None, at: datetime) -> int:
    """Bring in every sum that is not here yet; return how many. Once per file (F6)."""
    statement = BankStatement.objects.select_for_update().get(pk=statement.pk)
    if statement.brought_at is not None:
        raise StepRefused("This file has been brought in already.")
    table = table_in(statement)
    columns = columns_for(table)
    if columns is None:
        raise StepRefused("Say first which column is which.")
    found = bank_files.read(table, columns)
    known = _known(found)
    # Two files that overlap may come at once: the fingerprint decides.
    BankLine.objects.bulk_create(
        (
            BankLine(
                statement=statement,
                received_on=row.received_on,
                pence=row.pence,
                words=row.words,
                fingerprint=row.fingerprint,
                entered_at=at,
                entered_by=by,
            )
            for row in found.rows
            if row.fingerprint not in known
        ),
        ignore_conflicts=True,
    )
    number = statement.lines.count()
    statement.brought_at, statement.brought_by = at, by
    statement.line_count = len(found.rows)
    statement.known_count = len(found.rows) - number
    statement.content = ""
    statement.save()
    history.record(
        statement, "payments.statement_brought_in", by=by, facts={"lines": number}
    )
    return number


def enter(
    *, received_on: date, pence: int, words: str, by: User | None, at: datetime
) -> BankLine:
    """Write down a sum by hand, as it stands on the account."""
    return BankLine.objects.create(
        received_on=received_on,
        pence=pence,
        words=one_line(words)[: bank_files.LONGEST_WORDS],
        fingerprint=bank_files.digest(f"by hand {secrets.token_hex(16)}"),
        entered_at=at,
        entered_by=by,
    )


# --- Proposals -------------------------------------------------------------


@dataclass(frozen=True)
class Proposal:
    """A bill that a line may be for, and why it is thought of."""

    bill: Bill
    invoice: Invoice | None
    owed_pence: int
    why: str
    weight: int


def proposals(lines: Iterable[BankLine]) -> dict[int, list[Proposal]]:
    """Return for each line the bills that it may be for, the likeliest first.

    Two queries, however many lines there are.
    """
    owing: list[Any] = list(
        Bill.objects.owing().select_related("payer").prefetch_related("invoices")
    )
    return {line.pk: _for_line(line, owing) for line in lines}


def _for_line(line: BankLine, owing: Sequence[Any]) -> list[Proposal]:
    left = getattr(line, "left_pence", line.pence)
    said = _squeezed(line.words)
    same_sum = sum(bill.owed_pence == left for bill in owing)
    found = []
    for bill in owing:
        documents = bill.invoices.all()
        invoice = next((one for one in documents if one.kind == Kind.INVOICE), None)
        names = [bill.reference, bill.order_number, invoice.number if invoice else ""]
        named = next((name for name in names if name and _squeezed(name) in said), "")
        fits = bill.owed_pence == left
        weight, why = 0, ""
        if named:
            weight = 8 + 4 * fits
            why = f"{named} stands on the transfer" + (
                ", and the sum fits" if fits else ""
            )
        elif fits and _is_named(bill.payer.name, line.words):
            weight, why = 4, "Name and sum fit"
        elif fits and same_sum == 1:
            weight, why = 2, "The only open bill of this sum"
        elif fits:
            weight, why = 1, f"One of {same_sum} open bills of this sum"
        if weight:
            found.append(Proposal(bill, invoice, bill.owed_pence, why, weight))
    found.sort(key=lambda one: (-one.weight, one.bill.pk))
    return found[:MOST_PROPOSALS]


def _squeezed(words: str) -> str:
    return re.sub(r"[^A-Z0-9]", "", words.upper())


def _is_named(name: str, words: str) -> bool:
    said = set(re.findall(r"[A-Z0-9]+", words.upper()))
    parts = re.findall(r"[A-Z0-9]+", name.upper())
    return any(part in said for part in parts if len(part) >= SHORTEST_NAME)


# --- Matching --------------------------------------------------------------


@transaction.atomic
def match(
    line: BankLine, bill: Bill, *, pence: int | None = None, by: User, at: datetime
) -> BankMatch:
    """Take so much of a line for a bill: without a sum, what is owed of what is left.

    More than is owed stays with the line, for another bill or to be sent back.
    """
    line = _locked(line)
    left, owed = _left(line), bills.owed_pence(bill)
    pence = min(left, owed) if pence is None else pence
    if not owed:
        raise StepRefused(f"Nothing is owed for bill {bill.reference} any more.")
    if pence <= 0 or pence > left:
        raise StepRefused(f"{pounds(left)} of this transfer are left.")
    if pence > owed:
        raise StepRefused(
            f"Only {pounds(owed)} are owed for bill {bill.reference}. Match that, and "
            "the rest stays here."
        )
    payment = settlement.received(
        bill=bill,
        pence=pence,
        method=Method.TRANSFER,
        reference=line.words[:LONGEST_REFERENCE],
        at=at,
        by=by,
    )
    made = BankMatch.objects.create(
        line=line,
        bill=bill,
        pence=pence,
        payment=payment,
        matched_at=at,
        matched_by=by,
    )
    history.record(
        line,
        "payments.line_matched",
        by=by,
        facts={"bill": bill.reference, "pence": pence},
    )
    return made


@transaction.atomic
def undo(made: BankMatch, *, why: str, by: User, at: datetime) -> None:
    """Take a match off: the sum waits again, and the bill is owed again."""
    line = _locked(made.line)
    taken = BankMatch.objects.filter(pk=made.pk, undone_at=None)
    if not taken.update(undone_at=at, undone_because=why[:200]):
        raise StepRefused("This match has been taken off already.")
    settlement.taken_off(made.payment, why, at=at, by=by)
    if line.set_aside_at is not None:
        # Only what was left then was set aside; now there is more to look at.
        take_back(line, by=by)
    history.record(
        line,
        "payments.match_undone",
        by=by,
        facts={"bill": made.bill.reference, "pence": made.pence, "why": why},
    )


@transaction.atomic
def set_aside(line: BankLine, *, why: str, by: User, at: datetime) -> None:
    """Keep what is left of a line out of the queue: not for us, or sent back."""
    line = _locked(line)
    if line.set_aside_at is not None or not _left(line):
        raise StepRefused("Nothing of this transfer is waiting.")
    facts = {"pence": _left(line), "why": why}
    line.set_aside_at, line.set_aside_because = at, why[:200]
    line.save(update_fields=["set_aside_at", "set_aside_because"])
    history.record(line, "payments.line_set_aside", by=by, facts=facts)


@transaction.atomic
def take_back(line: BankLine, *, by: User) -> None:
    """Put a line that was set aside into the queue again."""
    line = _locked(line)
    if line.set_aside_at is None:
        raise StepRefused("This transfer is waiting already.")
    line.set_aside_at, line.set_aside_because = None, ""
    line.save(update_fields=["set_aside_at", "set_aside_because"])
    history.record(line, "payments.line_taken_back", by=by)


@transaction.atomic
def received(
    bill: Bill,
    *,
    received_on: date,
    pence: int,
    words: str,
    by: User,
    at: datetime,
) -> BankMatch:
    """Write down a transfer for a bill at once; more than is owed waits."""
    line = enter(received_on=received_on, pence=pence, words=words, by=by, at=at)
    return match(line, bill, by=by, at=at)


def _locked(line: BankLine) -> BankLine:
    return BankLine.objects.select_for_update().get(pk=line.pk)


def _left(line: BankLine) -> int:
    if line.set_aside_at is not None:
        return 0
    taken = line.matches.filter(undone_at=None).values_list("pence", flat=True)
    return line.pence - sum(taken)
