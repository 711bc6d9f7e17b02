"""Access needs: what somebody needs to take part, for those who see to it alone."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from portal.core.sealed import SealedField

from .booking import Ticket


class AccessNeed(models.Model):
    """Health may be told here, so it lies sealed, and stands in no list and export.

    The events administrator and the trainers of the event read it, nobody else.
    """

    ticket = models.OneToOneField(
        Ticket, on_delete=models.CASCADE, related_name="access_need"
    )
    text = SealedField()
    told_at = models.DateTimeField()
    done_at = models.DateTimeField(null=True, blank=True)
    done_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["told_at", "pk"]

    def __str__(self) -> str:
        return f"Access need of ticket {self.ticket_id}"
