"""The staff screens about requests, and about how long data is kept."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from portal.accounts.staff import frame
from portal.accounts.staff.frame import only_for
from portal.core import clock, history
from portal.core.errors import Refused
from portal.core.words import count_of
from portal.my import permissions, requests, retention
from portal.my.models import DataRequest, Erasure, RetentionRun

from .forms import AnswerForm, NoteForm, PeriodForm

READ_OR_SEND = ["GET", "HEAD", "POST"]
RUNS_SHOWN = 14
ANSWERED_SHOWN = 50
SOON = 7

for_answerers = only_for(permissions.may_answer_requests)
for_period_setters = only_for(permissions.may_set_periods)


def requests_url(name: str, *args: object) -> str:
    return reverse(f"staff_requests:{name}", args=args)


def _clock_of(request: DataRequest, on: date) -> tuple[str, bool]:
    """Say how much of the month is left, and whether it is time to hurry."""
    left = request.days_left(on)
    days = count_of(abs(left), "day,days")
    if left < 0:
        return f"{days} late", True
    return f"{days} left" if left else "today", left <= SOON


@for_answerers
@require_safe
def request_list(request: HttpRequest) -> HttpResponse:
    on = clock.today()
    waiting = DataRequest.objects.open().select_related("taken_by")
    answered = DataRequest.objects.exclude(answered_at=None).order_by("-answered_at")
    return frame.screen(
        request,
        "my/staff/request_list.html",
        title="Data requests",
        icon="lock",
        waiting=[(each, *_clock_of(each, on)) for each in waiting],
        answered=answered[:ANSWERED_SHOWN],
        erasures=Erasure.objects.open(),
    )


def _request(reference: str) -> DataRequest:
    rows = DataRequest.objects.select_related("taken_by", "answered_by", "user")
    return get_object_or_404(rows, reference=reference)


def _screen(
    request: HttpRequest, name: str, *, title: str, asked: DataRequest, **context: Any
) -> HttpResponse:
    here = requests_url("request-detail", asked.reference)
    crumbs = [("Data requests", requests_url("request-list"))]
    if title != asked.reference:
        crumbs.append((asked.reference, here))
    return frame.screen(
        request,
        f"my/staff/{name}.html",
        title=title,
        crumbs=crumbs,
        icon="lock",
        asked=asked,
        back=here,
        **context,
    )


@for_answerers
@require_http_methods(READ_OR_SEND)
def request_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Show the request; keep a note that is sent from here."""
    asked = _request(reference)
    form = NoteForm(request.POST or None)
    if form.is_valid():
        words = form.cleaned_data["words"]
        requests.note(asked, words, by=request.user, at=clock.now())
        messages.success(request, "The note is kept.")
        return redirect(requests_url("request-detail", reference))
    words, late = _clock_of(asked, clock.today())
    return _screen(
        request,
        "request_detail",
        title=asked.reference,
        asked=asked,
        clock_words=words,
        is_urgent=late,
        notes=asked.notes.select_related("by"),
        lines=history.of(asked),
        form=form,
    )


@for_answerers
@require_POST
def request_take(request: HttpRequest, reference: str) -> HttpResponse:
    try:
        requests.take_on(_request(reference), by=request.user)
    except Refused as no:
        messages.warning(request, no.message)
    else:
        messages.success(request, "It is yours now.")
    return redirect(requests_url("request-detail", reference))


@for_answerers
@require_http_methods(READ_OR_SEND)
def request_answer(request: HttpRequest, reference: str) -> HttpResponse:
    asked = _request(reference)
    form, refusal = AnswerForm(request.POST or None), ""
    if form.is_valid():
        typed = form.cleaned_data
        try:
            requests.answer(
                asked,
                typed["outcome"],
                typed["words"],
                by=request.user,
                at=clock.now(),
            )
        except Refused as no:
            refusal = no.message
        else:
            messages.success(request, f"The answer goes to {asked.email}.")
            return redirect(requests_url("request-detail", reference))
    return _screen(
        request,
        "request_answer",
        title="Answer",
        asked=asked,
        form=form,
        refusal=refusal,
        button="Send the answer",
    )


# --- Retention -------------------------------------------------------------


def retention_url(name: str, *args: object) -> str:
    return reverse(f"staff_retention:{name}", args=args)


@for_period_setters
@require_safe
def period_list(request: HttpRequest) -> HttpResponse:
    """What is kept, how long and why; what goes tonight; what went."""
    on = clock.today()
    known = {kept.key: kept for kept in retention.every()}
    runs = [
        (
            run,
            [
                (known[key].period.what, n)
                for key, n in run.counts.items()
                if key in known
            ],
        )
        for run in RetentionRun.objects.all()[:RUNS_SHOWN]
    ]
    return frame.screen(
        request,
        "my/staff/period_list.html",
        title="How long data is kept",
        icon="history",
        lines=retention.dry_run(on=on),
        on=on,
        runs=runs,
    )


@for_period_setters
@require_http_methods(READ_OR_SEND)
def period_change(request: HttpRequest, key: str) -> HttpResponse:
    kept = retention.known(key)
    if kept is None:
        raise Http404
    initial = {"number": kept.number, "unit": kept.unit}
    form, refusal = PeriodForm(request.POST or None, initial=initial), ""
    if form.is_valid():
        try:
            retention.change(key, **form.cleaned_data, by=request.user, at=clock.now())
        except Refused as no:
            refusal = no.message
        else:
            messages.success(request, "The period is changed. It holds from tonight.")
            return redirect(retention_url("period-list"))
    return frame.screen(
        request,
        "my/staff/period_change.html",
        title="Change a period",
        crumbs=[("How long data is kept", retention_url("period-list"))],
        icon="history",
        kept=kept,
        form=form,
        refusal=refusal,
        back=retention_url("period-list"),
    )
