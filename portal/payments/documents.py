"""Documents: what an invoice, a credit note and a statement say on paper.

What was agreed comes from the document's own row, so that it reads the same in ten
years; only whether it is paid is asked for when the pages are made.
"""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any

from portal.body import identity
from portal.core import clock
from portal.core.money import RATES, Vat, pounds
from portal.core.words import uk_date, uk_day
from portal.rendering.pdf import pdf
from portal.rendering.words import file_name

from . import parties
from .models import Bill, BillLine, Invoice, InvoiceLine, Kind, PaymentStatus
from .statements import Statement

SHORT_RATES = {
    Vat.EXEMPT: "Exempt",
    Vat.OUTSIDE: "No VAT",
}


def invoice_pdf(invoice: Invoice, *, at: datetime) -> bytes:
    facts = _credit_note(invoice) if _is_credit(invoice) else _invoice(invoice, at=at)
    return pdf("payments/invoice.typ", facts)


def invoice_name(invoice: Invoice) -> str:
    return file_name(f"{invoice.get_kind_display()} {invoice.number}", "pdf")


def statement_pdf(statement: Statement, *, at: datetime) -> bytes:
    return pdf("payments/statement.typ", _statement(statement, at=at))


def statement_name(statement: Statement) -> str:
    return file_name(f"Statement {statement.last.isoformat()}", "pdf")


def pay_by_transfer(invoice: Invoice) -> list[tuple[str, str]]:
    """Return to which account and under which reference; nothing where none is set."""
    bank = invoice.facts["seller"]["bank"]
    if not (bank["account_name"] and bank["sort_code"] and bank["account_number"]):
        return []
    return [
        ("Account name", bank["account_name"]),
        ("Sort code", bank["sort_code"]),
        ("Account number", bank["account_number"]),
        *([("Bank", bank["name"])] if bank["name"] else []),
        ("Reference", invoice.number),
    ]


def vat_number_words(number: str) -> str:
    return f"VAT number {number}" if number else "Not registered for VAT"


# --- An invoice ------------------------------------------------------------


def _is_credit(invoice: Invoice) -> bool:
    return invoice.kind == Kind.CREDIT_NOTE


def _invoice(invoice: Invoice, *, at: datetime) -> dict[str, Any]:
    bill: Any = Bill.objects.with_owed().get(pk=invoice.bill_id)
    owed = bill.owed_pence
    facts = [("Date", uk_day(invoice.issued_on))]
    if invoice.due_on is not None and owed:
        facts.append(("To be paid by", uk_date(invoice.due_on)))
    if invoice.order_number:
        facts.append(("Your order number", invoice.order_number))
    facts.append(("Our reference", bill.reference))
    return _paper(invoice, facts) | {
        "stamp": _stamp(invoice, bill),
        "sums": _sums_since(invoice, bill),
        "how_to_pay": pay_by_transfer(invoice) if owed else [],
        "pay_words": _pay_words(invoice, owed, on=clock.uk_day(at)) if owed else "",
        "because": "",
    }


def _credit_note(note: Invoice) -> dict[str, Any]:
    of = note.credits
    assert of is not None
    facts = [
        ("Date", uk_day(note.issued_on)),
        ("Credits", f"Invoice {of.number} of {uk_day(of.issued_on)}"),
    ]
    if note.order_number:
        facts.append(("Your order number", note.order_number))
    facts.append(("Our reference", note.bill.reference))
    return _paper(note, facts) | {
        "stamp": "",
        "sums": [],
        "how_to_pay": [],
        "pay_words": "Nothing is to be paid on a credit note.",
        "because": note.reason,
    }


def _paper(invoice: Invoice, facts: list[tuple[str, str]]) -> dict[str, Any]:
    title = f"{invoice.get_kind_display()} {invoice.number}"
    return {
        **_parties(invoice.facts),
        **_sums(list(invoice.lines.all())),
        "title": title,
        "foot": title,
        "kind": invoice.get_kind_display(),
        "number": invoice.number,
        "facts": facts,
        "total": pounds(invoice.total_pence),
    }


def _parties(facts: dict[str, Any]) -> dict[str, Any]:
    """Return who to whom, as the documents name them."""
    seller, payer = facts["seller"], facts["payer"]
    registered = [
        f"Company number {seller['company_number']}"
        if seller["company_number"]
        else "",
        f"Charity number {seller['charity_number']}"
        if seller["charity_number"]
        else "",
        vat_number_words(seller["vat_number"]),
    ]
    return {
        **identity.current().letterhead,
        "body": seller["name"],
        "seller": [seller["name"], *_lines_of(seller["address"]), seller["email"]],
        "payer": [
            payer["name"],
            # Of somebody who was erased, a pseudonym alone is left.
            payer.get("contact", ""),
            *_lines_of(payer.get("address", "")),
            f"VAT number {payer['vat_number']}" if payer.get("vat_number") else "",
        ],
        "registered": " · ".join(filter(None, registered)),
        "footer": seller["footer"],
    }


def _sums(lines: Sequence[BillLine | InvoiceLine]) -> dict[str, Any]:
    return {
        "lines": [_line(line) for line in lines],
        "vat": _vat_table(lines),
        "net": pounds(sum(line.net_pence for line in lines)),
        "vat_sum": pounds(sum(line.vat_pence for line in lines)),
    }


def _lines_of(address: str) -> list[str]:
    return [line.strip() for line in address.splitlines() if line.strip()]


def _line(line: BillLine | InvoiceLine) -> tuple[str, str, str, str, str]:
    return (
        line.description,
        str(line.quantity),
        pounds(line.unit_pence),
        rate_words(line.vat),
        pounds(line.total_pence),
    )


def rate_words(treatment: str) -> str:
    vat = Vat(treatment)
    return SHORT_RATES.get(vat, f"{RATES[vat]} %")


def _vat_table(
    lines: Iterable[BillLine | InvoiceLine],
) -> list[tuple[str, str, str, str]]:
    """Return what is taxed how: the treatment, then net, VAT, and both together."""
    sums: dict[str, list[int]] = {}
    for line in lines:
        entry = sums.setdefault(line.vat, [0, 0])
        entry[0] += line.net_pence
        entry[1] += line.vat_pence
    return [
        (Vat(vat).label, pounds(net), pounds(tax), pounds(net + tax))
        for vat, (net, tax) in sums.items()
    ]


def _stamp(invoice: Invoice, bill: Any) -> str:
    """Return in words that it is settled, and how; nothing while something is owed."""
    if bill.owed_pence:
        return ""
    if not invoice.total_pence:
        return "Nothing to pay"
    if bill.credited_pence == invoice.total_pence:
        return "Credited in full"
    last = bill.payments.filter(status=PaymentStatus.PAID).order_by("paid_at").last()
    if last is None:
        return "Withdrawn: nothing to pay"
    return f"Paid by {last.get_method_display().lower()} on {_day_of(last.paid_at)}"


def _day_of(moment: datetime | None) -> str:
    return uk_day(clock.uk_day(moment)) if moment else ""


def _sums_since(invoice: Invoice, bill: Any) -> list[tuple[str, str]]:
    """Return what happened to the total since; nothing where it is still the whole."""
    owed: int = bill.owed_pence
    if owed == invoice.total_pence:
        return []
    sums = []
    if bill.credited_pence:
        sums.append(("Credited", pounds(-bill.credited_pence)))
    if bill.paid_pence:
        sums.append(("Paid", pounds(-bill.paid_pence)))
    if bill.refunded_pence:
        sums.append(("Paid back", pounds(bill.refunded_pence)))
    return [*sums, ("Still to pay", pounds(owed))]


def _pay_words(invoice: Invoice, owed_pence: int, *, on: date) -> str:
    if invoice.due_on is None:
        return f"{pounds(owed_pence)} is to be paid."
    if invoice.due_on < on:
        return f"{pounds(owed_pence)} was to be paid by {uk_date(invoice.due_on)}."
    return f"Pay {pounds(owed_pence)} by {uk_date(invoice.due_on)}."


# --- A quote ---------------------------------------------------------------


def quote_pdf(
    bill: Bill,
    *,
    number: str,
    facts: Iterable[tuple[str, str]],
    how_to_order: Iterable[str],
    at: datetime,
) -> bytes:
    """Return what a bill would be, for those who order before they are invoiced.

    `number` and `facts` are the room's whose bill it is; nothing here is kept.
    """
    lines = list(bill.lines.all())
    title = f"Quote {number}"
    day = ("Date", uk_day(clock.uk_day(at)))
    given = _parties(parties.of(bill.payer)) | _sums(lines)
    return pdf(
        "payments/quote.typ",
        given
        | {
            "title": title,
            "foot": f"{title}. This is no invoice",
            "facts": [day, *facts],
            "how_to_order": list(how_to_order),
            "total": pounds(bill.total_pence),
        },
    )


# --- A statement -----------------------------------------------------------


def _statement(statement: Statement, *, at: datetime) -> dict[str, Any]:
    payer = statement.payer
    return {
        "title": f"Statement for {payer.name}",
        **identity.current().letterhead,
        "foot": f"Statement, {uk_day(statement.first)} to {uk_day(statement.last)}",
        "payer": [payer.name, payer.contact, *_lines_of(payer.address)],
        "facts": [
            ("From", uk_day(statement.first)),
            ("To the end of", uk_day(statement.last)),
            ("Made on", uk_day(clock.uk_day(at))),
        ],
        "opening": balance_words(statement.opening_pence),
        "lines": [
            (
                uk_day(one.on),
                one.what,
                one.reference,
                pounds(one.pence),
                pounds(balance),
            )
            for one, balance in statement.with_balances
        ],
        "closing": balance_words(statement.closing_pence),
    }


def balance_words(pence: int) -> str:
    if pence > 0:
        return f"{pounds(pence)} to pay"
    if pence < 0:
        return f"{pounds(-pence)} in your favour"
    return "Nothing to pay"
