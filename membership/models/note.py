"""Notes: what staff remember about a member, for whoever speaks to them next."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from .member import Member


class MemberNote(models.Model):
    """One note. It is never changed: a mistake is corrected by another note."""

    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="notes")
    text = models.TextField(max_length=2000)
    written_at = models.DateTimeField()
    written_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["-written_at", "-pk"]

    def __str__(self) -> str:
        return f"Note {self.pk}"
