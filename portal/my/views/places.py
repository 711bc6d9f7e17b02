"""The places that somebody has booked, for others and for themself."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from events.booking import groups
from events.booking.views import group

from .bookings import READ_OR_SEND, ways_of


def _of_booker(view):
    """Find the booking, for whoever made it. To everybody else it does not exist."""

    @login_required
    @require_http_methods(READ_OR_SEND)
    @wraps(view)
    def opened(request: HttpRequest, reference: str, **options: int) -> HttpResponse:
        booking = groups.of_booker(request.user, reference)
        if booking is None:
            raise Http404
        return view(request, booking, ways_of(booking), **options)

    return opened


places = _of_booker(group.places)
place_list = _of_booker(group.place_list)
place = _of_booker(group.place)
place_cancel = _of_booker(group.place_cancel)
place_move = _of_booker(group.place_move)
