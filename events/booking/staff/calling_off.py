"""Calling off: cancel a whole event by typing its name, stop that, see it through."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from events.booking import money_back, queries, run_cancellations
from events.catalogue import policies
from portal.core import clock
from portal.core.errors import Refused
from portal.core.words import uk_time

from .events import READ_OR_SEND
from .forms import CancelEventForm
from .frame import event_or_404, for_events_staff, page_of, screen, url


@for_events_staff
@require_http_methods(READ_OR_SEND)
def event_cancel(request: HttpRequest, reference: str) -> HttpResponse:
    at = clock.now()
    event = event_or_404(reference)
    form = CancelEventForm(request.POST or None, event=event)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            called_off = run_cancellations.ask(
                event, by=request.user, at=at, reason=form.cleaned_data["reason"]
            )
        except Refused as no:
            refusal = no.message
        else:
            if called_off.can_be_stopped(at):
                messages.success(
                    request,
                    f"Called off. Until {uk_time(called_off.due_at)} nobody is told "
                    "and you can stop it.",
                )
            return redirect(url("cancellation", reference))
    return screen(
        request,
        "event_cancel",
        title="Cancel event",
        event=event,
        form=form,
        refusal=refusal,
        told=queries.told_if_cancelled(event, at=at),
        places=queries.places_now(event, at=at),
        waiting=event.waiting_list.waiting().count(),
        money=money_back.if_called_off(event, at=at),
        minutes=policies.booking_policy().stop_minutes,
    )


@for_events_staff
@require_safe
def cancellation(request: HttpRequest, reference: str) -> HttpResponse:
    """Show how far it has got: who is told, and where each sum is."""
    at = clock.now()
    event = event_or_404(reference)
    called_off = run_cancellations.of(event)
    if called_off is None:
        return redirect(url("event-detail", reference))
    lost = event.bookings.filter(cancelled_at=called_off.carried_out_at)
    if called_off.carried_out_at is None:
        lost = lost.none()
    back = money_back.of_bookings(lost)
    paged = page_of(request, lost.filter(pk__in=back).order_by("pk"))
    failed = [key for key, each in back.items() if each.failed]
    return screen(
        request,
        "cancellation",
        title="Cancellation",
        event=event,
        called_off=called_off,
        can_be_stopped=called_off.can_be_stopped(at),
        is_due=called_off.carried_out_at is None and at >= called_off.due_at,
        number=lost.count(),
        sums=money_back.sums(back.values()),
        failed=[
            (booking, back[booking.pk])
            for booking in lost.filter(pk__in=failed).select_related("bill")
        ],
        rows=[(row, money_back.to_staff(back[row.pk])) for row in paged["page"]],
        mails=queries.mails_of(
            event, ("events/event_cancelled", "events/booking_called_off")
        ),
        **paged,
    )


@for_events_staff
@require_POST
def cancellation_stop(request: HttpRequest, reference: str) -> HttpResponse:
    event = event_or_404(reference)
    called_off = run_cancellations.of(event)
    try:
        if called_off is not None:
            run_cancellations.stop(called_off, by=request.user, at=clock.now())
    except Refused as no:
        messages.error(request, no.message)
        return redirect(url("cancellation", reference))
    messages.success(
        request,
        "Stopped. The event takes place as before; nobody was told and no money moved.",
    )
    return redirect(url("event-detail", reference))
