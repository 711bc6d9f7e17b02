"""Joining, as staff see it: the link, who stands at the door, and a word to them."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from events.booking.staff.frame import event_or_404, for_events_staff, screen, url
from events.models import BookingStatus, Event
from portal.core import clock
from portal.core.errors import Refused

from . import door, entrances, joining
from .entrances import Numbers
from .staff_forms import DoorNoticeForm, JoiningLinkForm


@for_events_staff
@require_http_methods(["GET", "HEAD", "POST"])
def joining_link(request: HttpRequest, reference: str) -> HttpResponse:
    event = event_or_404(reference)
    step = request.POST.get("step", "link") if request.method == "POST" else ""
    link_form = JoiningLinkForm(request.POST if step == "link" else None)
    notice_form = DoorNoticeForm(request.POST if step == "notice" else None)
    refusal = ""
    try:
        if step == "take-down":
            joining.take_down_notice(event, by=request.user, at=clock.now())
            messages.success(request, "The notice is off the door.")
            return redirect(url("joining-link", reference))
        if step == "notice" and notice_form.is_valid():
            words = notice_form.cleaned_data["words"]
            joining.put_up_notice(event, words, by=request.user, at=clock.now())
            messages.success(
                request, "Everybody at the door reads it within half a minute."
            )
            return redirect(url("joining-link", reference))
        if step == "link" and link_form.is_valid():
            joining.set_link(
                event,
                link_form.cleaned_data["url"],
                note=link_form.cleaned_data["note"],
                by=request.user,
                at=clock.now(),
            )
            messages.success(
                request, "The link is set. Everybody's own address leads to it."
            )
            return redirect(url("joining-link", reference))
    except Refused as no:
        refusal = no.message
    links = list(event.joining_links.select_related("set_by"))
    return screen(
        request,
        "joining_link",
        title="Joining",
        event=event,
        form=link_form,
        notice_form=notice_form,
        refusal=refusal,
        links=links,
        has_link=any(link.retired_at is None for link in links),
        notice=event.door_notices.filter(taken_down_at=None).first(),
        numbers=_numbers(event),
        told=event.bookings.filter(status=BookingStatus.CONFIRMED).count(),
    )


@for_events_staff
@require_safe
def joining_numbers(_request: HttpRequest, reference: str) -> HttpResponse:
    """Answer the script that keeps the figures fresh."""
    now = _numbers(event_or_404(reference))
    return JsonResponse({"waiting": now.waiting, "inside": now.inside})


def _numbers(event: Event) -> Numbers:
    at = clock.now()
    here = door.of_event(event, at=at)
    return entrances.numbers(event, opened_at=here.opens_at, at=at)
