"""Replaced guidance still cited: which pages speak of an edition that no longer holds?

Each of them says so on its face already. What is left to an editor is to put it right.
"""

from typing import Any, ClassVar

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.urls import path, reverse
from django.utils.functional import cached_property
from wagtail.admin.ui.tables import Column, TitleColumn
from wagtail.admin.views.reports import ReportView
from wagtail.models import Page

from portal.cms import lineage
from portal.cms.desk import reports
from portal.cms.lineage import Citation
from portal.core import clock

NAME = "replaced_guidance"


class ReplacedGuidance(ReportView):
    page_title = "Replaced guidance still cited"
    header_icon = "warning"
    model = Page
    index_url_name = NAME
    index_results_url_name = f"{NAME}_results"
    default_ordering = "title"
    list_export: ClassVar[list[str]] = ["title", "kind", "replaced", "current"]
    export_headings: ClassVar[dict[str, str]] = {
        "title": "Page",
        "kind": "Kind",
        "replaced": "Speaks of",
        "current": "What holds now",
    }

    def dispatch(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        if not reports.may_read(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def citations(self) -> dict[int, list[Citation]]:
        """Return, for each page, the replaced editions that it speaks of."""
        found: dict[int, list[Citation]] = {}
        for one in lineage.still_citing(clock.today()):
            found.setdefault(one.page.pk, []).append(one)
        return found

    @property
    def columns(self) -> list[Column]:
        return [
            TitleColumn(
                "title",
                label="Page",
                sort_key="title",
                get_url=lambda page: reverse("wagtailadmin_pages:edit", args=[page.pk]),
            ),
            Column("kind", label="Kind", accessor=kind_of),
            Column("replaced", label="Speaks of", accessor=self.replaced),
            Column("current", label="What holds now", accessor=self.current),
        ]

    def replaced(self, page: Page) -> str:
        return "; ".join(one.replaced.old.named for one in self.citations[page.pk])

    def current(self, page: Page) -> str:
        """Return the titles of what holds now, each once."""
        named = (
            record.named
            for one in self.citations[page.pk]
            for record in one.replaced.current
        )
        return "; ".join(dict.fromkeys(named))

    def to_row_dict(self, item: Page) -> dict[str, str]:
        return {
            "title": item.title,
            "kind": kind_of(item),
            "replaced": self.replaced(item),
            "current": self.current(item),
        }

    def get_queryset(self) -> QuerySet[Page]:
        pages = Page.objects.filter(pk__in=self.citations)
        self.queryset = pages.select_related("content_type")
        return super().get_queryset()

    def get_filename(self) -> str:
        return f"replaced-guidance-still-cited-{clock.today()}"


def kind_of(page: Page) -> str:
    """News item, briefing: the name of the type, without asking for the page."""
    name = str(page.page_type_display_name)
    return name[:1].upper() + name[1:]


def addresses() -> list[Any]:
    view = ReplacedGuidance
    return [
        path("reports/replaced-guidance/", view.as_view(), name=NAME),
        path(
            "reports/replaced-guidance/results/",
            view.as_view(results_only=True),
            name=f"{NAME}_results",
        ),
    ]
