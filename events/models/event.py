"""Events: anything dated that people can attend, with its sittings."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse

from portal.core import references

from .catalogue import EventSeries, Topic
from .course import Course


class EventStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    PUBLISHED = "published", "Published"
    CANCELLED = "cancelled", "Cancelled"


class Format(models.TextChoices):
    WEBINAR = "webinar", "Webinar"
    CONFERENCE = "conference", "Conference"
    FORUM = "forum", "Forum"
    NETWORKING = "networking", "Networking event"
    ROUNDTABLE = "roundtable", "Roundtable"
    STUDY_DAY = "study_day", "Study day"
    MASTERCLASS = "masterclass", "Masterclass"
    COURSE = "course", "Course"


class Mode(models.TextChoices):
    ONLINE = "online", "Online"
    ROOM = "room", "In a room"
    BOTH = "both", "In a room and online"


class WayIn(models.TextChoices):
    """How one gets in. Who an event is for is another matter: `audience`."""

    MEMBERS = "members", "Members only"
    PUBLIC = "public", "Anyone may book"
    INVITATION = "invitation", "By invitation"
    COMMISSIONED = "commissioned", "Named delegates of a commission"
    OPEN_LINK = "open_link", "Open link, no booking"


class EventQuerySet(models.QuerySet["Event"]):
    def public(self) -> Self:
        """Return what a visitor may see listed: out, and not by invitation."""
        return self.exclude(status=EventStatus.DRAFT).exclude(
            way_in__in=[WayIn.INVITATION, WayIn.COMMISSIONED]
        )

    def upcoming(self, at: datetime) -> Self:
        return self.filter(ends_at__gt=at).order_by("starts_at", "pk")

    def past(self, at: datetime) -> Self:
        return self.filter(ends_at__lte=at).order_by("-starts_at", "-pk")


class Event(models.Model):
    """One dated thing people can attend.

    Its dates are those of its sessions; `starts_at` and `ends_at` repeat the
    first and the last moment for lists, written by `catalogue.schedule` alone.
    """

    reference = models.CharField(
        max_length=12, unique=True, default=references.new, editable=False
    )
    title = models.CharField(max_length=150)
    slug = models.SlugField(
        "address on the site", max_length=160, unique=True, blank=True
    )
    status = models.CharField(
        max_length=10, choices=EventStatus, default=EventStatus.DRAFT
    )
    series = models.ForeignKey(
        EventSeries, null=True, blank=True, on_delete=models.PROTECT
    )
    course = models.ForeignKey(
        Course,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="runs",
        help_text="The course that it delivers. Its date then stands on the course's "
        "page too.",
    )
    is_special = models.BooleanField("special edition of its series", default=False)
    format = models.CharField(max_length=12, choices=Format, default=Format.WEBINAR)
    mode = models.CharField(max_length=6, choices=Mode, default=Mode.ONLINE)
    venue = models.CharField(
        max_length=200, blank=True, help_text="Name and address; empty when online."
    )
    place = models.CharField(
        max_length=60, blank=True, help_text="For lists, such as: London."
    )
    host = models.CharField(
        max_length=150,
        blank=True,
        help_text="Only when another body hosts it; it is then booked there.",
    )
    host_url = models.URLField(blank=True)
    summary = models.CharField(
        max_length=300, help_text="One or two sentences under the title."
    )
    description = models.TextField(
        blank=True, help_text="What it is. An empty line starts a new paragraph."
    )
    audience = models.CharField(
        "who it is for", max_length=300, help_text="Such as: health visitors."
    )
    audience_short = models.CharField(
        "who it is for, in lists", max_length=80, blank=True
    )
    needs = models.CharField(
        "what people need", max_length=300, blank=True, help_text="Such as: a browser."
    )
    topics = models.ManyToManyField(Topic, blank=True)
    way_in = models.CharField(max_length=12, choices=WayIn, default=WayIn.MEMBERS)
    capacity = models.PositiveIntegerField(
        null=True, blank=True, help_text="Empty means without limit."
    )
    booking_opens_at = models.DateTimeField(null=True, blank=True)
    booking_closes_at = models.DateTimeField(
        null=True, blank=True, help_text="Empty means when it starts."
    )
    join_opens_minutes = models.PositiveSmallIntegerField(
        "doors open, minutes before", default=15
    )
    trainers = models.ManyToManyField(
        settings.AUTH_USER_MODEL,
        blank=True,
        related_name="trains",
        help_text="Who may open the register.",
    )
    suggested_themes = models.JSONField(
        "themes of the Code it bears on", default=list, blank=True
    )
    cpd_minutes = models.PositiveIntegerField("minutes of CPD", default=60)
    starts_at = models.DateTimeField(editable=False)
    ends_at = models.DateTimeField(editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancelled_at = models.DateTimeField(null=True, blank=True, editable=False)
    cancelled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    cancellation_reason = models.CharField(max_length=300, blank=True, editable=False)
    cancels_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When a cancellation that staff asked for is carried out. Until then "
        "nobody is told, and nobody can book.",
    )

    # Numbers that `catalogue.queries.with_places` adds to what it reads.
    taken: int
    kept_for_parts: int
    waiting: int

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["starts_at", "pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["status", "ends_at"], name="events_by_status_and_end"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="an_event_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=~Q(status="cancelled") | Q(cancelled_at__isnull=False),
                name="a_cancelled_event_says_when",
            ),
            models.CheckConstraint(
                condition=Q(booking_opens_at__isnull=True)
                | Q(booking_closes_at__isnull=True)
                | Q(booking_closes_at__gt=F("booking_opens_at")),
                name="booking_closes_after_it_opens",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("events:event-detail", args=[self.slug])

    @property
    def is_draft(self) -> bool:
        return self.status == EventStatus.DRAFT

    @property
    def is_cancelled(self) -> bool:
        return self.status == EventStatus.CANCELLED

    @property
    def is_public(self) -> bool:
        """Say of one event what `public()` says of rows."""
        return not self.is_draft and self.way_in not in {
            WayIn.INVITATION,
            WayIn.COMMISSIONED,
        }

    @property
    def join_opens_at(self) -> datetime:
        return self.starts_at - timedelta(minutes=self.join_opens_minutes)

    @property
    def closes_at(self) -> datetime:
        return self.booking_closes_at or self.starts_at

    def is_over(self, at: datetime) -> bool:
        return self.ends_at <= at

    def takes_bookings(self, at: datetime) -> bool:
        """Say whether anybody at all could book now, places apart."""
        return (
            self.status == EventStatus.PUBLISHED
            and self.way_in not in {WayIn.OPEN_LINK, WayIn.COMMISSIONED}
            and not self.host
            and self.cancels_at is None
            and (self.booking_opens_at is None or self.booking_opens_at <= at)
            and at < self.closes_at
        )


class EventSession(models.Model):
    """One sitting with a start and an end. Attendance is taken for each."""

    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, related_name="event_sessions"
    )
    number = models.PositiveSmallIntegerField(default=1)
    title = models.CharField(
        max_length=100, blank=True, help_text="Such as: Day 1. Empty for one sitting."
    )
    starts_at = models.DateTimeField("starts")
    ends_at = models.DateTimeField("ends")
    register_closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    register_closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["event", "starts_at"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")),
                name="a_sitting_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["event", "number"], name="sittings_are_numbered"
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"Session {self.number}"


class Speaker(models.Model):
    """Somebody who speaks, named by role."""

    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="speakers")
    position = models.PositiveSmallIntegerField(default=0)
    role = models.CharField(
        max_length=150, help_text="Such as: chair of the national review panel."
    )
    name = models.CharField(max_length=100, blank=True)
    contribution = models.CharField("speaks about", max_length=200, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "pk"]

    def __str__(self) -> str:
        return self.name or self.role
