"""The places that a guest has booked, by the link in a mail."""

from functools import wraps

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from . import group
from .guest import READ_OR_SEND, by_link


def _of_guest(view):
    @by_link
    @require_http_methods(READ_OR_SEND)
    @wraps(view)
    def opened(request: HttpRequest, booking, _ticket, ways, **options) -> HttpResponse:
        return view(request, booking, ways, **options)

    return opened


places = _of_guest(group.places)
place_list = _of_guest(group.place_list)
place = _of_guest(group.place)
place_cancel = _of_guest(group.place_cancel)
place_move = _of_guest(group.place_move)
