"""A guest's booking: seen, paid, changed and cancelled by the link in a mail."""

from datetime import timedelta
from functools import wraps

from django.db.models import F
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from events.booking import links, own_booking
from events.booking.own_booking import Ways
from events.models import Booking, Ticket
from portal.core import clock
from portal.core.token_pages import token_page

from . import own

READ_OR_SEND = ["GET", "HEAD", "POST"]
# Which bookings this browser went to pay for, and when: leads it back to the link.
LEFT_TO_PAY = "left_to_pay"
AWAY_FOR = timedelta(hours=2)


def by_link(view):
    """Find the booking that the token opens, with the place of whoever booked."""

    @token_page
    @wraps(view)
    def opened(request: HttpRequest, token: str, **options: str) -> HttpResponse:
        booking = links.find(token, at=clock.now())
        ticket = _ticket_of(booking) if booking is not None else None
        if booking is None or ticket is None:
            return render(request, "events/booking/guest_ended.html", status=404)
        return view(request, booking, ticket, ways_of(token), **options)

    return opened


def _ticket_of(booking: Booking) -> Ticket | None:
    """Return the place of whoever booked, a kept one first; of a group, the first."""
    rows = booking.tickets.select_related(
        "event", "access_need", "profession", "kind_of_agency", "area"
    ).order_by(F("released_at").desc(nulls_first=True), "pk")
    return rows.filter(email=booking.booker_email).first() or rows.first()


def of_themself(view):
    """Show a page about a place to the person alone whose place it is.

    Whoever booked for others has the page of their places instead: what others need,
    their door and their calendar are nobody else's.
    """

    @wraps(view)
    def shown(request: HttpRequest, booking: Booking, ticket: Ticket, ways: Ways):
        theirs = ticket.email == booking.booker_email and ticket.released_at is None
        if booking.is_confirmed and not theirs:
            return redirect(f"{ways.here}places/")
        return view(request, booking, ticket, ways)

    return shown


def ways_of(token: str) -> Ways:
    def to(name: str, *more: str) -> str:
        return reverse(f"events:guest-{name}", args=[token, *more])

    here = to("booking")
    return Ways(
        here=here,
        pay=to("pay"),
        cancel=to("cancel"),
        undo=to("undo"),
        calendar=to("calendar"),
        details=to("details"),
        quote=to("quote"),
        order=to("order"),
        documents=f"{here}documents/",
    )


@by_link
@of_themself
@require_safe
def guest_booking(request, booking, ticket, ways):
    context = own_booking.about(
        booking, ticket, is_booker=True, zone="", at=clock.now()
    )
    join = request.build_absolute_uri(ticket.get_join_url())
    return render(
        request,
        "events/booking/guest_booking.html",
        {**context, "ways": ways, "join_address": join},
    )


@by_link
@require_http_methods(READ_OR_SEND)
def guest_pay(request, booking, ticket, ways):
    if request.method == "POST":
        left = request.session.get(LEFT_TO_PAY, {})
        request.session[LEFT_TO_PAY] = {
            **left,
            booking.reference: clock.now().timestamp(),
        }
    return own.pay(request, booking, ticket, ways)


@by_link
@require_http_methods(READ_OR_SEND)
def guest_cancel(request, booking, _ticket, ways):
    return own.cancel(request, booking, ways)


@by_link
@require_POST
def guest_undo(request, booking, _ticket, ways):
    return own.undo(request, booking, ways)


@by_link
@of_themself
@require_http_methods(READ_OR_SEND)
def guest_details(request, booking, ticket, ways):
    return own.details(request, booking, ticket, ways)


@by_link
@require_POST
def guest_order(request, booking, _ticket, ways):
    return own.order_number(request, booking, ways)


@by_link
@require_safe
def guest_quote(_request, booking, _ticket, _ways):
    return own.quote(booking)


@by_link
@require_safe
def guest_document(_request, booking, _ticket, _ways, number):
    return own.document(booking, number)


@by_link
@of_themself
@require_safe
def guest_calendar(_request, booking, ticket, _ways):
    return own.calendar(booking, ticket)


@token_page
@require_safe
def guest_return(request: HttpRequest, reference: str):
    """Lead back whoever went from here to pay; show everybody else nothing.

    The address names a booking, so it must not open one: the browser that left from
    the link is known by its session, once, and gets a link of its own again.
    """
    at = clock.now()
    booking = Booking.objects.filter(reference=reference).first()
    if request.user.is_authenticated:
        own_one = Booking.objects.of(request.user).filter(reference=reference).first()
        if own_one is not None:
            return redirect(own_one)
    left = request.session.get(LEFT_TO_PAY, {})
    since = left.pop(reference, None)
    if since is not None:
        request.session[LEFT_TO_PAY] = left
    if (
        booking is None
        or booking.booker_id is not None
        or since is None
        or at.timestamp() - since > AWAY_FOR.total_seconds()
    ):
        return render(request, "events/booking/guest_return.html")
    return redirect("events:guest-booking", token=links.make(booking, at=at))
