"""Joining, as staff set it up."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from events.booking.staff.frame import event_or_404, for_events_staff, screen, url
from events.models import BookingStatus
from portal.core import clock
from portal.core.errors import Refused

from . import joining
from .staff_forms import JoiningLinkForm


@for_events_staff
@require_http_methods(["GET", "HEAD", "POST"])
def joining_link(request: HttpRequest, reference: str) -> HttpResponse:
    event = event_or_404(reference)
    links = list(event.joining_links.select_related("set_by"))
    has_link = any(link.retired_at is None for link in links)
    form = JoiningLinkForm(request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            joining.set_link(
                event,
                form.cleaned_data["url"],
                note=form.cleaned_data["note"],
                by=request.user,
                at=clock.now(),
            )
        except Refused as no:
            refusal = no.message
        else:
            messages.success(
                request, "The link is set. Everybody's own address leads to it."
            )
            return redirect(url("event-detail", reference))
    return screen(
        request,
        "joining_link",
        title="Joining link",
        event=event,
        form=form,
        refusal=refusal,
        links=links,
        has_link=has_link,
        told=event.bookings.filter(status=BookingStatus.CONFIRMED).count(),
    )
