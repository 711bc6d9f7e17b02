"""Opportunities: vacancies, awards and calls, which close by themselves.

An opportunity is open to the end of its closing day in the United Kingdom. Nothing is
stored about that, so nothing can stay open because somebody forgot it.
"""

from datetime import date
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.models import PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from events.models import Topic
from portal.cms.addresses import refuse_private
from portal.cms.narrowing import Narrowing
from portal.core import clock, words

from .base import BasePage, Restricted, body_field
from .panels import TITLE, TOPICS, body_panel

CLOSED_SHOWN = 20


class OpportunityKind(models.TextChoices):
    VACANCY = "vacancy", "Vacancy"
    AWARD = "award", "Award"
    ADVISER = "adviser", "Adviser wanted"
    FOCUS_GROUP = "focus_group", "Focus group"
    SURVEY = "survey", "Survey"


class OpportunityFilter(Narrowing):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.offer("kind", "Kind", "Every kind", OpportunityKind.choices)


class OpportunityIndexPage(BasePage):
    introduction = models.CharField(
        max_length=300, blank=True, help_text="A sentence or two under the title."
    )

    content_panels: ClassVar[list[Any]] = [TITLE, FieldPanel("introduction")]
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = ["cms.OpportunityPage"]
    max_count = 1
    template = "cms/opportunities/opportunity_index_page.html"

    class Meta:
        verbose_name = "list of opportunities"

    @property
    def opening(self) -> str:
        return self.introduction

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        form = OpportunityFilter(request.GET)
        today = clock.today()
        listed = OpportunityPage.objects.child_of(self).for_lists()
        if "kind" in form.applied():
            listed = listed.filter(kind=form.cleaned_data["kind"])
        return {
            **context,
            "filters": form,
            "applied": form.ways_back(self.url),
            "open": [(page, page.closes_in(today)) for page in listed.open(today)],
            "closed": list(listed.closed(today)[:CLOSED_SHOWN]),
        }


class OpportunityQuerySet(PageQuerySet):
    def for_lists(self) -> Self:
        return self.live().public().defer("body", "search_description")

    def open(self, on: date) -> Self:
        """Return what can still be taken up, what closes next first."""
        return self.filter(closes_on__gte=on).order_by("closes_on", "title", "pk")

    def closed(self, on: date) -> Self:
        return self.filter(closes_on__lt=on).order_by("-closes_on", "title", "pk")


OpportunityManager = PageManager.from_queryset(OpportunityQuerySet)


class OpportunityPage(Restricted, BasePage):
    kind = models.CharField(
        max_length=12,
        choices=OpportunityKind,
        default=OpportunityKind.VACANCY,
        help_text="Shown above the title; readers narrow the list by it.",
    )
    summary = models.TextField(
        max_length=400,
        help_text="What it is and for whom, in two sentences. Everybody reads this.",
    )
    organisation = models.CharField(
        max_length=150, blank=True, help_text="Who offers it. Empty is us."
    )
    reference = models.CharField(
        max_length=40, blank=True, help_text="To quote when writing about it."
    )
    place = models.CharField(
        max_length=120, blank=True, help_text="Such as: Leeds, or online."
    )
    terms = models.CharField(
        max_length=200,
        blank=True,
        help_text="Hours, pay or what it takes, such as: two evenings a month, unpaid.",
    )
    opens_on = models.DateField(
        "date", default=clock.today, help_text="The day that readers see."
    )
    closes_on = models.DateField(
        "closing date",
        help_text="Open to the end of this day, UK time. Then it closes by itself.",
    )
    apply_address = models.URLField(
        "where to apply",
        blank=True,
        help_text="The address of a form or a page. It, or a mailbox, has to be there.",
    )
    apply_mailbox = models.EmailField(
        "mailbox for applications",
        blank=True,
        validators=[refuse_private],
        help_text="Of a role or an organisation, never somebody's own.",
    )
    topics = ParentalManyToManyField(Topic, blank=True, related_name="opportunities")
    body = body_field(blank=True)

    content_panels: ClassVar[list[Any]] = [
        TITLE,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("kind"), FieldPanel("readers")]),
                FieldRowPanel([FieldPanel("organisation"), FieldPanel("reference")]),
                FieldRowPanel([FieldPanel("place"), FieldPanel("terms")]),
                FieldPanel("summary"),
                TOPICS,
            ],
            heading="What it is",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("opens_on"), FieldPanel("closes_on")]),
                FieldPanel("apply_address"),
                FieldPanel("apply_mailbox"),
            ],
            heading="Until when, and how",
        ),
        body_panel("What it involves, and whom it would suit."),
    ]
    search_fields: ClassVar[list[Any]] = [
        *BasePage.search_fields,
        *Restricted.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
        index.FilterField("kind"),
        index.FilterField("closes_on"),
    ]
    parent_page_types: ClassVar[list[str]] = ["cms.OpportunityIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "cms/opportunities/opportunity_page.html"
    share_type = "article"

    objects: ClassVar[Any] = OpportunityManager()

    class Meta:
        verbose_name = "opportunity"

    def clean(self) -> None:
        super().clean()
        if not self.apply_address and not self.apply_mailbox:
            raise ValidationError(
                {"apply_address": "Say how to apply: an address or a mailbox."}
            )
        if self.opens_on and self.closes_on and self.closes_on < self.opens_on:
            raise ValidationError({"closes_on": "It closes after it opens."})

    @property
    def opening(self) -> str:
        return self.summary

    @property
    def list_kind(self) -> str:
        return self.get_kind_display()

    @property
    def list_date(self) -> date:
        return self.opens_on

    def is_open(self, on: date) -> bool:
        return on <= self.closes_on

    def closes_in(self, on: date) -> str:
        """Closes today; closes tomorrow; 12 days left. Nothing once it is closed."""
        days = (self.closes_on - on).days
        if days < 0:
            return ""
        if days == 0:
            return "Closes today"
        return (
            "Closes tomorrow"
            if days == 1
            else words.count_of(days, "day left,days left")
        )

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        today = clock.today()
        return {
            **context,
            "is_open": self.is_open(today),
            "closes_in": self.closes_in(today),
            "topics": list(self.topics.all()),
        }
