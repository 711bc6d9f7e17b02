"""What people need to take part: read by who runs the event, and by its trainers."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from events.booking import needs
from events.booking.permissions import may_see_needs
from events.models import Event
from portal.core import clock


@login_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def need_list(request: HttpRequest, reference: str):
    """Show what people need, and take that one of them is seen to, or is not."""
    event = get_object_or_404(Event, reference=reference)
    if not may_see_needs(event, request.user):
        raise Http404
    at = clock.now()
    rows = needs.of_event(event, at=at)
    if request.method == "POST":
        needs.take(rows, request.POST, at=at, by=request.user)
        return redirect(request.path)
    return render(
        request, "events/booking/need_list.html", {"event": event, "needs": rows}
    )
