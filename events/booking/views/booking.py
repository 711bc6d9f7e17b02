"""Booking a place: one page to confirm, and a way on for everybody who cannot."""

from django.contrib import messages
from django.http import Http404, HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from events.booking import bookings, next_steps
from events.booking.next_steps import Step
from events.catalogue import lines, policies, queries
from events.errors import AlreadyBooked
from events.models import Event, Source, WayIn
from membership.forms import NumberForm
from portal.core import clock
from portal.core.errors import Refused

from . import paying


@require_http_methods(["GET", "HEAD", "POST"])
def booking_start(request: HttpRequest, reference: str):
    if request.method == "POST" and paying.is_sent(request):
        return _book_and_pay(request, reference)
    if request.method == "POST" and request.user.is_authenticated:
        return _book(request, reference)
    return _page(request, reference)


def _book_and_pay(request, reference):
    """Take what the page for paid places sends, whatever has changed meanwhile."""
    at = clock.now()
    event = queries.find(request.user, at=at, reference=reference)
    if event is None:
        raise Http404
    step = next_steps.for_person(event, request.user, at=at)
    if step.step in {Step.PAY, Step.FINISH}:
        return paying.send(request, event, step)
    return _page(request, reference)


def _book(request, reference):
    """Book, and lead to the booking: pressed twice, both lead to the same one.

    Nothing that was sent along is read: what it costs and who it is for are ours.
    """
    at = clock.now()
    event = Event.objects.filter(reference=reference).first()
    if event is None or not queries.may_see(event, request.user):
        raise Http404
    by_invitation = event.way_in == WayIn.INVITATION
    try:
        booking = bookings.book(
            event,
            by=request.user,
            at=at,
            source=Source.INVITATION if by_invitation else Source.SELF,
            invited=by_invitation and next_steps.is_invited(event, request.user),
        )
    except AlreadyBooked as already:
        messages.info(request, "You already have a place. Here it is.")
        booking = already.booking
    except Refused as refused:
        return _page(request, reference, refused=refused)
    return redirect(booking)


def _page(request, reference, *, refused: Refused | None = None):
    at = clock.now()
    event = queries.find(request.user, at=at, reference=reference)
    if event is None:
        raise Http404
    step = next_steps.for_person(event, request.user, at=at)
    if step.booking is not None and refused is None:
        if step.step is Step.HAVE_PLACE:
            messages.info(request, "You already have a place. Here it is.")
        return redirect(step.booking)
    if step.step in {Step.GO_ELSEWHERE, Step.USE_OPEN_DOOR}:
        return redirect(event)
    if step.step is Step.PAY:
        return paying.page(request, event, step, refused=refused)
    prices = list(event.ticket_types.all())
    context = {
        "event": event,
        "next": step,
        "refused": refused,
        "title": TITLES.get(step.step, "You cannot book this event now"),
        "facts": lines.facts_of(
            event, zone=getattr(request.user, "time_zone", ""), dated=False
        ),
        "in_short": lines.who_in_short(event, prices),
        "left": queries.places_left(event),
        "is_full": queries.places_left(event) == 0,
        "few": queries.is_few(event, policies.booking_policy()),
        "for_members": event.way_in == WayIn.MEMBERS,
        "number_form": NumberForm(auto_id="number_%s"),
        "here": reverse("events:booking-start", args=[event.reference]),
    }
    return render(request, "events/booking/booking_start.html", context)


TITLES = {
    Step.BOOK: "Confirm your place",
    Step.SAY_WHO: "Who is booking?",
    Step.JOIN_LIST: "Join the waiting list",
    Step.WAIT: "You are on the waiting list",
}
