"""Responses: what the body answered to a consultation, as it was submitted.

Once a submitted response is out, its words are kept apart (`Submission`), and nothing
that says anything else can go live: not an edit, not an older revision. What was
wrong is said in dated corrections, which are only added. The guard sits in `save`,
the one door through which every way of publishing goes.
"""

from datetime import date
from functools import cached_property
from typing import Any, ClassVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.http import HttpRequest, HttpResponse
from modelcluster.fields import ParentalKey
from wagtail.admin.panels import FieldPanel, InlinePanel, MultiFieldPanel
from wagtail.blocks import CharBlock
from wagtail.fields import StreamField
from wagtail.models import Orderable, Page, PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index
from wagtail.url_routing import RouteResult

from portal.cms import before_publishing, passages, response_document, response_pdf
from portal.cms.blocks import Line
from portal.cms.questions import ResponseDocument
from portal.cms.response_document import Document
from portal.core import clock
from portal.core.words import uk_day

from .base import BasePage, publisher, reading_minutes
from .consultations import ConsultationPage
from .panels import TITLE
from .sources import Source

PDF = "pdf"


def what_stops(page: Page) -> list[before_publishing.Finding]:
    """Say what stands in the way: notes without sources, answers that are none."""
    assert isinstance(page, ConsultationResponsePage)
    said = response_document.faults(page.points, page.document, page.sources)
    if page.submitted_on and page.submitted_on > clock.today():
        said.append("It cannot go out before it was submitted.")
    said += page.changed_since_submission()
    return [before_publishing.Finding(words, stops=True) for words in said]


class ConsultationResponseQuerySet(PageQuerySet):
    def for_lists(self) -> "ConsultationResponseQuerySet":
        return (
            self.live()
            .public()
            .defer("document", "points", "search_description")
            .order_by("-submitted_on", "-pk")
        )


ConsultationResponseManager = PageManager.from_queryset(ConsultationResponseQuerySet)


class ConsultationResponsePage(BasePage):
    # A draft is written long before the day on which it is sent.
    submitted_on = models.DateField(
        null=True,
        error_messages={"blank": "Say on which day it was sent."},
        help_text="The day on which it was sent; a draft needs none. From its "
        "publication on, what was sent stays as it is.",
    )
    standfirst = models.TextField(
        "our view in brief",
        max_length=500,
        help_text="What we hold, in two or three sentences that stand alone.",
    )
    points = StreamField(
        [("point", Line(label="Point"))],
        blank=True,
        verbose_name="main points",
        help_text="What we say in answer to the whole. Sources are cited as below.",
    )
    contributors = StreamField(
        [("role", CharBlock(label="Role", max_length=150))],
        blank=True,
        help_text="Who worked on it: roles and not names.",
    )
    document = StreamField(
        ResponseDocument(),
        verbose_name="chapters and questions",
        help_text="In the consulting body's own order and numbering. Leave out what "
        "we do not answer; a chapter without answers stays, with its reason.",
    )

    content_panels: ClassVar[list[Any]] = [
        TITLE,
        FieldPanel("submitted_on"),
        MultiFieldPanel(
            [FieldPanel("standfirst"), FieldPanel("points")], heading="Our view"
        ),
        FieldPanel("document"),
        FieldPanel("contributors"),
        InlinePanel(
            "corrections",
            heading="Corrections",
            label="Correction",
            help_text="What was sent does not change. Say here what was wrong in it.",
        ),
    ]
    search_fields: ClassVar[list[Any]] = [
        *BasePage.search_fields,
        index.SearchField("standfirst"),
        index.SearchField("points_for_search"),
        index.SearchField("document"),
        index.FilterField("submitted_on"),
    ]
    parent_page_types: ClassVar[list[str]] = ["cms.ConsultationPage"]
    subpage_types: ClassVar[list[str]] = []
    checks: ClassVar[tuple[before_publishing.Check, ...]] = (what_stops,)
    template = "cms/consultations/consultation_response_page.html"
    share_type = "article"
    list_kind = "Consultation response"

    objects: ClassVar[Any] = ConsultationResponseManager()

    class Meta:
        verbose_name = "consultation response"

    def save(self, clean: bool = True, **options: Any) -> None:  # noqa: FBT001, FBT002 - the CMS's own
        """Keep what was submitted, and let nothing else take its place."""
        writes_all = options.get("update_fields") is None
        with transaction.atomic():
            if (
                self.live
                and writes_all
                and (changed := self.changed_since_submission())
            ):
                raise ValidationError(changed)
            super().save(clean=clean, **options)
            if self.live and writes_all and self.submitted_on:
                self._keep_as_submitted()

    # --- What was submitted ------------------------------------------------

    @property
    def submission(self) -> "Submission | None":
        return Submission.objects.filter(page_id=self.pk).first() if self.pk else None

    def _words(self, sources: response_document.Sources) -> dict[str, Any]:
        """Return everything that a reader gets as having been sent."""
        document = response_document.read(self.points, self.document, sources)
        return {
            **response_document.in_words(document),
            "title": self.title,
            "submitted_on": str(self.submitted_on),
            "standfirst": self.standfirst,
            "roles": [str(role.value) for role in self.contributors],
        }

    def _corrections(self) -> list[list[str]]:
        return [
            [str(row.corrected_on), row.number, row.words]
            for row in self.corrections.all()
        ]

    def changed_since_submission(self) -> list[str]:
        """Say how this version departs from what was submitted, if it does."""
        kept = self.submission
        if kept is None:
            return []
        found = []
        if self._words(kept.sources) != kept.words:
            day = uk_day(date.fromisoformat(kept.words["submitted_on"]))
            found.append(
                f"This response was submitted on {day}. What was sent does not change: "
                "take your change back and add a dated correction."
            )
        corrections = self._corrections()
        if any(row not in corrections for row in kept.corrections):
            found.append("A correction that has been out stays as it was.")
        return found

    def _keep_as_submitted(self) -> None:
        kept = self.submission
        if kept is None:
            sources = self.sources
            Submission.objects.create(
                page=self,
                kept_at=clock.now(),
                words=self._words(sources),
                sources=sources,
                corrections=self._corrections(),
            )
        elif kept.corrections != self._corrections():
            kept.corrections = self._corrections()
            kept.save(update_fields=["corrections"])

    @property
    def sources(self) -> dict[str, dict[str, str]]:
        """The sources as they were on submission, or as they are until then."""
        kept = self.submission
        return kept.sources if kept is not None else Source.objects.as_notes()

    # --- What it says ------------------------------------------------------

    @property
    def opening(self) -> str:
        return self.standfirst

    @property
    def list_date(self) -> date | None:
        return self.submitted_on

    @property
    def minutes(self) -> int:
        return reading_minutes(self.document)

    @cached_property
    def consultation(self) -> ConsultationPage:
        return ConsultationPage.objects.parent_of(self).get()

    @property
    def topics(self) -> Any:
        """What it is about: what the consultation is about."""
        return self.consultation.topics

    @property
    def points_for_search(self) -> str:
        found = self.points.stream_block.get_searchable_content(self.points)
        return passages.without_markers(" ".join(found))

    def read(self) -> Document:
        return response_document.read(self.points, self.document, self.sources)

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        corrections = list(self.corrections.all())
        return {
            **context,
            "consultation": self.consultation,
            "said": self.read(),
            "roles": [str(role.value) for role in self.contributors],
            "corrections": corrections,
            "corrected_on": max(
                (row.corrected_on for row in corrections), default=None
            ),
            "pdf_url": f"{self.get_url(request)}{PDF}/",
        }

    # --- Its addresses -----------------------------------------------------

    def route(self, request: HttpRequest, path_components: list[str]) -> Any:
        if path_components == [PDF] and self.live:
            return RouteResult(self, kwargs={"as_pdf": True})
        return super().route(request, path_components)

    def serve_to_reader(
        self, request: HttpRequest, *args: Any, as_pdf: bool = False, **kwargs: Any
    ) -> HttpResponse:
        if as_pdf:
            return response_pdf.answer(self, request)
        return super().serve_to_reader(request, *args, **kwargs)

    def structured_data(self) -> dict[str, Any]:
        return {
            **super().structured_data(),
            "@type": "Report",
            "headline": self.title,
            "datePublished": str(self.submitted_on or ""),
            "author": publisher(),
        }


class ResponseCorrection(Orderable):
    """What was wrong in a response as it was sent."""

    page = ParentalKey(
        ConsultationResponsePage, on_delete=models.CASCADE, related_name="corrections"
    )
    corrected_on = models.DateField("date", default=clock.today)
    number = models.CharField(
        "question", max_length=12, blank=True, help_text="Its number, if it is one."
    )
    words = models.CharField(
        "what was wrong",
        max_length=400,
        help_text="Such as: the number of visits should read 41,000.",
    )

    panels: ClassVar[list[Any]] = [
        FieldPanel("corrected_on"),
        FieldPanel("number"),
        FieldPanel("words"),
    ]

    class Meta(Orderable.Meta):
        ordering: ClassVar[list[str]] = ["-corrected_on", "-pk"]

    def __str__(self) -> str:
        return f"Correction {self.pk}"


class Submission(models.Model):
    """A response as it was submitted: its words, and what its sources said then."""

    page = models.OneToOneField(
        ConsultationResponsePage, on_delete=models.CASCADE, related_name="+"
    )
    kept_at = models.DateTimeField()
    words = models.JSONField()
    sources = models.JSONField()
    corrections = models.JSONField(default=list)

    wagtail_reference_index_ignore = True

    def __str__(self) -> str:
        return f"Submission {self.pk}"
