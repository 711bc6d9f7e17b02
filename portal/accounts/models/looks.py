"""Looks: that a member of staff opened somebody's record, for its owner to see."""

from typing import ClassVar

from django.conf import settings
from django.db import models


class Look(models.Model):
    """One person of the staff had one record open."""

    about = models.CharField(
        max_length=80,
        db_index=True,
        help_text='Whose record it was, as "membership.member:12".',
    )
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    screen = models.CharField(max_length=60, help_text="What was open, in words.")
    looked_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-looked_at", "-pk"]

    def __str__(self) -> str:
        return f"Look {self.pk}"
