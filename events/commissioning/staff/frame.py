"""Frame: what every staff screen about commissions stands in, and for whom."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from events.booking import permissions
from events.models import Commission, Enquiry
from portal.accounts.staff import frame
from portal.accounts.staff.frame import only_for

READ_OR_SEND = ["GET", "HEAD", "POST"]
for_events_staff = only_for(permissions.may_run_events)


def url(name: str, *args: object) -> str:
    return reverse(f"staff_commissions:{name}", args=args)


def screen(
    request: HttpRequest,
    name: str,
    *,
    title: str,
    enquiry: Enquiry | None = None,
    commission: Commission | None = None,
    **context: Any,
) -> HttpResponse:
    crumbs, back = [], url("commission-list")
    if enquiry is not None:
        back = url("enquiry-detail", enquiry.reference)
        crumbs = [("Enquiries", url("enquiry-list"))]
        if name != "enquiry_detail":
            crumbs.append((enquiry.organisation, back))
    if commission is not None:
        back = url("commission-detail", commission.reference)
        crumbs = [("Commissions", url("commission-list"))]
        if name != "commission_detail":
            crumbs.append((commission.title, back))
    return frame.screen(
        request,
        f"events/commissioning/staff/{name}.html",
        title=title,
        crumbs=crumbs,
        icon="group",
        enquiry=enquiry,
        commission=commission,
        **{"back": back, **context},
    )
