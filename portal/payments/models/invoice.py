"""Invoices and credit notes: documents, numbered without gaps and never changed.

What they say is written once. The one figure that moves is how much of an invoice has
been credited since.
"""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from portal.core.money import Vat

from .bill import Bill

# Numbers of one length stand in order in every list of files.
SHORTEST = 5


class Kind(models.TextChoices):
    INVOICE = "invoice", "Invoice"
    CREDIT_NOTE = "credit_note", "Credit note"


class NumberRange(models.Model):
    """The last number given of a kind; its row is the lock under which one is taken.

    A document that is not written gives its number back with the transaction, so
    there are no gaps (VAT Notice 700/63 asks for a sequence that can be followed).
    """

    kind = models.CharField(max_length=12, choices=Kind, unique=True)
    prefix = models.CharField(max_length=6)
    last = models.PositiveIntegerField(default=0)

    def __str__(self) -> str:
        return self.number

    @property
    def number(self) -> str:
        return f"{self.prefix}{self.last:0{SHORTEST}}"


class Invoice(models.Model):
    kind = models.CharField(max_length=12, choices=Kind)
    number = models.CharField(max_length=20, unique=True)
    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="invoices")
    credits = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="credit_notes",
        help_text="The invoice that a credit note takes back, whole or in part.",
    )
    issued_on = models.DateField()
    due_on = models.DateField(null=True, blank=True)
    order_number = models.CharField("purchase order", max_length=60, blank=True)
    reason = models.CharField(max_length=200, blank=True)
    total_pence = models.PositiveIntegerField(help_text="VAT included.")
    # Kept on the invoice and moved under its bill's lock, so that the database itself
    # refuses to credit more than was invoiced.
    credited_pence = models.PositiveIntegerField(default=0)
    facts = models.JSONField(
        help_text="Seller and payer as they stood on the document that day."
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["-issued_on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(kind=Kind.CREDIT_NOTE) ^ Q(credits__isnull=True),
                name="a_credit_note_names_its_invoice",
            ),
            models.CheckConstraint(
                condition=Q(credited_pence__lte=F("total_pence")),
                name="no_more_is_credited_than_invoiced",
            ),
            models.UniqueConstraint(
                fields=["bill"],
                condition=Q(kind=Kind.INVOICE),
                name="a_bill_has_one_invoice",
            ),
        ]

    def __str__(self) -> str:
        return self.number


class InvoiceLine(models.Model):
    invoice = models.ForeignKey(Invoice, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    description = models.CharField(max_length=250)
    quantity = models.PositiveIntegerField(default=1)
    unit_pence = models.IntegerField("price of one", help_text="VAT included.")
    total_pence = models.IntegerField(help_text="VAT included.")
    vat = models.CharField("VAT treatment", max_length=10, choices=Vat)
    vat_pence = models.IntegerField("VAT contained")
    credits = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="credit_lines",
        help_text="The line of the invoice that this takes back, whole or in part.",
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["invoice", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["invoice", "position"], name="lines_of_an_invoice_are_in_order"
            ),
        ]

    def __str__(self) -> str:
        return self.description

    @property
    def net_pence(self) -> int:
        return self.total_pence - self.vat_pence
