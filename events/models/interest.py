"""Interest: who wants a course for which there is no date yet, and what they were told.

With an account it counts at once; without, from the moment the link that was mailed
has been pressed.
"""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from .course import Course
from .event import Event


class CourseInterestQuerySet(models.QuerySet["CourseInterest"]):
    def waiting(self) -> Self:
        """Return whom a new date is told to."""
        return self.filter(ended_at=None).exclude(confirmed_at=None)


class CourseInterest(models.Model):
    course = models.ForeignKey(
        Course, on_delete=models.CASCADE, related_name="interests"
    )
    area = models.ForeignKey(
        "body.Area",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="Where somebody would come; empty means anywhere.",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="interests",
    )
    email = models.EmailField(
        blank=True, help_text="In lower case; empty with an account."
    )
    token = models.CharField(max_length=64, unique=True, editable=False)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CourseInterestQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["asked_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["course", "user"],
                condition=Q(ended_at=None) & Q(user__isnull=False),
                name="one_interest_per_course_and_account",
            ),
            models.UniqueConstraint(
                fields=["course", "email"],
                condition=Q(ended_at=None) & ~Q(email=""),
                name="one_interest_per_course_and_address",
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=True) ^ Q(email=""),
                name="an_interest_has_an_account_or_an_address",
            ),
        ]

    def __str__(self) -> str:
        return f"Interest {self.pk}"


class InterestTold(models.Model):
    """That one new run was told to somebody: once, and never again."""

    interest = models.ForeignKey(
        CourseInterest, on_delete=models.CASCADE, related_name="told"
    )
    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, related_name="told_to_interested"
    )
    told_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["told_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["interest", "event"], name="a_run_is_told_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Event {self.event_id} told to interest {self.interest_id}"
