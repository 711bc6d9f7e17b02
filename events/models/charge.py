"""Charges: what of which bill was for which place.

Money is the payments' business; this says where the money of a place is, so that one
place of several can be given up, moved and paid back to the penny. A bill can be shared
by several bookings once a place of it has moved.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from portal.payments.models import Bill, Refund

from .booking import Booking, Ticket


class Charge(models.Model):
    ticket = models.ForeignKey(Ticket, on_delete=models.PROTECT, related_name="charges")
    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="+")
    pence = models.PositiveIntegerField()
    returned_pence = models.PositiveIntegerField(
        default=0, help_text="Of these, sent back or credited."
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["ticket", "bill"], name="one_charge_per_ticket_and_bill"
            ),
            models.CheckConstraint(
                condition=Q(returned_pence__lte=F("pence")),
                name="no_more_is_returned_than_was_charged",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pence} pence of {self.bill_id} for ticket {self.ticket_id}"

    @property
    def left_pence(self) -> int:
        return self.pence - self.returned_pence


class BookingRefund(models.Model):
    """For the places of which booking a refund was asked; its tries go by the first."""

    booking = models.ForeignKey(
        Booking, on_delete=models.PROTECT, related_name="refunds"
    )
    refund = models.OneToOneField(Refund, on_delete=models.PROTECT, related_name="+")

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return f"Refund {self.refund_id} for booking {self.booking_id}"
