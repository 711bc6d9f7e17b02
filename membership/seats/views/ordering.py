"""Ordering places: the first ones, more of them, the next year; and paying."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from membership.models import Organisation, PurchaseKind, PurchaseStatus, SeatPurchase
from membership.seats import offers, organisations, places, purchases
from membership.seats.forms import JoinForm, OrderForm, RenewForm
from membership.terms import last_day
from portal.core import clock, files
from portal.core.errors import Refused
from portal.payments import documents
from portal.payments.models import Interval, Invoice
from portal.rendering import pdf

from .organisation import PAGE, READ_OR_SEND, for_coordinators


@login_required
@require_http_methods(READ_OR_SEND)
def join(request: HttpRequest):
    """Let somebody ask for their employer; by card the places are there at once."""
    form = JoinForm(request.POST or None)
    refusal = None
    if form.is_valid():
        at = clock.now()
        try:
            with transaction.atomic():
                made = organisations.enter(
                    form.facts, coordinator=request.user, by=request.user, at=at
                )
                purchase = _order(made, form, request, at)
        except Refused as no:
            refusal = no
        else:
            return _go_on(request, purchase, at=at)
    context = {"form": form, "refusal": refusal, "grades": offers.grades()}
    return render(request, "membership/organisations/join.html", context)


def _order(organisation, form, request, at) -> SeatPurchase:
    return purchases.order(organisation, **_typed(form), by=request.user, at=at)


def _typed(form: OrderForm) -> dict[str, object]:
    names = ("grade", "seats", "pays_by", "order_number")
    return {name: form.cleaned_data[name] for name in names}


def _go_on(request, purchase: SeatPurchase, *, at, by_card=False):
    organisation = purchase.organisation
    if purchase.status == PurchaseStatus.ASKED:
        messages.success(
            request,
            "Your order is with the membership team. They look at it within five "
            "working days, and the invoice follows.",
        )
        return redirect(PAGE, organisation.reference)
    try:
        address = purchases.pay(purchase, by=request.user, at=at, by_card=by_card)
    except Refused as no:
        messages.warning(request, no.message)
        return redirect(PAGE, organisation.reference)
    if purchase.pays_by == "invoice" and not by_card:
        asked = purchase.bill and purchase.bill.order_requests.waiting().exists()
        messages.success(
            request,
            f"We have asked {organisation.payer.email} for the order number; the "
            "invoice follows."
            if asked
            else f"The invoice goes to {organisation.payer.email}. The places are open "
            "on the day it is paid.",
        )
    return redirect(address)


@for_coordinators
@require_http_methods(READ_OR_SEND)
def order(request: HttpRequest, organisation: Organisation):
    """Order more places, to the same last day; or a year, where there are none."""
    at = clock.now()
    on = clock.uk_day(at)
    last = offers.last_day_of(organisation, on=on)
    form = OrderForm(request.POST or None)
    refusal = None
    if form.is_valid():
        try:
            purchase = _order(organisation, form, request, at)
        except Refused as no:
            refusal = no
        else:
            return _go_on(request, purchase, at=at)
    days = offers.days_until(last, on=on) if last else 0
    context = {
        "organisation": organisation,
        "form": form,
        "refusal": refusal,
        "last_day": last,
        "days": days,
        "prices": [
            (
                grade,
                offers.price_of_more(grade, days=days) if last else grade.price_pence,
            )
            for grade in offers.grades()
        ],
    }
    return render(request, "membership/organisations/order.html", context)


@for_coordinators
@require_http_methods(READ_OR_SEND)
def renew(request: HttpRequest, organisation: Organisation):
    """Order the next year: who stays, ticked; how many places; how it is paid."""
    at = clock.now()
    on = clock.uk_day(at)
    if not offers.may_renew(organisation, on=on):
        messages.info(request, "The next year cannot be ordered at present.")
        return redirect(PAGE, organisation.reference)
    staying = offers.staying(organisation, on=on)
    form = RenewForm(
        request.POST or None,
        staying=staying,
        initial={
            "stays": [str(seat.pk) for seat in staying],
            "seats": max(
                sum(row.seats for row in places.purchases_on(organisation, on=on)),
                len(staying),
            )
            or None,
        },
    )
    refusal = None
    if form.is_valid():
        try:
            purchase = purchases.renew(
                organisation,
                **_typed(form),
                stays=[int(key) for key in form.cleaned_data.get("stays") or []],
                by=request.user,
                at=at,
            )
        except Refused as no:
            refusal = no
        else:
            return _go_on(request, purchase, at=at)
    first = offers.first_day_of_next(organisation, on=on)
    context = {
        "organisation": organisation,
        "form": form,
        "refusal": refusal,
        "first": first,
        "last": last_day(first, Interval.YEAR),
        "grades": offers.grades(),
    }
    return render(request, "membership/organisations/renew.html", context)


@for_coordinators
@require_http_methods(READ_OR_SEND)
def order_step(request: HttpRequest, organisation: Organisation, order: str):
    """Show an order that is not paid yet; pay it, or give it up."""
    rows = SeatPurchase.objects.waiting().filter(organisation=organisation)
    found = rows.select_related("organisation__payer", "bill", "grade")
    purchase = get_object_or_404(found, reference=order)
    at = clock.now()
    if request.method == "POST" and "give_up" in request.POST:
        try:
            purchases.give_up(purchase, by=request.user, at=at)
        except Refused as no:
            messages.warning(request, no.message)
        else:
            messages.success(request, "The order is given up. Nothing is owed for it.")
        return redirect(PAGE, organisation.reference)
    if request.method == "POST":
        return _go_on(request, purchase, at=at, by_card=True)
    context = {
        "organisation": organisation,
        "purchase": purchase,
        "is_renewal": purchase.kind == PurchaseKind.RENEWAL,
        "waits_for_us": purchase.status == PurchaseStatus.ASKED,
        "stays": purchase.stays.select_related("seat__term__member"),
    }
    return render(request, "membership/organisations/order_step.html", context)


@for_coordinators
@require_safe
def document(request: HttpRequest, organisation: Organisation, number: str):
    rows = Invoice.objects.select_related("bill__payer", "credits")
    mine = rows.filter(bill__seat_purchase__organisation=organisation)
    invoice = mine.filter(number=number.replace("\0", "")).first()
    if invoice is None:
        raise Http404
    return files.hand_out(
        documents.invoice_pdf(invoice, at=clock.now()),
        name=documents.invoice_name(invoice),
        media_type=pdf.MEDIA_TYPE,
    )
