"""Downloads: everything about one person, packed by the worker, for a day."""

import secrets
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.core.files import private_storage


def _place(_download: "Download", _name: str) -> str:
    return f"downloads/{secrets.token_urlsafe(16)}"


class DownloadQuerySet(models.QuerySet["Download"]):
    def to_make(self, at: datetime) -> Self:
        """Return what no worker has begun, and what one died over."""
        free = Q(claimed_until=None) | Q(claimed_until__lte=at)
        return self.filter(free, ready_at=None, failed_at=None)

    def to_take(self, at: datetime) -> Self:
        return self.filter(ready_at__isnull=False, ends_at__gt=at)


class Download(models.Model):
    """Somebody asked for everything that we hold about them."""

    wagtail_reference_index_ignore = True

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="downloads"
    )
    asked_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    done = models.PositiveSmallIntegerField(default=0, help_text="Files packed.")
    of = models.PositiveSmallIntegerField(default=0, help_text="Files in all.")
    failed_at = models.DateTimeField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(
        upload_to=_place, storage=private_storage, max_length=200, blank=True
    )
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes.")

    objects = DownloadQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user"],
                condition=Q(ready_at__isnull=True, failed_at__isnull=True),
                name="one_download_in_the_making",
            ),
            models.CheckConstraint(
                condition=Q(ready_at__isnull=True) | Q(ends_at__isnull=False),
                name="a_finished_download_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"Download {self.pk}"
