"""The front page: what is new, what comes next, what the body holds.

It types nothing twice: dates, places and prices are asked of those who know them.
"""

from collections.abc import Sequence
from datetime import datetime
from hashlib import sha256
from typing import Any, ClassVar

from django.db import models
from django.db.models import Case, When
from django.http import Http404, HttpRequest
from django.utils.functional import SimpleLazyObject
from wagtail.admin.panels import (
    FieldPanel,
    HelpPanel,
    MultiFieldPanel,
    PageChooserPanel,
)
from wagtail.models import Page

from events.catalogue import lines, policies, queries
from events.models import Event
from membership.models import Grade
from portal.body import identity
from portal.core import clock, remembered, words

from .base import BasePage
from .news import NewsPage
from .panels import TITLE
from .positions import PositionPage
from .standard import StandardPage

EVENTS = 3
CARDS = 3
PRICES = "cms-prices"
LEAD_EVENT = "cms-lead-event"
# Of a news item: a page has five times as many fields, and this is the busiest page.
SHOWN = (
    "title",
    "url_path",
    "kind",
    "published_on",
    "standfirst",
    "author_role",
    "picture",
    "event",
    "body",
)

OF_POSITION = ("title", "url_path", "statement", "status", "held_since", "review_by")


# The type of a page, its key, and the page above it unless that is the front page.
Way = tuple[Any, int, Page | None]


def _key(parts: list[str]) -> str:
    # An address is as long as somebody likes, and a key of the cache is not.
    return f"cms-way-{sha256(parts[-1].encode()).hexdigest()}"


def _longer(parts: list[str]) -> list[str]:
    """Return news, news/2026, and so on: each address on the way to the page."""
    return ["/".join(parts[: number + 1]) for number in range(len(parts))]


class HomePage(BasePage):
    lead = models.ForeignKey(
        NewsPage,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="lead story",
        help_text="Empty takes the newest.",
    )
    lead_plate = models.CharField(
        "what the plate of the lead shows",
        max_length=150,
        default="A row of doors, one of them open",
        help_text="Said to those who cannot see it, when the lead has no picture.",
    )
    events_words = models.CharField(
        "beside the next events",
        max_length=200,
        blank=True,
        default="Online times are UK times. Yours appears beside them when you are "
        "abroad.",
        help_text="A sentence under the heading of the events. Empty leaves it out.",
    )
    position = models.ForeignKey(
        PositionPage,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="The one shown under “What we hold”. Empty leaves it out.",
    )
    band_title = models.CharField(
        "heading",
        max_length=80,
        default="Book it, join it, have it counted.",
        help_text="Of the dark band that offers membership.",
    )
    band_words = models.TextField(
        "what membership gives",
        max_length=300,
        help_text="Two or three sentences. Prices stand beside them by themselves.",
        default="Members book webinars in one step, join from one address that never "
        "changes, and find the hours waiting in their CPD record. Nothing is typed "
        "twice.",
    )
    join_page = models.ForeignKey(
        StandardPage,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="page on how to join",
        help_text="Where the button of the band leads.",
    )

    content_panels: ClassVar[list[Any]] = [
        TITLE,
        HelpPanel(
            content="The next events, the newest news and the prices of membership "
            "stand here by themselves. You choose what leads.",
        ),
        MultiFieldPanel(
            [PageChooserPanel("lead"), FieldPanel("lead_plate")], heading="Lead story"
        ),
        FieldPanel("events_words"),
        PageChooserPanel("position"),
        MultiFieldPanel(
            [
                FieldPanel("band_title"),
                FieldPanel("band_words"),
                PageChooserPanel("join_page"),
            ],
            heading="Offer to those who are not members yet",
        ),
    ]
    parent_page_types: ClassVar[list[str]] = ["wagtailcore.Page"]
    subpage_types: ClassVar[list[str]] = [
        "cms.NewsIndexPage",
        "cms.PositionIndexPage",
        "cms.ConsultationIndexPage",
        "cms.GuidanceIndexPage",
        "cms.JointStatementIndexPage",
        "cms.CourseIndexPage",
        "cms.ResourceIndexPage",
        "cms.AdviserIndexPage",
        "cms.OpportunityIndexPage",
        "cms.StandardPage",
        "cms.TopicIndexPage",
    ]
    max_count = 1
    template = "cms/home_page.html"

    class Meta:
        verbose_name = "front page"

    @property
    def opening(self) -> str:
        return identity.current().strapline

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        """Find the page in one step, in place of one for each part of its address.

        Where no page has the whole address, the nearest above it is asked: it may
        answer at addresses of its own.
        """
        if not path_components:
            return super().route(request, path_components)
        parts = [f"{self.url_path}{part}/" for part in _longer(path_components)]
        way = remembered.remembered(
            _key(parts), lambda: self._way_to(parts[-1:], parts)
        )
        page = self._page_at(way)
        if page is None or page.url_path != parts[-1]:
            page = self._page_at(self._way_to(parts, parts))
        if page is None:
            raise Http404
        return page.route(request, path_components[parts.index(page.url_path) + 1 :])

    def _way_to(self, wanted: list[str], parts: list[str]) -> Way | None:
        """Return the way to the deepest page there is, if it is one of those wanted."""
        slugs = [part.rstrip("/").rpartition("/")[2] for part in parts]
        on_the_way = list(
            Page.objects.descendant_of(self)
            .filter(slug__in=slugs, url_path__in=parts)
            .order_by("-depth")
        )
        if not on_the_way or on_the_way[0].url_path not in wanted:
            return None
        nearest, *above = on_the_way
        return nearest.specific_class, nearest.pk, above[0] if above else None

    def _page_at(self, way: Way | None) -> Any:
        """Return the page as it stands now, whatever is remembered of the way to it."""
        if way is None:
            return None
        kind, key, above = way
        page = kind.objects.filter(pk=key).first()
        if page is not None:
            # What the CMS keeps on its own way down, and its pages' way back needs.
            page._cached_parent_obj = above or self  # noqa: SLF001 - as the CMS does
        return page

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        at = clock.now()
        # Asked for only where they are drawn, which is seldom: see the template.
        news = SimpleLazyObject(self._news)
        event = self._lead_event(news, at)
        return {
            **context,
            "lead": SimpleLazyObject(lambda: news[0] if news else None),
            "lead_event": event,
            "lead_event_as_it_stands": (
                f"{event.pk}-{event.starts_at:%Y%m%d%H%M}" if event else ""
            ),
            "news": SimpleLazyObject(lambda: news[1:]),
            "upcoming": _next_lines(at),
            "upcoming_count": SimpleLazyObject(lambda: queries.upcoming_count(at=at)),
            "held": SimpleLazyObject(self._held),
            "prices": self._prices(),
        }

    def _news(self) -> list[NewsPage]:
        """Return the lead and what comes after it, in one question."""
        chosen_first = Case(When(pk=self.lead_id, then=0), default=1)
        return list(
            NewsPage.objects.live()
            .public()
            .only(*SHOWN)
            .order_by(chosen_first, "-published_on", "-pk")[: 1 + CARDS]
        )

    def _lead_event(self, news: Sequence[NewsPage], at: datetime) -> Event | None:
        """Return the event as it stands now; which one it is may be remembered.

        By the lead that is chosen, since a draft is shown with another one.
        """
        key = remembered.remembered(
            f"{LEAD_EVENT}-{self.lead_id}",
            lambda: (news[0].event_id or 0) if news else 0,
        )
        event = Event.objects.filter(pk=key).first() if key else None
        if event is None or not event.is_public or event.is_cancelled:
            return None
        return None if event.is_over(at) else event

    def _held(self) -> PositionPage | None:
        held = PositionPage.objects.live().held().filter(pk=self.position_id)
        return held.only(*OF_POSITION).first() if self.position_id else None

    def _prices(self) -> list[str]:
        return remembered.remembered(PRICES, _prices)


def _next_lines(at: datetime) -> list[lines.Line]:
    """Say the next events as they stand now: how many places are left, above all."""
    policy = policies.booking_policy()
    events = queries.next_events(EVENTS, at=at)
    return [lines.line_of(event, at=at, policy=policy) for event in events]


def _prices() -> list[str]:
    """Return what belonging costs: the least first, then the first grade."""
    grades = list(Grade.objects.offered_to_all())
    if not grades:
        return []
    least = min(grades, key=lambda grade: grade.price_pence)
    lines = [f"From {words.pounds_short(least.price_pence)} a year ({least.name})"]
    if grades[0] != least:
        first = grades[0]
        lines.append(f"{words.pounds_short(first.price_pence)} ({first.name})")
    return lines
