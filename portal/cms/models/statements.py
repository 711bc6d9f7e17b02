"""Joint statements: what many bodies ask for together, with who signed it."""

import unicodedata
from collections import Counter
from datetime import date
from typing import Any, ClassVar, Self

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
)
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from events.models import Topic
from portal.cms.blocks import Line
from portal.core import clock

from .base import BasePage, Nations, body_field, publisher
from .citing import CitesGuidance
from .notes import NotesToEditors
from .panels import TITLE, TOPICS, body_panel, nations


class JointStatementIndexPage(BasePage):
    introduction = models.CharField(
        max_length=300, blank=True, help_text="A sentence or two under the title."
    )

    content_panels: ClassVar[list[Any]] = [TITLE, FieldPanel("introduction")]
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = ["cms.JointStatementPage"]
    max_count = 1
    template = "cms/joint_statement_index_page.html"

    class Meta:
        verbose_name = "list of joint statements"

    @property
    def opening(self) -> str:
        return self.introduction

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        statements = JointStatementPage.objects.child_of(self).for_lists()
        return {**context, "statements": list(statements)}


class JointStatementQuerySet(PageQuerySet):
    def for_lists(self) -> Self:
        return (
            self.live()
            .public()
            .defer("body", "demands", "notes", "cites", "search_description")
            .order_by("-issued_on", "-pk")
        )


JointStatementManager = PageManager.from_queryset(JointStatementQuerySet)


class JointStatementPage(Nations, NotesToEditors, CitesGuidance, BasePage):
    standfirst = models.TextField(
        max_length=400, help_text="What we ask for together, in two sentences at most."
    )
    issued_on = models.DateField(
        "date", default=clock.today, help_text="The day on which it came out."
    )
    lead_body = models.CharField(
        max_length=150, help_text="The body that wrote it and gathered the others."
    )
    demands = StreamField(
        [("point", Line(label="Demand"))],
        blank=True,
        verbose_name="what we ask for",
        help_text="Each has an address of its own, so that it can be quoted.",
    )
    body = body_field(blank=True)
    signed_by = models.TextField(
        "signatories",
        help_text="One body to a line, the lead body too. They are counted and put in "
        "order by themselves.",
    )
    topics = ParentalManyToManyField(Topic, blank=True, related_name="joint_statements")

    content_panels: ClassVar[list[Any]] = [
        TITLE,
        MultiFieldPanel(
            [
                FieldPanel("standfirst"),
                FieldRowPanel([FieldPanel("lead_body"), FieldPanel("issued_on")]),
                TOPICS,
            ],
            heading="What it is",
        ),
        FieldPanel("demands"),
        body_panel("What stands before and after the list of what we ask for."),
        FieldPanel("signed_by", widget=forms.Textarea(attrs={"rows": 12})),
        NotesToEditors.notes_panel,
        CitesGuidance.cites_panel,
        nations("For which nations"),
    ]
    search_fields: ClassVar[list[Any]] = [
        *BasePage.search_fields,
        index.SearchField("standfirst"),
        index.SearchField("demands"),
        index.SearchField("body"),
        index.SearchField("signed_by"),
        index.FilterField("issued_on"),
    ]
    parent_page_types: ClassVar[list[str]] = ["cms.JointStatementIndexPage"]
    subpage_types: ClassVar[list[str]] = []
    template = "cms/joint_statement_page.html"
    share_type = "article"
    list_kind = "Joint statement"

    objects: ClassVar[Any] = JointStatementManager()

    class Meta:
        verbose_name = "joint statement"

    def clean(self) -> None:
        super().clean()
        names = Counter(_as_sorted(name) for name in _lines(self.signed_by))
        twice = [name for name in self.signatories if names[_as_sorted(name)] > 1]
        if twice:
            raise ValidationError(
                {"signed_by": f"“{twice[0]}” stands there more than once."}
            )
        if not (self.england or self.scotland or self.wales or self.northern_ireland):
            raise ValidationError({"england": "Choose a nation for which it is meant."})

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return {
            **context,
            "signatories": self.signatories,
            "topics": list(self.topics.all()),
        }

    @property
    def opening(self) -> str:
        return self.standfirst

    @property
    def list_date(self) -> date:
        return self.issued_on

    @property
    def signatories(self) -> list[str]:
        """Return who signed, in the order in which a reader looks a name up."""
        return in_order(_lines(self.signed_by))

    def structured_data(self) -> dict[str, Any]:
        data = super().structured_data()
        return {
            **data,
            "@type": "Article",
            "headline": self.title,
            "datePublished": self.issued_on.isoformat(),
            "author": [
                {"@type": "Organization", "name": name} for name in self.signatories
            ],
            "publisher": publisher(),
        }


def in_order(names: list[str]) -> list[str]:
    """Sort as an index would: without capitals, accents and the article in front."""
    return sorted(names, key=lambda name: (_as_sorted(name), name))


def _as_sorted(name: str) -> str:
    plain = "".join(
        mark
        for mark in unicodedata.normalize("NFKD", name).casefold()
        if not unicodedata.combining(mark)
    )
    words = "".join(mark if mark.isalnum() else " " for mark in plain).split()
    if len(words) > 1 and words[0] in {"the", "a", "an"}:
        words = words[1:]
    return " ".join(words)


def _lines(text: str) -> list[str]:
    return [" ".join(line.split()) for line in text.splitlines() if line.strip()]
