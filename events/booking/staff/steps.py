"""Steps: publish, change places or dates. Each tells whom it concerns.

No form but these changes what people's places depend on, so each step says first
how many people will hear of it.
"""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from events.booking import event_changes, queries
from events.catalogue import plans
from events.models import BookingStatus
from portal.core import clock
from portal.core.errors import Refused

from .event_screen import SittingForm, SittingsFormSet, errors_of_rows
from .events import READ_OR_SEND
from .forms import CapacityForm
from .frame import event_or_404, for_events_staff, screen, url


@for_events_staff
@require_POST
def event_publish(request: HttpRequest, reference: str) -> HttpResponse:
    event = event_or_404(reference)
    try:
        event_changes.publish(event, by=request.user, at=clock.now())
    except Refused as no:
        messages.error(request, no.message)
    else:
        messages.success(request, "Published. People can find it now.")
    return redirect(url("event-detail", reference))


@for_events_staff
@require_http_methods(READ_OR_SEND)
def event_capacity(request: HttpRequest, reference: str) -> HttpResponse:
    at = clock.now()
    event = event_or_404(reference)
    form = CapacityForm(request.POST or None, initial={"capacity": event.capacity})
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            event_changes.set_capacity(
                event, form.cleaned_data["capacity"], by=request.user, at=at
            )
        except Refused as no:
            refusal = no.message
        else:
            messages.success(
                request, "Capacity changed. New places go to those who wait first."
            )
            return redirect(url("event-detail", reference))
    return screen(
        request,
        "event_capacity",
        title="Change capacity",
        event=event,
        form=form,
        refusal=refusal,
        places=queries.places_now(event, at=at),
        waiting=event.waiting_list.waiting().count(),
    )


@for_events_staff
@require_http_methods(READ_OR_SEND)
def event_dates(request: HttpRequest, reference: str) -> HttpResponse:
    event = event_or_404(reference)
    sittings = plans.plan_of(event).sittings
    rows = SittingsFormSet(
        request.POST or None,
        prefix="sittings",
        initial=[SittingForm.initial_of(sitting) for sitting in sittings],
        error_messages={"too_few_forms": "Add at least one session."},
    )
    refusal = ""
    if request.method == "POST" and rows.is_valid():
        try:
            told = event_changes.set_sittings(
                event, rows.lines(), by=request.user, at=clock.now()
            )
        except Refused as no:
            refusal = no.message
        else:
            messages.success(
                request,
                "Dates changed. Everyone who has a place is told, and their calendars "
                "follow."
                if told
                else "Dates saved.",
            )
            return redirect(url("event-detail", reference))
    return screen(
        request,
        "event_dates",
        title="Change dates",
        event=event,
        rows=rows,
        errors=errors_of_rows(rows, "Session"),
        refusal=refusal,
        told=event.bookings.filter(status=BookingStatus.CONFIRMED).count(),
    )
