"""Topics: a page for each, with the summaries of everything that is about it."""

from dataclasses import dataclass
from typing import Any, ClassVar

from django.db import models
from django.http import HttpRequest
from wagtail.admin.panels import FieldPanel
from wagtail.search import index

from events.catalogue import lines
from events.catalogue.queries import with_places
from events.models import Event, EventStatus, Topic
from portal.core import clock

from .base import BasePage, body_field
from .finding import Group, SearchEntry
from .panels import TITLE, body_panel

A_GROUP = 5
NEXT_EVENTS = 5


class TopicIndexPage(BasePage):
    introduction = models.CharField(
        max_length=300, blank=True, help_text="A sentence or two under the title."
    )

    content_panels: ClassVar[list[Any]] = [TITLE, FieldPanel("introduction")]
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = ["cms.TopicPage"]
    max_count = 1
    template = "cms/topic_index_page.html"

    class Meta:
        verbose_name = "list of topics"

    @property
    def opening(self) -> str:
        return self.introduction

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        topics = TopicPage.objects.child_of(self).live().public()
        return {**context, "topics": topics.defer("body").order_by("title", "pk")}


@dataclass(frozen=True)
class Heap:
    """What of one kind is about a topic: the newest few, and how many there are."""

    group: Group
    entries: list[SearchEntry]
    number: int

    @property
    def more(self) -> int:
        return self.number - len(self.entries)


class TopicPage(BasePage):
    topic = models.OneToOneField(
        Topic,
        on_delete=models.PROTECT,
        related_name="page",
        help_text="Everything that is about this topic is gathered here by itself.",
    )
    introduction = models.TextField(
        max_length=400, help_text="What it is about and why, in two sentences."
    )
    body = body_field(blank=True)

    content_panels: ClassVar[list[Any]] = [
        TITLE,
        FieldPanel("topic"),
        FieldPanel("introduction"),
        body_panel("What there is on the topic follows below it by itself."),
    ]
    search_fields: ClassVar[list[Any]] = [
        *BasePage.search_fields,
        index.SearchField("introduction"),
        index.SearchField("body"),
    ]
    parent_page_types: ClassVar[list[str]] = ["cms.TopicIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "cms/topic_page.html"
    list_kind = "Topic"

    class Meta:
        verbose_name = "topic page"

    @property
    def opening(self) -> str:
        return self.introduction

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        at = clock.now()
        return {
            **context,
            "heaps": self.heaps(),
            "upcoming": [
                lines.line_of(event, at=at)
                for event in with_places(self._upcoming(at), at=at).prefetch_related(
                    "ticket_types"
                )[:NEXT_EVENTS]
            ],
        }

    def _upcoming(self, at: Any) -> models.QuerySet[Event]:
        events = Event.objects.public().upcoming(at).filter(topics=self.topic_id)
        return events.exclude(status=EventStatus.CANCELLED)

    def heaps(self) -> list[Heap]:
        """Return what is about the topic, each thing once, in the order of kinds.

        Events come from the calendar; what is left of one stands under recordings.
        """
        found = SearchEntry.objects.out().filter(topics=self.topic_id)
        found = found.exclude(group=Group.EVENTS).for_lists().newest_first()
        by_group: dict[str, list[SearchEntry]] = {}
        for entry in found.order_by("-is_current", "-day", "-pk"):
            by_group.setdefault(entry.group, []).append(entry)
        return [
            Heap(group, by_group[group][:A_GROUP], len(by_group[group]))
            for group in Group
            if group in by_group
        ]
