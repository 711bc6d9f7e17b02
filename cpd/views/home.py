"""The front page of somebody's CPD record, and the cycle it is counted in."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from cpd import cycles, queries, records
from cpd.forms import CycleForm
from cpd.models import RevalidationCycle
from portal.core import clock
from portal.core.errors import Refused
from portal.core.words import uk_date

from .private import private


@private
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    at = clock.now()
    overview = queries.overview(request.user, at=at)
    return render(
        request,
        "cpd/home.html",
        {
            "overview": overview,
            "cycle": overview.cycle,
            "chart": queries.chart_of(overview.cycle, on=clock.uk_day(at))
            if overview.cycle
            else None,
            "has_anything": overview.cycle is not None
            or queries.has_anything(request.user),
            "steps": _steps(overview.cycle, on=clock.uk_day(at)),
        },
    )


def _steps(cycle: RevalidationCycle | None, *, on: date) -> list[dict[str, str]]:
    """Return the dates of a cycle as a thread: begun, application opens, renewal."""
    if cycle is None:
        return []
    opens_on = cycles.opens_on(cycle)
    days = [
        (cycle.starts_on, "Cycle begins"),
        (opens_on, "Application opens"),
        (cycle.ends_on, "Renewal is due"),
    ]
    known = [(day, label) for day, label in days if day is not None]
    reached = max(
        (place for place, (day, _) in enumerate(known) if day <= on), default=-1
    )
    return [
        {
            "label": label,
            "words": uk_date(day),
            "state": "now" if place == reached else "done" if place < reached else "",
        }
        for place, (day, label) in enumerate(known)
    ]


@private
@require_http_methods(["GET", "HEAD", "POST"])
def cycle_edit(request: HttpRequest) -> HttpResponse:
    """Set up the cycle, put the running one right, or begin the next."""
    on = clock.today()
    cycle = records.cycle_of(request.user, on=on)
    begins_next = cycle is not None and cycle.ends_on < on
    form = CycleForm(
        request.POST or None, initial=_initial(cycle, next_one=begins_next)
    )
    refusal = ""
    if request.method == "POST" and form.is_valid():
        typed = form.cleaned_data
        try:
            if cycle is None or begins_next:
                cycles.begin(owner=request.user, on=on, **typed)
            else:
                cycles.change(cycle, owner=request.user, on=on, **typed)
        except Refused as no:
            refusal = no.message
        else:
            messages.success(request, "Your cycle is set.")
            return redirect("cpd:home")
    return render(
        request,
        "cpd/cycle_edit.html",
        {
            "form": form,
            "refusal": refusal,
            "cycle": None if begins_next else cycle,
            "earlier": RevalidationCycle.objects.filter(owner=request.user).exclude(
                pk=cycle.pk if cycle and not begins_next else None
            ),
        },
    )


def _initial(cycle: RevalidationCycle | None, *, next_one: bool) -> dict[str, object]:
    if cycle is None:
        return {"regulator": "nmc"}
    day = cycles.following(cycle) if next_one else cycle.ends_on
    return {"regulator": cycle.ruleset.regulator, "renewal_on": day}


@private
@require_safe
def cycle_detail(request: HttpRequest, renewal: date) -> HttpResponse:
    """Show a cycle of the past as it stands; its record stays readable."""
    cycle = (
        RevalidationCycle.objects.filter(owner=request.user, ends_on=renewal)
        .select_related("ruleset")
        .prefetch_related("ruleset__requirements")
        .first()
    )
    if cycle is None:
        raise Http404
    at = clock.now()
    return render(
        request,
        "cpd/cycle_detail.html",
        {
            "cycle": cycle,
            "gauges": queries.gauges_of(cycle, request.user, at=at),
            "chart": queries.chart_of(cycle, on=clock.uk_day(at)),
        },
    )
