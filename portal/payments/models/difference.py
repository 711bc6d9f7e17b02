"""Differences: where Stripe's books and ours disagree, until somebody has looked."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class Difference(models.Model):
    """Something that no step may settle by itself. Found often, written once."""

    key = models.CharField(
        max_length=160, unique=True, help_text="What it is about, and in which way."
    )
    says = models.CharField("what is different", max_length=300)
    about = models.CharField(max_length=120, blank=True, help_text="Id at Stripe.")
    payment = models.ForeignKey(
        "payments.Payment",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="differences",
    )
    found_at = models.DateTimeField()
    seen_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was last found again."
    )
    cleared_at = models.DateTimeField(null=True, blank=True)
    cleared_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    cleared_how = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-found_at", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["found_at"],
                condition=Q(cleared_at=None),
                name="differences_to_look_at",
            ),
        ]

    def __str__(self) -> str:
        return f"Difference {self.pk}"
