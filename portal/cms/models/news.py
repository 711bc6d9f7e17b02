"""News: dated items, and the list of them."""

from datetime import date
from typing import Any, ClassVar, Self

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject, cached_property
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

from events.models import Event, Topic
from portal.cms.blocks import NO_DESCRIPTION, words_of
from portal.core import clock

from .base import (
    BasePage,
    Restricted,
    body_field,
    publisher,
    reading_minutes,
)
from .citing import CitesGuidance
from .media import Picture
from .notes import NotesToEditors
from .panels import PICTURE_HELP, TITLE, TOPICS, body_panel

A_PAGE = 20


class NewsKind(models.TextChoices):
    ANNOUNCEMENT = "announcement", "Announcement"
    REACTION = "reaction", "Reaction"
    ANALYSIS = "analysis", "Analysis"
    APPOINTMENT = "appointment", "Appointment"
    CATCH_UP = "catch_up", "Catch up"
    DIGEST = "digest", "Digest"


class NewsFilter(forms.Form):
    """What a reader may narrow the list by; what makes no sense is left out."""

    kind = forms.ChoiceField(required=False, label="Kind")
    topic = forms.ChoiceField(required=False, label="Topic")
    year = forms.ChoiceField(required=False, label="Year")

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        years = NewsPage.objects.live().dates("published_on", "year", order="DESC")
        topics = Topic.objects.filter(news__live=True).distinct()
        self.choices_of("kind", "Every kind", NewsKind.choices)
        self.choices_of(
            "topic", "Every topic", [(topic.slug, topic.name) for topic in topics]
        )
        self.choices_of(
            "year", "Every year", [(str(day.year), str(day.year)) for day in years]
        )

    def choices_of(self, name: str, all_of_them: str, rest: Any) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", all_of_them), *rest]

    def applied(self) -> dict[str, str]:
        """Return what the list is narrowed by, in the words of the choices."""
        self.full_clean()
        found = {}
        for name, value in self.cleaned_data.items():
            if value:
                choices = self.fields[name].choices
                found[name] = dict(choices)[value]
        return found


class NewsIndexPage(BasePage):
    introduction = models.CharField(
        max_length=300, blank=True, help_text="A sentence or two under the title."
    )

    content_panels: ClassVar[list[Any]] = [
        TITLE,
        FieldPanel("introduction"),
    ]
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = ["cms.NewsPage"]
    max_count = 1
    template = "cms/news_index_page.html"

    class Meta:
        verbose_name = "news list"

    @property
    def opening(self) -> str:
        return self.introduction

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        form = NewsFilter(request.GET)
        applied = form.applied()
        news = NewsPage.objects.child_of(self).for_lists()
        wanted = form.cleaned_data
        if "kind" in applied:
            news = news.filter(kind=wanted["kind"])
        if "topic" in applied:
            news = news.filter(topics__slug=wanted["topic"])
        if "year" in applied:
            news = news.filter(published_on__year=wanted["year"])
        page = Paginator(news, A_PAGE).get_page(request.GET.get("page"))
        return {
            **context,
            "filters": form,
            "applied": [
                {"words": words, "url": self._without(request, name)}
                for name, words in applied.items()
            ],
            "news": page,
        }

    def _without(self, request: HttpRequest, name: str) -> str:
        query = request.GET.copy()
        query.pop(name, None)
        query.pop("page", None)
        return f"?{query.urlencode()}" if query else self.url


class NewsQuerySet(PageQuerySet):
    def for_lists(self) -> Self:
        """Return what is out, newest first, without the bodies."""
        return (
            self.live()
            .public()
            .defer("body", "cites", "notes", "search_description")
            .order_by("-published_on", "-pk")
        )


NewsManager = PageManager.from_queryset(NewsQuerySet)


class NewsPage(Restricted, NotesToEditors, CitesGuidance, BasePage):
    kind = models.CharField(
        max_length=12,
        choices=NewsKind,
        default=NewsKind.ANNOUNCEMENT,
        help_text="Shown above the title; readers narrow the list of news by it.",
    )
    published_on = models.DateField(
        "date",
        default=clock.today,
        help_text="The day that readers see, and by which news is put in order.",
    )
    author_role = models.CharField(
        "by",
        max_length=100,
        help_text="A role and not a name, such as: Policy and quality lead.",
    )
    standfirst = models.TextField(
        max_length=400,
        help_text="What happened and why it matters, in two sentences at most.",
    )
    picture = models.ForeignKey(
        Picture,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text=PICTURE_HELP,
    )
    topics = ParentalManyToManyField(Topic, blank=True, related_name="news")
    event = models.ForeignKey(
        Event,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="Where readers can take it further. Its date comes from the event.",
    )
    body = body_field(blank=True)

    content_panels: ClassVar[list[Any]] = [
        TITLE,
        MultiFieldPanel(
            [FieldPanel("standfirst"), FieldPanel("picture")], heading="In short"
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("kind"), FieldPanel("published_on")]),
                FieldPanel("author_role"),
                FieldPanel("readers"),
                TOPICS,
            ],
            heading="What it is",
        ),
        body_panel(),
        MultiFieldPanel(
            [FieldPanel("event"), CitesGuidance.cites_panel], heading="Where it leads"
        ),
        NotesToEditors.notes_panel,
        InlinePanel(
            "corrections",
            heading="Corrections",
            label="Correction",
            help_text="Put it right above, and say here what was wrong. Shown with "
            "its date.",
        ),
    ]
    search_fields: ClassVar[list[Any]] = [
        *BasePage.search_fields,
        *Restricted.search_fields,
        index.SearchField("standfirst"),
        index.SearchField("body"),
        index.FilterField("kind"),
        index.FilterField("published_on"),
    ]
    parent_page_types: ClassVar[list[str]] = ["cms.NewsIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "cms/news_page.html"
    share_type = "article"

    objects: ClassVar[Any] = NewsManager()

    class Meta:
        verbose_name = "news item"

    def clean(self) -> None:
        super().clean()
        if self.picture is not None and not self.picture.alternative:
            raise ValidationError(
                {"picture": f"{NO_DESCRIPTION} Edit the picture and fill it in."}
            )

    @property
    def opening(self) -> str:
        return self.standfirst

    @property
    def list_kind(self) -> str:
        return self.get_kind_display()

    @property
    def list_date(self) -> date:
        return self.published_on

    @property
    def share_picture(self) -> Picture | None:
        return self.picture

    @property
    def minutes(self) -> int:
        return reading_minutes(self.body)

    @cached_property
    def corrections_shown(self) -> list["Correction"]:
        return list(self.corrections.all())

    @property
    def corrected_on(self) -> date | None:
        """The day on which it was last put right, if it ever was."""
        return max((row.corrected_on for row in self.corrections_shown), default=None)

    @property
    def public_event(self) -> Event | None:
        """The event to go on to, unless it is a draft or by invitation."""
        return self.event if self.event is not None and self.event.is_public else None

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        # Asked for only where the article is drawn, which is seldom: see the template.
        return {
            **context,
            "topics": SimpleLazyObject(lambda: list(self.topics.all())),
            "corrections": SimpleLazyObject(lambda: self.corrections_shown),
            "corrected_on": SimpleLazyObject(lambda: self.corrected_on),
            "event": SimpleLazyObject(lambda: self.public_event),
            "event_words": SimpleLazyObject(self._event_words),
            "event_is_over": SimpleLazyObject(self._event_is_over),
        }

    def _event_words(self) -> list[str]:
        event = self.public_event
        return words_of(event) if event is not None else []

    def _event_is_over(self) -> bool:
        event = self.public_event
        return event is not None and event.is_over(clock.now())

    def structured_data(self) -> dict[str, Any]:
        data = super().structured_data()
        changed = self.corrected_on or self.published_on
        return {
            **data,
            "@type": "NewsArticle",
            "headline": self.title,
            "datePublished": self.published_on.isoformat(),
            "dateModified": changed.isoformat(),
            "author": {**publisher(), "description": self.author_role},
        }


class Correction(Orderable):
    """What was wrong in a news item, and when that was put right."""

    page = ParentalKey(NewsPage, on_delete=models.CASCADE, related_name="corrections")
    corrected_on = models.DateField(
        "date", default=clock.today, help_text="The day on which it was put right."
    )
    words = models.CharField(
        "what was wrong",
        max_length=400,
        help_text="Such as: an earlier version gave the number as 40.",
    )

    panels: ClassVar[list[Any]] = [FieldPanel("corrected_on"), FieldPanel("words")]

    class Meta(Orderable.Meta):
        ordering: ClassVar[list[str]] = ["-corrected_on", "-pk"]

    def __str__(self) -> str:
        return f"Correction {self.pk}"
