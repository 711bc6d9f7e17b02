"""The waiting list of one event: who is next, what is held, why nothing came yet."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from events.booking import out_of_turn, queries
from events.booking import waiting_list as queue
from events.catalogue import policies
from events.errors import EventFull
from portal.core import clock
from portal.core.errors import Refused

from .events import READ_OR_SEND
from .frame import event_or_404, for_events_staff, screen, url
from .place_forms import ReasonForm


@for_events_staff
@require_safe
def waiting_list(request: HttpRequest, reference: str) -> HttpResponse:
    at = clock.now()
    event = event_or_404(reference)
    return screen(
        request,
        "waiting_list",
        title="Waiting list",
        event=event,
        waiting=queue.everybody_waiting(event, at=at),
        offers=queries.offers_of(event, at=at),
        is_open=event.takes_bookings(at),
        places=queries.places_now(event, at=at),
        policy=policies.booking_policy(),
    )


@for_events_staff
@require_http_methods(READ_OR_SEND)
def waiting_offer(request: HttpRequest, reference: str, entry_id: int) -> HttpResponse:
    """Offer a place to somebody before those ahead of them, with a reason."""
    at = clock.now()
    event = event_or_404(reference)
    entry = get_object_or_404(
        event.waiting_list.select_related(
            "user", "ticket_type", "kind_of_agency", "area"
        ),
        pk=entry_id,
    )
    entry.event = event
    form = ReasonForm(request.POST if request.method == "POST" else None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            out_of_turn.offer(
                entry, by=request.user, at=at, reason=form.cleaned_data["reason"]
            )
        except EventFull:
            refusal = "Nothing is free for them. Raise the capacity first."
        except Refused as no:
            refusal = no.message
        else:
            messages.success(request, f"A place is offered to {entry.user}.")
            return redirect(url("waiting-list", reference))
    return screen(
        request,
        "waiting_offer",
        title="Offer out of turn",
        event=event,
        entry=entry,
        ahead=queue.position(entry) - 1,
        why=queue.why_not_offered(entry, at=at),
        form=form,
        refusal=refusal,
        places=queries.places_now(event, at=at),
    )


@for_events_staff
@require_POST
def waiting_list_remove(
    request: HttpRequest, reference: str, entry_id: int
) -> HttpResponse:
    event = event_or_404(reference)
    entry = get_object_or_404(
        event.waiting_list.select_related("user", "event"), pk=entry_id
    )
    try:
        queue.leave(entry, by=request.user, at=clock.now())
    except Refused:
        messages.error(
            request,
            "They have been offered a place meanwhile. Cancel the offer instead.",
        )
    else:
        messages.success(request, f"{entry.user} is off the waiting list.")
    return redirect(url("waiting-list", reference))
