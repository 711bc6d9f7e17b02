"""Payers: look one up, see the statement, correct where invoices go."""

from datetime import timedelta

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods, require_safe

from portal.core import clock, files, history
from portal.payments import documents, payers, queries, statements
from portal.payments.models import Bill, Payer
from portal.rendering import pdf

from .forms import PayerForm, PeriodForm
from .screens import READ_OR_SEND, for_finance, screen, url

A_PAGE = 30
A_YEAR = timedelta(days=365)


@for_finance
@require_safe
def payer_list(request: HttpRequest) -> HttpResponse:
    words = request.GET.get("q", "")[:200]
    paginator = Paginator(queries.found_payers(words), A_PAGE)
    page = paginator.get_page(request.GET.get("p"))
    return screen(
        request,
        "payer_list",
        title="Payers",
        words=words,
        page=page,
        elided_page_range=paginator.get_elided_page_range(page.number),
    )


@for_finance
@require_safe
def payer_detail(request: HttpRequest, payer_id: int) -> HttpResponse:
    payer = get_object_or_404(Payer.objects.select_related("user"), pk=payer_id)
    on = clock.today()
    form = PeriodForm(
        request.GET if "first" in request.GET else None,
        initial={"first": on - A_YEAR, "last": on},
    )
    days = (on - A_YEAR, on)
    if form.is_valid():
        days = (form.cleaned_data["first"], form.cleaned_data["last"])
    statement = statements.of(payer, first=days[0], last=days[1])
    paginator = Paginator(queries.listed().filter(payer=payer), A_PAGE)
    page = paginator.get_page(request.GET.get("p"))
    return screen(
        request,
        "payer_detail",
        title=payer.name,
        crumbs=[("Payers", url("payer-list"))],
        payer=payer,
        form=form,
        statement=statement,
        opening=documents.balance_words(statement.opening_pence),
        closing=documents.balance_words(statement.closing_pence),
        bills=[
            (bill, queries.stands(bill, queries.invoice_in(bill), on=on))
            for bill in page
        ],
        page=page,
        elided_page_range=paginator.get_elided_page_range(page.number),
        latest=history.of_all(
            Payer.objects.filter(pk=payer.pk), Bill.objects.filter(payer=payer)
        )[:8],
    )


@for_finance
@require_safe
def payer_statement(request: HttpRequest, payer_id: int) -> HttpResponse:
    payer = get_object_or_404(Payer, pk=payer_id)
    form = PeriodForm(request.GET)
    if not form.is_valid():
        messages.error(request, "Choose the days of the statement.")
        return redirect(url("payer-detail", payer.pk))
    statement = statements.of(payer, **form.cleaned_data)
    return files.hand_out(
        documents.statement_pdf(statement, at=clock.now()),
        name=documents.statement_name(statement),
        media_type=pdf.MEDIA_TYPE,
    )


@for_finance
@require_http_methods(READ_OR_SEND)
def payer_change(request: HttpRequest, payer_id: int) -> HttpResponse:
    payer = get_object_or_404(Payer, pk=payer_id)
    form = PayerForm(request.POST or None, instance=Payer.objects.get(pk=payer_id))
    if form.is_valid():
        payers.change(payer, by=request.user, **form.cleaned_data)
        messages.success(request, f"{form.cleaned_data['name']} is changed.")
        return redirect(url("payer-detail", payer.pk))
    return screen(
        request,
        "step",
        title="Change payer",
        crumbs=[
            ("Payers", url("payer-list")),
            (payer.name, url("payer-detail", payer.pk)),
        ],
        form=form,
        back=url("payer-detail", payer.pk),
        lede=payer.name,
        before="Invoices that have been issued keep what they say.",
        button="Save",
    )
