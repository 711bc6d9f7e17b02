"""What there is to find: one line for each page, event and recording.

A copy, made by `portal.cms.finding.index` and never edited. What may be shown of it is
asked of the page and the event themselves at every search: a late copy tells nothing.
"""

from typing import ClassVar, Self

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from wagtail.models import Page

from events.models import Event, Topic
from portal.cms.access import Readers


class Group(models.TextChoices):
    """What is found together, in the order of a page of results."""

    NEWS = "news", "News"
    POSITIONS = "positions", "Positions"
    CONSULTATIONS = "consultations", "Consultations and responses"
    STATEMENTS = "statements", "Joint statements"
    GUIDANCE = "guidance", "Guidance and briefings"
    RESOURCES = "resources", "Resources"
    EVENTS = "events", "Events"
    RECORDINGS = "recordings", "Recordings"
    COURSES = "courses", "Courses"
    OPPORTUNITIES = "opportunities", "Opportunities"
    PEOPLE = "advisers", "Expert advisers"
    TOPICS = "topics", "Topics"
    PAGES = "pages", "Other pages"


class SearchEntryQuerySet(models.QuerySet["SearchEntry"]):
    def out(self) -> Self:
        """Return what anybody may know of, whatever the copy still says.

        A page that was taken down, an event that became one by invitation and a
        recording that was withdrawn are gone in the same moment.
        """
        pages = Page.objects.live().public().values("pk")
        events = Event.objects.public().order_by().values("pk")
        recordings = events.filter(bundle__published_at__isnull=False)
        of_pages = Q(page__in=pages)
        of_events = Q(event__in=events) & ~Q(group=Group.RECORDINGS)
        of_recordings = Q(event__in=recordings, group=Group.RECORDINGS)
        return self.filter(of_pages | of_events | of_recordings)

    def newest_first(self) -> Self:
        return self.order_by("-published_at", "-pk")

    def for_lists(self) -> Self:
        return self.defer("body", "words", "open_words", "vector", "open_vector")


class SearchEntry(models.Model):
    """One thing to find, with what is said of it to everybody and what it says."""

    key = models.CharField(max_length=60, unique=True)
    group = models.CharField(max_length=16, choices=Group)
    label = models.CharField(max_length=60, help_text="Such as: Consultation.")
    title = models.CharField(max_length=255)
    summary = models.TextField(blank=True)
    body = models.TextField(blank=True, help_text="For its readers alone.")
    url = models.CharField(max_length=500)
    day = models.DateField(null=True)
    readers = models.CharField(max_length=12, choices=Readers, default=Readers.EVERYONE)
    is_current = models.BooleanField(
        default=True, help_text="Not withdrawn, and not replaced by something newer."
    )
    page = models.OneToOneField(
        Page, null=True, on_delete=models.CASCADE, related_name="search_entry"
    )
    event = models.ForeignKey(
        Event, null=True, on_delete=models.CASCADE, related_name="search_entries"
    )
    topics = models.ManyToManyField(Topic, related_name="search_entries")
    published_at = models.DateTimeField(null=True)
    changed_at = models.DateTimeField(null=True)
    made_from = models.CharField(
        max_length=64, help_text="Tells whether the copy is still the same."
    )
    # Lower case, without accents. The open ones hold what everybody may find.
    open_words = models.TextField()
    words = models.TextField()
    open_vector = SearchVectorField(null=True)
    vector = SearchVectorField(null=True)

    objects = SearchEntryQuerySet.as_manager()

    class Meta:
        verbose_name_plural = "search entries"
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["-published_at"], name="what_came_out_last"),
            GinIndex(fields=["open_vector"], name="found_by_anybody"),
            GinIndex(fields=["vector"], name="found_by_its_readers"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(page__isnull=True) ^ Q(event__isnull=True),
                name="what_is_found_is_a_page_or_an_event",
            ),
        ]

    def __str__(self) -> str:
        return self.key


class OtherName(models.Model):
    """A word that people look for, and what the thing is called here or now."""

    said = models.CharField(
        "when somebody looks for",
        max_length=80,
        unique=True,
        help_text="A former name, a short form, another word. Capitals and accents "
        "make no difference.",
    )
    meant = models.CharField(
        "look for this too",
        max_length=80,
        help_text="As our pages call it. The results say that both were looked for.",
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["said"]

    def __str__(self) -> str:
        return f"{self.said}: {self.meant}"
