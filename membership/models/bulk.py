"""Bulk steps: one step for many members, each of them once.

The row holds how far it has got, so that the timer goes on with what a dead worker
left. Whom it touches and whom not, and why, stands in its lines before it begins.
"""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.core import references

from .member import Member


class BulkKind(models.TextChoices):
    MORE_TIME = "more_time", "Give more time"
    GRADE = "grade", "Change the grade"
    NUMBER = "number", "Send the number"
    EXPORT = "export", "Export as a file"


class BulkStepQuerySet(models.QuerySet["BulkStep"]):
    def to_go_on(self, at: datetime) -> Self:
        """Return what was begun and no worker is at, or one died over."""
        free = Q(claimed_until=None) | Q(claimed_until__lte=at)
        return self.filter(free, started_at__isnull=False, finished_at=None)


class BulkStep(models.Model):
    reference = models.CharField(
        max_length=12, unique=True, default=references.new, editable=False
    )
    kind = models.CharField(max_length=10, choices=BulkKind)
    # Days given, or the key of a grade: what the kind needs, as it was confirmed.
    wanted = models.JSONField(default=dict, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True, blank=True)
    claimed_until = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = BulkStepQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(finished_at=None) | Q(started_at__isnull=False),
                name="a_finished_bulk_step_was_begun",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}, {self.reference}"


class BulkOutcome(models.TextChoices):
    TO_DO = "to_do", "To do"
    DONE = "done", "Done"
    LEFT_OUT = "left_out", "Left out"


class BulkLine(models.Model):
    """What a bulk step does for one member, or why it does nothing."""

    step = models.ForeignKey(BulkStep, on_delete=models.CASCADE, related_name="lines")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    outcome = models.CharField(max_length=8, choices=BulkOutcome)
    said = models.CharField(max_length=200, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["step", "member"], name="each_member_once_in_a_bulk_step"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="left_out") | ~Q(said=""),
                name="who_is_left_out_is_told_why",
            ),
        ]

    def __str__(self) -> str:
        return f"Line {self.pk} of bulk step {self.step_id}"
