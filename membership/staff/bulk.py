"""The staff screens of one step for many: choose, look, do it, report."""

from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from membership.bulk import rules, steps
from membership.models import BulkKind, BulkLine, BulkOutcome, BulkStep
from portal.accounts.staff import frame
from portal.accounts.staff.frame import Tab
from portal.core import clock
from portal.core.errors import Refused

from .forms import BulkForm
from .frame import READ_OR_SEND, for_keepers, url

LATELY = 20
LINES_A_PAGE = 50


@for_keepers
@require_http_methods(READ_OR_SEND)
def bulk_list(request: HttpRequest) -> HttpResponse:
    """Take what is wanted and of whom; nothing is done before it has been shown."""
    form = BulkForm(request.POST or None, initial=request.GET.dict())
    refusal = ""
    if form.is_valid():
        at = clock.now()
        try:
            step = steps.plan(
                form.chosen(on=clock.uk_day(at)),
                wanted=form.wanted(),
                reason=form.cleaned_data["reason"],
                by=request.user,
                at=at,
            )
        except Refused as no:
            refusal = no.message
        else:
            return redirect(url("bulk-detail", step.reference))
    rows = BulkStep.objects.exclude(started_at=None).select_related("asked_by")
    return frame.screen(
        request,
        "membership/staff/bulk_list.html",
        title="One step for many",
        crumbs=[("Members", url("member-list"))],
        icon="tasks",
        form=form,
        refusal=refusal,
        steps=rows[:LATELY],
    )


def _step(reference: str) -> BulkStep:
    rows = BulkStep.objects.select_related("asked_by")
    return get_object_or_404(rows, reference=reference)


@for_keepers
@require_safe
def bulk_detail(request: HttpRequest, reference: str) -> HttpResponse:
    """Show whom it touches and whom not; afterwards, what was done for each."""
    step = _step(reference)
    numbers = {
        outcome: step.lines.filter(outcome=outcome).count() for outcome in BulkOutcome
    }
    shown = request.GET.get("show", "")
    if shown not in BulkOutcome.values:
        shown = next((key for key in _order(step) if numbers[key]), BulkOutcome.TO_DO)
    rows = step.lines.filter(outcome=shown).select_related("member__user")
    page = Paginator[BulkLine](rows.order_by("member__name", "pk"), LINES_A_PAGE)
    here = url("bulk-detail", reference)
    labels = {BulkOutcome.TO_DO: "To do", BulkOutcome.DONE: "Done"}
    return frame.screen(
        request,
        "membership/staff/bulk_detail.html",
        title=step.get_kind_display(),
        crumbs=[
            ("Members", url("member-list")),
            ("One step for many", url("bulk-list")),
        ],
        icon="tasks",
        tabs_label="Members",
        tabs=[
            Tab(
                f"{labels.get(key, 'Left out')} ({number})",
                f"{here}?show={key}",
                here=key == shown,
            )
            for key, number in numbers.items()
            if number or key == shown
        ],
        step=step,
        says=rules.Wanted.says(steps.wanted_of(step)),
        page=page.get_page(request.GET.get("p")),
        shown=shown,
        here=here,
        **_figures(numbers),
    )


def _order(step: BulkStep) -> tuple[BulkOutcome, ...]:
    first = BulkOutcome.DONE if step.started_at else BulkOutcome.TO_DO
    return (first, BulkOutcome.TO_DO, BulkOutcome.LEFT_OUT)


def _figures(numbers: dict[BulkOutcome, int]) -> dict[str, Any]:
    todo, done = numbers[BulkOutcome.TO_DO], numbers[BulkOutcome.DONE]
    out = numbers[BulkOutcome.LEFT_OUT]
    return {"todo": todo, "done": done, "left_out": out, "of": todo + done}


@for_keepers
@require_POST
def bulk_start(request: HttpRequest, reference: str) -> HttpResponse:
    step = _step(reference)
    try:
        steps.start(step, by=request.user, at=clock.now())
    except Refused as no:
        messages.error(request, no.message)
    else:
        if step.kind == BulkKind.EXPORT:
            messages.success(request, "The file is being made. You find it here.")
            return redirect(url("export-list"))
        messages.success(request, "Begun. It goes on by itself.")
    return redirect(url("bulk-detail", reference))


@for_keepers
@require_POST
def bulk_drop(request: HttpRequest, reference: str) -> HttpResponse:
    try:
        steps.drop(_step(reference))
    except Refused as no:
        messages.error(request, no.message)
        return redirect(url("bulk-detail", reference))
    messages.success(request, "Nothing was done, and the plan is thrown away.")
    return redirect(url("bulk-list"))
