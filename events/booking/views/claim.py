"""A claim link: whoever opens it says who they are, and the place is theirs."""

from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from events.booking import claims
from events.booking.group_forms import ClaimForm
from events.catalogue import lines
from portal.accounts.visitors import may_try
from portal.core import clock
from portal.core.errors import Refused
from portal.core.token_pages import token_page

CLAIMS = "60/10m/ip"
TOO_MANY = "Very many places were claimed from where you are. Wait ten minutes."


@token_page
@require_http_methods(["GET", "HEAD", "POST"])
def claim(request: HttpRequest, token: str):
    at = clock.now()
    link = claims.find(token, at=at)
    if link is None:
        return render(request, "events/groups/claim_over.html", status=404)
    event = link.booking.event
    user = request.user if request.user.is_authenticated else None
    form = ClaimForm(
        request.POST or None,
        event=event,
        user=user,
        initial={
            "email": link.email,
            "name": user.name if user else "",
            "agency": link.booking.organisation,
        },
    )
    refused = None
    if form.is_valid():
        delegate = form.delegate()
        try:
            _refuse_many(request)
            claims.claim(token, delegate, at=at, by=user)
        except Refused as no:
            refused = no
        else:
            request.session["claimed_for"] = delegate.email
            return redirect("events:claimed", reference=event.reference)
    context = {
        "form": form,
        "refused": refused,
        "event": event,
        "when": lines.when(event),
        "facts": lines.facts_of(event, zone=getattr(user, "time_zone", "")),
        "booked_by": claims.booked_by(link.booking),
    }
    return render(request, "events/groups/claim.html", context)


def _refuse_many(request: HttpRequest) -> None:
    if not may_try(request, "claim", CLAIMS):
        raise Refused(TOO_MANY)


@require_safe
def claimed(request: HttpRequest, reference: str):
    """Say that a mail has gone, whatever it says; the same for every address."""
    email = request.session.get("claimed_for", "")
    return render(request, "events/groups/claimed.html", {"email": email})
