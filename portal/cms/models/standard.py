"""Standing pages: accessibility, privacy, how to join, and the like."""

from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from .base import BasePage, Restricted, body_field
from .panels import TITLE, body_panel


class FootColumn(models.TextChoices):
    NONE = "", "Not at the foot of pages"
    SAY = "say", "What we say"
    MEMBERSHIP = "membership", "Membership"
    ABOUT = "about", "About this site"


class StandardPage(Restricted, BasePage):
    standfirst = models.CharField(
        max_length=300, blank=True, help_text="A sentence or two under the title."
    )
    body = body_field(blank=True)
    lists_below = models.BooleanField(
        "list the pages below it",
        default=False,
        help_text="For a section with pages of its own.",
    )
    foot_column = models.CharField(
        "at the foot of every page",
        max_length=12,
        choices=FootColumn,
        blank=True,
        default=FootColumn.NONE,
        help_text="Under which heading the link stands there.",
    )

    content_panels: ClassVar[list[Any]] = [
        TITLE,
        FieldPanel("standfirst"),
        FieldPanel("readers"),
        body_panel(),
        FieldPanel("lists_below"),
    ]
    promote_panels: ClassVar[list[Any]] = [
        FieldPanel("foot_column"),
        *BasePage.promote_panels,
    ]
    search_fields: ClassVar[list[Any]] = [
        *BasePage.search_fields,
        *Restricted.search_fields,
        index.SearchField("standfirst"),
        index.SearchField("body"),
    ]
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage", "cms.StandardPage"]
    subpage_types: ClassVar[list[str]] = ["cms.StandardPage"]
    template = "cms/standard_page.html"

    class Meta:
        verbose_name = "standing page"

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return {**context, "below": self._below()}

    def _below(self) -> list["StandardPage"]:
        """Return the pages of the section, if it is to list them, in their order."""
        if not self.lists_below:
            return []
        pages = StandardPage.objects.child_of(self).live().public()
        return list(pages.defer("body").order_by("path"))

    @property
    def opening(self) -> str:
        return self.standfirst
