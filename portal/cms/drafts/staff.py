"""Readings for editors: ask an adviser, read what they say, end a link."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST
from wagtail.models import Page

from portal.cms.models import DraftComment, DraftReview
from portal.core import clock
from portal.core.errors import Refused

from . import readings
from .forms import AskForm

SPACE = "staff_drafts"


def may_edit(page: Page, user: Any) -> bool:
    return page.permissions_for_user(user).can_edit()


def _page_or_404(request: HttpRequest, key: int) -> Page:
    page = get_object_or_404(Page.objects.filter(depth__gt=1), pk=key)
    if not may_edit(page, request.user):
        raise PermissionDenied
    return page


@require_http_methods(["GET", "HEAD", "POST"])
def reading_list(request: HttpRequest, page_id: int) -> HttpResponse:
    """Who reads this page as a draft, and what they said; and the form to ask."""
    page = _page_or_404(request, page_id)
    at = clock.now()
    form = AskForm(request.POST or None)
    refusal = ""
    if request.method == "POST" and form.is_valid():
        try:
            review = readings.ask(page, **form.cleaned_data, by=request.user, at=at)
        except Refused as no:
            refusal = no.message
        else:
            messages.success(request, f"The link goes to {review.email} now.")
            return redirect(f"{SPACE}:reading-list", page_id)
    reviews = page.draft_reviews.select_related("page", "revision", "asked_by")
    rows = [
        {"review": one, "ended": readings.why_ended(one, at=at)}
        for one in reviews.prefetch_related("comments__settled_by")
    ]
    title = "Readings of this draft"
    context = {
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": "Home"},
            {
                "url": reverse("wagtailadmin_pages:edit", args=[page.pk]),
                "label": page.get_admin_display_title(),
            },
            {"url": "", "label": title},
        ],
        "header_title": f"{title}: {page.get_admin_display_title()}",
        "header_icon": "view",
        "page_title": title,
        "page": page,
        "form": form,
        "refusal": refusal,
        "rows": rows,
        "days": readings.LASTS.days,
    }
    return render(request, "cms/staff/reading_list.html", context)


@require_POST
def reading_revoke(request: HttpRequest, review_id: int) -> HttpResponse:
    review = get_object_or_404(DraftReview, pk=review_id)
    page = _page_or_404(request, review.page_id)
    readings.revoke(review, by=request.user, at=clock.now())
    messages.success(request, f"The link of {review.email} has stopped.")
    return redirect(f"{SPACE}:reading-list", page.pk)


@require_POST
def comment_settle(request: HttpRequest, comment_id: int) -> HttpResponse:
    remark = get_object_or_404(
        DraftComment.objects.select_related("review"), pk=comment_id
    )
    page = _page_or_404(request, remark.review.page_id)
    readings.settle(remark, by=request.user, at=clock.now())
    messages.success(request, "The comment is settled.")
    return redirect(f"{SPACE}:reading-list", page.pk)


urlpatterns = [
    path("<int:page_id>/", reading_list, name="reading-list"),
    path("revoke/<int:review_id>/", reading_revoke, name="reading-revoke"),
    path("settle/<int:comment_id>/", comment_settle, name="comment-settle"),
]
