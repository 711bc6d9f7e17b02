"""Merges: two records turned out to be one person's, and one goes into the other.

Every address that stops leading in is told first and can stop it for 72 hours. All
moments are in the row, so nothing depends on a worker.
"""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .member import Member


class MergeQuerySet(models.QuerySet["Merge"]):
    def open(self) -> Self:
        return self.filter(done_at=None, stopped_at=None)

    def due(self, at: datetime) -> Self:
        return self.open().filter(holds_from__lte=at)


class Merge(models.Model):
    """Staff asked that one record go into another."""

    kept = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="+")
    other = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="merges")
    account_of_other = models.BooleanField(
        default=False, help_text="Whether the other's account is the one that stays."
    )
    closed = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        help_text="The account that was closed, if each had one.",
    )
    how_known = models.CharField(
        "how we know that it is one person",
        max_length=300,
        help_text="What was asked and compared, by which way they were reached.",
    )
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    asked_at = models.DateTimeField()
    stop_token = models.CharField(max_length=64, unique=True)
    holds_from = models.DateTimeField()
    stopped_at = models.DateTimeField(null=True, blank=True)
    done_at = models.DateTimeField(null=True, blank=True)

    objects = MergeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["other"],
                condition=Q(done_at=None, stopped_at=None),
                name="one_open_merge_of_a_record",
            ),
            models.CheckConstraint(
                condition=~Q(kept=F("other")), name="nobody_goes_into_themselves"
            ),
            models.CheckConstraint(
                condition=Q(done_at=None) | Q(stopped_at=None),
                name="what_was_stopped_is_not_done",
            ),
        ]

    def __str__(self) -> str:
        return f"Merge {self.pk}"
