"""Briefings: what a document or an issue means for those who have to work with it."""

from datetime import date
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    PageChooserPanel,
)
from wagtail.models import PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from events.models import Topic
from portal.core import clock

from .base import (
    BasePage,
    Restricted,
    body_field,
    publisher,
    reading_minutes,
)
from .citing import CitesGuidance
from .guidance import GuidancePage
from .panels import TITLE, TOPICS, body_panel


class BriefingQuerySet(PageQuerySet):
    def for_lists(self) -> Self:
        return (
            self.live()
            .public()
            .defer("body", "cites", "search_description")
            .order_by("-published_on", "-pk")
        )


BriefingManager = PageManager.from_queryset(BriefingQuerySet)


class BriefingPage(Restricted, CitesGuidance, BasePage):
    standfirst = models.TextField(
        max_length=400, help_text="What it explains, and why it matters to you."
    )
    explains = models.ForeignKey(
        GuidancePage,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="briefings",
        verbose_name="edition that it explains",
        help_text="Empty when it is about an issue and not about a document.",
    )
    audience = models.CharField(
        "for",
        max_length=150,
        help_text="Who should read it, by role, such as: health visitors.",
    )
    published_on = models.DateField(
        "date", default=clock.today, help_text="The day that readers see."
    )
    author_role = models.CharField(
        "by",
        max_length=100,
        help_text="A role and not a name, such as: Policy and quality lead.",
    )
    publisher = models.CharField(
        max_length=150, blank=True, help_text="Only when it is not ours."
    )
    address = models.URLField(
        "where it can be read",
        max_length=500,
        blank=True,
        help_text="Only when it is not ours.",
    )
    topics = ParentalManyToManyField(Topic, blank=True, related_name="briefings")
    body = body_field(blank=True)

    content_panels: ClassVar[list[Any]] = [
        TITLE,
        MultiFieldPanel(
            [
                FieldPanel("standfirst"),
                FieldRowPanel([FieldPanel("audience"), FieldPanel("published_on")]),
                FieldPanel("author_role"),
                FieldPanel("readers"),
                TOPICS,
            ],
            heading="What it is",
        ),
        MultiFieldPanel(
            [PageChooserPanel("explains"), CitesGuidance.cites_panel],
            heading="Which guidance it is about",
        ),
        body_panel(),
        MultiFieldPanel(
            [FieldPanel("publisher"), FieldPanel("address")],
            heading="When somebody else wrote it",
        ),
    ]
    search_fields: ClassVar[list[Any]] = [
        *BasePage.search_fields,
        *Restricted.search_fields,
        index.SearchField("standfirst"),
        index.SearchField("body"),
        index.FilterField("published_on"),
    ]
    parent_page_types: ClassVar[list[str]] = ["cms.GuidanceIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "cms/briefing_page.html"
    share_type = "article"
    list_kind = "Briefing"

    objects: ClassVar[Any] = BriefingManager()

    class Meta:
        verbose_name = "briefing"

    def clean(self) -> None:
        super().clean()
        if self.address and not self.publisher:
            raise ValidationError({"publisher": "Say whose it is."})

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return {**context, "topics": list(self.topics.all())}

    @property
    def opening(self) -> str:
        return self.standfirst

    @property
    def for_whom(self) -> str:
        """For health visitors: what is typed may begin with a capital, or be one."""
        audience = self.audience.rstrip(".")
        if audience[1:2].islower():
            audience = audience[0].lower() + audience[1:]
        return f"For {audience}"

    @property
    def list_date(self) -> date:
        return self.published_on

    @property
    def minutes(self) -> int:
        return reading_minutes(self.body)

    def structured_data(self) -> dict[str, Any]:
        data = super().structured_data()
        whose = {"@type": "Organization", "name": self.publisher}
        return {
            **data,
            "@type": "Article",
            "headline": self.title,
            "datePublished": self.published_on.isoformat(),
            "audience": {"@type": "Audience", "audienceType": self.audience},
            "author": whose
            if self.publisher
            else {**publisher(), "description": self.author_role},
        }
