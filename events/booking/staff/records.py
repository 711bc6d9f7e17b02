"""Records of one event: the messages about it, and its history."""

from collections.abc import Iterable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from events.booking import queries
from events.models import Booking, Event
from portal.core import clock, history
from portal.core.errors import Refused
from portal.notifications import delivery, kinds
from portal.notifications.models import Message, Outcome

from .forms import MessagesFilterForm
from .frame import event_or_404, for_events_staff, page_of, screen, url


@for_events_staff
@require_safe
def message_list(request: HttpRequest, reference: str) -> HttpResponse:
    event = event_or_404(reference)
    form = MessagesFilterForm(request.GET)
    listed = page_of(request, form.narrow(queries.messages_about(event)))
    return screen(
        request,
        "message_list",
        title="Messages",
        event=event,
        form=form,
        rows=[(message, _label(message)) for message in listed["page"]],
        failed=Outcome.FAILED,
        **listed,
    )


def _label(message: Message) -> str:
    labels = {kind.key: kind.label for kind in kinds.every_kind()}
    return labels.get(message.kind, message.kind)


@for_events_staff
@require_POST
def message_again(
    request: HttpRequest, reference: str, message_id: int
) -> HttpResponse:
    event = event_or_404(reference)
    message = get_object_or_404(queries.messages_about(event), pk=message_id)
    try:
        delivery.try_again(message, at=clock.now())
    except Refused as no:
        messages.error(request, no.message)
        return redirect(url("message-list", reference))
    history.record(
        event,
        "events.message_sent_again",
        by=request.user,
        facts={"message": message.pk},
    )
    messages.success(request, f"The message to {message.to} goes out within a minute.")
    return redirect(url("message-list", reference))


@for_events_staff
@require_safe
def event_history(request: HttpRequest, reference: str) -> HttpResponse:
    event = event_or_404(reference)
    listed = page_of(request, queries.history_of(event))
    return screen(
        request,
        "event_history",
        title="History",
        event=event,
        rows=_with_bookings(event, listed["page"]),
        **listed,
    )


def _with_bookings(event: Event, lines: Iterable) -> list[tuple]:
    """Put beside each line the booking it is about, and whose that is."""
    lines = list(lines)
    references = {line.pk: _booking_of(line) for line in lines}
    bookings = Booking.objects.filter(event=event, reference__in=references.values())
    names = {
        booking.reference: ", ".join(ticket.name for ticket in booking.tickets.all())
        for booking in bookings.prefetch_related("tickets")
    }
    return [
        (line, references[line.pk], names.get(references[line.pk], ""))
        for line in lines
    ]


def _booking_of(line: Any) -> str:
    """Return the reference of the booking that a line is about, or names."""
    if line.content_type.model == "booking":
        return line.label
    return line.data.get("booking", "")
