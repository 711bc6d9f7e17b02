"""Alerts: who wants to hear by e-mail of what comes out, on what, and how often.

Anybody's wish, proved by a mailed link. It has nothing to do with the messages about
bookings and accounts, and ending it ends none of those.
"""

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower

from events.models import Topic


class Often(models.TextChoices):
    AT_ONCE = "at_once", "As soon as something is out"
    DAILY = "daily", "Once a day, in the morning"
    WEEKLY = "weekly", "Once a week, on Monday morning"


class Alert(models.Model):
    """One address that wants to hear of what is new.

    That of an account, whatever it is by then; or one that was proved by a link and
    belongs to no account.
    """

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="alert",
    )
    email = models.EmailField("e-mail address", blank=True)
    often = models.CharField(
        "how often", max_length=8, choices=Often, default=Often.WEEKLY
    )
    everything = models.BooleanField("everything we publish", default=False)
    topics = models.ManyToManyField(Topic, blank=True, related_name="alerts")
    # Part of what links are signed with: those of an earlier wish open nothing.
    key = models.UUIDField(default=uuid.uuid4, editable=False, unique=True)
    confirmed_at = models.DateTimeField()
    last_sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                Lower("email"), condition=~Q(email=""), name="one_alert_for_an_address"
            ),
            models.CheckConstraint(
                condition=Q(user__isnull=False) ^ ~Q(email=""),
                name="an_alert_goes_to_an_account_or_an_address",
            ),
        ]

    def __str__(self) -> str:
        return f"Alert {self.pk}"

    @property
    def reached_at(self) -> str:
        return self.user.email if self.user is not None else self.email


class AlertRequest(models.Model):
    """A wish to get alerts, or to change them, waiting for its mailed link."""

    email = models.EmailField("e-mail address")
    often = models.CharField(max_length=8, choices=Often)
    everything = models.BooleanField(default=False)
    topics = models.ManyToManyField(Topic, blank=True, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["asked_at"], name="alert_requests_by_age"),
        ]

    def __str__(self) -> str:
        return f"Alert request {self.pk}"


class AlertItem(models.Model):
    """One thing that one address is told of: noted once, sent once."""

    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="items")
    key = models.CharField(max_length=60, help_text="That of its search entry.")
    noted_at = models.DateTimeField()
    posted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["alert", "key"], name="nobody_is_told_twice"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["alert"],
                condition=Q(posted_at__isnull=True),
                name="alert_items_still_to_go",
            ),
        ]

    def __str__(self) -> str:
        return f"Alert item {self.pk}"
