"""Frame: what every staff screen about events has around it, and who may see it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from events.booking import permissions
from events.models import Event, EventStatus, WayIn
from portal.accounts.models import User

ROWS = 50

type View = Callable[..., HttpResponse]


def _for(may: Callable[[User | AnonymousUser], bool]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
            # The staff area answers this by its own page, as it does elsewhere.
            if not may(request.user):
                raise PermissionDenied
            return view(request, *args, **options)

        return guarded

    return decorate


for_events_staff = _for(permissions.may_run_events)
for_whoever_explains = _for(permissions.may_explain_refusals)


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    number: int | None = None
    here: bool = False


def event_or_404(reference: str) -> Event:
    return get_object_or_404(
        Event.objects.select_related("series", "cancelled_by"), reference=reference
    )


def status_of(event: Event, *, at: datetime) -> str:
    if event.status == EventStatus.PUBLISHED and event.is_over(at):
        return "Over"
    return event.get_status_display()


def url(name: str, *args: object) -> str:
    return reverse(f"staff_events:{name}", args=args)


def screen(
    request: HttpRequest,
    template: str,
    *,
    title: str,
    event: Event | None = None,
    status: int = 200,
    **context: Any,
) -> HttpResponse:
    """Answer with a page in the frame of the staff area, under the event if given."""
    crumbs = [{"url": reverse("wagtailadmin_home"), "label": "Home"}]
    if permissions.may_run_events(request.user):
        crumbs.append({"url": url("event-list"), "label": "Events"})
    if event is not None and event.pk:
        crumbs.append(
            {"url": url("event-detail", event.reference), "label": str(event)}
        )
        context["tabs"] = _tabs(request, event)
    if event is None or title != str(event):
        crumbs.append({"url": "", "label": title})
    return render(
        request,
        f"events/staff/{template}.html",
        {
            "breadcrumbs_items": crumbs,
            "header_title": title if event is None else f"{title}: {event}",
            "header_icon": "date",
            "page_title": title,
            "event": event,
            **context,
        },
        status=status,
    )


def _tabs(request: HttpRequest, event: Event) -> list[Tab]:
    names = [
        ("Overview", "event-detail"),
        ("Bookings", "booking-list"),
        ("Waiting list", "waiting-list"),
        ("Mix", "allocation-list"),
        ("Access codes", "code-list"),
        ("Needs", "need-list"),
    ]
    if event.way_in == WayIn.INVITATION:
        names.append(("Invitations", "invitation-list"))
    if not event.is_draft:
        names.append(("After the event", "after"))
    names += [("Messages", "message-list"), ("History", "event-history")]
    addresses = [(label, url(name, event.reference)) for label, name in names]
    return [
        Tab(label, address, here=request.path == address)
        for label, address in addresses
    ]


def page_of(
    request: HttpRequest, rows: QuerySet, *, size: int = ROWS
) -> dict[str, Any]:
    """Return one page of rows as the templates want it."""
    paginator = Paginator(rows, size)
    page: Page = paginator.get_page(request.GET.get("p"))
    return {
        "page": page,
        "elided_page_range": paginator.get_elided_page_range(page.number),
    }
