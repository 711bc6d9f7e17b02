"""Retention: how long each kind of data is kept, and what the nightly job did."""

from typing import ClassVar

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models


class Unit(models.TextChoices):
    DAYS = "days", "days"
    MONTHS = "months", "months"
    YEARS = "years", "years"


class RetentionPeriod(models.Model):
    """What staff decided in place of the period that a room declares."""

    key = models.CharField(max_length=60, unique=True)
    number = models.PositiveSmallIntegerField(
        validators=[MinValueValidator(1), MaxValueValidator(999)]
    )
    unit = models.CharField(max_length=6, choices=Unit)
    changed_at = models.DateTimeField()
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    def __str__(self) -> str:
        return f"{self.key}: {self.number} {self.unit}"


class RetentionRun(models.Model):
    """One night: how many rows of each kind had had their time."""

    ran_at = models.DateTimeField()
    counts = models.JSONField(default=dict)
    troubles = models.JSONField(default=list, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-ran_at", "-pk"]

    def __str__(self) -> str:
        return f"Retention run {self.pk}"
