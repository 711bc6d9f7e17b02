"""Invoice letters: what the mails about invoices and orders say, while they hold."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from portal.core import clock
from portal.core.money import pounds
from portal.core.words import uk_date
from portal.notifications.kinds import Attachment, Kind, Prepared
from portal.notifications.models import Message
from portal.rendering.pdf import MEDIA_TYPE

from . import bills, documents, purchase_orders
from .models import Bill, BillReminder, Invoice, OrderRequest, ReminderStage
from .models import Kind as Document


def _document(message: Message) -> Invoice | None:
    rows = Invoice.objects.select_related("bill__payer__user", "credits")
    return rows.filter(pk=message.facts["invoice"]).first()


def _owed(bill: Bill) -> int:
    return bills.owed_pence(bill)


def _attached(invoice: Invoice, *, at: datetime) -> tuple[Attachment, ...]:
    made = documents.invoice_pdf(invoice, at=at)
    return (Attachment(documents.invoice_name(invoice), made, MEDIA_TYPE),)


def _context(invoice: Invoice, message: Message, **more: Any) -> dict[str, Any]:
    payer = invoice.bill.payer
    own = payer.user is not None and payer.user.email.lower() == message.to
    return {
        "invoice": invoice,
        "bill": invoice.bill,
        "payer": payer,
        # Only who signs in reaches their own page of payments.
        "path": reverse("my:payments") if own else "",
        **more,
    }


def _facts(invoice: Invoice, owed_pence: int) -> list[tuple[str, str]]:
    facts = [("Sum", pounds(owed_pence))]
    if invoice.due_on is not None:
        facts.append(("To be paid by", uk_date(invoice.due_on)))
    if invoice.order_number:
        facts.append(("Your order number", invoice.order_number))
    return [*facts, *documents.pay_by_transfer(invoice)]


def _invoice(message: Message, at: datetime) -> Prepared | None:
    invoice = _document(message)
    owed = _owed(invoice.bill) if invoice is not None else 0
    if invoice is None or not owed:
        return None
    return Prepared(
        _context(invoice, message, facts=_facts(invoice, owed)),
        _attached(invoice, at=at),
    )


def _credit_note(message: Message, at: datetime) -> Prepared | None:
    note = _document(message)
    if note is None:
        return None
    return Prepared(
        _context(note, message, original=note.credits), _attached(note, at=at)
    )


def _payment_reminder(message: Message, at: datetime) -> Prepared | None:
    rows = BillReminder.objects.select_related("bill")
    reminder = rows.filter(pk=message.facts["reminder"]).first()
    if reminder is None:
        return None
    invoice = (
        Invoice.objects.filter(bill=reminder.bill, kind=Document.INVOICE)
        .select_related("bill__payer__user")
        .first()
    )
    owed = _owed(reminder.bill)
    if invoice is None or invoice.due_on is None or not owed:
        return None
    return Prepared(
        _context(
            invoice,
            message,
            facts=_facts(invoice, owed),
            days_late=max((clock.uk_day(at) - invoice.due_on).days, 0),
            is_last=reminder.stage == ReminderStage.LAST,
        ),
        _attached(invoice, at=at),
    )


def _order_number_wanted(message: Message, _at: datetime) -> Prepared | None:
    token = message.facts["token"]
    request = purchase_orders.open_behind(token)
    if request is None:
        return None
    bill = request.bill
    return Prepared(
        {
            "bill": bill,
            "payer": bill.payer,
            "facts": [
                *(
                    (line.description, pounds(line.total_pence))
                    for line in _lines(bill)
                ),
                ("Total", pounds(bill.total_pence)),
                ("Number wanted by", uk_date(request.answer_by)),
            ],
            "answer_by": request.answer_by,
            "reminds": bill.reminders.exists(),
            "path": reverse("payments:order-number", args=[token]),
        }
    )


def _lines(bill: Bill) -> list[Any]:
    return list(bill.lines.all())


def _order_request_ended(message: Message, _at: datetime) -> Prepared | None:
    rows = OrderRequest.objects.select_related("bill__payer")
    request = rows.filter(pk=message.facts["request"]).first()
    if request is None or request.bill.withdrawn_at is None:
        return None
    return Prepared(
        {
            "bill": request.bill,
            "payer": request.bill.payer,
            "lines": _lines(request.bill),
            "answer_by": request.answer_by,
        }
    )


KINDS = (
    Kind("payments/invoice", "An invoice", _invoice),
    Kind("payments/credit_note", "A credit note", _credit_note),
    Kind("payments/payment_reminder", "An invoice is to be paid", _payment_reminder),
    Kind(
        "payments/order_number_wanted",
        "Purchase order number wanted",
        _order_number_wanted,
        secret=True,
    ),
    Kind(
        "payments/order_request_ended",
        "No purchase order came in time",
        _order_request_ended,
    ),
)
