"""Queries: how bills stand, in words, and which ones need somebody.

Everything here asks a fixed number of questions, however many bills there are.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Exists, F, OuterRef, Prefetch, Q, QuerySet

from portal.accounts.models import User
from portal.core import clock
from portal.core.money import pounds
from portal.core.words import uk_day

from .models import (
    BankLine,
    Bill,
    Dispute,
    DisputeStatus,
    Invoice,
    Kind,
    Method,
    OrderRequest,
    Payer,
    Payment,
    PaymentStatus,
    Refund,
    RefundStatus,
)

# Who has just left for the card page is no bill to send an invoice for.
GIVES_UP_AFTER = timedelta(hours=1)


@dataclass(frozen=True)
class Stands:
    """How a bill stands: a word, what it means, and whether somebody should look."""

    key: str
    label: str
    words: str = ""

    @property
    def tone(self) -> str:
        """Return the kind of a status mark on pages for readers."""
        return {"paid": "good", "overdue": "bad", "owed": "warn", "part": "warn"}.get(
            self.key, "closed"
        )


def stands(bill: Any, invoice: Invoice | None, *, on: date) -> Stands:
    """Say how a bill stands whose sums were asked for by `with_owed`."""
    owed = bill.owed_pence
    if bill.withdrawn_at is not None:
        day = uk_day(clock.uk_day(bill.withdrawn_at))
        return Stands("withdrawn", "Withdrawn", f"Withdrawn on {day}; nothing to pay")
    if not owed:
        if bill.total_pence and bill.credited_pence == bill.total_pence:
            return Stands("credited", "Credited", "Taken back by credit note")
        return Stands("paid", "Paid", "Nothing left to pay")
    due = invoice.due_on if invoice else None
    by = f" by {uk_day(due)}" if due else ""
    if due is not None and due < on:
        return Stands("overdue", "Overdue", f"{pounds(owed)} was due on {uk_day(due)}")
    if owed < bill.total_pence:
        return Stands("part", "Part paid", f"{pounds(owed)} still to pay{by}")
    return Stands("owed", "To pay", f"{pounds(owed)} to pay{by}")


def listed() -> QuerySet[Any]:
    """Return bills with sums, payer and documents, for a list."""
    documents = Invoice.objects.order_by("issued_on", "pk")
    return (
        Bill.objects.with_owed()
        .select_related("payer")
        .prefetch_related(Prefetch("invoices", queryset=documents), "lines")
    )


def invoice_in(bill: Bill) -> Invoice | None:
    """Return the invoice among the documents that came with a listed bill."""
    return next((one for one in bill.invoices.all() if one.kind == Kind.INVOICE), None)


def bills_of(user: User) -> QuerySet[Any]:
    """Return what somebody owes or has paid, newest first.

    A page for cards that was left again leaves a bill behind that means nothing: one
    is listed once there is a document, or money, or while somebody still owes it.
    """
    paid = Payment.objects.filter(
        bill=OuterRef("pk"), status=PaymentStatus.PAID, amount_pence__gt=0
    )
    wanted = Q(invoices__isnull=False) | Exists(paid) | Q(withdrawn_at=None)
    return listed().filter(wanted, payer__user=user).distinct()


def document_of(user: User, number: str) -> Invoice | None:
    """Return a document of somebody's own. Others' do not exist for them."""
    rows = Invoice.objects.select_related("bill__payer", "credits")
    return rows.filter(number=number, bill__payer__user=user).first()


# --- The finance desk ------------------------------------------------------


def awaiting_order() -> QuerySet[OrderRequest]:
    rows = OrderRequest.objects.waiting().filter(bill__in=Bill.objects.owing())
    return rows.select_related("bill__payer").order_by("answer_by", "pk")


def to_invoice(at: datetime) -> QuerySet[Any]:
    """Return bills of organisations that nobody has been asked to pay.

    What a person pays by card is settled on the card page, or given up there.
    """
    waiting = OrderRequest.objects.waiting().filter(bill=OuterRef("pk"))
    issued = Invoice.objects.filter(bill=OuterRef("pk"))
    owing = listed().filter(owed_pence__gt=0, made_at__lt=at - GIVES_UP_AFTER)
    return owing.filter(payer__user=None).exclude(Exists(waiting) | Exists(issued))


def overdue(on: date) -> QuerySet[Invoice]:
    late = Q(due_on__lt=on) | Q(due_on=None)
    rows = Invoice.objects.filter(
        late, kind=Kind.INVOICE, bill__in=Bill.objects.owing()
    )
    return rows.select_related("bill__payer").order_by("due_on", "pk")


def _refunds(*statuses: RefundStatus) -> QuerySet[Refund]:
    rows = Refund.objects.filter(status__in=statuses)
    return rows.select_related("payment__bill__payer", "asked_by").order_by(
        "asked_at", "pk"
    )


def refunds_failed() -> QuerySet[Refund]:
    """Return refunds that failed, still can go back, and were not asked for anew."""
    same = Q(again_of=OuterRef("pk")) | Q(again_of=OuterRef("again_of"))
    again = Refund.objects.filter(same, pk__gt=OuterRef("pk")).exclude(
        status=RefundStatus.REFUSED
    )
    fits = Q(
        amount_pence__lte=F("payment__amount_pence") - F("payment__refunded_pence")
    )
    return _refunds(RefundStatus.FAILED).filter(fits).exclude(Exists(again))


def refunds_for_second_person() -> QuerySet[Refund]:
    return _refunds(RefundStatus.ASKED)


def refunds_to_send() -> QuerySet[Refund]:
    """Return refunds of transfers, which a person has to pay back at the bank."""
    return _refunds(RefundStatus.TO_SEND).filter(payment__method=Method.TRANSFER)


def disputes_open() -> QuerySet[Dispute]:
    rows = Dispute.objects.filter(status=DisputeStatus.OPEN)
    return rows.select_related("payment__bill__payer").order_by("answer_by", "pk")


def lines_unmatched() -> QuerySet[BankLine]:
    return BankLine.objects.unmatched()


def overpaid() -> QuerySet[Bill]:
    return Bill.objects.overpaid().select_related("payer")


def found_payers(words: str) -> QuerySet[Payer]:
    """Return payers by name, address, order number, bill or invoice."""
    words = words.strip().replace("\0", "")
    if not words:
        return Payer.objects.all()
    inside = Bill.objects.filter(payer=OuterRef("pk")).filter(
        Q(reference__iexact=words)
        | Q(order_number__icontains=words)
        | Q(invoices__number__iexact=words)
    )
    return Payer.objects.filter(
        Q(name__icontains=words)
        | Q(email__icontains=words)
        | Q(contact__icontains=words)
        | Exists(inside)
    )
