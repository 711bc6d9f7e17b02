"""Exports: the books of a period as lists for the ledger.

What somebody typed stays text in every program that opens it; sums are numbers in
pounds, so that they can be added up.
"""

from collections.abc import Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db import models
from django.db.models import Case, F, Sum, When
from django.db.models.functions import Coalesce

from portal.core import clock
from portal.core.money import Vat
from portal.rendering import sheets

from .models import (
    BankLine,
    Invoice,
    InvoiceLine,
    Kind,
    Payment,
    PaymentStatus,
    Refund,
    RefundStatus,
)


class Contents(models.TextChoices):
    DOCUMENTS = "documents", "Invoices and credit notes, line by line"
    PAYMENTS = "payments", "Payments"
    REFUNDS = "refunds", "Refunds"
    VAT = "vat", "VAT by treatment"
    BANK = "bank", "Transfers, matched and not"


type Rows = Iterator[Sequence[Any]]

HEADERS = {
    Contents.DOCUMENTS: (
        "Date",
        "Document",
        "Number",
        "Credits",
        "Payer",
        "VAT number of payer",
        "Purpose",
        "Bill",
        "Purchase order",
        "Line",
        "Description",
        "Quantity",
        "VAT treatment",
        "Net",
        "VAT",
        "Gross",
        "Due",
    ),
    Contents.PAYMENTS: (
        "Date",
        "Method",
        "Payer",
        "Purpose",
        "Bill",
        "Invoice",
        "Sum",
        "Sent back since",
        "Reference",
    ),
    Contents.REFUNDS: (
        "Date",
        "Method",
        "Payer",
        "Purpose",
        "Bill",
        "Sum",
        "Reason",
        "Asked by",
        "Approved by",
    ),
    Contents.VAT: ("VAT treatment", "Net", "VAT", "Gross"),
    Contents.BANK: (
        "Date",
        "As the bank wrote it",
        "Sum",
        "Matched",
        "Left",
        "Set aside",
    ),
}


def csv(contents: Contents, *, first: date, last: date) -> Iterator[str]:
    return sheets.lines(HEADERS[contents], rows(contents, first=first, last=last))


def workbook(*, first: date, last: date) -> bytes:
    return sheets.workbook(
        {
            contents.label.partition(",")[0]: (
                HEADERS[contents],
                rows(contents, first=first, last=last),
            )
            for contents in Contents
        }
    )


def rows(contents: Contents, *, first: date, last: date) -> Rows:
    found = {
        Contents.DOCUMENTS: _documents,
        Contents.PAYMENTS: _payments,
        Contents.REFUNDS: _refunds,
        Contents.VAT: _vat,
        Contents.BANK: _bank,
    }
    return found[contents](first, last)


def in_pounds(pence: int) -> Decimal:
    return Decimal(pence) / 100


def _sign(kind: str) -> int:
    return 1 if kind == Kind.INVOICE else -1


def _moments(first: date, last: date) -> tuple[datetime, datetime]:
    return clock.start_of_uk_day(first), clock.end_of_uk_day(last)


def _day(moment: datetime | None) -> str:
    return clock.uk_day(moment).isoformat() if moment else ""


def _documents(first: date, last: date) -> Rows:
    lines = (
        InvoiceLine.objects.filter(invoice__issued_on__range=(first, last))
        .select_related("invoice__bill", "invoice__credits")
        .order_by("invoice__issued_on", "invoice__pk", "position")
    )
    for line in lines.iterator(chunk_size=500):
        document = line.invoice
        payer, sign = document.facts["payer"], _sign(document.kind)
        yield (
            document.issued_on.isoformat(),
            document.get_kind_display(),
            document.number,
            document.credits.number if document.credits else "",
            payer["name"],
            payer.get("vat_number", ""),
            document.bill.purpose,
            document.bill.reference,
            document.order_number,
            line.position,
            line.description,
            line.quantity,
            Vat(line.vat).label,
            in_pounds(sign * line.net_pence),
            in_pounds(sign * line.vat_pence),
            in_pounds(sign * line.total_pence),
            document.due_on.isoformat() if document.due_on else "",
        )


def _payments(first: date, last: date) -> Rows:
    start, end = _moments(first, last)
    invoice = Invoice.objects.filter(
        bill=models.OuterRef("bill"), kind=Kind.INVOICE
    ).values("number")
    came = (
        Payment.objects.filter(
            status=PaymentStatus.PAID, paid_at__gte=start, paid_at__lt=end
        )
        .select_related("bill__payer")
        .annotate(invoice_number=Coalesce(models.Subquery(invoice), models.Value("")))
        .order_by("paid_at", "pk")
    )
    payment: Any
    for payment in came.iterator(chunk_size=500):
        yield (
            _day(payment.paid_at),
            payment.get_method_display(),
            payment.bill.payer.name,
            payment.bill.purpose,
            payment.bill.reference,
            payment.invoice_number,
            in_pounds(payment.amount_pence),
            in_pounds(payment.refunded_pence),
            payment.bank_reference or payment.intent,
        )


def _refunds(first: date, last: date) -> Rows:
    start, end = _moments(first, last)
    went = (
        Refund.objects.filter(
            status=RefundStatus.DONE, ended_at__gte=start, ended_at__lt=end
        )
        .select_related("payment__bill__payer", "asked_by", "approved_by")
        .order_by("ended_at", "pk")
    )
    for refund in went.iterator(chunk_size=500):
        bill = refund.payment.bill
        yield (
            _day(refund.ended_at),
            refund.payment.get_method_display(),
            bill.payer.name,
            bill.purpose,
            bill.reference,
            in_pounds(refund.amount_pence),
            refund.reason,
            str(refund.asked_by or ""),
            str(refund.approved_by or ""),
        )


def _vat(first: date, last: date) -> Rows:
    """Yield what was taxed how, credit notes taken off."""
    issued = InvoiceLine.objects.filter(invoice__issued_on__range=(first, last))
    sign = Case(When(invoice__kind=Kind.INVOICE, then=1), default=-1)
    sums = issued.values("vat").annotate(
        gross=Sum(F("total_pence") * sign), tax=Sum(F("vat_pence") * sign)
    )
    found = {row["vat"]: row for row in sums.order_by()}
    for vat in Vat:
        row = found.get(vat.value)
        if row is not None:
            gross, tax = row["gross"], row["tax"]
            yield vat.label, in_pounds(gross - tax), in_pounds(tax), in_pounds(gross)


def _bank(first: date, last: date) -> Rows:
    lines = BankLine.objects.with_left().filter(received_on__range=(first, last))
    line: Any
    for line in lines.order_by("received_on", "pk").iterator(chunk_size=500):
        yield (
            line.received_on.isoformat(),
            line.words,
            in_pounds(line.pence),
            in_pounds(line.matched_pence),
            in_pounds(line.left_pence),
            line.set_aside_because,
        )
