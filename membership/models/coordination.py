"""Coordination: somebody acts for others once the link in a mail is accepted.

For an employer's places, or for a commission: each is a table of its own, with whom it
is about, and a row is only ever ended.
"""

from datetime import datetime
from typing import Any, ClassVar, Self

from django.conf import settings
from django.db import models

from portal.core import tokens


class CoordinationQuerySet(models.QuerySet[Any]):
    def acting(self) -> Self:
        return self.filter(accepted_at__isnull=False, ended_at=None)

    def standing(self) -> Self:
        """Return those who act, and those who were asked to."""
        return self.filter(ended_at=None)

    def asked(self, *, at: datetime) -> Self:
        """Return those who were asked, and whose link is still good."""
        return self.standing().filter(accepted_at=None, until__gt=at)

    def behind(self, token: str, *, at: datetime) -> Self:
        """Return who was asked by this link, as long as it is good."""
        return self.asked(at=at).exclude(token="").filter(token=tokens.hashed(token))


class Coordination(models.Model):
    """What every table of coordinators holds; each adds `user`, and for what."""

    email = models.EmailField("asked at", help_text="In lower case.")
    token = models.CharField(max_length=64, blank=True, editable=False)
    until = models.DateTimeField(
        null=True, blank=True, help_text="How long the link is good."
    )
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    accepted_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    objects = CoordinationQuerySet.as_manager()

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["added_at", "pk"]

    @property
    def address(self) -> str:
        """Where to write: an account may have moved to a new address."""
        user: Any = getattr(self, "user", None)
        return user.email if user is not None else self.email
