"""Coming back from Stripe's page, and going to its page for cards and receipts."""

import structlog
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.visitors import local_address
from portal.core import clock
from portal.core.errors import Refused
from portal.core.money import pounds
from portal.core.token_pages import token_page

from . import agreements, gateway, payers, purposes, settlement
from .errors import PaymentsAway
from .models import Payment, PaymentStatus

log = structlog.get_logger(__name__)


@require_safe
@token_page
def paid(request, reference):
    """Settle at once what somebody comes back from, and lead to what they paid for.

    Whoever cannot name the page as Stripe does has not been there: nothing is found.
    """
    page = request.GET.get("session_id", "")
    rows = Payment.objects.select_related("bill__payer", "agreement")
    shown = rows.exclude(session="").filter(session=page[:120].replace("\0", ""))
    payment = shown.filter(bill__reference=reference).first()
    if payment is None:
        raise Http404
    where = purposes.of(payment.bill).where(payment.bill)
    if payment.status == PaymentStatus.DUE:
        try:
            payment = settlement.look(payment, at=clock.now())
        except (PaymentsAway, gateway.SaidNo):
            log.warning("return_page_waits", payment=payment.pk)
    if payment.status == PaymentStatus.DUE:
        return render(
            request, "payments/paid.html", {"payment": payment, "where": where}
        )
    refund = payment.refunds.order_by("pk").first()
    if refund is not None:
        messages.warning(
            request,
            f"{refund.reason} {pounds(refund.amount_pence)} goes back to your card.",
        )
    return redirect(where)


@require_POST
@login_required
def cards(request):
    """Lead to Stripe's own page, where a card is changed and receipts are kept."""
    back = local_address(request.POST.get("next"), otherwise=reverse("my:home"))
    try:
        payer = payers.of_user(request.user)
        return redirect(agreements.customer_portal(payer, back_to=back))
    except Refused as refused:
        messages.error(request, refused.message)
        return redirect(back)
