"""Payers: who pays. Booker, payer, employer and delegate are four different parties."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q


class Payer(models.Model):
    """A person or an organisation with an account of its own in our books.

    What belongs to it points here: an organisation to its payer, a bill to who owes
    it. `user` says whose own bills these are; an organisation and a guest have none.
    """

    name = models.CharField(max_length=200)
    address = models.TextField(
        "postal address", blank=True, help_text="As it stands on invoices."
    )
    email = models.EmailField(
        "address for invoices", help_text="A finance contact, in lower case."
    )
    contact = models.CharField("finance contact", max_length=150, blank=True)
    vat_number = models.CharField(max_length=20, blank=True)
    needs_order_number = models.BooleanField(
        "purchase order required",
        default=False,
        help_text="No invoice is sent without a purchase order number.",
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="payer",
    )
    stripe_customer = models.CharField(max_length=80, blank=True, editable=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["name", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["stripe_customer"],
                condition=~Q(stripe_customer=""),
                name="a_stripe_customer_is_one_payer",
            ),
        ]

    def __str__(self) -> str:
        return self.name
