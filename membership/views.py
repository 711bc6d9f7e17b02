"""Being let in by number, and the two links of a change of address."""

from http import HTTPStatus

from django.contrib import messages
from django.http import HttpRequest
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from portal.accounts.visitors import local_address, network_of
from portal.core import clock
from portal.core.errors import Refused
from portal.core.token_pages import token_page

from . import addresses, cards, lost_numbers, number_sign_in
from .forms import CarefulNumberForm, CodeForm, LostNumberForm
from .merging import steps as merging
from .models import AddressChange


@never_cache
@require_http_methods(["GET", "POST"])
def number_request(request: HttpRequest):
    next_url = local_address(request.POST.get("next") or request.GET.get("next"))
    form = CarefulNumberForm(request.POST or None)
    refusal = None
    if form.is_valid():
        try:
            number_sign_in.ask(
                request,
                form.cleaned_data["number"],
                next_url=next_url,
                at=clock.now(),
            )
        except Refused as refused:
            refusal = refused
        else:
            return redirect("membership:code")
    return render(
        request,
        "membership/number_request.html",
        {"form": form, "refusal": refusal, "next_url": next_url},
    )


@never_cache
@require_http_methods(["GET", "POST"])
def number_lost(request: HttpRequest):
    """Take an address, and say the same whoever is or is not reached there."""
    form = LostNumberForm(request.POST or None)
    refusal = None
    if form.is_valid():
        try:
            lost_numbers.ask(
                form.cleaned_data["email"],
                asked_from=network_of(request),
                at=clock.now(),
            )
        except Refused as refused:
            refusal = refused
        else:
            return render(request, "membership/number_sent.html")
    return render(
        request, "membership/number_lost.html", {"form": form, "refusal": refusal}
    )


@never_cache
@require_http_methods(["GET", "POST"])
def number_code(request: HttpRequest):
    """Show the same page whether or not there is such a number."""
    asked = number_sign_in.asked_for(request)
    if asked is None:
        return redirect("membership:number-request")
    form = CodeForm(request.POST or None)
    refusal = None
    if form.is_valid():
        try:
            return number_sign_in.enter(
                request, form.cleaned_data["code"], at=clock.now()
            )
        except Refused as refused:
            refusal = refused
    return render(
        request,
        "membership/number_code.html",
        {"form": form, "refusal": refusal, "next_url": asked.next_url},
    )


@token_page
@require_safe
def card(request: HttpRequest, token: str):
    """Say to whoever scans a card whether it is good today, and under which name."""
    today = clock.today()
    here = cards.behind(token, on=today)
    context = {"standing": here, "today": today}
    status = HTTPStatus.OK if here is not None else HTTPStatus.NOT_FOUND
    return render(request, "membership/card.html", context, status=status)


@token_page
@require_http_methods(["GET", "POST"])
def address_prove(request: HttpRequest, token: str):
    at = clock.now()
    change = addresses.to_prove(token, at=at)
    return _answer_link(
        request, "membership/address_prove.html", change, addresses.prove
    )


@token_page
@require_http_methods(["GET", "POST"])
def address_stop(request: HttpRequest, token: str):
    change = addresses.to_stop(token)
    return _answer_link(request, "membership/address_stop.html", change, addresses.stop)


@token_page
@require_http_methods(["GET", "POST"])
def merge_stop(request: HttpRequest, token: str):
    """Let whoever reads an address that would lead in no more stop it."""
    merge = merging.to_stop(token)
    context = {"merge": merge, "done": False}
    if request.method == "POST" and merge is not None:
        try:
            merging.stop(merge, by=None, at=clock.now())
        except Refused as refused:
            messages.warning(request, refused.message)
            context["merge"] = None
        else:
            context["done"] = True
    return render(request, "membership/merge_stop.html", context)


def _answer_link(request, template, change: AddressChange | None, act):
    """Show what the link would do, and do it when asked: mail scanners open links."""
    context = {"change": change, "done": False}
    if request.method == "POST" and change is not None:
        try:
            act(change, at=clock.now())
        except Refused as refused:
            messages.warning(request, refused.message)
            context["change"] = None
        else:
            change.refresh_from_db()
            context["done"] = True
    return render(request, template, context)
