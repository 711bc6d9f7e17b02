"""Purchase orders asked for, and the reminders that a bill has had."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import Q

from .bill import Bill


class OrderRequestQuerySet(models.QuerySet["OrderRequest"]):
    def waiting(self) -> Self:
        return self.filter(answered_at=None, ended_at=None)

    def late_on(self, on: date) -> Self:
        return self.waiting().filter(answer_by__lt=on)


class OrderRequest(models.Model):
    """The payer's finance contact was asked for a purchase order number.

    The link in the mail is good until the number is given or the wait has ended; its
    token is stored hashed.
    """

    bill = models.ForeignKey(
        Bill, on_delete=models.PROTECT, related_name="order_requests"
    )
    token = models.CharField(max_length=64, unique=True, editable=False)
    asked_at = models.DateTimeField()
    answer_by = models.DateField()
    answered_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(
        null=True, blank=True, help_text="Withdrawn, or no number came in time."
    )

    objects = OrderRequestQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["bill"],
                condition=Q(answered_at=None, ended_at=None),
                name="one_open_order_request_per_bill",
            ),
        ]

    def __str__(self) -> str:
        return f"Purchase order for {self.bill_id}"

    def is_open(self) -> bool:
        return self.answered_at is None and self.ended_at is None


class ReminderStage(models.TextChoices):
    ORDER_FIRST = "order_first", "Purchase order: first reminder"
    ORDER_LAST = "order_last", "Purchase order: last reminder"
    BEFORE = "before", "Before the invoice is due"
    DUE = "due", "On the day the invoice is due"
    AFTER = "after", "After the invoice was due"
    LAST = "last", "Long after the invoice was due"


class BillReminder(models.Model):
    """A reminder that has gone; each stage once for each bill."""

    bill = models.ForeignKey(Bill, on_delete=models.CASCADE, related_name="reminders")
    stage = models.CharField(max_length=12, choices=ReminderStage)
    posted_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["posted_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["bill", "stage"], name="one_reminder_per_stage_of_a_bill"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_stage_display()}: bill {self.bill_id}"
