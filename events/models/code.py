"""Access codes: a way in, or money off, that somebody else pays for.

Membership numbers are no codes of this kind. Whoever has one may use it until its
places are gone or its time is over; a code that leaked is replaced by another, and the
bookings made with it stay.
"""

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q

from .course import Course
from .event import Event


class AccessCode(models.Model):
    code = models.CharField(
        max_length=30,
        unique=True,
        help_text="In capitals, without spaces. Case and spaces do not matter to those "
        "who type it.",
    )
    label = models.CharField(
        max_length=100, help_text="What it is for, as staff know it."
    )
    event = models.ForeignKey(
        Event,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="access_codes",
        help_text="Good for this event alone.",
    )
    course = models.ForeignKey(
        Course,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="access_codes",
        help_text="Good for every date of this course.",
    )
    places = models.PositiveIntegerField(
        null=True, blank=True, help_text="How many it pays for. Empty means any number."
    )
    places_per_booking = models.PositiveSmallIntegerField(default=1)
    percent_off = models.PositiveSmallIntegerField(
        "per cent off",
        default=100,
        validators=[MaxValueValidator(100)],
        help_text="100 pays for all of it; 0 opens the door and pays nothing.",
    )
    starts_at = models.DateTimeField("good from", null=True, blank=True)
    ends_at = models.DateTimeField("good until", null=True, blank=True)
    owner = models.CharField(
        max_length=150, help_text="Who answers for it: a funder, an employer, a team."
    )
    cost_centre = models.CharField(max_length=60, blank=True)
    replaces = models.OneToOneField(
        "self",
        null=True,
        blank=True,
        editable=False,
        on_delete=models.PROTECT,
        related_name="replaced_by",
        help_text="The code that leaked. Its bookings count in this one's places.",
    )
    stopped_at = models.DateTimeField(null=True, blank=True, editable=False)
    made_at = models.DateTimeField(editable=False)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        editable=False,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(event__isnull=True) ^ Q(course__isnull=True),
                name="a_code_is_for_an_event_or_a_course",
                violation_error_message="Choose an event or a course, and one of them.",
            ),
            models.CheckConstraint(
                condition=Q(starts_at__isnull=True)
                | Q(ends_at__isnull=True)
                | Q(ends_at__gt=F("starts_at")),
                name="a_code_ends_after_it_starts",
                violation_error_message="It would end before it starts.",
            ),
            models.CheckConstraint(
                condition=Q(percent_off__lte=100), name="no_code_pays_more_than_all"
            ),
        ]

    def __str__(self) -> str:
        return self.label

    def is_good(self, at: datetime) -> bool:
        return (
            self.stopped_at is None
            and (self.starts_at is None or self.starts_at <= at)
            and (self.ends_at is None or at < self.ends_at)
        )
