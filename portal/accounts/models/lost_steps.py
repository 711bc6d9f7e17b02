"""Lost second steps: an account whose owner cannot get at the app or key any more.

Two of the staff, a wait in which the owner can stop it, and only then is the second
step taken off. All moments are rows, so nothing depends on a worker.
"""

from datetime import timedelta
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

STOP_WITHIN = timedelta(hours=72)


class StepStatus(models.TextChoices):
    ASKED = "asked", "Waiting for a second person"
    AGREED = "agreed", "Agreed: the owner can stop it"
    DONE = "done", "Second step taken off"
    STOPPED = "stopped", "Stopped by the owner"
    DROPPED = "dropped", "Dropped by staff"


class LostStep(models.Model):
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="lost_steps"
    )
    status = models.CharField(
        max_length=8, choices=StepStatus, default=StepStatus.ASKED
    )
    how_known = models.CharField(
        "how we know that it is the owner",
        max_length=300,
        help_text="What was asked and compared, by which way they were reached.",
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    asked_at = models.DateTimeField()
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    agreed_at = models.DateTimeField(null=True, blank=True)
    stop_token = models.CharField(max_length=64, unique=True, null=True, blank=True)
    holds_from = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(status__in=["asked", "agreed"]),
                name="one_lost_step_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(agreed_by__isnull=True) | ~Q(agreed_by=F("asked_by")),
                name="a_lost_step_takes_two_people",
            ),
            models.CheckConstraint(
                condition=~Q(status__in=["agreed", "done"])
                | Q(agreed_by__isnull=False, holds_from__isnull=False),
                name="an_agreed_lost_step_says_from_when",
            ),
        ]

    def __str__(self) -> str:
        return f"Lost second step {self.pk}"
