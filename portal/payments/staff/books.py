"""The books as a whole: lists for the ledger, figures, and differences to clear."""

from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_http_methods, require_safe

from portal.core import clock, files
from portal.payments import differences, exports, figures
from portal.payments.exports import Contents
from portal.payments.models import Difference
from portal.rendering import sheets
from portal.rendering.words import file_name

from .forms import ExportForm, PeriodForm, ReasonForm
from .screens import READ_OR_SEND, for_finance, screen, step, url


def _last_month(on: date) -> tuple[date, date]:
    last = on.replace(day=1) - timedelta(days=1)
    return last.replace(day=1), last


@for_finance
@require_safe
def export(request: HttpRequest) -> HttpResponse:
    """Ask what is wanted, or hand it out: made at this moment, and kept nowhere."""
    first, last = _last_month(clock.today())
    form = ExportForm(
        request.GET if "form" in request.GET else None,
        initial={"first": first, "last": last},
    )
    if form.is_valid():
        return _handed_out(**form.cleaned_data)
    return screen(request, "export", title="Export for the ledger", form=form)


def _handed_out(*, first: date, last: date, contents: str, form: str) -> HttpResponse:
    days = f"{first.isoformat()} to {last.isoformat()}"
    if form == "xlsx":
        return files.hand_out(
            exports.workbook(first=first, last=last),
            name=file_name(f"Ledger {days}", "xlsx"),
            media_type=sheets.WORKBOOK,
        )
    chosen = Contents(contents)
    return files.hand_out(
        (part.encode() for part in exports.csv(chosen, first=first, last=last)),
        name=file_name(f"{chosen.value} {days}", "csv"),
        media_type=sheets.MEDIA_TYPE,
    )


@for_finance
@require_safe
def income(request: HttpRequest) -> HttpResponse:
    on = clock.today()
    a_year_ago = (on.replace(day=1) - timedelta(days=334)).replace(day=1)
    form = PeriodForm(
        request.GET if "first" in request.GET else None,
        initial={"first": a_year_ago, "last": on},
    )
    days = {"first": a_year_ago, "last": on}
    if form.is_valid():
        days = form.cleaned_data
    made = figures.income(**days)
    most = max(made.most_pence, 1)
    return screen(
        request,
        "income",
        title="Income",
        form=form,
        income=made,
        months=[
            (month, round(100 * month.came_pence / most, 1)) for month in made.months
        ],
    )


@for_finance
@require_http_methods(READ_OR_SEND)
def difference_clear(request: HttpRequest, difference_id: int) -> HttpResponse:
    found = get_object_or_404(
        Difference.objects.select_related("payment__bill"), pk=difference_id
    )

    def do(typed: dict[str, Any]) -> str:
        differences.clear(found, how=typed["reason"], at=clock.now(), by=request.user)
        return "The difference is cleared."

    form = ReasonForm(request.POST or None)
    form.fields["reason"].label = "How it was cleared"
    return step(
        request,
        name="difference",
        form=form,
        do=do,
        title="Clear a difference",
        back=url("desk"),
        crumbs=[],
        difference=found,
        button="It is cleared",
    )
