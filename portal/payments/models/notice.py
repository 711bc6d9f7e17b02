"""Notices: what Stripe told us, once each, kept for good.

A notice only says "look there": which object, and of what kind. What it says about
money is not kept and not believed; the object is fetched.
"""

from typing import ClassVar

from django.db import models
from django.db.models import Q


class Notice(models.Model):
    stripe_id = models.CharField(max_length=120, unique=True)
    type = models.CharField(max_length=80)
    about = models.CharField(max_length=120, blank=True, help_text="Id at Stripe.")
    live = models.BooleanField()
    api_version = models.CharField(max_length=40, blank=True)
    created_at = models.DateTimeField(help_text="At Stripe.")
    received_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    again_at = models.DateTimeField(
        null=True, blank=True, help_text="When to try again, after one that failed."
    )
    tries = models.PositiveSmallIntegerField(default=0)
    outcome = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-received_at", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["received_at"],
                condition=Q(settled_at=None),
                name="notices_to_settle",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.type} {self.stripe_id}"
