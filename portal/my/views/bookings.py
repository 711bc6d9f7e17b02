"""One's own bookings: seen, cancelled, taken back; and offers answered."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from events.booking import bookings, rechecks
from events.catalogue import ical, lines, thread
from events.delivery import documents, library
from events.errors import OfferEnded
from events.models import Booking, HoldReason, Ticket
from portal.core import clock
from portal.core.errors import Refused
from portal.my import places

ON_A_PAGE = 25
PAST, GONE = "past", "cancelled"


@login_required
@require_safe
def booking_list(request: HttpRequest):
    at = clock.now()
    shown = request.GET.get("show", "")
    waiting = []
    if shown == PAST:
        tickets = places.past(request.user, at=at)
    elif shown == GONE:
        tickets = places.gone(request.user)
    else:
        shown = ""
        tickets = places.coming(request.user, at=at)
        waiting = [
            lines.waiting_line(entry.event, entry.place_in_line, at=at)
            for entry in places.waiting(request.user, at=at)
        ]
    page = Paginator(tickets, ON_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "shown": shown,
        "page": page,
        "lines": [lines.own_line(ticket, at=at) for ticket in page],
        "waiting": waiting,
    }
    return render(request, "my/booking_list.html", context)


@login_required
@require_safe
def booking_detail(request: HttpRequest, reference: str):
    at = clock.now()
    ticket = _ticket(request, reference)
    booking, event = ticket.booking, ticket.event
    confirmed = booking.is_confirmed
    context = {
        "booking": booking,
        "ticket": ticket,
        "event": event,
        "stage": _stage(booking, event, at=at),
        "when": lines.when(event),
        "facts": lines.facts_of(event, zone=request.user.time_zone),
        "has_record": confirmed
        and event.is_over(at)
        and documents.has_record(documents.record_of(ticket)),
        "is_kept": event.is_over(at) and library.is_published(event),
        "in_room": lines.is_in_room(event),
        "doors": lines.doors(event),
        "undo_until": bookings.undo_until(booking, at=at),
        "may_cancel": confirmed and not event.is_over(at),
        "thread": thread.of(event, booked=True, over=event.is_over(at))
        if confirmed
        else [],
        "join_address": request.build_absolute_uri(ticket.get_join_url()),
        "passing_on": _passing_on(booking, event, at=at),
        "membership_ended": rechecks.still_ended(ticket, at=at)
        if confirmed and not event.is_over(at)
        else None,
    }
    return render(request, "my/booking_detail.html", context)


def _stage(booking: Booking, event, *, at) -> str:
    """Name the one of the page's faces that is true now."""
    if booking.is_confirmed:
        return "past" if event.is_over(at) else "coming"
    if booking.is_cancelled:
        return "event_cancelled" if event.is_cancelled else "cancelled"
    if booking.held_until is None or booking.held_until <= at:
        return "lapsed"
    return "offer" if booking.reason == HoldReason.OFFER else "held"


@login_required
@require_safe
def booking_calendar(request: HttpRequest, reference: str):
    ticket = _ticket(request, reference)
    if not ticket.booking.is_confirmed:
        raise Http404
    return HttpResponse(
        ical.of_ticket(ticket, at=clock.now()),
        content_type=ical.MEDIA_TYPE,
        headers={
            "Content-Disposition": f'attachment; filename="{ticket.event.slug}.ics"'
        },
    )


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def booking_cancel(request: HttpRequest, reference: str):
    """Say what cancelling would mean, and do it when asked."""
    at = clock.now()
    ticket = _ticket(request, reference)
    booking, event = ticket.booking, ticket.event
    if request.method != "POST":
        if not booking.is_confirmed or event.is_over(at):
            return redirect(booking)
        context = {
            "booking": booking,
            "event": event,
            "when": lines.when(event),
            "passing_on": _passing_on(booking, event, at=at),
        }
        return render(request, "my/booking_cancel.html", context)
    try:
        bookings.cancel(booking, by=request.user, at=at)
    except Refused as refused:
        messages.warning(request, refused.message)
    else:
        messages.success(request, "Your place is cancelled.")
    return redirect(booking)


def _passing_on(booking: Booking, event, *, at):
    """Return until when a cancellation could be undone, or None if not at all."""
    until = bookings.passes_on_at(booking, event, at=at)
    return until if until > at else None


@login_required
@require_POST
def booking_undo(request: HttpRequest, reference: str):
    booking = _ticket(request, reference).booking
    try:
        bookings.undo_cancel(booking, by=request.user, at=clock.now())
    except Refused as refused:
        messages.warning(request, refused.message)
    else:
        messages.success(request, "You have kept your place.")
    return redirect(booking)


@login_required
@require_POST
def offer(request: HttpRequest, reference: str):
    """Take the offered place, or let it go to the next person."""
    at = clock.now()
    ticket = _ticket(request, reference)
    booking = ticket.booking
    try:
        if request.POST.get("answer") == "take":
            bookings.confirm(booking, by=request.user, at=at)
            return redirect(booking)
        if request.POST.get("answer") == "let_go" and booking.is_offer(at):
            bookings.cancel(booking, by=request.user, at=at)
            messages.success(
                request, "You have let the place go. Thank you for saying."
            )
            return redirect("my:home")
    except OfferEnded as ended:
        messages.warning(request, ended.message)
        return redirect(ticket.event)
    except Refused as refused:
        messages.warning(request, refused.message)
    return redirect(booking)


def _ticket(request, reference) -> Ticket:
    """Return the person's own ticket of the booking. Others' do not exist here."""
    ticket = (
        Ticket.objects.of(request.user)
        .filter(booking__reference=reference)
        .select_related("booking", "event")
        .prefetch_related("event__event_sessions", "booking__tickets")
        .first()
    )
    if ticket is None:
        raise Http404
    return ticket
