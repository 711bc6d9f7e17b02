"""One's own bookings: seen, cancelled, taken back; and offers answered."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db.models import F, QuerySet
from django.http import Http404, HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from events.booking import bookings, groups, own_booking, rechecks
from events.booking.views import own
from events.catalogue import lines, thread
from events.delivery import documents, library
from events.errors import OfferEnded
from events.models import Booking, BookingStatus, Ticket
from portal.core import clock
from portal.core.errors import Refused
from portal.my import places

ON_A_PAGE = 25
PAST, GONE = "past", "cancelled"
READ_OR_SEND = ["GET", "HEAD", "POST"]


@login_required
@require_safe
def booking_list(request: HttpRequest):
    at = clock.now()
    shown = request.GET.get("show", "")
    waiting: list[Any] = []
    for_others: QuerySet[Booking] = Booking.objects.none()
    if shown == PAST:
        tickets = places.past(request.user, at=at)
    elif shown == GONE:
        tickets = places.gone(request.user)
    else:
        shown = ""
        tickets = places.coming(request.user, at=at)
        for_others = places.for_others(request.user, at=at)
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
        "for_others": for_others,
    }
    return render(request, "my/booking_list.html", context)


@login_required
@require_safe
def booking_detail(request: HttpRequest, reference: str):
    at = clock.now()
    if _own(request, reference).exists():
        ticket = _ticket(request, reference)
    else:
        ticket = _booked(request, reference)
        if ticket.booking.is_confirmed:
            return redirect("my:places", reference=reference)
    booking, event = ticket.booking, ticket.event
    confirmed = booking.is_confirmed
    context = own_booking.about(
        booking,
        ticket,
        is_booker=is_booker(request.user, booking),
        zone=request.user.time_zone,
        at=at,
    ) | {
        "ways": ways_of(booking),
        "has_record": confirmed
        and event.is_over(at)
        and documents.has_record(documents.record_of(ticket)),
        "is_kept": event.is_over(at) and library.is_published(event),
        "thread": thread.of(event, booked=True, over=event.is_over(at))
        if confirmed
        else [],
        "join_address": request.build_absolute_uri(ticket.get_join_url()),
        "membership_ended": rechecks.still_ended(ticket, at=at)
        if confirmed and not event.is_over(at)
        else None,
    }
    return render(request, "my/booking_detail.html", context)


def is_booker(user, booking: Booking) -> bool:
    """Say whether somebody booked this themself, as a guest of that address too."""
    if booking.booker_id is None:
        return booking.booker_email == user.email
    return booking.booker_id == user.pk


def ways_of(booking: Booking) -> own_booking.Ways:
    def to(name: str) -> str:
        return reverse(f"my:booking-{name}", args=[booking.reference])

    here = to("detail")
    return own_booking.Ways(
        here=here,
        pay=to("pay"),
        cancel=to("cancel"),
        undo=to("undo"),
        calendar=to("calendar"),
        details=to("details"),
        quote=to("quote"),
        order=to("order"),
        documents=f"{here}documents/",
        every=reverse("my:booking-list"),
    )


@login_required
@require_safe
def booking_calendar(request: HttpRequest, reference: str):
    ticket = _ticket(request, reference)
    return own.calendar(ticket.booking, ticket)


@login_required
@require_http_methods(READ_OR_SEND)
def booking_cancel(request: HttpRequest, reference: str):
    """Say what cancelling would mean, and do it when asked."""
    booking = _booked(request, reference).booking
    return own.cancel(request, booking, ways_of(booking))


@login_required
@require_POST
def booking_undo(request: HttpRequest, reference: str):
    booking = _booked(request, reference).booking
    return own.undo(request, booking, ways_of(booking))


@login_required
@require_http_methods(READ_OR_SEND)
def booking_pay(request: HttpRequest, reference: str):
    ticket = _booked(request, reference)
    return own.pay(request, ticket.booking, ticket, ways_of(ticket.booking))


@login_required
@require_http_methods(READ_OR_SEND)
def booking_details(request: HttpRequest, reference: str):
    ticket = _ticket(request, reference)
    return own.details(request, ticket.booking, ticket, ways_of(ticket.booking))


@login_required
@require_POST
def booking_order(request: HttpRequest, reference: str):
    booking = _booked(request, reference).booking
    return own.order_number(request, booking, ways_of(booking))


@login_required
@require_safe
def booking_quote(request: HttpRequest, reference: str):
    return own.quote(_booked(request, reference).booking)


@login_required
@require_safe
def booking_document(request: HttpRequest, reference: str, number: str):
    return own.document(_booked(request, reference).booking, number)


@login_required
@require_POST
def offer(request: HttpRequest, reference: str):
    """Take the offered place, or let it go to the next person."""
    at = clock.now()
    ticket = _booked(request, reference)
    booking = ticket.booking
    try:
        if request.POST.get("answer") == "take" and booking.price_pence:
            return redirect("my:booking-pay", reference=booking.reference)
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
    ticket = _own(request, reference).first()
    if ticket is None:
        raise Http404
    ticket.booking.event = ticket.event
    return ticket


def _own(request, reference):
    """Return the person's tickets of a booking; one that went to somebody else is
    theirs no more.
    """
    mine = _rows().of(request.user).filter(booking__reference=reference)
    return mine.exclude(
        booking__status=BookingStatus.CONFIRMED, released_at__isnull=False
    )


def _rows():
    """Return tickets with all that a page says of one; the one that is kept first."""
    return (
        Ticket.objects.select_related(
            "booking__bill__payer",
            "event",
            "access_need",
            "profession",
            "kind_of_agency",
            "area",
        )
        .prefetch_related("event__event_sessions", "booking__tickets")
        .order_by(F("released_at").desc(nulls_first=True), "pk")
    )


def _booked(request, reference) -> Ticket:
    """Return the ticket for what whoever booked alone may do: all about money.

    Their own place of it, or of places for others the first.
    """
    booking = groups.of_booker(request.user, reference)
    if booking is None:
        raise Http404
    rows = _rows().filter(booking=booking)
    ticket = rows.of(request.user).first() or rows.first()
    if ticket is None:
        raise Http404
    ticket.booking.event = ticket.event
    return ticket
