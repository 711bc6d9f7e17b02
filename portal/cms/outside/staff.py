"""Links elsewhere for editors: what is broken or has moved, and on which pages."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.roles import Role, has_role
from portal.cms.models import OutsideLink
from portal.core import clock

from . import links

ROWS = 50
NAME = "outside_links"


def may_look(user: Any) -> bool:
    return has_role(user, Role.EDITOR)


@require_safe
def link_list(request: HttpRequest) -> HttpResponse:
    if not may_look(request.user):
        raise PermissionDenied
    every = request.GET.get("show") == "all"
    found = OutsideLink.objects.all() if every else OutsideLink.objects.in_need()
    rows = (
        found.filter(on_pages__isnull=False)
        .distinct()
        .select_related("seen_by")
        .prefetch_related("on_pages__page")
        .order_by("state", "host", "address")
    )
    paginator = Paginator(rows, ROWS)
    page = paginator.get_page(request.GET.get("p"))
    title = "Links elsewhere"
    context = {
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": "Home"},
            {"url": "", "label": title},
        ],
        "header_title": title,
        "header_icon": "link",
        "page_title": title,
        "page": page,
        "every": every,
        "elided_page_range": paginator.get_elided_page_range(page.number),
        "rows_there": bool(page.object_list),
    }
    return render(request, "cms/staff/outside_links.html", context)


@require_POST
def link_seen(request: HttpRequest, pk: int) -> HttpResponse:
    if not may_look(request.user):
        raise PermissionDenied
    link = get_object_or_404(OutsideLink, pk=pk)
    links.look_at(link, by=request.user, at=clock.now())
    messages.success(request, "Noted. It comes back here when something changes.")
    return redirect(NAME)


urlpatterns = [
    path("reports/links/", link_list, name=NAME),
    path("reports/links/<int:pk>/seen/", link_seen, name="outside_link_seen"),
]
