"""The coordinator's page of one organisation, and every step but the orders."""

from functools import wraps
from http import HTTPStatus

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from membership.models import Coordinator, Organisation, Seat
from membership.seats import (
    invitations,
    lists,
    offers,
    organisations,
    places,
    showing,
)
from membership.seats.forms import CoordinatorForm, OrganisationForm, PeopleForm
from portal.core import clock
from portal.core.errors import Refused
from portal.core.words import count_of, uk_day

READ_OR_SEND = ["GET", "HEAD", "POST"]
PAGE = "organisations:organisation"


def for_coordinators(view):
    """Hand the view the organisation; for everybody else there is none."""

    @login_required
    @wraps(view)
    def with_organisation(request: HttpRequest, reference: str, *args, **options):
        acting = Coordinator.objects.acting().filter(user=request.user)
        rows = Organisation.objects.filter(pk__in=acting.values("organisation"))
        found = rows.select_related("payer").filter(reference=reference).first()
        if found is None:
            raise Http404
        return view(request, found, *args, **options)

    return with_organisation


@require_safe
def home(request: HttpRequest):
    """Lead to one's own organisation; else say what an employer can have here."""
    mine = []
    if request.user.is_authenticated:
        mine = organisations.coordinated_by(request.user)
    if len(mine) == 1:
        return redirect(PAGE, mine[0].reference)
    context = {"mine": mine, "grades": offers.grades()}
    return render(request, "membership/organisations/home.html", context)


@for_coordinators
@require_safe
def organisation(request: HttpRequest, organisation: Organisation):
    at = clock.now()
    on = clock.uk_day(at)
    last = offers.last_bought_day(organisation)
    context = {
        "organisation": organisation,
        "counts": places.counts(organisation, at=at),
        "holders": showing.holders(organisation, on=on),
        "links": showing.links(organisation, at=at),
        "orders": showing.orders(organisation),
        "last_day": offers.last_day_of(organisation, on=on),
        "bought_until": last,
        "is_over": last is not None and last < on,
        "may_renew": offers.may_renew(organisation, on=on),
        "coordinators": organisation.coordinators.standing().select_related("user"),
    }
    return render(request, "membership/organisations/organisation.html", context)


# --- Links -----------------------------------------------------------------


@for_coordinators
@require_http_methods(READ_OR_SEND)
def invite(request: HttpRequest, organisation: Organisation):
    """Send links to a list. With a fault in it nothing goes, unless that is asked."""
    at = clock.now()
    form = PeopleForm(request.POST or None, request.FILES or None)
    left, good, refusal = [], [], None
    if form.is_valid():
        try:
            people = _people(form)
            good, left = invitations.looked_at(organisation, people, at=at)
            if good and (not left or "others" in request.POST):
                left = invitations.invite_all(
                    organisation, people, by=request.user, at=at
                )
                sent = len(people) - len(left)
                messages.success(
                    request,
                    f"{count_of(sent, 'link is,links are')} on the way, each good for "
                    "30 days.",
                )
                if not left:
                    return redirect(PAGE, organisation.reference)
                good, people = [], left
            form = PeopleForm(initial={"people": lists.as_text(people)})
        except Refused as no:
            refusal = no
    context = {
        "organisation": organisation,
        "form": form,
        "refusal": refusal,
        "left": left,
        "good": good,
        "counts": places.counts(organisation, at=at),
    }
    return render(request, "membership/organisations/invite.html", context)


def _people(form: PeopleForm) -> list[invitations.Invitee]:
    people = lists.from_text(form.cleaned_data["people"])
    file = form.cleaned_data["file"]
    if file:
        people += lists.from_file(file, size=file.size)
    return people


@for_coordinators
@require_POST
def link(request: HttpRequest, organisation: Organisation, key: int):
    """Send a link again, or take it back."""
    found = get_object_or_404(organisation.invitations.unclaimed(), pk=key)
    at = clock.now()
    try:
        if "withdraw" in request.POST:
            invitations.withdraw(found, by=request.user, at=at)
            messages.success(request, f"The link to {found.email} opens nothing now.")
        else:
            invitations.send_again(found, by=request.user, at=at)
            messages.success(
                request, f"A new link is on its way to {found.email}, good for 30 days."
            )
    except Refused as no:
        messages.warning(request, no.message)
    return redirect(PAGE, organisation.reference)


@for_coordinators
@require_http_methods(READ_OR_SEND)
def take_back(request: HttpRequest, organisation: Organisation, key: int):
    """Say what follows for the person, then take the place back."""
    at = clock.now()
    on = clock.uk_day(at)
    rows = Seat.objects.not_over(on).filter(purchase__organisation=organisation)
    seat = get_object_or_404(rows.select_related("term__member", "purchase"), pk=key)
    if request.method == "POST":
        try:
            places.take_back(seat, by=request.user, at=at)
        except Refused as no:
            messages.warning(request, no.message)
        else:
            messages.success(
                request,
                f"The place is free again. {seat.term.member.name} is told, and how to "
                "go on.",
            )
        return redirect(PAGE, organisation.reference)
    context = {
        "organisation": organisation,
        "seat": seat,
        "name": seat.term.member.name,
        "has_begun": seat.term.starts_on <= on,
        "today": on,
    }
    return render(request, "membership/organisations/take_back.html", context)


# --- Who it is, and who looks after it -------------------------------------


@for_coordinators
@require_http_methods(READ_OR_SEND)
def details(request: HttpRequest, organisation: Organisation):
    facts = organisations.facts_of(organisation)
    form = OrganisationForm(request.POST or None, initial=vars(facts))
    if form.is_valid():
        organisations.correct(organisation, form.facts, by=request.user)
        messages.success(request, "The details are changed.")
        return redirect(PAGE, organisation.reference)
    context = {"organisation": organisation, "form": form}
    return render(request, "membership/organisations/details.html", context)


@for_coordinators
@require_http_methods(READ_OR_SEND)
def coordinators(request: HttpRequest, organisation: Organisation):
    form = CoordinatorForm(request.POST or None)
    status = HTTPStatus.OK
    if form.is_valid():
        at = clock.now()
        try:
            asked = organisations.ask_coordinator(
                organisation, **form.cleaned_data, by=request.user, at=at
            )
        except Refused as no:
            form.add_error("email", no.message)
        else:
            until = uk_day(clock.uk_day(asked.until))
            messages.success(
                request, f"A link is on its way to {asked.email}, good until {until}."
            )
            return redirect("organisations:coordinators", organisation.reference)
    context = {
        "organisation": organisation,
        "form": form,
        "rows": organisation.coordinators.standing().select_related("user"),
    }
    return render(
        request, "membership/organisations/coordinators.html", context, status=status
    )


@for_coordinators
@require_POST
def coordinator_end(request: HttpRequest, organisation: Organisation, key: int):
    found = get_object_or_404(organisation.coordinators.standing(), pk=key)
    try:
        organisations.end_coordinator(found, by=request.user, at=clock.now())
    except Refused as no:
        messages.warning(request, no.message)
        return redirect("organisations:coordinators", organisation.reference)
    if found.user_id == request.user.pk:
        messages.success(request, f"You coordinate {organisation} no more.")
        return redirect("my:home")
    messages.success(request, f"{found.email} coordinates no more.")
    return redirect("organisations:coordinators", organisation.reference)
