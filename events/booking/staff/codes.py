"""Access codes of one event: make, look who used them, change, stop, renew."""

from datetime import datetime

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from events.booking import codes, places, queries
from events.models import AccessCode, Event
from portal.core import clock
from portal.core.errors import Refused

from .code_forms import CodeChangeForm, CodeForm
from .events import READ_OR_SEND
from .frame import event_or_404, for_events_staff, screen, url


@for_events_staff
@require_safe
def code_list(request: HttpRequest, reference: str) -> HttpResponse:
    at = clock.now()
    event = event_or_404(reference)
    rows = list(codes.good_for(event))
    used = queries.used_of_codes(rows, at=at)
    return screen(
        request,
        "code_list",
        title="Access codes",
        event=event,
        rows=[(code, used[code.pk], state_of(code, at=at)) for code in rows],
    )


def state_of(code: AccessCode, *, at: datetime) -> str:
    if code.stopped_at is not None:
        return "Stopped"
    if code.starts_at is not None and code.starts_at > at:
        return "Not begun"
    return "Good" if code.is_good(at) else "Over"


@for_events_staff
@require_http_methods(READ_OR_SEND)
def code_add(request: HttpRequest, reference: str) -> HttpResponse:
    event = event_or_404(reference)
    form = CodeForm(request.POST or None, event=event)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            facts = form.facts()
            made = codes.make(
                facts.pop("code"), at=clock.now(), by=request.user, **facts
            )
        except Refused as no:
            refusal = no.message
        else:
            messages.success(request, f"The code is {made.code}.")
            return redirect(url("code-detail", reference, made.pk))
    return screen(
        request,
        "code_add",
        title="New access code",
        event=event,
        form=form,
        refusal=refusal,
    )


@for_events_staff
@require_http_methods(READ_OR_SEND)
def code_detail(request: HttpRequest, reference: str, code_id: int) -> HttpResponse:
    """Show who booked with it, and change what may change."""
    at = clock.now()
    event = event_or_404(reference)
    code = _code_or_404(event, code_id)
    form = CodeChangeForm(request.POST or None, initial=CodeChangeForm.initial_of(code))
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            codes.change(code, by=request.user, **form.cleaned_data)
        except Refused as no:
            refusal = no.message
        else:
            messages.success(request, "The code is changed.")
            return redirect(url("code-detail", reference, code.pk))
    used = places.used_of_code(code, at=at)
    return screen(
        request,
        "code_detail",
        title=code.label,
        event=event,
        code=code,
        newer=AccessCode.objects.filter(replaces=code).first(),
        state=state_of(code, at=at),
        left=places.left_of_code(code, at=at),
        tickets=used.select_related("booking__access_code", "event").order_by(
            "-booking__created_at", "-pk"
        ),
        form=form,
        refusal=refusal,
    )


@for_events_staff
@require_POST
def code_stop(request: HttpRequest, reference: str, code_id: int) -> HttpResponse:
    code = _code_or_404(event_or_404(reference), code_id)
    codes.stop(code, at=clock.now(), by=request.user)
    messages.success(request, "The code is stopped. What was booked with it stays.")
    return redirect(url("code-detail", reference, code.pk))


@for_events_staff
@require_POST
def code_renew(request: HttpRequest, reference: str, code_id: int) -> HttpResponse:
    code = _code_or_404(event_or_404(reference), code_id)
    try:
        new = codes.renew(code, at=clock.now(), by=request.user)
    except Refused as no:
        messages.error(request, no.message)
        return redirect(url("code-detail", reference, code.pk))
    messages.success(
        request,
        f"The new code is {new.code}. The one before is stopped; what was booked with "
        "it stays.",
    )
    return redirect(url("code-detail", reference, new.pk))


def _code_or_404(event: Event, key: int) -> AccessCode:
    rows = codes.good_for(event).select_related("made_by", "replaces")
    return get_object_or_404(rows, pk=key)
