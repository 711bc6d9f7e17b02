"""Ticket types: priced ways in; and invitations, for events that are not listed."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from portal.core.money import Vat

from .event import Event


class Who(models.TextChoices):
    ANYONE = "anyone", "Anyone"
    MEMBERS = "members", "Members in good standing"
    MEMBER_PRICE = "member_price", "Members whose grade has the member price"
    CODE = "code", "Whoever has an access code"
    STAFF = "staff", "Given by staff alone"


class TicketType(models.Model):
    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, related_name="ticket_types"
    )
    name = models.CharField(max_length=60, help_text="Such as: Member.")
    who = models.CharField(
        "who may take it", max_length=12, choices=Who, default=Who.ANYONE
    )
    price_pence = models.PositiveIntegerField(
        "price", default=0, help_text="In pence, so 9500 for £95; 0 is free."
    )
    vat = models.CharField(
        "VAT treatment", max_length=10, choices=Vat, default=Vat.EXEMPT
    )
    quota = models.PositiveIntegerField(
        null=True,
        blank=True,
        help_text="At most so many of this kind. Empty means up to the capacity.",
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["event", "name"], name="ticket_types_of_an_event_differ"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Invitation(models.Model):
    """One person invited to one event, by a link of their own."""

    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, related_name="invitations"
    )
    email = models.EmailField()
    name = models.CharField(max_length=150, blank=True)
    token = models.CharField(max_length=64, unique=True, editable=False)
    invited_at = models.DateTimeField()
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["email"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["event", "email"], name="one_invitation_per_address"
            ),
        ]

    def __str__(self) -> str:
        return f"Invitation {self.pk}"
