"""Course pages: the shop window of a course.

They hold words and pictures. Dates, prices, places and the right to pass it on are
asked of the events while the page is made, and never typed.
"""

from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.models import PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from events.catalogue import course_lines, lines, queries
from events.models import Course, Topic
from portal.cms.blocks import NO_DESCRIPTION
from portal.core import clock

from .base import BasePage, body_field, publisher
from .media import Picture
from .panels import PICTURE_HELP, TITLE, TOPICS, body_panel


class CourseIndexPage(BasePage):
    introduction = models.CharField(
        max_length=300, blank=True, help_text="A sentence or two under the title."
    )

    content_panels: ClassVar[list[Any]] = [TITLE, FieldPanel("introduction")]
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = ["cms.CoursePage"]
    max_count = 1
    template = "cms/course_index_page.html"

    class Meta:
        verbose_name = "list of courses"

    @property
    def opening(self) -> str:
        return self.introduction

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        at = clock.now()
        pages = list(CoursePage.objects.child_of(self).for_lists())
        runs = queries.runs_of([page.course_id for page in pages], at=at)
        return {
            **context,
            "offered": [
                (page, course_lines.offer_of(page.course, runs[page.course_id], at=at))
                for page in pages
                if page.course.is_offered
            ],
            "past": [page for page in pages if not page.course.is_offered],
        }


class CourseQuerySet(PageQuerySet):
    def for_lists(self) -> Self:
        return (
            self.live()
            .public()
            .select_related("course")
            .defer("body", "search_description")
            .order_by("title", "pk")
        )


CourseManager = PageManager.from_queryset(CourseQuerySet)


class CoursePage(BasePage):
    course = models.OneToOneField(
        Course,
        on_delete=models.PROTECT,
        related_name="page",
        help_text="What stands in the course itself, and its dates, prices and places, "
        "comes here by itself.",
    )
    standfirst = models.TextField(
        max_length=400,
        blank=True,
        help_text="Empty takes the course's own summary.",
    )
    picture = models.ForeignKey(
        Picture,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=PICTURE_HELP,
    )
    topics = ParentalManyToManyField(Topic, blank=True, related_name="courses")
    body = body_field(blank=True)

    content_panels: ClassVar[list[Any]] = [
        TITLE,
        HelpPanel(
            content="What people learn, the programme, hours and accreditation are "
            "kept with the course, under Events, Courses. Dates, prices and places "
            "come from its runs. Here you say what makes somebody want to come.",
        ),
        FieldPanel("course"),
        MultiFieldPanel(
            [FieldPanel("standfirst"), FieldPanel("picture"), TOPICS],
            heading="In short",
        ),
        body_panel("What makes somebody want to come, and what those say who came."),
    ]
    search_fields: ClassVar[list[Any]] = [
        *BasePage.search_fields,
        index.SearchField("standfirst"),
        index.SearchField("body"),
    ]
    parent_page_types: ClassVar[list[str]] = ["cms.CourseIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "cms/course_page.html"
    list_kind = "Course"
    list_date = None

    objects: ClassVar[Any] = CourseManager()

    class Meta:
        verbose_name = "course page"

    def clean(self) -> None:
        super().clean()
        if self.picture is not None and not self.picture.alternative:
            raise ValidationError(
                {"picture": f"{NO_DESCRIPTION} Edit the picture and fill it in."}
            )

    @property
    def opening(self) -> str:
        return self.standfirst or self.course.summary

    @property
    def share_picture(self) -> Picture | None:
        return self.picture

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        at = clock.now()
        course = self.course
        runs = queries.runs_of([course.pk], at=at)[course.pk]
        # Said, like places and prices, only where a search engine sees the same.
        self.runs = runs
        return {
            **context,
            "course": course,
            "offer": course_lines.offer_of(course, runs, at=at),
            "runs": [lines.line_of(run, at=at) for run in runs],
            "other": self._other_kind(),
            "topics": list(self.topics.all()),
        }

    def _other_kind(self) -> "CoursePage | None":
        """Return the page of the course one might have meant instead."""
        other = self.course.other_kind_id
        if other is None:
            return None
        found = CoursePage.objects.live().public().filter(course=other)
        return found.select_related("course").defer("body").first()

    def structured_data(self) -> dict[str, Any]:
        data = super().structured_data()
        course = self.course
        runs = getattr(self, "runs", [])
        return {
            **data,
            "@type": "Course",
            "provider": publisher(),
            **course_lines.structured(course, runs, on=clock.today()),
        }
