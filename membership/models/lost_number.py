"""Lost numbers: somebody typed an address and asked which number belongs to it.

The same row is written whatever was typed; rows go after a day.
"""

from typing import ClassVar

from django.db import models


class LostNumber(models.Model):
    email = models.EmailField(help_text="As typed, in lower case.")
    asked_at = models.DateTimeField()
    asked_from = models.CharField(max_length=64, help_text="Keyed hash of the address.")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["email", "-asked_at"], name="lost_by_address"),
            models.Index(fields=["asked_from", "-asked_at"], name="lost_by_network"),
        ]

    def __str__(self) -> str:
        return f"Lost number {self.pk}"
