"""Run cancellations: that an event is called off, until when nobody is told, and done.

Until `due_at` nothing has moved and it can be stopped. What has been paid back since
is counted on the tickets, so nothing here can differ from the money.
"""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from .event import Event


class RunCancellationQuerySet(models.QuerySet["RunCancellation"]):
    def open(self) -> Self:
        """Return those that were not stopped and are not through."""
        return self.filter(stopped_at=None, finished_at=None)

    def due(self, at: datetime) -> Self:
        return self.open().filter(due_at__lte=at)


class RunCancellation(models.Model):
    event = models.ForeignKey(
        Event, on_delete=models.PROTECT, related_name="cancellations"
    )
    reason = models.CharField(
        max_length=300, help_text="Stands in the mail to everyone."
    )
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    due_at = models.DateTimeField(
        help_text="Until then nobody is told, no money moves, and it can be stopped."
    )
    stopped_at = models.DateTimeField(null=True, blank=True)
    stopped_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    carried_out_at = models.DateTimeField(
        null=True, blank=True, help_text="When the places were given up."
    )
    finished_at = models.DateTimeField(
        null=True, blank=True, help_text="When all the money was set on its way."
    )

    objects = RunCancellationQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["event"],
                condition=Q(stopped_at=None),
                name="an_event_is_called_off_once",
            ),
            models.CheckConstraint(
                condition=Q(stopped_at=None) | Q(carried_out_at=None),
                name="what_was_stopped_is_not_carried_out",
            ),
            models.CheckConstraint(
                condition=Q(finished_at=None) | ~Q(carried_out_at=None),
                name="what_is_finished_was_carried_out",
            ),
        ]

    def __str__(self) -> str:
        return f"Cancellation of event {self.event_id}"

    def can_be_stopped(self, at: datetime) -> bool:
        return (
            self.stopped_at is None
            and self.carried_out_at is None
            and (at < self.due_at)
        )
