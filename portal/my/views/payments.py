"""One's own invoices, receipts and credit notes: how each stands, and paying one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from portal.core import clock, files
from portal.core.errors import Refused
from portal.payments import checkout, documents, queries
from portal.payments.models import Bill
from portal.rendering import pdf

A_PAGE = 20


@login_required
@require_safe
def payments(request: HttpRequest):
    on = clock.today()
    page = Paginator(queries.bills_of(request.user), A_PAGE).get_page(
        request.GET.get("page")
    )
    entries = [
        {
            "bill": bill,
            "lines": bill.lines.all(),
            "documents": bill.invoices.all(),
            "stands": queries.stands(bill, queries.invoice_in(bill), on=on),
        }
        for bill in page
    ]
    return render(request, "my/payments.html", {"page": page, "entries": entries})


@login_required
@require_safe
def payment_document(request: HttpRequest, number: str):
    invoice = queries.document_of(request.user, number.replace("\0", ""))
    if invoice is None:
        raise Http404
    return files.hand_out(
        documents.invoice_pdf(invoice, at=clock.now()),
        name=documents.invoice_name(invoice),
        media_type=pdf.MEDIA_TYPE,
    )


@login_required
@require_POST
def payment_start(request: HttpRequest, reference: str):
    """Lead to the page for cards. When it is away, nothing is lost."""
    bill = get_object_or_404(Bill, reference=reference, payer__user=request.user)
    try:
        return redirect(checkout.start(bill=bill, at=clock.now()))
    except Refused as no:
        messages.error(request, no.message)
        return redirect("my:payments")
