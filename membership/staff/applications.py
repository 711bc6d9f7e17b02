"""The staff screens about applications: what waits, one of them, and the answer."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from membership import applications, permissions, standing
from membership.models import Application, ApplicationFile, ApplicationStatus
from portal.accounts.staff import frame
from portal.accounts.staff.frame import Tab, only_for
from portal.core import clock, files, history
from portal.core.errors import Refused
from portal.payments import invoices

from .forms import AskForm, CancelInvoiceForm, DeclineForm

READ_OR_SEND = ["GET", "HEAD", "POST"]
LATE = timedelta(days=7)
LATELY = 30

for_keepers = only_for(permissions.may_keep_members)


def url(name: str, *args: object) -> str:
    return reverse(f"staff_applications:{name}", args=args)


def _screen(
    request: HttpRequest,
    name: str,
    *,
    title: str,
    application: Application | None = None,
    **context: Any,
) -> HttpResponse:
    crumbs = [("Applications", url("application-list"))] if application else []
    if application is not None:
        context["back"] = url("application-detail", application.reference)
        if name != "application_detail":
            crumbs.append((application.name, context["back"]))
    return frame.screen(
        request,
        f"membership/staff/{name}.html",
        title=title,
        crumbs=crumbs,
        icon="group",
        application=application,
        tabs_label="Applications",
        **context,
    )


def _one(reference: str) -> Application:
    """Return an application once it has been sent: before, it is the person's own."""
    rows = Application.objects.exclude(sent_at=None)
    found = rows.select_related(
        "user", "grade", "member", "profession", "decided_by", "bill"
    )
    return get_object_or_404(found, reference=reference)


@for_keepers
@require_safe
def application_list(request: HttpRequest) -> HttpResponse:
    """Show what waits for us, what waits for them, and what was decided lately."""
    shown = request.GET.get("show", "")
    at = clock.now()
    rows = Application.objects.select_related("user", "grade", "decided_by")
    if shown == "decided":
        rows = rows.filter(decided_by__isnull=False).order_by("-decided_at")[:LATELY]
    elif shown == "unpaid":
        rows = rows.filter(status=ApplicationStatus.ACCEPTED).order_by("decided_at")
    elif shown == "asked":
        rows = rows.filter(status=ApplicationStatus.ASKED).order_by("sent_at")
    else:
        rows = rows.filter(status=ApplicationStatus.SENT).order_by("sent_at")
        rows = rows.prefetch_related("resembles")
    here = url("application-list")
    return _screen(
        request,
        "application_list",
        title="Applications",
        rows=list(rows),
        shown=shown,
        late_before=at - LATE,
        tabs=[
            Tab("Waiting for us", here, here=not shown),
            Tab("Waiting for an answer", f"{here}?show=asked", here=shown == "asked"),
            Tab("Waiting to be paid", f"{here}?show=unpaid", here=shown == "unpaid"),
            Tab("Decided lately", f"{here}?show=decided", here=shown == "decided"),
        ],
    )


@for_keepers
@require_http_methods(READ_OR_SEND)
def application_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Show all of an application; sending accepts it."""
    application = _one(reference)
    refusal = ""
    if request.method == "POST":
        try:
            applications.accept(application, by=request.user, at=clock.now())
        except Refused as no:
            refusal = no.message
        else:
            messages.success(
                request, f"{application.name} is accepted, and is told how to pay."
            )
            return redirect(url("application-list"))
    on = clock.today()
    return _screen(
        request,
        "application_detail",
        application=application,
        title=application.name,
        refusal=refusal,
        files=application.files.all(),
        questions=application.questions.select_related("asked_by"),
        doubles=[
            (member, standing.standing_of(member, on=on))
            for member in application.resembles.select_related("user")
        ],
        is_open=application.status in {ApplicationStatus.SENT, ApplicationStatus.ASKED},
        may_ask=application.status == ApplicationStatus.SENT,
        is_unpaid=application.status == ApplicationStatus.ACCEPTED,
        invoice=invoices.of_bill(application.bill) if application.bill else None,
        latest=history.of(application)[:10],
    )


@for_keepers
@require_http_methods(READ_OR_SEND)
def application_ask(request: HttpRequest, reference: str) -> HttpResponse:
    return _answer(
        request,
        reference,
        AskForm,
        "application_ask",
        title="Ask a question",
        step=lambda application, typed, at: applications.ask(
            application, question=typed["question"], by=request.user, at=at
        ),
        done="The question is on its way.",
    )


@for_keepers
@require_http_methods(READ_OR_SEND)
def application_decline(request: HttpRequest, reference: str) -> HttpResponse:
    return _answer(
        request,
        reference,
        DeclineForm,
        "application_decline",
        title="Decline",
        step=lambda application, typed, at: applications.decline(
            application, reason=typed["reason"], by=request.user, at=at
        ),
        done="Declined. The person is told why.",
    )


@for_keepers
@require_http_methods(READ_OR_SEND)
def application_invoice(request: HttpRequest, reference: str) -> HttpResponse:
    return _answer(
        request,
        reference,
        CancelInvoiceForm,
        "application_invoice",
        title="Cancel the invoice",
        step=lambda application, typed, at: applications.cancel_invoice(
            application, reason=typed["reason"], by=request.user, at=at
        ),
        done="The invoice is taken back. The person can choose how to pay again.",
    )


def _answer(
    request: HttpRequest,
    reference: str,
    form_class: type[AskForm | DeclineForm | CancelInvoiceForm],
    name: str,
    *,
    title: str,
    step: Callable[[Application, dict[str, Any], datetime], None],
    done: str,
) -> HttpResponse:
    application = _one(reference)
    form = form_class(request.POST or None)
    refusal = ""
    if form.is_valid():
        try:
            step(application, form.cleaned_data, clock.now())
        except Refused as no:
            refusal = no.message
        else:
            messages.success(request, done)
            return redirect(url("application-detail", reference))
    return _screen(
        request,
        name,
        title=title,
        application=application,
        form=form,
        refusal=refusal,
    )


@for_keepers
@require_safe
def application_file(
    request: HttpRequest, reference: str, file: str
) -> HttpResponseBase:
    application = _one(reference)
    shown = get_object_or_404(ApplicationFile, application=application, reference=file)
    if shown.is_waiting or not shown.file.storage.exists(str(shown.file.name)):
        raise Http404
    return files.hand_over(
        request, shown.file, name=shown.name, media_type=shown.media_type, download=True
    )
