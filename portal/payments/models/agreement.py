"""Agreements: somebody agreed that we take a price by card each year or month."""

from typing import ClassVar

from django.db import models
from django.db.models import Q

from .payer import Payer


class Interval(models.TextChoices):
    MONTH = "month", "Monthly"
    YEAR = "year", "Yearly"


class AgreementStatus(models.TextChoices):
    BEGUN = "begun", "Begun, not yet paid"
    ACTIVE = "active", "Active"
    FAILING = "failing", "The last payment failed"
    ENDED = "ended", "Ended"


class Agreement(models.Model):
    """A subscription at Stripe. Chosen by the payer, never assumed."""

    payer = models.ForeignKey(
        Payer, on_delete=models.PROTECT, related_name="agreements"
    )
    purpose = models.CharField(max_length=30, help_text="A declared purpose's key.")
    interval = models.CharField(max_length=10, choices=Interval)
    amount_pence = models.PositiveIntegerField(help_text="Taken each time.")
    status = models.CharField(
        max_length=10, choices=AgreementStatus, default=AgreementStatus.BEGUN
    )
    stripe_id = models.CharField(
        max_length=120, blank=True, help_text="Subscription at Stripe."
    )
    begun_at = models.DateTimeField()
    ends_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="The end of what is paid, after which nothing more is taken.",
    )
    end_asked_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="Since when it is to end at once; Stripe is told by the worker.",
    )
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-begun_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["stripe_id"],
                condition=~Q(stripe_id=""),
                name="a_subscription_at_stripe_is_one_agreement",
            ),
        ]

    def __str__(self) -> str:
        return f"Agreement {self.pk}"
