"""The mix of one event: which places are kept for whom, how full each part is."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from events.booking import allocations
from events.models import Allocation, Event
from portal.core import clock
from portal.core.errors import Refused

from .events import READ_OR_SEND
from .frame import event_or_404, for_events_staff, screen, url
from .place_forms import AllocationForm


@for_events_staff
@require_safe
def allocation_list(request: HttpRequest, reference: str) -> HttpResponse:
    event = event_or_404(reference)
    return screen(
        request,
        "allocation_list",
        title="Mix",
        event=event,
        bars=allocations.bars(event, at=clock.now()),
        waiting=event.waiting_list.waiting().count(),
    )


@for_events_staff
@require_http_methods(READ_OR_SEND)
def allocation_add(request: HttpRequest, reference: str) -> HttpResponse:
    return _form(request, event_or_404(reference), None)


@for_events_staff
@require_http_methods(READ_OR_SEND)
def allocation_edit(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    event = event_or_404(reference)
    return _form(request, event, _found(event, key))


def _found(event: Event, key: int) -> Allocation:
    try:
        return allocations.of_event(event, key)
    except Refused as no:
        raise Http404 from no


def _form(
    request: HttpRequest, event: Event, allocation: Allocation | None
) -> HttpResponse:
    form = AllocationForm(request.POST or None, event=event, allocation=allocation)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            allocations.save(
                event,
                form.plan(),
                by=request.user,
                at=clock.now(),
                allocation=allocation,
            )
        except Refused as no:
            refusal = no.message
        else:
            messages.success(
                request, "Saved. What came free is offered to those who wait first."
            )
            return redirect(url("allocation-list", event.reference))
    return screen(
        request,
        "allocation_form",
        title=f"Change: {allocation}" if allocation else "Keep places",
        event=event,
        form=form,
        refusal=refusal,
        bars=allocations.bars(event, at=clock.now()),
    )


@for_events_staff
@require_http_methods(READ_OR_SEND)
def allocation_remove(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    event = event_or_404(reference)
    allocation = event.allocations.filter(pk=key).first()
    if allocation is None:
        # Pressed twice, or a colleague was quicker: it is gone as wished.
        return redirect(url("allocation-list", reference))
    if request.method == "POST":
        allocations.remove(allocation, by=request.user, at=clock.now())
        messages.success(
            request, "Removed. What came free is offered to those who wait first."
        )
        return redirect(url("allocation-list", reference))
    return screen(
        request,
        "allocation_remove",
        title="Keep these no longer",
        event=event,
        allocation=allocation,
        bars=allocations.bars(event, at=clock.now()),
    )
