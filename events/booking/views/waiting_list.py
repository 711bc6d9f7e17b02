"""The waiting list, joined and left by the person themself."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from events.booking import next_steps, waiting_list
from events.booking.group_forms import WishForm
from events.catalogue import lines, queries
from events.errors import AlreadyBooked
from events.models import Event
from portal.accounts.visitors import local_address
from portal.core import clock, words
from portal.core.errors import Refused


@require_POST
def waiting_list_join(request: HttpRequest, reference: str):
    start = reverse("events:booking-start", args=[reference])
    if not request.user.is_authenticated:
        return redirect_to_login(start)
    event = _event(request, reference)
    if event.allocations.exists():
        # Which part of the mix somebody belongs to has to be asked.
        return redirect("events:waiting-list-ask", reference=reference)
    try:
        entry = waiting_list.join(event, by=request.user, at=clock.now())
    except AlreadyBooked as already:
        messages.info(request, already.message)
        return redirect(already.booking)
    except Refused as refused:
        messages.warning(request, refused.message)
        return redirect(start)
    place = words.ordinal(waiting_list.position(entry))
    messages.success(request, f"You are {place} on the waiting list.")
    return redirect(event)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def waiting_list_ask(request: HttpRequest, reference: str):
    """Ask for how many places somebody waits, and for which part of the mix."""
    event = _event(request, reference)
    form = WishForm(request.POST or None, event=event)
    refused = None
    if request.method == "POST" and form.is_valid():
        try:
            entry = waiting_list.join(
                event, by=request.user, at=clock.now(), wish=form.wish()
            )
        except AlreadyBooked as already:
            messages.info(request, already.message)
            return redirect(already.booking)
        except Refused as no:
            refused = no
        else:
            if entry.offer is not None:
                messages.success(request, "A place is free for you.")
                return redirect(entry.offer)
            place = words.ordinal(waiting_list.position(entry))
            messages.success(request, f"You are {place} on the waiting list.")
            return redirect(event)
    context = {
        "event": event,
        "form": form,
        "refused": refused,
        "when": lines.when(event),
        "words": next_steps.how_offers_work(event, at=clock.now()),
    }
    return render(request, "events/groups/waiting_ask.html", context)


@require_POST
def waiting_list_leave(request: HttpRequest, reference: str):
    if not request.user.is_authenticated:
        return redirect_to_login(reverse("events:booking-start", args=[reference]))
    event = _event(request, reference)
    entry = event.waiting_list.filter(user=request.user).last()
    try:
        if entry is not None:
            waiting_list.leave(entry, by=request.user, at=clock.now())
    except Refused as refused:
        messages.warning(request, refused.message)
    else:
        messages.success(request, "You have left the waiting list.")
    return redirect(
        local_address(request.POST.get("next"), otherwise=event.get_absolute_url())
    )


def _event(request, reference) -> Event:
    event = Event.objects.filter(reference=reference).first()
    if event is None or not queries.may_see(event, request.user):
        raise Http404
    return event
