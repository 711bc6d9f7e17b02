"""The staff screens about commissions: the list, one of them, and each step."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Count, Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from events.commissioning import (
    board,
    commissions,
    coordinators,
    invoicing,
    reports,
)
from events.models import Commission, CommissionRun
from portal.core import clock, files, history
from portal.core.errors import Refused
from portal.core.money import pounds
from portal.core.words import count_of
from portal.payments import bills
from portal.payments import permissions as money
from portal.rendering import pdf, sheets

from .commission_forms import (
    CoordinatorForm,
    CorrectForm,
    GiveBackForm,
    InvoiceForm,
    RunForm,
)
from .enquiries import A_PAGE
from .frame import READ_OR_SEND, for_events_staff, screen, url


def _one(reference: str) -> Commission:
    rows = Commission.objects.select_related("payer", "course", "bill", "enquiry")
    return get_object_or_404(rows, reference=reference)


@for_events_staff
@require_safe
def commission_list(request: HttpRequest) -> HttpResponse:
    typed = request.GET.get("q", "").replace("\0", "").strip()[:100]
    kept = Q(
        runs__places__ticket__released_at=None,
        runs__places__ticket__booking__status="confirmed",
    )
    named = kept & ~Q(runs__places__ticket__email="")
    rows = Commission.objects.annotate(
        on_runs=Count("runs__places", filter=kept),
        named=Count("runs__places", filter=named),
    ).order_by("-made_at", "-pk")
    if typed:
        rows = rows.filter(
            Q(title__icontains=typed)
            | Q(commissioner__icontains=typed)
            | Q(funder__icontains=typed)
            | Q(reference__iexact=typed)
        )
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("p"))
    return screen(
        request, "commission_list", title="Commissions", page=page, typed=typed
    )


@for_events_staff
@require_safe
def commission_detail(request: HttpRequest, reference: str) -> HttpResponse:
    commission, at = _one(reference), clock.now()
    documents = invoicing.documents(commission)
    return screen(
        request,
        "commission_detail",
        title=commission.title,
        commission=commission,
        board=board.of(commission, at=at),
        coordinators=commission.coordinators.select_related("user"),
        documents=documents,
        owed=bills.owed_pence(commission.bill) if commission.bill else 0,
        may_invoice=not documents and commission.price_pence > 0,
        sees_books=money.may_keep_books(request.user),
        lines=history.of(commission)[:40],
        today=clock.uk_day(at),
    )


def _step(
    request: HttpRequest,
    commission: Commission,
    form: Form,
    refusal: str,
    *,
    title: str,
    name: str = "step",
    **more: Any,
) -> HttpResponse:
    return screen(
        request,
        name,
        title=title,
        commission=commission,
        form=form,
        refusal=refusal,
        **more,
    )


def _to(commission: Commission) -> HttpResponse:
    return redirect(url("commission-detail", commission.reference))


@for_events_staff
@require_http_methods(READ_OR_SEND)
def commission_correct(request: HttpRequest, reference: str) -> HttpResponse:
    commission = _one(reference)
    initial = {name: getattr(commission, name) for name in CorrectForm.base_fields}
    form = CorrectForm(request.POST or None, initial=initial)
    if form.is_valid():
        commissions.correct(commission, **form.cleaned_data, by=request.user)
        messages.success(request, "Corrected. Places and price stay as agreed.")
        return _to(commission)
    return _step(request, commission, form, "", title="Correct")


@for_events_staff
@require_http_methods(READ_OR_SEND)
def run_add(request: HttpRequest, reference: str) -> HttpResponse:
    commission, at = _one(reference), clock.now()
    free = commissions.to_place(commission)
    form = RunForm(request.POST or None, commission=commission, free=free, at=at)
    refusal = ""
    if form.is_valid():
        try:
            run = commissions.take_places(
                commission,
                form.cleaned_data["event"],
                form.numbers,
                by=request.user,
                at=at,
            )
        except Refused as no:
            refusal = no.message
        else:
            number = count_of(sum(form.numbers.values()), "place is,places are")
            messages.success(request, f"{number} taken on “{run.event}”.")
            return _to(commission)
    return _step(
        request,
        commission,
        form,
        refusal,
        title="Take places on a run",
        button="Take the places",
    )


@for_events_staff
@require_http_methods(READ_OR_SEND)
def places_give_back(request: HttpRequest, reference: str, event: str) -> HttpResponse:
    """Say what comes back for so many places, and give them back when that is sent."""
    commission, at = _one(reference), clock.now()
    rows = CommissionRun.objects.select_related("event", "commission")
    run = get_object_or_404(rows, commission=commission, event__reference=event)
    form = GiveBackForm(request.POST or None)
    refusal, back = "", None
    free = len(commissions.unnamed(run))
    if form.is_valid():
        number = form.cleaned_data["number"]
        back = commissions.comes_back(run, number, at=at)
        if "give_back" in request.POST:
            try:
                sent = commissions.give_back(run, number, by=request.user, at=at)
            except Refused as no:
                refusal = no.message
            else:
                words = count_of(number, "place is,places are")
                credit = f" {pounds(sent)} comes off." if sent else ""
                messages.success(request, f"{words} given back.{credit}")
                return _to(commission)
    return _step(
        request,
        commission,
        form,
        refusal,
        title=f"Give places back: {run.event.title}",
        name="give_back",
        run=run,
        free=free,
        number=form.cleaned_data["number"] if back is not None else None,
        comes_back=back,
    )


@for_events_staff
@require_http_methods(READ_OR_SEND)
def invoice(request: HttpRequest, reference: str) -> HttpResponse:
    commission, at = _one(reference), clock.now()
    initial = {"order_number": commission.order_number}
    form = InvoiceForm(request.POST or None, initial=initial)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            sent = invoicing.send(
                commission,
                order_number=form.cleaned_data["order_number"],
                by=request.user,
                at=at,
            )
        except Refused as no:
            refusal = no.message
        else:
            to = commission.payer.email
            words = (
                f"Invoice {sent.number} goes to {to}."
                if sent
                else f"{to} is asked for the order number; the invoice follows."
            )
            messages.success(request, words)
            return _to(commission)
    return _step(
        request,
        commission,
        form,
        refusal,
        title="Send the invoice",
        button="Send the invoice",
    )


@for_events_staff
@require_http_methods(READ_OR_SEND)
def coordinator_add(request: HttpRequest, reference: str) -> HttpResponse:
    commission = _one(reference)
    form, refusal = CoordinatorForm(request.POST or None), ""
    if form.is_valid():
        email = form.cleaned_data["email"]
        try:
            coordinators.ask(commission, email=email, by=request.user, at=clock.now())
        except Refused as no:
            refusal = no.message
        else:
            messages.success(request, f"A link is on its way to {email}.")
            return _to(commission)
    return _step(
        request,
        commission,
        form,
        refusal,
        title="Ask a coordinator",
        button="Send a link",
    )


@for_events_staff
@require_POST
def coordinator_end(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    commission = _one(reference)
    found = get_object_or_404(commission.coordinators.standing(), pk=key)
    try:
        coordinators.end(found, by=request.user, at=clock.now(), by_staff=True)
    except Refused as no:
        messages.warning(request, no.message)
    else:
        messages.success(request, f"{found.address} coordinates no more.")
    return _to(commission)


@for_events_staff
@require_safe
def report_pdf(_request: HttpRequest, reference: str) -> HttpResponseBase:
    commission, at = _one(reference), clock.now()
    return files.hand_out(
        reports.as_pdf(board.of(commission, at=at), at=at),
        name=reports.name_of(commission, "pdf"),
        media_type=pdf.MEDIA_TYPE,
    )


@for_events_staff
@require_safe
def report_csv(_request: HttpRequest, reference: str) -> HttpResponseBase:
    commission = _one(reference)
    return files.hand_out(
        reports.as_csv(board.of(commission, at=clock.now())),
        name=reports.name_of(commission, "csv"),
        media_type=sheets.MEDIA_TYPE,
    )
