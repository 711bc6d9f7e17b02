"""Resources: toolkits, reviews, reports and films, each with the day it was right.

A file is handed over by its own rule (`File.readers`), whatever page it hangs on; what
a page holds back and its file does not is refused before it is published.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
)
from wagtail.models import Orderable, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from events.delivery import recording_page
from events.models import Topic
from portal.body import identity
from portal.cms.access import Readers
from portal.cms.narrowing import Narrowing
from portal.core import clock, words

from .base import BasePage, Restricted, body_field
from .media import File
from .panels import TITLE, TOPICS, body_panel

A_PAGE = 20
# Figures of a place in a film, in seconds.
A_TIME = len("86400")
# How long before the date of review readers and editors are told of it.
NOTICE = timedelta(days=90)


class ResourceKind(models.TextChoices):
    TOOLKIT = "toolkit", "Toolkit"
    EVIDENCE_REVIEW = "evidence_review", "Evidence review"
    SURVEY_REPORT = "survey_report", "Survey report"
    GOOD_PRACTICE = "good_practice", "Good practice points"
    INFOGRAPHIC = "infographic", "Infographic"
    FILM = "film", "Short film"
    E_LEARNING = "e_learning", "E-learning"


class ResourceFilter(Narrowing):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        live = ResourcePage.objects.live()
        years = live.dates("published_on", "year", order="DESC")
        topics = Topic.objects.filter(resources__live=True).distinct()
        self.offer("kind", "Kind", "Every kind", ResourceKind.choices)
        self.offer(
            "topic",
            "Topic",
            "Every topic",
            [(topic.slug, topic.name) for topic in topics],
        )
        self.offer(
            "year",
            "Year",
            "Every year",
            [(f"{day.year}", f"{day.year}") for day in years],
        )
        self.offer("readers", "For whom", "For anybody", Readers.choices)


class ResourceIndexPage(BasePage):
    introduction = models.CharField(
        max_length=300, blank=True, help_text="A sentence or two under the title."
    )

    content_panels: ClassVar[list[Any]] = [TITLE, FieldPanel("introduction")]
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = ["cms.ResourcePage"]
    max_count = 1
    template = "cms/resources/resource_index_page.html"

    class Meta:
        verbose_name = "list of resources"

    @property
    def opening(self) -> str:
        return self.introduction

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        form = ResourceFilter(request.GET)
        applied = form.applied()
        wanted = form.cleaned_data
        resources = ResourcePage.objects.child_of(self).for_lists()
        if "kind" in applied:
            resources = resources.filter(kind=wanted["kind"])
        if "topic" in applied:
            resources = resources.filter(topics__slug=wanted["topic"])
        if "year" in applied:
            resources = resources.filter(published_on__year=wanted["year"])
        if "readers" in applied:
            resources = resources.filter(readers=wanted["readers"])
        return {
            **context,
            "filters": form,
            "applied": form.ways_back(self.url),
            "resources": Paginator(resources, A_PAGE).get_page(request.GET.get("page")),
        }


class ResourceQuerySet(PageQuerySet):
    def for_lists(self) -> Self:
        """Return what is out, newest first, without the bodies."""
        return (
            self.live()
            .public()
            .defer("body", "search_description")
            .order_by("-published_on", "-pk")
        )

    def needing_review(self, on: date) -> Self:
        return self.filter(review_by__lte=on + NOTICE)


ResourceManager = PageManager.from_queryset(ResourceQuerySet)


class ResourcePage(Restricted, BasePage):
    kind = models.CharField(
        max_length=16,
        choices=ResourceKind,
        default=ResourceKind.TOOLKIT,
        help_text="Shown above the title; readers narrow the list by it.",
    )
    summary = models.TextField(
        max_length=400,
        help_text="What it is and what it helps with, in two sentences. Everybody "
        "reads this, whoever may read the rest.",
    )
    publisher = models.CharField(
        max_length=150,
        blank=True,
        help_text="Such as: with a charity for families. Empty is us alone.",
    )
    edition = models.CharField(
        max_length=60, blank=True, help_text="Such as: second edition."
    )
    published_on = models.DateField(
        "date", default=clock.today, help_text="The day on which this edition came out."
    )
    correct_on = models.DateField(
        "correct on",
        default=clock.today,
        help_text="The day on which somebody last read it against law and guidance.",
    )
    review_by = models.DateField(
        null=True, blank=True, help_text="By when we look at it again."
    )
    elsewhere = models.URLField(
        "address of a film or course",
        blank=True,
        help_text="Where it can be watched or taken, if that is not here. A film of "
        "our own is uploaded under “Film”, in the line at the top.",
    )
    minutes = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="How long a film or a course takes."
    )
    topics = ParentalManyToManyField(Topic, blank=True, related_name="resources")
    body = body_field(blank=True)

    content_panels: ClassVar[list[Any]] = [
        TITLE,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("kind"), FieldPanel("readers")]),
                FieldRowPanel([FieldPanel("publisher"), FieldPanel("edition")]),
                FieldPanel("summary"),
                TOPICS,
            ],
            heading="What it is",
        ),
        MultiFieldPanel(
            [
                FieldPanel("published_on"),
                FieldRowPanel([FieldPanel("correct_on"), FieldPanel("review_by")]),
            ],
            heading="Is it still right?",
        ),
        InlinePanel(
            "files",
            heading="Files",
            label="File",
            help_text="A picture among them is shown on the page, to those who may "
            "read it.",
        ),
        FieldRowPanel([FieldPanel("elsewhere"), FieldPanel("minutes")]),
        body_panel("What it helps with, and how to use it. It may stay empty."),
    ]
    search_fields: ClassVar[list[Any]] = [
        *BasePage.search_fields,
        *Restricted.search_fields,
        index.SearchField("summary"),
        index.SearchField("body"),
        index.FilterField("kind"),
        index.FilterField("published_on"),
    ]
    parent_page_types: ClassVar[list[str]] = ["cms.ResourceIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "cms/resources/resource_page.html"
    share_type = "article"

    objects: ClassVar[Any] = ResourceManager()

    class Meta:
        verbose_name = "resource"

    def clean(self) -> None:
        super().clean()
        if self.review_by is not None and self.review_by < self.correct_on:
            raise ValidationError(
                {"review_by": "The review comes after the day on which it was right."}
            )

    @property
    def opening(self) -> str:
        return self.summary

    @property
    def list_kind(self) -> str:
        return self.get_kind_display()

    @property
    def list_date(self) -> date:
        return self.published_on

    @property
    def made_by(self) -> str:
        return self.publisher or identity.current().name

    def review_is_due(self, on: date) -> bool:
        return self.review_by is not None and self.review_by < on

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        kept = [kept_of(row) for row in self._rows()]
        film, asked = getattr(self, "film", None), request.GET.get("t", "")
        return {
            **context,
            "topics": list(self.topics.all()),
            "files": kept,
            "figures": [one for one in kept if one.is_picture],
            "review_is_due": self.review_is_due(clock.today()),
            "film": film,
            "places": recording_page.places_in(film.transcript) if film else [],
            "start": asked if asked.isdecimal() and len(asked) <= A_TIME else "",
        }

    def _rows(self) -> list["ResourceFile"]:
        rows = self.files.all()
        # A preview holds its rows in memory, where nothing can be fetched along.
        if isinstance(rows, models.QuerySet):
            rows = rows.select_related("file")
        return list(rows)

    def structured_data(self) -> dict[str, Any]:
        return {
            **super().structured_data(),
            "@type": "LearningResource",
            "learningResourceType": self.get_kind_display(),
            "datePublished": self.published_on.isoformat(),
            "dateModified": self.correct_on.isoformat(),
            "isAccessibleForFree": None if self.is_restricted else True,
        }


PICTURES = {"png", "jpg", "jpeg", "webp"}


class ResourceFile(Orderable):
    page = ParentalKey(ResourcePage, on_delete=models.CASCADE, related_name="files")
    file = models.ForeignKey(
        File,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Each file says itself who may have it.",
    )
    title = models.CharField(
        max_length=150, blank=True, help_text="Empty takes the file's own title."
    )
    alternative = models.TextField(
        "what is seen",
        max_length=600,
        blank=True,
        help_text="Of a picture: what it tells, for those who cannot see it.",
    )

    panels: ClassVar[list[Any]] = [
        FieldPanel("file"),
        FieldPanel("title"),
        FieldPanel("alternative"),
    ]

    def __str__(self) -> str:
        return f"File {self.pk}"

    def clean(self) -> None:
        super().clean()
        if self.file_id and is_picture(self.file) and not self.alternative.strip():
            raise ValidationError(
                {"alternative": "Say what is seen, for those who cannot see it."}
            )


def is_picture(file: File) -> bool:
    return file.file_extension.lower() in PICTURES


@dataclass(frozen=True)
class Kept:
    """A file of a resource as its page shows it."""

    title: str
    url: str
    form: str
    size: str
    publisher: str
    checked_on: date | None
    alternative: str
    is_picture: bool


def kept_of(row: ResourceFile) -> Kept:
    file = row.file
    return Kept(
        title=row.title or file.title,
        url=file.url,
        form=file.file_extension.upper(),
        size=words.file_size(file.get_file_size()),
        publisher=file.publisher,
        checked_on=file.checked_on,
        alternative=row.alternative,
        is_picture=is_picture(file),
    )
