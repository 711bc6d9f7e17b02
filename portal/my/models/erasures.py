"""Erasures: somebody asked us to forget them. Seven days to think it over."""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.core import references

TIME_TO_THINK = timedelta(days=7)


class ErasureStatus(models.TextChoices):
    ASKED = "asked", "Asked for"
    PUT_OFF = "put_off", "Put off"
    WITHDRAWN = "withdrawn", "Withdrawn"
    DONE = "done", "Carried out"


OPEN = (ErasureStatus.ASKED, ErasureStatus.PUT_OFF)


class ErasureQuerySet(models.QuerySet["Erasure"]):
    def open(self) -> Self:
        return self.filter(status__in=OPEN)

    def due(self, at: datetime) -> Self:
        return self.open().filter(due_at__lte=at)


class Erasure(models.Model):
    """What is left afterwards is that it was done, and of which account's key."""

    reference = models.CharField(
        max_length=12, unique=True, default=references.new, editable=False
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="erasures"
    )
    status = models.CharField(
        max_length=9, choices=ErasureStatus, default=ErasureStatus.ASKED
    )
    asked_at = models.DateTimeField()
    due_at = models.DateTimeField()
    stop_token = models.CharField(max_length=64, unique=True)
    # The sentences that were said; told again only when they change.
    put_off_because = models.JSONField(default=list, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    counts = models.JSONField(
        default=dict, blank=True, help_text="How many rows of each table were let go."
    )

    objects = ErasureQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(status__in=["asked", "put_off"]),
                name="one_erasure_at_a_time",
            ),
            models.CheckConstraint(
                condition=Q(status__in=["asked", "put_off"])
                ^ Q(ended_at__isnull=False),
                name="an_ended_erasure_says_when",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_open(self) -> bool:
        return self.status in OPEN
