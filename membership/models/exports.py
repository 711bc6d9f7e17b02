"""Exports: a list of members as a file, for whoever asked and for a day."""

import secrets
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.core.files import private_storage


def _place(_export: "MemberExport", _name: str) -> str:
    return f"exports/{secrets.token_urlsafe(16)}"


class MemberExportQuerySet(models.QuerySet["MemberExport"]):
    def to_make(self, at: datetime) -> Self:
        """Return what no worker has begun, and what one died over."""
        free = Q(claimed_until=None) | Q(claimed_until__lte=at)
        return self.filter(free, ready_at=None, failed_at=None)

    def to_take(self, at: datetime) -> Self:
        return self.filter(ready_at__isnull=False, ends_at__gt=at)


class MemberExport(models.Model):
    """Somebody on the staff asked for members as a file."""

    wagtail_reference_index_ignore = True

    class Kind(models.TextChoices):
        CSV = "csv", "CSV"
        XLSX = "xlsx", "Excel workbook"

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+"
    )
    kind = models.CharField(max_length=4, choices=Kind)
    filters = models.JSONField(default=dict, help_text="Of the staff's list.")
    asked_at = models.DateTimeField()
    claimed_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    failed_at = models.DateTimeField(null=True, blank=True)
    ready_at = models.DateTimeField(null=True, blank=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    file = models.FileField(
        upload_to=_place, storage=private_storage, max_length=200, blank=True
    )
    rows = models.PositiveIntegerField(default=0)

    objects = MemberExportQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ready_at__isnull=True) | Q(ends_at__isnull=False),
                name="a_finished_export_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"Export of members {self.pk}"
