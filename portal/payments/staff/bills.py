"""A bill: everything that happened to it, and every step it can take."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from portal.core import clock, files, history
from portal.core.money import pounds
from portal.core.words import uk_date
from portal.payments import (
    bank,
    documents,
    invoices,
    purchase_orders,
    purposes,
    queries,
    refunds,
)
from portal.payments.models import (
    BankMatch,
    Bill,
    Dispute,
    Invoice,
    Method,
    Payment,
    PaymentStatus,
    Refund,
    RefundStatus,
)
from portal.rendering import pdf

from .forms import (
    CreditForm,
    InvoiceForm,
    OrderForm,
    ReasonForm,
    RefundForm,
    TransferForm,
)
from .screens import (
    READ_OR_SEND,
    bill_of,
    crumbs_of,
    for_finance,
    pressed,
    screen,
    step,
    url,
)


@for_finance
@require_safe
def bill_detail(request: HttpRequest, reference: str) -> HttpResponse:
    bill = bill_of(reference)
    invoice = invoices.of_bill(bill)
    stands = queries.stands(bill, invoice, on=clock.today())
    payments = Payment.objects.filter(bill=bill).prefetch_related("refunds")
    failed = set(
        queries.refunds_failed()
        .filter(payment__bill=bill)
        .order_by()
        .values_list("pk", flat=True)
    )
    return screen(
        request,
        "bill_detail",
        title=f"Bill {bill.reference}",
        crumbs=crumbs_of(bill)[:1],
        bill=bill,
        invoice=invoice,
        stands=stands,
        purpose=purposes.label_of(bill.purpose),
        lines=bill.lines.all(),
        documents=bill.invoices.select_related("credits").order_by("pk"),
        payments=[_shown(payment, failed) for payment in payments.order_by("pk")],
        matches=BankMatch.objects.filter(bill=bill)
        .select_related("line", "matched_by")
        .order_by("pk"),
        disputes=Dispute.objects.filter(payment__bill=bill),
        asked=bill.order_requests.waiting().first(),
        reminders=bill.reminders.all(),
        past=history.of_all(Bill.objects.filter(pk=bill.pk))[:50],
        may=_may(bill, invoice),
        is_mine=request.user.pk,
    )


def _shown(payment: Any, failed: set[int]) -> dict[str, Any]:
    """Return what the page says of a payment; `failed` can be asked for anew."""
    is_paid = payment.status == PaymentStatus.PAID
    return {
        "payment": payment,
        "at": payment.paid_at or payment.failed_at or payment.started_at,
        "reference": payment.bank_reference or payment.intent,
        "left_pence": payment.amount_pence - payment.refunded_pence if is_paid else 0,
        "refunds": [
            {
                "refund": refund,
                "waits": refund.status == RefundStatus.ASKED,
                "to_send": refund.status == RefundStatus.TO_SEND
                and payment.method == Method.TRANSFER,
                "failed": refund.pk in failed,
            }
            for refund in payment.refunds.all()
        ],
    }


def _may(bill: Any, invoice: Invoice | None) -> dict[str, bool]:
    """Say which steps are open, so that none is offered that would be refused."""
    live = bill.withdrawn_at is None
    owed = bill.owed_pence > 0
    kept = bill.paid_pence > bill.refunded_pence
    return {
        "invoice": live and invoice is None,
        "order": live and owed and invoice is None and not bill.order_number,
        "credit": invoice is not None and invoice.credited_pence < invoice.total_pence,
        "transfer": live and owed,
        "cancel": live and not kept,
    }


@for_finance
@require_safe
def document(_request: HttpRequest, number: str) -> HttpResponse:
    found = get_object_or_404(
        Invoice.objects.select_related("bill__payer", "credits"),
        number=number.replace("\0", ""),
    )
    return files.hand_out(
        documents.invoice_pdf(found, at=clock.now()),
        name=documents.invoice_name(found),
        media_type=pdf.MEDIA_TYPE,
    )


def _step(
    request: HttpRequest, bill: Any, form: Any, do: Any, *, title: str, **context: Any
) -> HttpResponse:
    context["name"] = "step"
    return step(
        request,
        form=form,
        do=do,
        title=title,
        back=url("bill-detail", bill.reference),
        crumbs=crumbs_of(bill),
        lede=f"{bill.payer.name}, {pounds(bill.owed_pence)} owed",
        **context,
    )


@for_finance
@require_http_methods(READ_OR_SEND)
def bill_invoice(request: HttpRequest, reference: str) -> HttpResponse:
    bill = bill_of(reference)

    def do(typed: dict[str, Any]) -> str:
        made = invoices.issue(bill, at=clock.now(), by=request.user, **typed)
        return f"{made.number} is issued."

    return _step(
        request,
        bill,
        InvoiceForm(request.POST or None),
        do,
        title="Issue the invoice",
        button="Issue the invoice",
        before=f"It goes to {bill.payer.email}, with the lines of the bill, and with "
        "names and addresses as they are today.",
    )


@for_finance
@require_http_methods(READ_OR_SEND)
def bill_credit(request: HttpRequest, reference: str) -> HttpResponse:
    bill = bill_of(reference)
    invoice = invoices.of_bill(bill)
    if invoice is None:
        raise Http404
    left = invoice.total_pence - invoice.credited_pence

    def do(typed: dict[str, Any]) -> str:
        note = invoices.credit(
            bill,
            pence=typed["pounds"],
            lines=typed["lines"],
            reason=typed["reason"],
            at=clock.now(),
            by=request.user,
        )
        return f"{note.number} of {pounds(note.total_pence)} is issued."

    return _step(
        request,
        bill,
        CreditForm(request.POST or None, lines=invoice.lines.all()),
        do,
        title="Write a credit note",
        button="Issue the credit note",
        before=f"{pounds(left)} of {invoice.number} are left. A credit note sends no "
        "money back: for what was paid, make a refund, which writes its own.",
    )


@for_finance
@require_http_methods(READ_OR_SEND)
def bill_order(request: HttpRequest, reference: str) -> HttpResponse:
    bill = bill_of(reference)

    def do(typed: dict[str, Any]) -> str:
        made = purchase_orders.give_number(
            bill, typed["number"], at=clock.now(), by=request.user
        )
        return f"{made.number} is issued with the number {made.order_number}."

    return _step(
        request,
        bill,
        OrderForm(request.POST or None),
        do,
        title="Enter the purchase order",
        button="Save and issue the invoice",
    )


@for_finance
@require_POST
def bill_order_ask(request: HttpRequest, reference: str) -> HttpResponse:
    bill = bill_of(reference)

    def do() -> str:
        asked = purchase_orders.ask(bill, at=clock.now(), by=request.user)
        until = uk_date(asked.answer_by)
        return f"We have asked {bill.payer.email} for the number, until {until}."

    return pressed(request, do, back=url("bill-detail", bill.reference))


@for_finance
@require_http_methods(READ_OR_SEND)
def bill_transfer(request: HttpRequest, reference: str) -> HttpResponse:
    bill = bill_of(reference)

    def do(typed: dict[str, Any]) -> str:
        made = bank.received(
            bill,
            received_on=typed["received_on"],
            pence=typed["pounds"],
            words=typed["words"],
            by=request.user,
            at=clock.now(),
        )
        over = typed["pounds"] - made.pence
        rest = f" {pounds(over)} wait among the transfers." if over else ""
        return f"{pounds(made.pence)} are received.{rest}"

    return _step(
        request,
        bill,
        TransferForm(
            request.POST or None,
            initial={"received_on": clock.today(), "pounds": bill.owed_pence},
        ),
        do,
        title="Record a transfer",
        button="Record the transfer",
        before="When the bank's file brings the same sum later, set that line aside.",
    )


@for_finance
@require_http_methods(READ_OR_SEND)
def bill_cancel(request: HttpRequest, reference: str) -> HttpResponse:
    bill = bill_of(reference)

    def do(typed: dict[str, Any]) -> str:
        purchase_orders.cancel(
            bill, reason=typed["reason"], at=clock.now(), by=request.user
        )
        return f"Bill {bill.reference} is withdrawn."

    return _step(
        request,
        bill,
        ReasonForm(request.POST or None),
        do,
        title="Withdraw the bill",
        button="Withdraw the bill",
        button_kind="serious",
        before="Its invoice is credited, the payer is told, and what was held for it "
        "goes.",
    )


# --- Refunds ---------------------------------------------------------------


@for_finance
@require_http_methods(READ_OR_SEND)
def refund_ask(request: HttpRequest, reference: str, payment_id: int) -> HttpResponse:
    bill = bill_of(reference)
    payment = get_object_or_404(
        Payment, pk=payment_id, bill=bill, status=PaymentStatus.PAID
    )
    left = payment.amount_pence - payment.refunded_pence

    def do(typed: dict[str, Any]) -> str:
        made = refunds.ask(
            payment,
            pence=typed["pounds"],
            reason=typed["reason"],
            by=request.user,
            at=clock.now(),
        )
        if made.status == RefundStatus.ASKED:
            return f"{pounds(made.amount_pence)} wait for a second person."
        return f"{pounds(made.amount_pence)} are to go back."

    by = "to the card" if payment.method == Method.CARD else "at the bank, by you"
    return _step(
        request,
        bill,
        RefundForm(request.POST or None, initial={"pounds": left}),
        do,
        title="Refund",
        button="Ask for the refund",
        before=f"{pounds(left)} of this payment can go back, {by}. The invoice is "
        "credited with it. From the sum of the payment policy on, a second person "
        "decides.",
    )


def _refund(reference: str, refund_id: int) -> Refund:
    rows = Refund.objects.select_related("payment__bill__payer", "asked_by")
    return get_object_or_404(
        rows, pk=refund_id, payment__bill__reference=reference.upper()
    )


@for_finance
@require_POST
def refund_decide(
    request: HttpRequest, reference: str, refund_id: int, answer: str
) -> HttpResponse:
    """Take one of the steps of a refund that are one button each."""
    refund = _refund(reference, refund_id)
    at, by = clock.now(), request.user
    sum_ = pounds(refund.amount_pence)

    def approve() -> str:
        refunds.approve(refund, at=at, by=by)
        return f"Approved: {sum_} are to go back."

    def refuse() -> str:
        refunds.refuse(refund, at=at, by=by)
        return f"Refused: {sum_} stay here."

    def sent() -> str:
        refunds.sent_by_bank(refund, at=at, by=by)
        return f"{sum_} are noted as paid back."

    def again() -> str:
        refunds.try_again(refund, at=at, by=by)
        return f"{sum_} are asked for anew."

    steps = {"approve": approve, "refuse": refuse, "sent": sent, "again": again}
    if answer not in steps:
        raise Http404
    return pressed(request, steps[answer], back=url("bill-detail", reference.upper()))
