"""Needs review: which positions should an editor look at again, and how soon?"""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.urls import reverse
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView

from portal.accounts.models import User
from portal.accounts.roles import Role, has_role
from portal.cms.models import PositionPage
from portal.core import clock
from portal.core.words import uk_day


def may_read(user: User) -> bool:
    return has_role(user, Role.EDITOR)


def urgency(position: PositionPage) -> str:
    """Say in words how things stand."""
    if position.is_under_review:
        return "Under review"
    if position.review_is_due(clock.today()):
        return "Overdue"
    return "Due soon"


class NeedsReview(ReportView):
    page_title = "Needs review"
    header_icon = "time"
    model = PositionPage
    index_url_name = "needs_review"
    index_results_url_name = "needs_review_results"
    default_ordering = "review_by"
    list_export: ClassVar[list[str]] = ["title", "status", "held_since", "review_by"]
    columns: ClassVar[list[Column]] = [
        TitleColumn(
            "title",
            label="Position",
            get_url=lambda page: reverse("wagtailadmin_pages:edit", args=[page.pk]),
        ),
        Column("urgency", label="How it stands", accessor=urgency),
        Column(
            "review_by",
            label="Review by",
            accessor=lambda page: uk_day(page.review_by),
        ),
        Column(
            "held_since",
            label="Held since",
            accessor=lambda page: uk_day(page.held_since),
        ),
    ]

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not may_read(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_queryset(self) -> QuerySet[PositionPage]:
        self.queryset = PositionPage.objects.live().needing_review(clock.today())
        return super().get_queryset()

    def get_filename(self) -> str:
        return f"needs-review-{clock.today()}"
