"""Booking for others: how many places, for which organisation; who comes is said later.

Somebody signed in goes on to paying. A guest goes on from the link in a mail.
"""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from events.booking import (
    eligibility,
    guests,
    paying,
    places,
    pricing,
    refund_terms,
)
from events.booking.group_forms import GroupForm
from events.catalogue import lines, policies, queries
from events.errors import CodeRefused, EventFull
from events.models import Event, WayIn
from membership.standing import NOBODY
from portal.accounts.visitors import may_try
from portal.core import clock
from portal.core.errors import Refused

from .paying import (
    GUESTS_HOLDS,
    TOO_MANY_CODES,
    TOO_MANY_HOLDS,
    WRONG_CODES,
)


@require_http_methods(["GET", "HEAD", "POST"])
def group_start(request: HttpRequest, reference: str):
    at = clock.now()
    event = queries.find(request.user, at=at, reference=reference)
    if event is None:
        raise Http404
    answer = eligibility.about_event(event, at=at)
    if event.way_in != WayIn.PUBLIC or not answer.allowed:
        return redirect(event)
    user = request.user if request.user.is_authenticated else None
    policy = policies.booking_policy()
    form = GroupForm(
        request.POST or None,
        most=policy.holds_per_person,
        user=user,
        initial={"name": user.name if user else ""},
    )
    refused = None
    if form.is_valid():
        try:
            return _reserve(request, event, form)
        except CodeRefused as no:
            may_try(request, "wrong_access_code", WRONG_CODES)
            form.add_error("code", no.message)
        except Refused as no:
            refused = no
    kind = eligibility.cheapest(event.ticket_types.all(), NOBODY).ticket_type
    pence = kind.price_pence if kind else 0
    context = {
        "form": form,
        "refused": refused,
        "is_full": isinstance(refused, EventFull),
        "event": event,
        "pence": pence,
        "vat": pricing.vat_words(kind) if kind else "",
        "terms": refund_terms.in_words(
            policy.terms(), pence, starts_at=event.starts_at, at=at
        )
        if pence
        else [],
        "minutes": policy.checkout_minutes,
        "facts": lines.facts_of(
            event, zone=getattr(user, "time_zone", ""), dated=False
        ),
        "left": queries.places_left(event),
        "few": queries.is_few(event, policy),
        "here": reverse("events:group-start", args=[event.reference]),
    }
    return render(request, "events/groups/group_start.html", context)


def _reserve(request: HttpRequest, event: Event, form: GroupForm) -> HttpResponse:
    at, typed = clock.now(), form.cleaned_data
    user = request.user if request.user.is_authenticated else None
    wrong = "wrong_access_code"
    if typed["code"] and not may_try(request, wrong, WRONG_CODES, look=True):
        raise Refused(TOO_MANY_CODES)
    if user is None and not may_try(request, "guest_hold", GUESTS_HOLDS):
        raise Refused(TOO_MANY_HOLDS)
    order = paying.Order(
        [places.UNNAMED] * typed["number"],
        booker_name=typed["name"],
        booker_email=user.email if user else typed["email"],
        booker=user,
        for_self=False,
        organisation=typed["organisation"],
        code=typed["code"],
    )
    if user is None:
        guests.ask(event, order, at=at)
        request.session["asked_from"] = order.booker_email
        return redirect("events:booking-sent", reference=event.reference)
    booking = paying.reserve(event, order, at=at)
    if booking.is_confirmed:
        messages.success(request, "The places are yours. Say who comes.")
        return redirect("my:places", reference=booking.reference)
    return redirect("my:booking-pay", reference=booking.reference)
