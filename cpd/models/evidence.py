"""Evidence: files that a person keeps with an entry. Private, outside media."""

from typing import ClassVar

from django.db import models

from portal.core import references
from portal.core.files import private_storage

from .entry import CpdEntry


def evidence_place(evidence: "CpdEvidence", _name: str) -> str:
    return f"evidence/{evidence.entry.owner_id}/{evidence.sha256[:32]}"


class Scan(models.TextChoices):
    NOT_ASKED = "not_asked", "No scanner is set up"
    CLEAN = "clean", "Found clean"
    WAITING = "waiting", "Kept aside until it has been checked"


class CpdEvidence(models.Model):
    wagtail_reference_index_ignore = True

    reference = models.CharField(
        max_length=12, unique=True, default=references.new, editable=False
    )
    entry = models.ForeignKey(
        CpdEntry, on_delete=models.CASCADE, related_name="evidence"
    )
    name = models.CharField(max_length=150)
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="Bytes.")
    sha256 = models.CharField(max_length=64)
    file = models.FileField(
        upload_to=evidence_place, storage=private_storage, max_length=200
    )
    scan = models.CharField(max_length=9, choices=Scan, default=Scan.NOT_ASKED)
    added_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["added_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["entry", "sha256"], name="a_file_stands_once_with_an_entry"
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def is_waiting(self) -> bool:
        return self.scan == Scan.WAITING
