"""What somebody takes away: portfolio, everything at once, and sheets to fill in."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cpd import documents, evidence, portfolio, privacy, queries, records
from cpd.models import Regulator, RevalidationCycle
from portal.core import clock, files
from portal.rendering import docx, pdf
from portal.rendering.words import file_name

from .private import private

PORTFOLIOS = {
    "pdf": (documents.portfolio_pdf, pdf.MEDIA_TYPE),
    "docx": (documents.portfolio_docx, docx.MEDIA_TYPE),
}
SHEETS = {
    "pdf": (documents.sheet_pdf, pdf.MEDIA_TYPE),
    "docx": (documents.sheet_docx, docx.MEDIA_TYPE),
}


@private
@require_safe
def downloads(request: HttpRequest) -> HttpResponse:
    number, size = evidence.used(request.user)
    context = {
        "cycles": list(
            RevalidationCycle.objects.filter(owner=request.user).select_related(
                "ruleset"
            )
        ),
        "number": number,
        "size": size,
        "has_anything": queries.has_anything(request.user),
    }
    return render(request, "cpd/downloads.html", context)


@private
@require_safe
def portfolio_file(
    request: HttpRequest, ending: str, renewal: date | None = None
) -> HttpResponseBase:
    """Hand out the portfolio of the running cycle, or of the one named."""
    at = clock.now()
    if renewal is None:
        cycle = records.cycle_of(request.user, on=clock.uk_day(at))
    else:
        cycle = (
            RevalidationCycle.objects.filter(owner=request.user, ends_on=renewal)
            .select_related("ruleset")
            .prefetch_related("ruleset__requirements")
            .first()
        )
        if cycle is None:
            raise Http404
    make, media_type = PORTFOLIOS[ending]
    name = f"CPD portfolio {cycle.ends_on.year}" if cycle else "CPD portfolio"
    return files.hand_out(
        make(portfolio.of(request.user, cycle=cycle), at=at),
        name=file_name(name, ending),
        media_type=media_type,
    )


@private
@require_safe
def everything(request: HttpRequest) -> HttpResponseBase:
    at = clock.now()
    return files.hand_out(
        privacy.export(request.user, at=at),
        name=file_name(f"My CPD record {clock.uk_day(at).isoformat()}", "zip"),
        media_type="application/zip",
    )


@require_safe
def blank_sheet(
    request: HttpRequest, ending: str, regulator: str = Regulator.NMC
) -> HttpResponseBase:
    """Hand out a reflection sheet that serves for any event, to anybody."""
    if regulator not in Regulator.values:
        raise Http404
    make, media_type = SHEETS[ending]
    facts = documents.sheet_facts(regulator=regulator, at=clock.now())
    return files.hand_out(
        make(facts), name=f"reflection-sheet.{ending}", media_type=media_type
    )
