"""Expert advisers: who advises on which topic, in which role, from when until when.

Reached through a mailbox of the body's, never through an address of their own.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar, Self

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.http import HttpRequest
from modelcluster.fields import ParentalKey, ParentalManyToManyField
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    InlinePanel,
    MultiFieldPanel,
)
from wagtail.models import PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from events.models import Topic
from portal.body.models import Mailbox
from portal.cms.addresses import refuse_private
from portal.cms.blocks import NO_DESCRIPTION
from portal.cms.narrowing import Narrowing
from portal.core import clock
from portal.core.words import uk_month

from .base import BasePage, body_field
from .media import Picture
from .panels import TITLE, TOPICS, body_panel


class AdviserFilter(Narrowing):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        topics = Topic.objects.filter(advisers__live=True).distinct()
        self.offer(
            "topic",
            "Topic",
            "Every topic",
            [(topic.slug, topic.name) for topic in topics],
        )


class AdviserIndexPage(BasePage):
    introduction = models.CharField(
        max_length=300, blank=True, help_text="A sentence or two under the title."
    )

    content_panels: ClassVar[list[Any]] = [TITLE, FieldPanel("introduction")]
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = ["cms.ExpertAdviserPage"]
    max_count = 1
    template = "cms/people/adviser_index_page.html"

    class Meta:
        verbose_name = "list of expert advisers"

    @property
    def opening(self) -> str:
        return self.introduction

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        form = AdviserFilter(request.GET)
        advisers = ExpertAdviserPage.objects.child_of(self).for_lists()
        if "topic" in form.applied():
            advisers = advisers.filter(topics__slug=form.cleaned_data["topic"])
        listed = _listed(list(advisers), on=clock.today())
        return {
            **context,
            "filters": form,
            "applied": form.ways_back(self.url),
            "current": [one for one in listed if one.is_current],
            "past": [one for one in listed if not one.is_current],
        }


class AdviserQuerySet(PageQuerySet):
    def for_lists(self) -> Self:
        return (
            self.live()
            .public()
            .defer("body", "search_description")
            .order_by("title", "pk")
        )


AdviserManager = PageManager.from_queryset(AdviserQuerySet)


class ExpertAdviserPage(BasePage):
    """One adviser. The title is a name, or the role where no name is published."""

    about = models.TextField(
        max_length=400,
        help_text="What they know and where they practise, in two sentences.",
    )
    mailbox = models.ForeignKey(
        Mailbox,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Where mail for them goes: one of ours, which passes it on.",
    )
    portrait = models.ForeignKey(
        Picture,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Cut square around the part that is marked in the picture: the face. "
        "Only with their consent.",
    )
    topics = ParentalManyToManyField(Topic, blank=True, related_name="advisers")
    body = body_field(blank=True)

    content_panels: ClassVar[list[Any]] = [
        TITLE,
        FieldPanel("about"),
        InlinePanel(
            "terms",
            heading="Roles",
            label="Role",
            min_num=1,
            help_text="One line for each role and its dates. What they wrote keeps the "
            "role of that time.",
        ),
        MultiFieldPanel(
            [
                TOPICS,
                FieldPanel("mailbox"),
                FieldPanel("portrait"),
            ],
            heading="What for, and how to reach them",
        ),
        body_panel("What they have worked on. It may stay empty."),
    ]
    search_fields: ClassVar[list[Any]] = [
        *BasePage.search_fields,
        index.SearchField("about"),
        index.SearchField("body"),
    ]
    parent_page_types: ClassVar[list[str]] = ["cms.AdviserIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "cms/people/expert_adviser_page.html"
    share_type = "profile"

    objects: ClassVar[Any] = AdviserManager()

    class Meta:
        verbose_name = "expert adviser"

    def clean(self) -> None:
        super().clean()
        if self.portrait is not None and not self.portrait.alternative:
            raise ValidationError(
                {"portrait": f"{NO_DESCRIPTION} Edit the picture and fill it in."}
            )
        if self.mailbox is not None:
            try:
                refuse_private(self.mailbox.address)
            except ValidationError as error:
                raise ValidationError({"mailbox": error}) from None

    @property
    def opening(self) -> str:
        return self.about

    @property
    def share_picture(self) -> Picture | None:
        return self.portrait

    list_kind = "Expert adviser"

    @property
    def list_date(self) -> date | None:
        return max((term.started_on for term in self.terms.all()), default=None)

    def role_on(self, on: date) -> str:
        """Return the role that somebody had on a day; nothing when they had none."""
        return next((term.role for term in self.terms.all() if term.covers(on)), "")

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        terms, today = list(self.terms.all()), clock.today()
        return {
            **context,
            "held": [term for term in terms if term.covers(today)],
            "before": [term for term in terms if term.is_over(today)],
            "topics": list(self.topics.all()),
        }

    def structured_data(self) -> dict[str, Any]:
        data = super().structured_data()
        role = self.role_on(clock.today())
        return {
            **data,
            "@type": "ProfilePage",
            "mainEntity": {"@type": "Person", "name": self.title, "jobTitle": role},
        }


class AdviserTerm(models.Model):
    """One role of an adviser, from the first day to the last."""

    page = ParentalKey(
        ExpertAdviserPage, on_delete=models.CASCADE, related_name="terms"
    )
    role = models.CharField(
        max_length=120, help_text="Such as: Expert adviser, infant feeding."
    )
    started_on = models.DateField("from", help_text="The first day.")
    ended_on = models.DateField(
        "to", null=True, blank=True, help_text="The last day. Empty while it goes on."
    )

    panels: ClassVar[list[Any]] = [
        FieldPanel("role"),
        FieldRowPanel([FieldPanel("started_on"), FieldPanel("ended_on")]),
    ]

    class Meta:
        ordering: ClassVar[list[str]] = ["-started_on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ended_on=None) | Q(ended_on__gte=F("started_on")),
                name="no_role_ends_before_it_begins",
            ),
        ]

    def __str__(self) -> str:
        return self.role

    def clean(self) -> None:
        super().clean()
        if self.ended_on and self.started_on and self.ended_on < self.started_on:
            raise ValidationError({"ended_on": "The role ends after it begins."})

    def covers(self, on: date) -> bool:
        return self.started_on <= on and not self.is_over(on)

    def is_over(self, on: date) -> bool:
        return self.ended_on is not None and self.ended_on < on

    @property
    def years(self) -> str:
        """From March 2021; March 2019 to June 2023."""
        begun = uk_month(self.started_on)
        if self.ended_on is None:
            return f"From {begun}"
        ended = uk_month(self.ended_on)
        return begun if begun == ended else f"{begun} to {ended}"


@dataclass(frozen=True)
class Listed:
    """An adviser as the list shows them: in the role of today, or in their last."""

    page: ExpertAdviserPage
    role: str
    years: str
    topics: tuple[str, ...]
    is_current: bool


def _listed(advisers: list[ExpertAdviserPage], *, on: date) -> list[Listed]:
    """Gather roles and topics of all of them in two questions."""
    keys = [page.pk for page in advisers]
    terms: dict[int, list[AdviserTerm]] = defaultdict(list)
    for term in AdviserTerm.objects.filter(page__in=keys):
        terms[term.page_id].append(term)
    topics: dict[int, list[str]] = defaultdict(list)
    through = ExpertAdviserPage.topics.through.objects
    for key, name in (
        through.filter(expertadviserpage__in=keys)
        .order_by("topic__name")
        .values_list("expertadviserpage_id", "topic__name")
    ):
        topics[key].append(name)
    return [_one(page, terms[page.pk], topics[page.pk], on=on) for page in advisers]


def _one(
    page: ExpertAdviserPage,
    terms: list[AdviserTerm],
    topics: Iterable[str],
    *,
    on: date,
) -> Listed:
    held = [term for term in terms if term.covers(on)]
    shown = next(iter(held or terms), None)
    return Listed(
        page=page,
        role=shown.role if shown is not None else "",
        years=shown.years if shown is not None else "",
        topics=tuple(topics),
        is_current=bool(held),
    )
