"""Invoices: write one for a bill, and take one back by a credit note.

Numbers have no gaps, because the row of a number range stays locked until the document
is there or everything has been taken back with it. That lock is held until the end of
the transaction, so a verb takes its number last; the order is bill, then number range.
"""

from collections.abc import Mapping
from datetime import date, datetime, timedelta

from django.db import transaction

from portal.accounts.models import User
from portal.core import clock, history

from . import bills, crediting, documents, emails, parties
from .errors import BillWithdrawn, NothingToCredit, OrderNumberNeeded, TooMuchCredited
from .models import (
    Bill,
    Invoice,
    InvoiceLine,
    Kind,
    NumberRange,
    PaymentPolicy,
    PaymentStatus,
)


@transaction.atomic
def issue(
    bill: Bill, *, at: datetime, by: User | None, due_on: date | None = None
) -> Invoice:
    """Return the invoice of the bill, written the first time it is asked for.

    Without `due_on` it is due after the days of the policy; one that is paid already is
    due on no day. While something is owed, it goes to the payer by mail. Refuses a bill
    that nobody owes any more, and one of a payer who needs a purchase order number and
    has given none; for money that has come there is an invoice whatever is missing.
    """
    bill = _locked(bill)
    found = bill.invoices.filter(kind=Kind.INVOICE).first()
    if found is not None:
        return found
    has_paid = bill.payments.filter(status=PaymentStatus.PAID).exists()
    if bill.withdrawn_at is not None and not has_paid:
        raise BillWithdrawn(bill)
    owed = bills.owed_pence(bill)
    if owed and bill.payer.needs_order_number and not bill.order_number:
        raise OrderNumberNeeded(bill)
    if owed and due_on is None:
        days = PaymentPolicy.load().days_to_pay
        due_on = clock.uk_day(at) + timedelta(days=days)
    invoice = Invoice.objects.create(
        kind=Kind.INVOICE,
        number=_take_number(Kind.INVOICE),
        bill=bill,
        issued_on=clock.uk_day(at),
        due_on=due_on if owed else None,
        order_number=bill.order_number,
        total_pence=bill.total_pence,
        facts=parties.of(bill.payer),
    )
    InvoiceLine.objects.bulk_create(
        InvoiceLine(
            invoice=invoice,
            position=line.position,
            description=line.description,
            quantity=line.quantity,
            unit_pence=line.unit_pence,
            total_pence=line.total_pence,
            vat=line.vat,
            vat_pence=line.vat_pence,
        )
        for line in bill.lines.all()
    )
    history.record(
        bill,
        "payments.invoice_issued",
        by=by,
        facts={"number": invoice.number, "pence": invoice.total_pence},
    )
    if owed:
        emails.invoice_issued(invoice, at=at)
    return invoice


@transaction.atomic
def credit(
    bill: Bill,
    *,
    reason: str,
    at: datetime,
    by: User | None,
    pence: int | None = None,
    lines: Mapping[int, int] | None = None,
) -> Invoice:
    """Take back part of a bill's invoice, or with neither sum nor lines what is left.

    `pence` is spread over the lines in proportion; `lines` says how much of which,
    by position. Never more than the invoice, and never more than a line.
    """
    bill = _locked(bill)
    invoice = bill.invoices.filter(kind=Kind.INVOICE).first()
    if invoice is None:
        raise NothingToCredit("There is no invoice for this bill, so nothing to take.")
    left = invoice.total_pence - invoice.credited_pence
    open_lines = _open_lines(invoice)
    shares = (
        crediting.of_lines(open_lines, lines)
        if lines is not None
        else crediting.spread(open_lines, left if pence is None else pence)
    )
    total = sum(share.pence for share in shares)
    if total > left:
        raise TooMuchCredited(left)
    if total <= 0:
        raise NothingToCredit("A credit note has to take something back.")
    invoice.credited_pence += total
    invoice.save(update_fields=["credited_pence"])
    note = Invoice.objects.create(
        kind=Kind.CREDIT_NOTE,
        number=_take_number(Kind.CREDIT_NOTE),
        bill=bill,
        credits=invoice,
        issued_on=clock.uk_day(at),
        order_number=invoice.order_number,
        reason=reason,
        total_pence=total,
        # Both parties as they stand on the invoice: it is that supply that shrinks.
        facts=invoice.facts,
    )
    originals = {line.position: line for line in invoice.lines.all()}
    InvoiceLine.objects.bulk_create(
        _credit_line(note, position, share, originals[share.line])
        for position, share in enumerate(shares, 1)
    )
    history.record(
        bill,
        "payments.credit_note_issued",
        by=by,
        facts={"number": note.number, "pence": total, "reason": reason},
    )
    if invoice.due_on is not None:
        # Who paid at once was never sent an invoice; the refund tells them.
        emails.credit_note_issued(note, at=at)
    return note


def _credit_line(
    note: Invoice, position: int, share: crediting.Share, original: InvoiceLine
) -> InvoiceLine:
    whole = share.pence == original.total_pence
    return InvoiceLine(
        invoice=note,
        position=position,
        description=original.description,
        quantity=original.quantity if whole else 1,
        unit_pence=original.unit_pence if whole else share.pence,
        total_pence=share.pence,
        vat=original.vat,
        vat_pence=share.vat_pence,
        credits=original,
    )


def pdf(invoice: Invoice, *, at: datetime) -> bytes:
    return documents.invoice_pdf(invoice, at=at)


def of_bill(bill: Bill) -> Invoice | None:
    return bill.invoices.filter(kind=Kind.INVOICE).first()


def _locked(bill: Bill) -> Bill:
    """Return the bill, fresh and locked, so that two at once write one document."""
    rows = Bill.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("payer").get(pk=bill.pk)


def _take_number(kind: Kind) -> str:
    """Return the next number; whoever else wants one waits until this one is used."""
    numbers = NumberRange.objects.select_for_update().get(kind=kind)
    numbers.last += 1
    numbers.save(update_fields=["last"])
    return numbers.number


def _open_lines(invoice: Invoice) -> list[crediting.OpenLine]:
    taken: dict[int | None, tuple[int, int]] = {}
    for pk, pence, vat in InvoiceLine.objects.filter(
        credits__invoice=invoice
    ).values_list("credits", "total_pence", "vat_pence"):
        before = taken.get(pk, (0, 0))
        taken[pk] = (before[0] + pence, before[1] + vat)
    return [
        crediting.OpenLine(
            line.position, line.total_pence, line.vat_pence, *taken.get(line.pk, (0, 0))
        )
        for line in invoice.lines.all()
    ]
