"""Guidance: what others lay down for practice, edition by edition."""

from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar, Self

from django import forms
from django.apps import apps
from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models import F
from django.http import HttpRequest
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    InlinePanel,
    MultiFieldPanel,
)
from wagtail.models import Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from events.models import Topic
from portal.cms import before_publishing, lineage
from portal.core import clock

from .base import BasePage, Nations, body_field
from .media import File
from .panels import TITLE, TOPICS, body_panel, nations
from .replacing import GuidanceForm, faults_of_replacing

# How many briefings stand on the list, and how many pages on a record.
BRIEFINGS = 20
PAGES_ABOUT = 10


class GuidanceStatus(models.TextChoices):
    STATUTORY = "statutory", "Statutory"
    GOVERNMENT = "government", "Non-statutory, from government"
    PROFESSIONAL = "professional", "Professional standard"
    CLINICAL = "clinical", "Clinical guideline"
    GOOD_PRACTICE = "good_practice", "Good practice"


class GuidanceFilter(forms.Form):
    """What a reader may narrow the list by; what makes no sense is left out."""

    topic = forms.ChoiceField(required=False, label="Topic")
    status = forms.ChoiceField(
        required=False,
        label="Status",
        choices=[("", "Every status"), *GuidanceStatus.choices],
    )
    nation = forms.ChoiceField(
        required=False,
        label="Nation",
        choices=[
            ("", "Every nation"),
            ("england", "England"),
            ("scotland", "Scotland"),
            ("wales", "Wales"),
            ("northern_ireland", "Northern Ireland"),
        ],
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        topics = Topic.objects.filter(guidance__live=True).distinct()
        self.fields["topic"].choices = [
            ("", "Every topic"),
            *((topic.slug, topic.name) for topic in topics),
        ]

    def applied(self) -> dict[str, str]:
        """Return what the list is narrowed by, in the words of the choices."""
        self.full_clean()
        return {
            name: dict(self.fields[name].choices)[value]
            for name, value in self.cleaned_data.items()
            if value
        }


class GuidanceIndexPage(BasePage):
    introduction = models.CharField(
        max_length=300, blank=True, help_text="A sentence or two under the title."
    )

    content_panels: ClassVar[list[Any]] = [TITLE, FieldPanel("introduction")]
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = ["cms.GuidancePage", "cms.BriefingPage"]
    max_count = 1
    template = "cms/guidance_index_page.html"

    class Meta:
        verbose_name = "list of guidance"

    @property
    def opening(self) -> str:
        return self.introduction

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        today = clock.today()
        form = GuidanceFilter(request.GET)
        applied = form.applied()
        found = list(self._narrowed(form.cleaned_data if applied else {}))
        known = lineage.lines(today)
        briefings = self._briefings(form.cleaned_data.get("topic", ""))

        def is_older(briefing: Any) -> bool:
            explained = briefing.explains_id
            return explained is not None and known.is_replaced(explained)

        return {
            **context,
            "filters": form,
            "applied": [
                {"words": words, "url": self._without(request, name)}
                for name, words in applied.items()
            ],
            "current": [
                one
                for one in found
                if one.holds(today) and not known.is_replaced(one.pk)
            ],
            "replaced": lineage.replaced_among(found, today, known),
            "withdrawn": [
                one
                for one in found
                if not one.holds(today) and not known.is_replaced(one.pk)
            ],
            "briefings": [one for one in briefings if not is_older(one)],
            "older_briefings": [one for one in briefings if is_older(one)],
        }

    def _narrowed(self, wanted: dict[str, str]) -> "GuidanceQuerySet":
        found = GuidancePage.objects.child_of(self).for_lists()
        if wanted.get("topic"):
            found = found.filter(topics__slug=wanted["topic"])
        if wanted.get("status"):
            found = found.filter(status=wanted["status"])
        if wanted.get("nation"):
            found = found.in_nation(wanted["nation"])
        return found

    def _briefings(self, topic: str) -> list[Any]:
        briefings = apps.get_model("cms", "BriefingPage").objects.child_of(self)
        found = briefings.for_lists().select_related("explains")
        if topic:
            found = found.filter(topics__slug=topic)
        return list(found[:BRIEFINGS])

    def _without(self, request: HttpRequest, name: str) -> str:
        query = request.GET.copy()
        query.pop(name, None)
        return f"?{query.urlencode()}" if query else self.url


class GuidanceQuerySet(PageQuerySet):
    def for_lists(self) -> Self:
        """Return what is out, the newest in force first, without the bodies."""
        return (
            self.live()
            .public()
            .defer("body", "search_description")
            .order_by(F("in_force_from").desc(nulls_last=True), "title", "pk")
        )

    def in_nation(self, nation: str) -> Self:
        return self.filter(**{nation: True})


GuidanceManager = PageManager.from_queryset(GuidanceQuerySet)


def what_stops(page: Page) -> Iterable[before_publishing.Finding]:
    """Say of a loop before many are published at once, which asks no form."""
    for words in faults_of_replacing(page, _replaced_by(page)):
        yield before_publishing.Finding(words, stops=True)


def _replaced_by(page: Any) -> list[int]:
    return [row.replaced_id for row in page.replacements.all()]


class GuidancePage(Nations, BasePage):
    """One edition of one document, as we keep it: where it is and whether it holds."""

    publisher = models.CharField(max_length=150, help_text="Who issued it.")
    edition = models.CharField(
        max_length=80, blank=True, help_text="Such as: 2023 edition."
    )
    summary = models.TextField(
        max_length=400, help_text="What it lays down, and for whom, in two sentences."
    )
    status = models.CharField(
        max_length=14,
        choices=GuidanceStatus,
        default=GuidanceStatus.STATUTORY,
        help_text="What weight it has. Whether it is replaced follows from below.",
    )
    in_force_from = models.DateField(
        null=True, blank=True, help_text="Empty when it is not known."
    )
    withdrawn_on = models.DateField(
        null=True,
        blank=True,
        help_text="Only when it was withdrawn and nothing replaced it.",
    )
    address = models.URLField(
        "address of the document",
        max_length=500,
        blank=True,
        help_text="At its publisher.",
    )
    document = models.ForeignKey(
        File,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        verbose_name="copy that we keep",
        help_text="A file of ours, where we may keep one. It stays when theirs moves.",
    )
    checked_on = models.DateField(
        default=clock.today,
        help_text="When somebody last saw that the address and what stands here hold.",
    )
    topics = ParentalManyToManyField(Topic, blank=True, related_name="guidance")
    body = body_field(blank=True)

    content_panels: ClassVar[list[Any]] = [
        TITLE,
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("publisher"), FieldPanel("edition")]),
                FieldPanel("summary"),
                TOPICS,
            ],
            heading="What it is",
        ),
        MultiFieldPanel(
            [
                FieldPanel("status"),
                FieldRowPanel(
                    [FieldPanel("in_force_from"), FieldPanel("withdrawn_on")]
                ),
            ],
            heading="Does it hold?",
        ),
        MultiFieldPanel(
            [
                HelpPanel(
                    content="Which editions does this one replace? They, and every "
                    "page about them, then name this one by themselves. What replaces "
                    "this one is said on the newer record."
                ),
                InlinePanel("replacements", label="Edition that it replaces"),
            ],
            heading="Replaces",
        ),
        MultiFieldPanel(
            [
                FieldPanel("address"),
                FieldPanel("document"),
                FieldPanel("checked_on"),
            ],
            heading="Where it is",
        ),
        nations("Where it holds"),
        body_panel("What matters in it for practice. It may stay empty."),
    ]
    search_fields: ClassVar[list[Any]] = [
        *BasePage.search_fields,
        index.SearchField("summary"),
        index.SearchField("publisher"),
        index.SearchField("edition"),
        index.SearchField("body"),
        index.FilterField("status"),
    ]
    parent_page_types: ClassVar[list[str]] = ["cms.GuidanceIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    base_form_class = GuidanceForm
    checks: ClassVar[tuple[before_publishing.Check, ...]] = (what_stops,)
    template = "cms/guidance_page.html"
    share_type = "article"
    list_kind = "Guidance"

    objects: ClassVar[Any] = GuidanceManager()

    class Meta:
        verbose_name = "guidance record"

    def clean(self) -> None:
        super().clean()
        if not (self.address or self.document):
            raise ValidationError({"address": "Say where the document can be read."})
        if not (self.england or self.scotland or self.wales or self.northern_ireland):
            raise ValidationError({"england": "Choose a nation for which it holds."})
        if (
            self.in_force_from
            and self.withdrawn_on
            and (self.withdrawn_on < self.in_force_from)
        ):
            raise ValidationError(
                {"withdrawn_on": "This day is before the one from which it held."}
            )
        if self.checked_on > clock.today():
            raise ValidationError({"checked_on": "This day is still to come."})

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Save, unless the record would come to replace itself.

        Whoever saves a record waits for whoever is saving another one: two editors,
        each closing one half of a loop, would both have seen none.
        """
        with transaction.atomic():
            take_turns()
            faults = list(faults_of_replacing(self, _replaced_by(self)))
            if faults:
                raise ValidationError(faults)
            super().save(*args, **kwargs)

    @property
    def opening(self) -> str:
        return self.summary

    @property
    def list_date(self) -> date | None:
        return self.in_force_from

    @property
    def named(self) -> str:
        """Working together, 2023 edition."""
        return f"{self.title}, {self.edition}" if self.edition else self.title

    def holds(self, on: date) -> bool:
        """Say whether it was withdrawn by then; whether it is replaced says lineage."""
        return self.withdrawn_on is None or on < self.withdrawn_on

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        today = clock.today()
        return {
            **context,
            "topics": list(self.topics.all()),
            "holds": self.holds(today),
            "is_replaced": lineage.lines(today).is_replaced(self.pk),
            "to_come": lineage.to_come(self, today),
            "family": lineage.family_of(self),
            "about": list(lineage.pages_about(self)[:PAGES_ABOUT]),
        }

    def structured_data(self) -> dict[str, Any]:
        data = super().structured_data()
        return {
            **data,
            "about": {
                "@type": "CreativeWork",
                "name": self.title,
                "version": self.edition,
                "publisher": {"@type": "Organization", "name": self.publisher},
                "url": self.address,
            },
        }


def take_turns() -> None:
    """Wait until nobody else is saving guidance, till the transaction ends."""
    lists = GuidanceIndexPage.objects.select_for_update(of=("self",)).order_by("pk")
    list(lists.values_list("pk"))
