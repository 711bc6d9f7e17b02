"""Access needs of one event, for who runs it: read, and said to be seen to."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from events.booking import needs
from portal.core import clock

from .events import READ_OR_SEND
from .frame import event_or_404, for_events_staff, screen, url


@for_events_staff
@never_cache
@require_http_methods(READ_OR_SEND)
def need_list(request: HttpRequest, reference: str) -> HttpResponse:
    at = clock.now()
    event = event_or_404(reference)
    rows = needs.of_event(event, at=at)
    if request.method == "POST":
        needs.take(rows, request.POST, at=at, by=request.user)
        return redirect(url("need-list", reference))
    return screen(
        request, "need_list", title="What people need", event=event, needs=rows
    )
