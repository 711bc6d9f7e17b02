"""Consultations for staff: the views of members, and a response before it goes out.

What members wrote is for the policy team alone, and each reading is written down. The
reviewer's screen sets their options and our words side by side.
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, render
from django.urls import path, reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from portal.accounts.models import User
from portal.accounts.roles import Role, has_role
from portal.cms import before_publishing
from portal.cms.consultations import members_views
from portal.cms.models import ConsultationPage, ConsultationResponsePage
from portal.core import clock, history
from portal.rendering import sheets
from portal.rendering.words import file_name

SPACE = "staff_consultations"
ROWS = 50
LINES = 20
# Who writes responses and looks them over before they go out.
WRITES_RESPONSES = (Role.EDITOR, Role.POLICY)

type View = Callable[..., HttpResponseBase]


def may_review(user: Any) -> bool:
    return has_role(user, *WRITES_RESPONSES)


def _for(may: Callable[[Any], bool]) -> Callable[[View], View]:
    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(
            request: HttpRequest, *args: Any, **options: Any
        ) -> HttpResponseBase:
            if not may(request.user):
                raise PermissionDenied
            return view(request, *args, **options)

        return guarded

    return decorate


def _url(name: str, *args: object) -> str:
    return reverse(f"{SPACE}:{name}", args=args)


def _screen(
    request: HttpRequest, template: str, title: str, **context: Any
) -> HttpResponse:
    crumbs = [
        {"url": reverse("wagtailadmin_home"), "label": "Home"},
        {"url": _url("consultation-list"), "label": "Consultations"},
    ]
    if template != "consultation_list":
        crumbs.append({"url": "", "label": title})
    return render(
        request,
        f"cms/staff/{template}.html",
        {
            "breadcrumbs_items": crumbs,
            "header_title": title,
            "header_icon": "openquote",
            "page_title": title,
            **context,
        },
    )


@_for(may_review)
@require_safe
def consultation_list(request: HttpRequest) -> HttpResponse:
    """Every consultation, with what there is to read and to look over."""
    found = ConsultationPage.objects.annotate(
        views_number=Count("members_views")
    ).order_by("-closes_on", "-pk")
    page = Paginator(found, ROWS).get_page(request.GET.get("p"))
    responses: dict[str, list[ConsultationResponsePage]] = {}
    answers = ConsultationResponsePage.objects.defer("document", "points")
    for response in answers.order_by("path"):
        above = response.path[: -response.steplen]
        responses.setdefault(above, []).append(response)
    return _screen(
        request,
        "consultation_list",
        "Consultations",
        page=page,
        rows=[(one, responses.get(one.path, [])) for one in page],
        reads_views=members_views.may_read_views(request.user),
    )


@_for(members_views.may_read_views)
@never_cache
@require_safe
def view_list(request: HttpRequest, pk: int) -> HttpResponse:
    assert isinstance(request.user, User)
    consultation = get_object_or_404(ConsultationPage, pk=pk)
    views = members_views.read(consultation, by=request.user)
    return _screen(
        request,
        "view_list",
        f"Members\N{RIGHT SINGLE QUOTATION MARK} views: {consultation.title}",
        consultation=consultation,
        page=Paginator(views, ROWS).get_page(request.GET.get("p")),
        lines=history.of(consultation).filter(action__startswith="cms.views_")[:LINES],
    )


@_for(members_views.may_read_views)
@never_cache
@require_POST
def view_export(request: HttpRequest, pk: int) -> StreamingHttpResponse:
    assert isinstance(request.user, User)
    consultation = get_object_or_404(ConsultationPage, pk=pk)
    name = file_name(f"views-{consultation.slug}-{clock.today()}", "csv")
    return StreamingHttpResponse(
        members_views.export(consultation, by=request.user),
        content_type=sheets.MEDIA_TYPE,
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


@_for(may_review)
@never_cache
@require_safe
def response_review(request: HttpRequest, pk: int) -> HttpResponse:
    """Set the newest draft's options and texts side by side, with what stops it."""
    page = get_object_or_404(ConsultationResponsePage, pk=pk)
    draft = page.get_latest_revision_as_object()
    return _screen(
        request,
        "response_review",
        f"Look over: {draft.title}",
        response=draft,
        said=draft.read(),
        findings=before_publishing.look_over(draft),
        edit_url=reverse("wagtailadmin_pages:edit", args=[pk])
        if page.permissions_for_user(request.user).can_edit()
        else "",
    )


urlpatterns = [
    path("", consultation_list, name="consultation-list"),
    path("<int:pk>/views/", view_list, name="view-list"),
    path("<int:pk>/views/export/", view_export, name="view-export"),
    path("responses/<int:pk>/", response_review, name="response-review"),
]
