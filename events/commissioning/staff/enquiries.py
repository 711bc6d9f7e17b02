"""The staff screens about enquiries: the list, one of them, and each step."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.db import transaction
from django.db.models import F, Q
from django.forms import Form
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from events.commissioning import commissions, coordinators, documents, enquiries
from events.models import Commission, Enquiry, EnquiryStage
from portal.accounts.staff.frame import Tab
from portal.core import clock, files, history
from portal.core.errors import Refused
from portal.payments import payers
from portal.rendering import pdf

from .commission_forms import CommissionForm
from .forms import (
    ContactedForm,
    LoseForm,
    NoteForm,
    QuoteForm,
    TakeForm,
)
from .frame import READ_OR_SEND, for_events_staff, screen, url

A_PAGE = 30


def _one(reference: str) -> Enquiry:
    rows = Enquiry.objects.select_related("course", "owner", "commission")
    return get_object_or_404(rows, reference=reference)


@for_events_staff
@require_safe
def enquiry_list(request: HttpRequest) -> HttpResponse:
    """Show who asks, the one that is due longest first; overdue ones are marked."""
    on = clock.today()
    typed = request.GET.get("q", "").replace("\0", "").strip()[:100]
    shown = request.GET.get("show", "")
    rows = Enquiry.objects.select_related("course", "owner")
    overdue = Enquiry.objects.overdue(on).count()
    if shown == "overdue":
        rows = rows.overdue(on)
    elif shown == "mine":
        rows = rows.open().filter(owner=request.user)
    elif shown == "closed":
        rows = rows.filter(closed_at__isnull=False)
    else:
        shown, rows = "", rows.open()
    if typed:
        rows = rows.filter(
            Q(organisation__icontains=typed)
            | Q(name__icontains=typed)
            | Q(email__icontains=typed)
            | Q(reference__iexact=typed)
        )
    rows = rows.order_by(F("closed_at").desc(nulls_first=True), "due_on", "pk")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("p"))
    here = url("enquiry-list")
    tabs = [
        ("Open", ""),
        (f"Overdue ({overdue})" if overdue else "Overdue", "overdue"),
        ("Mine", "mine"),
        ("Closed", "closed"),
    ]
    return screen(
        request,
        "enquiry_list",
        title="Enquiries",
        page=page,
        rows=[(row, row.is_overdue(on)) for row in page],
        typed=typed,
        shown=shown,
        tabs=[
            Tab(label, f"{here}?show={key}" if key else here, here=key == shown)
            for label, key in tabs
        ],
    )


@for_events_staff
@require_http_methods(READ_OR_SEND)
def enquiry_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Show an enquiry with what can be done next; keep a note sent from here."""
    enquiry = _one(reference)
    form = NoteForm(request.POST or None)
    if form.is_valid():
        words = form.cleaned_data["words"]
        enquiries.note(enquiry, words, by=request.user, at=clock.now())
        messages.success(request, "The note is kept.")
        return redirect(url("enquiry-detail", reference))
    steps = enquiries.NEXT[EnquiryStage(enquiry.stage)]
    on = clock.today()
    quotes = list(enquiry.quotes.select_related("made_by", "enquiry"))
    return screen(
        request,
        "enquiry_detail",
        title=enquiry.organisation,
        enquiry=enquiry,
        is_overdue=enquiry.is_overdue(on),
        asked_for=documents.asked_for(enquiry),
        areas=enquiry.areas.all(),
        quotes=quotes,
        newest=quotes[0] if quotes else None,
        notes=enquiry.notes.select_related("by"),
        lines=history.of(enquiry),
        form=form,
        made=Commission.objects.filter(enquiry=enquiry).first(),
        may_contact=EnquiryStage.CONTACTED in steps,
        may_quote=enquiry.stage == EnquiryStage.QUOTED or EnquiryStage.QUOTED in steps,
        may_win=EnquiryStage.WON in steps,
        may_lose=EnquiryStage.LOST in steps,
    )


def _step(
    request: HttpRequest,
    enquiry: Enquiry,
    form: Form,
    verb: Callable[[dict[str, Any]], object],
    *,
    title: str,
    done: str,
    **more: Any,
) -> HttpResponse:
    """Take one step by its form, or show it again with what was typed."""
    refusal = ""
    if form.is_valid():
        try:
            verb(form.cleaned_data)
        except Refused as no:
            refusal = no.message
        else:
            messages.success(request, done)
            return redirect(url("enquiry-detail", enquiry.reference))
    context: dict[str, Any] = {"form": form, "refusal": refusal, **more}
    return screen(request, "step", title=title, enquiry=enquiry, **context)


@for_events_staff
@require_http_methods(READ_OR_SEND)
def enquiry_take(request: HttpRequest, reference: str) -> HttpResponse:
    enquiry = _one(reference)
    initial = {"owner": enquiry.owner_id or request.user.pk}
    return _step(
        request,
        enquiry,
        TakeForm(request.POST or None, initial=initial),
        lambda typed: enquiries.take_on(enquiry, owner=typed["owner"], by=request.user),
        title="Who sees to it",
        done="Noted.",
    )


@for_events_staff
@require_http_methods(READ_OR_SEND)
def enquiry_contacted(request: HttpRequest, reference: str) -> HttpResponse:
    enquiry, at = _one(reference), clock.now()
    initial = {"due_on": enquiries.follow_up_on(at)}
    return _step(
        request,
        enquiry,
        ContactedForm(request.POST or None, initial=initial),
        lambda typed: enquiries.contacted(enquiry, **typed, by=request.user, at=at),
        title="Spoken with them",
        done="Noted.",
    )


@for_events_staff
@require_http_methods(READ_OR_SEND)
def enquiry_quote(request: HttpRequest, reference: str) -> HttpResponse:
    enquiry, at = _one(reference), clock.now()
    form = QuoteForm(
        request.POST or None,
        enquiry=enquiry,
        before=enquiries.newest_quote(enquiry),
        today=clock.uk_day(at),
    )
    return _step(
        request,
        enquiry,
        form,
        lambda _typed: enquiries.quote(enquiry, form.offer, by=request.user, at=at),
        title="Write a quote",
        done="The quote is written. Look at the paper, then send it.",
        button="Write the quote",
    )


@for_events_staff
@require_safe
def quote_document(
    _request: HttpRequest, reference: str, number: int
) -> HttpResponseBase:
    quote = get_object_or_404(_one(reference).quotes, number=number)
    return files.hand_out(
        documents.quote_pdf(quote),
        name=documents.quote_name(quote),
        media_type=pdf.MEDIA_TYPE,
    )


@for_events_staff
@require_POST
def quote_send(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    enquiry = _one(reference)
    quote = get_object_or_404(enquiry.quotes, number=number)
    try:
        enquiries.send_quote(quote, by=request.user, at=clock.now())
    except Refused as no:
        messages.warning(request, no.message)
    else:
        messages.success(request, f"The quote is on its way to {enquiry.email}.")
    return redirect(url("enquiry-detail", reference))


@for_events_staff
@require_http_methods(READ_OR_SEND)
def enquiry_lose(request: HttpRequest, reference: str) -> HttpResponse:
    enquiry = _one(reference)
    return _step(
        request,
        enquiry,
        LoseForm(request.POST or None),
        lambda typed: enquiries.lose(enquiry, **typed, by=request.user, at=clock.now()),
        title="Nothing came of it",
        done="The enquiry is closed.",
        button="Close the enquiry",
    )


@for_events_staff
@require_http_methods(READ_OR_SEND)
def enquiry_win(request: HttpRequest, reference: str) -> HttpResponse:
    """Make a commission of it: what is known stands in the form already."""
    enquiry, at = _one(reference), clock.now()
    quote = enquiries.newest_quote(enquiry)
    form = CommissionForm(request.POST or None, enquiry=enquiry, quote=quote)
    refusal = ""
    if form.is_valid():
        try:
            made = _agree(form, enquiry, request, at=at)
        except Refused as no:
            refusal = no.message
        else:
            messages.success(request, f"“{made}” is agreed. Now add its runs.")
            return redirect(url("commission-detail", made.reference))
    return screen(
        request,
        "step",
        title="Agree the commission",
        enquiry=enquiry,
        form=form,
        refusal=refusal,
        button="Agree the commission",
    )


@transaction.atomic
def _agree(
    form: CommissionForm, enquiry: Enquiry, request: HttpRequest, *, at: datetime
) -> Commission:
    commission = commissions.agree(
        form.agreement,
        payer=payers.organisation(**form.payer),
        enquiry=enquiry,
        by=request.user,
        at=at,
    )
    email = form.cleaned_data["coordinator"]
    if email:
        coordinators.ask(commission, email=email, by=request.user, at=at)
    return commission
