"""Who coordinates a commission: accept, ask another, step down."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from events.commissioning import coordinators as verbs
from events.commissioning.forms import CoordinatorForm
from events.models import Commission
from portal.core import clock
from portal.core.errors import Refused
from portal.core.token_pages import token_page

from .board import PAGE, READ_OR_SEND, for_coordinators


@token_page
@require_http_methods(READ_OR_SEND)
def accept(request: HttpRequest, token: str):
    """Say what accepting would mean; GET changes nothing."""
    at = clock.now()
    asked = verbs.behind(token, at=at)
    if asked is None:
        return render(
            request, "events/commissioning/link_over.html", status=HTTPStatus.GONE
        )
    refusal = None
    if request.method == "POST" and request.user.is_authenticated:
        try:
            commission = verbs.accept(asked, user=request.user, at=at)
        except Refused as no:
            refusal = no
        else:
            messages.success(request, f"You coordinate “{commission}” now.")
            return redirect(PAGE, commission.reference)
    context = {"commission": asked.commission, "until": asked.until, "refusal": refusal}
    return render(request, "events/commissioning/accept.html", context)


@for_coordinators
@require_http_methods(READ_OR_SEND)
def coordinators(request: HttpRequest, commission: Commission):
    form, refusal = CoordinatorForm(request.POST or None), None
    if form.is_valid():
        email = form.cleaned_data["email"]
        try:
            verbs.ask(commission, email=email, by=request.user, at=clock.now())
        except Refused as no:
            refusal = no
        else:
            messages.success(request, f"A link is on its way to {email}.")
            return redirect("commissions:coordinators", commission.reference)
    context = {
        "commission": commission,
        "form": form,
        "refusal": refusal,
        "rows": commission.coordinators.standing().select_related("user"),
    }
    return render(request, "events/commissioning/coordinators.html", context)


@for_coordinators
@require_POST
def coordinator_end(request: HttpRequest, commission: Commission, key: int):
    found = get_object_or_404(commission.coordinators.standing(), pk=key)
    try:
        verbs.end(found, by=request.user, at=clock.now())
    except Refused as no:
        messages.warning(request, no.message)
        return redirect("commissions:coordinators", commission.reference)
    if found.user_id == request.user.pk:
        messages.success(request, f"You coordinate “{commission}” no more.")
        return redirect("my:home")
    messages.success(request, f"{found.address} coordinates no more.")
    return redirect("commissions:coordinators", commission.reference)
