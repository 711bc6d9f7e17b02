"""An offer let go by the link in its mail: opening shows, only the button acts."""

from contextlib import suppress

from django.http import HttpRequest
from django.shortcuts import render
from django.views.decorators.http import require_http_methods

from events.booking import bookings, declining
from events.catalogue import lines
from events.models import HoldReason
from portal.core import clock
from portal.core.errors import Refused
from portal.core.token_pages import token_page


@token_page
@require_http_methods(["GET", "HEAD", "POST"])
def offer_decline(request: HttpRequest, token: str):
    at = clock.now()
    booking = declining.find(token)
    if booking is None:
        return render(request, "events/groups/offer_over.html", status=404)
    is_open = booking.is_offer(at)
    if request.method == "POST" and is_open:
        # Where it is refused, what the booking became meanwhile is said instead.
        with suppress(Refused):
            bookings.cancel(booking, by=booking.booker, at=at)
        booking.refresh_from_db()
        is_open = booking.is_offer(at)
    context = {
        "event": booking.event,
        "when": lines.when(booking.event),
        "until": booking.held_until,
        "is_open": is_open,
        "let_go": booking.is_cancelled,
        "is_booked": booking.is_confirmed,
        "is_paying": booking.is_held(at) and booking.reason != HoldReason.OFFER,
    }
    return render(request, "events/groups/offer_decline.html", context)
