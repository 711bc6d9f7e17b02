"""Positions: what the body holds, kept current and with a date to look again."""

from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
)
from wagtail.fields import StreamField
from wagtail.models import Orderable, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from events.models import Topic
from portal.cms.blocks import Line
from portal.core import clock

from .base import BasePage, Nations, body_field
from .citing import CitesGuidance
from .panels import TITLE, TOPICS, body_panel, nations

# How long before the date of review editors are reminded of it.
NOTICE = timedelta(days=90)


class PositionStatus(models.TextChoices):
    CURRENT = "current", "Current"
    UNDER_REVIEW = "under_review", "Under review"
    WITHDRAWN = "withdrawn", "Withdrawn"


class PositionIndexPage(BasePage):
    introduction = models.CharField(
        max_length=300, blank=True, help_text="A sentence or two under the title."
    )

    content_panels: ClassVar[list[Any]] = [
        TITLE,
        FieldPanel("introduction"),
    ]
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = ["cms.PositionPage"]
    max_count = 1
    template = "cms/position_index_page.html"

    class Meta:
        verbose_name = "list of positions"

    @property
    def opening(self) -> str:
        return self.introduction

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        positions = list(PositionPage.objects.child_of(self).for_lists())
        return {
            **context,
            "held": [one for one in positions if not one.is_withdrawn],
            "withdrawn": [one for one in positions if one.is_withdrawn],
        }


class PositionQuerySet(PageQuerySet):
    def for_lists(self) -> Self:
        return (
            self.live()
            .public()
            .defer("body", "points", "cites", "search_description")
            .order_by("title", "pk")
        )

    def held(self) -> Self:
        return self.exclude(status=PositionStatus.WITHDRAWN)

    def needing_review(self, on: date) -> Self:
        """Return what is being looked at, or is to be within the time of notice."""
        return self.held().filter(
            Q(status=PositionStatus.UNDER_REVIEW) | Q(review_by__lte=on + NOTICE)
        )


PositionManager = PageManager.from_queryset(PositionQuerySet)


class PositionPage(Nations, CitesGuidance, BasePage):
    statement = models.TextField(
        max_length=400,
        help_text="What we hold, in one or two sentences that stand alone.",
    )
    status = models.CharField(
        max_length=12,
        choices=PositionStatus,
        default=PositionStatus.CURRENT,
        help_text="Readers see it beside the title. What is withdrawn stays readable.",
    )
    held_since = models.DateField(
        default=clock.today, help_text="Since when we have held the view of today."
    )
    review_by = models.DateField(
        null=True,
        blank=True,
        help_text="By when we look at it again. Three months before, it appears in "
        "the report “Needs review”.",
    )
    withdrawn_on = models.DateField(
        null=True, blank=True, help_text="Only when it is withdrawn: from which day."
    )
    points = StreamField(
        [("point", Line(label="Point"))],
        blank=True,
        verbose_name="in brief",
        help_text="Each point has an address of its own, so that it can be quoted.",
    )
    basis = models.TextField(
        "how the view was formed",
        max_length=400,
        blank=True,
        help_text="Such as: a members' roundtable in August 2023 and our response.",
    )
    topics = ParentalManyToManyField(Topic, blank=True, related_name="positions")
    body = body_field(blank=True)

    content_panels: ClassVar[list[Any]] = [
        TITLE,
        MultiFieldPanel([FieldPanel("statement"), TOPICS], heading="What we hold"),
        MultiFieldPanel(
            [
                FieldPanel("status"),
                FieldRowPanel([FieldPanel("held_since"), FieldPanel("review_by")]),
                FieldPanel("withdrawn_on"),
            ],
            heading="Does it hold?",
        ),
        FieldPanel("points"),
        body_panel("Why we hold it, and what follows from it."),
        MultiFieldPanel(
            [FieldPanel("basis"), CitesGuidance.cites_panel],
            heading="What it rests on",
        ),
        InlinePanel(
            "versions",
            heading="Earlier versions",
            label="Earlier version",
            help_text="Readers see how the statement has changed. When you change it, "
            "keep here what it said before.",
        ),
        nations("Where it holds"),
    ]
    search_fields: ClassVar[list[Any]] = [
        *BasePage.search_fields,
        index.SearchField("statement"),
        index.SearchField("points"),
        index.SearchField("body"),
        index.FilterField("status"),
    ]
    parent_page_types: ClassVar[list[str]] = ["cms.PositionIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "cms/position_page.html"
    share_type = "article"
    list_kind = "Position"

    objects: ClassVar[Any] = PositionManager()

    class Meta:
        verbose_name = "position"

    def clean(self) -> None:
        super().clean()
        if self.is_withdrawn and self.withdrawn_on is None:
            raise ValidationError({"withdrawn_on": "Say from which day."})
        if not self.is_withdrawn and self.review_by is None:
            raise ValidationError({"review_by": "Say by when we look at it again."})
        if not (self.england or self.scotland or self.wales or self.northern_ireland):
            raise ValidationError({"england": "Choose a nation for which it holds."})

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return {**context, "versions": list(self.versions.all())}

    @property
    def opening(self) -> str:
        return self.statement

    @property
    def list_date(self) -> date:
        return self.held_since

    @property
    def is_withdrawn(self) -> bool:
        return self.status == PositionStatus.WITHDRAWN

    @property
    def is_under_review(self) -> bool:
        return self.status == PositionStatus.UNDER_REVIEW

    @property
    def status_kind(self) -> str:
        """The shape and colour in which the status is drawn."""
        return {
            PositionStatus.CURRENT: "good",
            PositionStatus.UNDER_REVIEW: "warn",
            PositionStatus.WITHDRAWN: "past",
        }[PositionStatus(self.status)]

    def review_is_due(self, on: date) -> bool:
        return (
            not self.is_withdrawn and self.review_by is not None and self.review_by < on
        )


class PositionVersion(Orderable):
    """What a position said before, from when on, and why it was changed."""

    page = ParentalKey(PositionPage, on_delete=models.CASCADE, related_name="versions")
    held_from = models.DateField(
        "from", help_text="The first day on which we held this."
    )
    statement = models.TextField(
        "what it said", max_length=400, help_text="The statement as it was."
    )
    changed_because = models.CharField(
        "why it was changed", max_length=300, help_text="In a sentence for readers."
    )

    panels: ClassVar[list[Any]] = [
        FieldPanel("held_from"),
        FieldPanel("statement"),
        FieldPanel("changed_because"),
    ]

    class Meta(Orderable.Meta):
        ordering: ClassVar[list[str]] = ["-held_from", "-pk"]

    def __str__(self) -> str:
        return f"Version {self.pk}"
