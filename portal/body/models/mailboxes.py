"""Mailboxes: people are reached through a role, never through a private address."""

from typing import ClassVar

from django.db import models


class Mailbox(models.Model):
    class Role(models.TextChoices):
        GENERAL = "general", "General"
        EVENTS = "events", "Events and training"
        MEMBERS = "members", "Membership"
        FINANCE = "finance", "Invoices and payments"
        POLICY = "policy", "Policy and consultations"
        PRESS = "press", "Press"
        ACCESSIBILITY = "accessibility", "Accessibility"
        PRIVACY = "privacy", "Data protection"

    role = models.CharField(max_length=20, choices=Role, unique=True)
    address = models.EmailField()
    hours = models.CharField(
        max_length=100, blank=True, help_text="Such as: weekdays 09:00 to 17:00"
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["role"]
        verbose_name_plural = "mailboxes"

    def __str__(self) -> str:
        return f"{self.get_role_display()}: {self.address}"
