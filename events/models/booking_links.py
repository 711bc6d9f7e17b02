"""Booking links: what opens one booking, or one place, to whoever holds it.

Each token is stored hashed; the clear one is in the message that carries it and
nowhere else.
"""

from typing import ClassVar

from django.db import models

from .booking import Booking, Ticket


class BookingLink(models.Model):
    """Opens a booking to somebody who booked without an account."""

    booking = models.ForeignKey(Booking, on_delete=models.CASCADE, related_name="links")
    token = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"Link to booking {self.booking_id}"


class ClaimLink(models.Model):
    """Lets whoever opens it name themself on a place that a group has.

    With a ticket it is for that place, sent to one person; without one it is for the
    next free place of the booking, for the booker to hand round.
    """

    booking = models.ForeignKey(
        Booking, on_delete=models.CASCADE, related_name="claim_links"
    )
    ticket = models.ForeignKey(
        Ticket,
        null=True,
        blank=True,
        on_delete=models.CASCADE,
        related_name="claim_links",
    )
    email = models.EmailField(blank=True, help_text="Where it was sent, if anywhere.")
    token = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"Claim link {self.pk}"
