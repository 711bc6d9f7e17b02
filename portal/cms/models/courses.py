"""Course pages: the shop window of a course.

They hold words and pictures. Dates, prices, places and the right to pass it on are
asked of the events while the page is made, and never typed.
"""

from collections.abc import Iterable, Mapping, Sequence
from operator import attrgetter, itemgetter
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, HelpPanel, MultiFieldPanel
from wagtail.models import PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from events.catalogue import course_finding, course_lines, lines, queries
from events.models import Course, Event, Topic
from portal.cms.blocks import NO_DESCRIPTION
from portal.cms.narrowing import Narrowing
from portal.core import clock

from .base import BasePage, body_field, publisher
from .media import Picture
from .panels import PICTURE_HELP, TITLE, TOPICS, body_panel


class CourseFilter(Narrowing):
    """What the list of courses is narrowed by: only what would find something."""

    def __init__(
        self,
        *args: Any,
        pages: Sequence["CoursePage"],
        runs: Mapping[int, Sequence[Event]],
        **options: Any,
    ) -> None:
        super().__init__(*args, **options)
        rows = [topic for page in pages for topic in page.topics.all()]
        topics = {topic.slug: topic.name for topic in rows}
        every = [run for page in pages for run in runs[page.course_id]]
        courses = [page.course for page in pages]
        self._offer(
            "role",
            "You are a",
            "Any profession",
            _named(row for one in courses for row in one.professions.all()),
        )
        self._offer(
            "agency",
            "You work in",
            "Any agency",
            _named(row for one in courses for row in one.agencies.all()),
        )
        by_name = sorted(topics.items(), key=itemgetter(1))
        self._offer("topic", "Topic", "Every topic", by_name)
        cascade, where = course_finding.CASCADE, course_finding.WHERE
        self.offer("cascade", "To pass on?", "Either", cascade.items())
        self.offer("where", "Where", "Anywhere", where.items())
        self._offer("month", "When", "Any month", course_finding.months(every))
        self.offer("price", "Price", "Any price", course_finding.PRICES.items())

    def _offer(
        self, name: str, label: str, all_of_them: str, rest: list[tuple[str, str]]
    ) -> None:
        """Leave out a select that has nothing to choose."""
        if rest:
            self.offer(name, label, all_of_them, rest)

    def wanted(self) -> course_finding.Wanted:
        self.applied()
        return course_finding.Wanted(**self.cleaned_data)


def _named(rows: Iterable[Any]) -> list[tuple[str, str]]:
    """Return choices of the body's lists, each once, in the order of the list."""
    found = {row.pk: row for row in rows if row.in_use}
    ordered = sorted(found.values(), key=attrgetter("position", "name"))
    return [(str(row.pk), row.name) for row in ordered]


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
        pages = list(CoursePage.objects.child_of(self).for_lists().for_filters())
        runs = queries.runs_of([page.course_id for page in pages], at=at)
        offered = [page for page in pages if page.course.is_offered]
        form = CourseFilter(request.GET, pages=offered, runs=runs)
        wanted = form.wanted()
        found = []
        for page in offered:
            of_page = course_finding.dates_that_answer(runs[page.course_id], wanted)
            slugs = {topic.slug for topic in page.topics.all()}
            if course_finding.answers(page.course, slugs, wanted) and (
                of_page or not wanted.is_about_dates
            ):
                offer = course_lines.offer_of(page.course, of_page, at=at)
                found.append((page, offer))
        return {
            **context,
            "filters": form,
            "applied": form.ways_back(self.url),
            "offered": found,
            "every": offered,
            "selects": [("one", "The one"), ("two", "And the other")],
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

    def for_filters(self) -> Self:
        """Fetch along what the filters look at."""
        return self.prefetch_related(
            "topics", "course__professions", "course__agencies"
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

    # Its runs, for people and for search engines: a place may have gone just now.
    tells_of_an_event = True

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
