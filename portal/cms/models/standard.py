"""Standing pages: accessibility, privacy, how to join, and the like."""

from typing import Any, ClassVar

from django.db import models
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from .base import TITLE, BasePage, Restricted, body_field


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
        FieldPanel("body"),
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

    @property
    def opening(self) -> str:
        return self.standfirst
