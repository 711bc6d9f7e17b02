"""Consultations: somebody else's request for views, and where it stands today."""

from datetime import date
from typing import Any, ClassVar, Self

from django import forms
from django.core.exceptions import ValidationError
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Q
from django.http import HttpRequest
from modelcluster.fields import ParentalManyToManyField
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel
from wagtail.fields import StreamField
from wagtail.models import PageManager
from wagtail.query import PageQuerySet
from wagtail.search import index

from events.catalogue import lines, queries
from events.models import Event, Topic, WayIn
from portal.cms.forms import PageForm
from portal.cms.narrowing import Narrowing
from portal.cms.questions import ConsultationDocument
from portal.core import clock
from portal.core.words import count_of, uk_day

from .base import BasePage, Nations, body_field
from .consultation_status import KINDS, ConsultationStatus, status_on
from .panels import TITLE, TOPICS, body_panel, nations

A_PAGE = 20
NO_FIRST_DAY = "Say on which day it opens."
NO_LAST_DAY = "Say on which day it closes."


class ConsultationFilter(Narrowing):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        years = ConsultationPage.objects.live().dates("closes_on", "year", order="DESC")
        topics = Topic.objects.filter(consultations__live=True).distinct()
        self.offer("status", "Where it stands", "Wherever", ConsultationStatus.choices)
        self.offer(
            "topic", "Topic", "Every topic", [(row.slug, row.name) for row in topics]
        )
        self.offer(
            "year",
            "Year it closes",
            "Every year",
            [(str(on.year), str(on.year)) for on in years],
        )


class ConsultationIndexPage(BasePage):
    introduction = models.CharField(
        max_length=300, blank=True, help_text="A sentence or two under the title."
    )

    content_panels: ClassVar[list[Any]] = [TITLE, FieldPanel("introduction")]
    parent_page_types: ClassVar[list[str]] = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = ["cms.ConsultationPage"]
    max_count = 1
    template = "cms/consultations/consultation_index_page.html"

    class Meta:
        verbose_name = "list of consultations"

    @property
    def opening(self) -> str:
        return self.introduction

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        today = clock.today()
        form = ConsultationFilter(request.GET)
        applied = form.applied()
        found = ConsultationPage.objects.child_of(self).for_lists()
        wanted = form.cleaned_data
        if "status" in applied:
            found = found.standing(ConsultationStatus(wanted["status"]), today)
        if "topic" in applied:
            found = found.filter(topics__slug=wanted["topic"])
        if "year" in applied:
            found = found.filter(closes_on__year=wanted["year"])
        listed = sorted(found, key=lambda one: one.place_on(today))
        return {
            **context,
            "filters": form,
            "applied": form.ways_back(self.url),
            "consultations": Paginator(listed, A_PAGE).get_page(
                request.GET.get("page")
            ),
        }


class ConsultationQuerySet(PageQuerySet):
    def for_lists(self) -> Self:
        return (
            self.live()
            .public()
            .defer("body", "documents", "search_description")
            .order_by("-closes_on", "-pk")
        )

    def standing(self, status: ConsultationStatus, day: date) -> Self:
        """Return those that stand so on a day: `status_on` as the database asks it."""
        has_outcome = Q(outcome_on__isnull=False, outcome_on__lte=day)
        return {
            ConsultationStatus.OUTCOME: self.filter(has_outcome),
            ConsultationStatus.UPCOMING: self.exclude(has_outcome).filter(
                opens_on__gt=day
            ),
            ConsultationStatus.OPEN: self.exclude(has_outcome).filter(
                opens_on__lte=day, closes_on__gte=day
            ),
            ConsultationStatus.AWAITING: self.exclude(has_outcome).filter(
                opens_on__lte=day, closes_on__lt=day
            ),
        }[status]


ConsultationManager = PageManager.from_queryset(ConsultationQuerySet)


class _ByDay(forms.ModelChoiceField):
    """Names events by their day as well, since several have one title."""

    def label_from_instance(self, obj: Event) -> str:
        return f"{obj.title}, {uk_day(obj.starts_at)}"


class ConsultationForm(PageForm):
    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        plain = self.fields.get("roundtable")
        if plain is not None:
            self.fields["roundtable"] = _ByDay(
                Event.objects.filter(way_in=WayIn.INVITATION).order_by("-starts_at"),
                required=False,
                empty_label="None",
                label=plain.label,
                help_text=plain.help_text,
            )


class ConsultationPage(Nations, BasePage):
    consulting_body = models.CharField(
        max_length=150, help_text="Who asks, such as: Department for Education."
    )
    summary = models.TextField(
        max_length=400,
        help_text="What is asked and why it matters, in two sentences at most.",
    )
    # A draft may be begun before the days are known.
    opens_on = models.DateField(
        null=True,
        error_messages={"blank": NO_FIRST_DAY},
        help_text="The first day. A draft needs no days; what goes out does.",
    )
    closes_on = models.DateField(
        null=True,
        error_messages={"blank": NO_LAST_DAY},
        help_text="Open to the end of this day, UK time.",
    )
    views_by = models.DateField(
        "members' views by",
        null=True,
        blank=True,
        help_text="Until the end of this day members may send us their views. Empty "
        "means that we do not ask for them.",
    )
    questions_number = models.PositiveSmallIntegerField(
        "number of questions",
        null=True,
        blank=True,
        help_text="As the consulting body counts them. Empty leaves it out.",
    )
    documents = StreamField(
        [("document", ConsultationDocument())],
        blank=True,
        help_text="What the consulting body published, and where it can be read.",
    )
    outcome_expected = models.CharField(
        "outcome expected, in words",
        max_length=80,
        blank=True,
        help_text="As it was announced, such as: autumn 2023. Or give the day.",
    )
    outcome_expected_on = models.DateField(
        "outcome expected on",
        null=True,
        blank=True,
        help_text="The day, where one was named. Once it is past and nothing has come "
        "out, editors are told.",
    )
    outcome_on = models.DateField(
        "outcome published on",
        null=True,
        blank=True,
        help_text="The day on which it came out. What was expected stays as it was.",
    )
    outcome_url = models.URLField(
        "address of the outcome", blank=True, help_text="Where it can be read."
    )
    roundtable = models.ForeignKey(
        Event,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        limit_choices_to={"way_in": WayIn.INVITATION},
        verbose_name="private roundtable",
        help_text="An event by invitation. Only those invited see it on the page.",
    )
    topics = ParentalManyToManyField(Topic, blank=True, related_name="consultations")
    body = body_field(blank=True)

    content_panels: ClassVar[list[Any]] = [
        TITLE,
        MultiFieldPanel(
            [FieldPanel("consulting_body"), FieldPanel("summary"), TOPICS],
            heading="What it is",
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("opens_on"), FieldPanel("closes_on")]),
                FieldPanel("views_by"),
            ],
            heading="When it is open",
            help_text="Whether it is upcoming, open or closed follows from the dates.",
        ),
        body_panel("What it asks, whom it touches, and what we mean to say."),
        MultiFieldPanel(
            [FieldPanel("documents"), FieldPanel("questions_number")],
            heading="What was published",
        ),
        FieldPanel("roundtable", widget=forms.Select),
        MultiFieldPanel(
            [
                FieldRowPanel(
                    [
                        FieldPanel("outcome_expected"),
                        FieldPanel("outcome_expected_on"),
                    ]
                ),
                FieldRowPanel([FieldPanel("outcome_on"), FieldPanel("outcome_url")]),
            ],
            heading="Outcome",
            help_text="What was promised, and what came of it. The two are kept apart.",
        ),
        nations("Which nations it is about"),
    ]
    search_fields: ClassVar[list[Any]] = [
        *BasePage.search_fields,
        index.SearchField("summary"),
        index.SearchField("consulting_body"),
        index.SearchField("body"),
        index.FilterField("opens_on"),
        index.FilterField("closes_on"),
    ]
    parent_page_types: ClassVar[list[str]] = ["cms.ConsultationIndexPage"]
    subpage_types: ClassVar[list[str]] = ["cms.ConsultationResponsePage"]
    base_form_class = ConsultationForm
    template = "cms/consultations/consultation_page.html"
    share_type = "article"
    list_kind = "Consultation"

    objects: ClassVar[Any] = ConsultationManager()

    class Meta:
        verbose_name = "consultation"

    def clean(self) -> None:
        super().clean()
        wrong: dict[str, str] = {}
        if self.opens_on and self.closes_on:
            wrong |= self._wrong_days(self.opens_on, self.closes_on)
        if self.outcome_expected and self.outcome_expected_on:
            wrong["outcome_expected_on"] = "Give the day or the words, not both."
        if self.outcome_url and not self.outcome_on:
            wrong["outcome_on"] = "Say on which day the outcome came out."
        if not (self.england or self.scotland or self.wales or self.northern_ireland):
            wrong["england"] = "Choose a nation that it is about."
        if wrong:
            raise ValidationError(wrong)

    def _wrong_days(self, opens_on: date, closes_on: date) -> dict[str, str]:
        wrong = {}
        if closes_on < opens_on:
            wrong["closes_on"] = "It cannot close before it opens."
        elif self.views_by and self.views_by > closes_on:
            wrong["views_by"] = (
                "Members' views have to reach us before the consultation closes."
            )
        elif self.views_by and self.views_by < opens_on:
            wrong["views_by"] = "Members cannot answer before it opens."
        if self.outcome_on and self.outcome_on < closes_on:
            wrong["outcome_on"] = "The outcome cannot come before it closes."
        return wrong

    @property
    def opening(self) -> str:
        return self.summary

    @property
    def list_date(self) -> date | None:
        return self.closes_on

    # --- Where it stands ---------------------------------------------------

    def status_on(self, day: date) -> ConsultationStatus:
        return status_on(
            day,
            opens_on=self.opens_on,
            closes_on=self.closes_on,
            outcome_on=self.outcome_on,
        )

    @property
    def status(self) -> ConsultationStatus:
        """Where it stands now: computed on every view, never kept."""
        return self.status_on(clock.today())

    @property
    def status_kind(self) -> str:
        return KINDS[self.status]

    @property
    def status_words(self) -> str:
        """Open, 12 days left."""
        if self.closes_on is None or self.status != ConsultationStatus.OPEN:
            return str(self.status.label)
        left = (self.closes_on - clock.today()).days
        if left == 0:
            return "Open, closes today"
        return f"Open, {count_of(left, 'day,days')} left"

    def place_on(self, day: date) -> tuple[int, int, int]:
        """Return where it stands in a list: what is next to do comes first."""
        status = self.status_on(day)
        key = {
            ConsultationStatus.OPEN: (self.closes_on or day).toordinal(),
            ConsultationStatus.UPCOMING: (self.opens_on or day).toordinal(),
            ConsultationStatus.AWAITING: -(self.closes_on or day).toordinal(),
            ConsultationStatus.OUTCOME: -(self.outcome_on or day).toordinal(),
        }[status]
        return list(ConsultationStatus).index(status), key, -self.pk

    @property
    def expected(self) -> str:
        """When the outcome was promised, if anybody promised it."""
        return self.outcome_expected or uk_day(self.outcome_expected_on)

    # --- Members' views ----------------------------------------------------

    def takes_views_on(self, day: date) -> bool:
        """Say whether members may send their views: to the end of the deadline."""
        if self.opens_on is None or self.views_by is None:
            return False
        return self.opens_on <= day <= self.views_by

    # --- For a page --------------------------------------------------------

    def get_context(
        self, request: HttpRequest, *args: Any, **kwargs: Any
    ) -> dict[str, Any]:
        context = super().get_context(request, *args, **kwargs)
        return {
            **context,
            "topics": list(self.topics.all()),
            "responses": list(self.get_children().live().public().order_by("path")),
            **self._roundtable_for(request),
        }

    def _roundtable_for(self, request: HttpRequest) -> dict[str, Any]:
        """Return the private event for those invited; for others there is none."""
        event = self.roundtable
        if event is None or event.is_draft:
            return {}
        if not (event.is_public or queries.may_see(event, request.user)):
            return {}
        return {
            "roundtable": event,
            "roundtable_when": lines.when(event),
            "roundtable_is_over": event.is_over(clock.now()),
        }

    def structured_data(self) -> dict[str, Any]:
        return {
            **super().structured_data(),
            "about": {"@type": "Organization", "name": self.consulting_body},
            "temporalCoverage": f"{self.opens_on or '..'}/{self.closes_on or '..'}",
        }
