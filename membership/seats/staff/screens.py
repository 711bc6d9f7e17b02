"""The staff screens about employers: the list, one of them, and each step."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from membership import permissions
from membership.models import Organisation, PurchaseStatus
from membership.seats import offers, organisations, places, purchases, queries, showing
from portal.accounts.staff import frame
from portal.accounts.staff.frame import Tab, only_for
from portal.core import clock, history
from portal.core.errors import Refused
from portal.payments import purchase_orders

from .forms import (
    AskCoordinatorForm,
    DeclineOrderForm,
    NewOrganisationForm,
    OrganisationForm,
    SellForm,
)

READ_OR_SEND = ["GET", "HEAD", "POST"]
A_PAGE = 30

for_keepers = only_for(permissions.may_keep_members)


def url(name: str, *args: object) -> str:
    return reverse(f"staff_organisations:{name}", args=args)


def _one(reference: str) -> Organisation:
    rows = Organisation.objects.select_related("payer")
    return get_object_or_404(rows, reference=reference)


def _screen(
    request: HttpRequest,
    name: str,
    *,
    title: str,
    organisation: Organisation | None = None,
    **context: Any,
) -> HttpResponse:
    crumbs = [] if name == "list" else [("Organisations", url("list"))]
    if organisation is not None:
        context["back"] = url("detail", organisation.reference)
        if name != "detail":
            crumbs.append((organisation.name, context["back"]))
    return frame.screen(
        request,
        f"membership/organisations/staff/{name}.html",
        title=title,
        crumbs=crumbs,
        icon="group",
        organisation=organisation,
        tabs_label="Organisations",
        **context,
    )


@for_keepers
@require_safe
def organisation_list(request: HttpRequest) -> HttpResponse:
    """Show who has how many places until when; orders that wait for us come first."""
    typed = request.GET.get("q", "").replace("\0", "").strip()[:100]
    waiting = request.GET.get("show") == "waiting"
    on = clock.today()
    rows = queries.listed(typed, on=on)
    if waiting:
        rows = rows.filter(asks__gt=0)
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("p"))
    here = url("list")
    return _screen(
        request,
        "list",
        title="Organisations",
        page=page,
        typed=typed,
        waiting=waiting,
        tabs=[
            Tab("All", here, here=not waiting),
            Tab("Orders waiting for us", f"{here}?show=waiting", here=waiting),
        ],
    )


@for_keepers
@require_safe
def organisation_detail(request: HttpRequest, reference: str) -> HttpResponse:
    organisation = _one(reference)
    at = clock.now()
    on = clock.uk_day(at)
    return _screen(
        request,
        "detail",
        title=organisation.name,
        organisation=organisation,
        counts=places.counts(organisation, at=at),
        last_day=offers.last_day_of(organisation, on=on),
        held=places.held_in(organisation, on=on),
        ended=queries.ended(organisation)[:20],
        links=showing.links(organisation, at=at),
        orders=showing.orders(organisation),
        asked=organisation.purchases.filter(status=PurchaseStatus.ASKED),
        coordinators=organisation.coordinators.select_related("user"),
        latest=history.of(organisation)[:30],
    )


@for_keepers
@require_http_methods(READ_OR_SEND)
def organisation_add(request: HttpRequest) -> HttpResponse:
    form = NewOrganisationForm(request.POST or None)
    if form.is_valid():
        at = clock.now()
        made = organisations.enter(form.facts, coordinator=None, by=request.user, at=at)
        email = form.cleaned_data["email"]
        if email:
            organisations.ask_coordinator(made, email=email, by=request.user, at=at)
        messages.success(request, f"{made} is entered. Now order its places.")
        return redirect(url("sell", made.reference))
    return _screen(
        request, "step", title="New organisation", form=form, back=url("list")
    )


@for_keepers
@require_http_methods(READ_OR_SEND)
def organisation_correct(request: HttpRequest, reference: str) -> HttpResponse:
    organisation = _one(reference)
    facts = vars(organisations.facts_of(organisation))
    form = OrganisationForm(request.POST or None, initial=facts)
    if form.is_valid():
        organisations.correct(organisation, form.facts, by=request.user)
        messages.success(request, "The organisation is corrected.")
        return redirect(url("detail", reference))
    return _screen(
        request, "step", title="Correct", organisation=organisation, form=form
    )


@for_keepers
@require_http_methods(READ_OR_SEND)
def places_sell(request: HttpRequest, reference: str) -> HttpResponse:
    """Order places for an organisation; the invoice goes to its finance contact."""
    organisation = _one(reference)
    at = clock.now()
    form = SellForm(request.POST or None)
    refusal = ""
    if form.is_valid():
        try:
            purchase = purchases.order(
                organisation, **form.order, by=request.user, at=at
            )
            if purchase.bill is not None:
                purchase_orders.send(purchase.bill, at=at, by=request.user)
        except Refused as no:
            refusal = no.message
        else:
            messages.success(
                request, f"The invoice goes to {organisation.payer.email}."
            )
            return redirect(url("detail", reference))
    return _screen(
        request,
        "step",
        title="Order places",
        organisation=organisation,
        form=form,
        refusal=refusal,
        button="Order and send the invoice",
    )


@for_keepers
@require_http_methods(READ_OR_SEND)
def order_answer(request: HttpRequest, reference: str, order: str) -> HttpResponse:
    """Accept what an organisation asked for, or decline it with the reason."""
    organisation = _one(reference)
    purchase = get_object_or_404(
        organisation.purchases.filter(status=PurchaseStatus.ASKED), reference=order
    )
    accepts = "accept" in request.POST
    form = DeclineOrderForm(request.POST if request.POST and not accepts else None)
    refusal = ""
    if accepts or form.is_valid():
        try:
            if accepts:
                purchases.accept(purchase, by=request.user, at=clock.now())
            else:
                reason = form.cleaned_data["reason"]
                purchases.decline(
                    purchase, reason=reason, by=request.user, at=clock.now()
                )
        except Refused as no:
            refusal = no.message
        else:
            words = "accepted: the invoice is on its way" if accepts else "declined"
            messages.success(request, f"The order is {words}.")
            return redirect(url("detail", reference))
    return _screen(
        request,
        "answer",
        title="An order of places",
        organisation=organisation,
        purchase=purchase,
        form=form,
        refusal=refusal,
        alike=queries.alike(organisation),
    )


@for_keepers
@require_http_methods(READ_OR_SEND)
def coordinator_add(request: HttpRequest, reference: str) -> HttpResponse:
    organisation = _one(reference)
    form = AskCoordinatorForm(request.POST or None)
    refusal = ""
    if form.is_valid():
        email = form.cleaned_data["email"]
        try:
            organisations.ask_coordinator(
                organisation, email=email, by=request.user, at=clock.now()
            )
        except Refused as no:
            refusal = no.message
        else:
            messages.success(request, f"A link is on its way to {email}.")
            return redirect(url("detail", reference))
    return _screen(
        request,
        "step",
        title="Ask a coordinator",
        organisation=organisation,
        form=form,
        refusal=refusal,
        button="Send the link",
    )


@for_keepers
@require_POST
def coordinator_end(request: HttpRequest, reference: str, key: int) -> HttpResponse:
    organisation = _one(reference)
    found = get_object_or_404(organisation.coordinators.standing(), pk=key)
    try:
        organisations.end_coordinator(
            found, by=request.user, at=clock.now(), by_staff=True
        )
    except Refused as no:
        messages.warning(request, no.message)
    else:
        messages.success(request, f"{found.email} coordinates no more.")
    return redirect(url("detail", reference))
