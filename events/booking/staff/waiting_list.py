"""The waiting list of one event: who is next, what is held, why nothing came yet."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from events.booking import queries
from events.booking import waiting_list as queue
from events.catalogue import policies
from portal.core import clock
from portal.core.errors import Refused

from .frame import event_or_404, for_events_staff, screen, url


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
