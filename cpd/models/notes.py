"""Notes: what somebody wrote down for themself on the day."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class EventNote(models.Model):
    wagtail_reference_index_ignore = True

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="event_notes"
    )
    event = models.ForeignKey(
        "events.Event", on_delete=models.CASCADE, related_name="+"
    )
    words = models.TextField(blank=True)
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["owner", "event"], name="one_page_of_notes_per_event"
            ),
        ]

    def __str__(self) -> str:
        return f"Note {self.pk}"
