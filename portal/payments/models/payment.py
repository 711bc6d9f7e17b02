"""Payments: each attempt to pay a bill; and refunds and disputes of one."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .agreement import Agreement
from .bill import Bill


class Method(models.TextChoices):
    CARD = "card", "Card"
    TRANSFER = "transfer", "Bank transfer"
    NOTHING = "nothing", "Nothing to pay"


class PaymentStatus(models.TextChoices):
    DUE = "due", "Due"
    PAID = "paid", "Paid"
    FAILED = "failed", "Failed"


class PaymentQuerySet(models.QuerySet["Payment"]):
    def open_at(self, at: datetime) -> Self:
        """Return card payments whose page at Stripe may still be used."""
        return self.filter(
            status=PaymentStatus.DUE, method=Method.CARD, page_until__gt=at
        )


class Payment(models.Model):
    """One attempt. Only `settlement` moves it, by compare-and-set: due to paid, due
    to failed; money that arrives for a failed one makes it paid after all.

    Its key is saved before Stripe is asked, so asking again gives the same page.
    """

    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="payments")
    method = models.CharField(max_length=10, choices=Method)
    status = models.CharField(
        max_length=10, choices=PaymentStatus, default=PaymentStatus.DUE
    )
    amount_pence = models.PositiveIntegerField()
    started_at = models.DateTimeField()
    paid_at = models.DateTimeField(null=True, blank=True)
    failed_at = models.DateTimeField(null=True, blank=True)
    failed_because = models.CharField(max_length=200, blank=True)
    # Kept in one place and moved under the row's lock, so that the database itself
    # refuses to give back more than came in. A refund that failed no longer counts.
    refunded_pence = models.PositiveIntegerField(default=0)
    agreement = models.ForeignKey(
        Agreement,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="payments",
        help_text="The agreement that this payment begins or that took it.",
    )
    key = models.CharField(
        max_length=80, unique=True, help_text="Idempotency key at Stripe."
    )
    session = models.CharField(max_length=120, blank=True, help_text="At Stripe.")
    page_url = models.TextField(blank=True, help_text="Stripe's page for this payment.")
    page_until = models.DateTimeField(null=True, blank=True)
    looked_at = models.DateTimeField(
        null=True, blank=True, help_text="When Stripe was last asked how it stands."
    )
    intent = models.CharField(max_length=120, blank=True, help_text="At Stripe.")
    stripe_invoice = models.CharField(max_length=120, blank=True)
    bank_reference = models.CharField(
        max_length=140, blank=True, help_text="As on the bank statement."
    )

    objects = PaymentQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-started_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(refunded_pence__lte=F("amount_pence")),
                name="no_more_goes_back_than_came",
            ),
            models.CheckConstraint(
                condition=Q(status=PaymentStatus.PAID) ^ Q(paid_at__isnull=True),
                name="a_paid_payment_says_when",
            ),
            # Two pages for one bill could both be paid.
            models.UniqueConstraint(
                fields=["bill"],
                condition=Q(status=PaymentStatus.DUE, method=Method.CARD),
                name="a_bill_has_one_open_card_payment",
            ),
            models.UniqueConstraint(
                fields=["session"],
                condition=~Q(session=""),
                name="a_session_is_one_payment",
            ),
            models.UniqueConstraint(
                fields=["intent"],
                condition=~Q(intent=""),
                name="an_intent_is_one_payment",
            ),
            models.UniqueConstraint(
                fields=["stripe_invoice"],
                condition=~Q(stripe_invoice=""),
                name="a_stripe_invoice_is_one_payment",
            ),
        ]

    def __str__(self) -> str:
        return f"Payment {self.pk} of {self.bill_id}"


class RefundStatus(models.TextChoices):
    ASKED = "asked", "Waiting for a second person"
    TO_SEND = "to_send", "To be sent"
    PENDING = "pending", "On its way"
    DONE = "done", "Paid back"
    FAILED = "failed", "Failed"
    REFUSED = "refused", "Refused by the second person"


class Refund(models.Model):
    """Money going back. Recorded first, then asked of Stripe; a state machine."""

    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, related_name="refunds"
    )
    amount_pence = models.PositiveIntegerField()
    status = models.CharField(max_length=10, choices=RefundStatus)
    reason = models.CharField(max_length=200)
    key = models.CharField(
        max_length=80, unique=True, help_text="Idempotency key at Stripe."
    )
    stripe_id = models.CharField(max_length=120, blank=True)
    made_elsewhere = models.BooleanField(
        default=False, help_text="Made in Stripe's dashboard, not here."
    )
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    failed_because = models.CharField(max_length=200, blank=True)
    again_of = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="tries",
        help_text="The refund that failed first, and that this one asks anew.",
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(amount_pence__gt=0), name="a_refund_gives_something_back"
            ),
            models.UniqueConstraint(
                fields=["stripe_id"],
                condition=~Q(stripe_id=""),
                name="a_refund_at_stripe_is_one_refund",
            ),
            models.UniqueConstraint(
                fields=["again_of"],
                condition=~Q(status__in=["failed", "refused"]),
                name="a_refund_that_failed_is_asked_anew_once_at_a_time",
            ),
        ]

    def __str__(self) -> str:
        return f"Refund {self.pk} of {self.payment_id}"


class DisputeStatus(models.TextChoices):
    OPEN = "open", "Open"
    WON = "won", "Won: the money is ours"
    LOST = "lost", "Lost: the money went back"


class Dispute(models.Model):
    """A card holder told the bank that the payment was not theirs or not deserved."""

    payment = models.ForeignKey(
        Payment, on_delete=models.PROTECT, related_name="disputes"
    )
    stripe_id = models.CharField(max_length=120, unique=True)
    amount_pence = models.PositiveIntegerField()
    status = models.CharField(
        max_length=10, choices=DisputeStatus, default=DisputeStatus.OPEN
    )
    reason = models.CharField(max_length=60, blank=True)
    opened_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True, blank=True)
    answer_by = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-opened_at", "-pk"]

    def __str__(self) -> str:
        return f"Dispute {self.stripe_id}"
