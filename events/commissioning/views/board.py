"""The coordinator's board, and the papers that come of it."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from events.commissioning import board, coordinators, invoicing, reports
from events.models import Commission
from portal.core import clock, files
from portal.payments import documents
from portal.rendering import pdf, sheets

PAGE = "commissions:commission"
READ_OR_SEND = ["GET", "HEAD", "POST"]


def for_coordinators(view):
    """Hand the view the commission; for everybody else there is none."""

    @login_required
    @wraps(view)
    def with_commission(request: HttpRequest, reference: str, *args, **options):
        rows = Commission.objects.coordinated_by(request.user)
        found = rows.select_related("payer", "course", "bill")
        commission = found.filter(reference=reference).first()
        if commission is None:
            raise Http404
        return view(request, commission, *args, **options)

    return with_commission


@login_required
@require_safe
def home(request: HttpRequest):
    """Lead to the one commission; show several; else say how one comes to be."""
    mine = coordinators.of(request.user)
    if len(mine) == 1:
        return redirect(PAGE, mine[0].reference)
    return render(request, "events/commissioning/home.html", {"mine": mine})


@for_coordinators
@require_safe
def commission(request: HttpRequest, commission: Commission):
    at = clock.now()
    standing = commission.coordinators.standing().select_related("user")
    context = {
        "commission": commission,
        "board": board.of(commission, at=at),
        "coordinators": standing,
        "documents": invoicing.documents(commission),
        "today": clock.uk_day(at),
    }
    return render(request, "events/commissioning/commission.html", context)


@for_coordinators
@require_safe
def report_pdf(request: HttpRequest, commission: Commission):
    at = clock.now()
    return files.hand_out(
        reports.as_pdf(board.of(commission, at=at), at=at),
        name=reports.name_of(commission, "pdf"),
        media_type=pdf.MEDIA_TYPE,
    )


@for_coordinators
@require_safe
def report_csv(request: HttpRequest, commission: Commission):
    return files.hand_out(
        reports.as_csv(board.of(commission, at=clock.now())),
        name=reports.name_of(commission, "csv"),
        media_type=sheets.MEDIA_TYPE,
    )


@for_coordinators
@require_safe
def people_csv(request: HttpRequest, commission: Commission):
    """The coordinator's own list, with names: what they entered, and who came."""
    return files.hand_out(
        reports.people_csv(board.of(commission, at=clock.now())),
        name=reports.name_of(commission, "csv", what="People"),
        media_type=sheets.MEDIA_TYPE,
    )


@for_coordinators
@require_safe
def document(request: HttpRequest, commission: Commission, number: str):
    found = [one for one in invoicing.documents(commission) if one.number == number]
    if not found:
        raise Http404
    return files.hand_out(
        documents.invoice_pdf(found[0], at=clock.now()),
        name=documents.invoice_name(found[0]),
        media_type=pdf.MEDIA_TYPE,
    )
