"""The personal calendar address: made, made anew, stopped."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from events.booking import feeds
from events.models import CalendarFeed
from portal.core import clock
from portal.core.token_pages import token_page


@login_required
@token_page
@require_http_methods(["GET", "HEAD", "POST"])
def calendar(request: HttpRequest):
    """Show the address once, on the page that made it: it is not kept in clear."""
    address = ""
    if request.POST.get("do") == "stop":
        feeds.stop(request.user)
        messages.success(request, "The calendar address has stopped.")
        return redirect("my:calendar")
    if request.POST.get("do") == "renew":
        token = feeds.renew(request.user, at=clock.now())
        address = request.build_absolute_uri(reverse("events:feed", args=[token]))
    context = {
        "feed": CalendarFeed.objects.filter(user=request.user).first(),
        "address": address,
        "subscribe": f"webcal:{address.partition(':')[2]}" if address else "",
    }
    return render(request, "my/calendar.html", context)
