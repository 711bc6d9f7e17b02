"""Bills: what a payer owes us, for one purpose, line by line."""

from typing import ClassVar, Self

from django.db import models
from django.db.models import Case, F, Q, Sum, Value, When
from django.db.models.functions import Coalesce, Greatest, Least

from portal.core import references
from portal.core.money import Vat

from .payer import Payer


class BillQuerySet(models.QuerySet["Bill"]):
    def with_owed(self) -> Self:
        """Add the sums, and `owed_pence`: what is still to be paid.

        The total, less what was credited and what came in. What was sent back is not
        owed again, since money goes back because of a credit.
        """
        kept = F("paid_pence") - Least(F("refunded_pence"), F("credited_pence"))
        owed = F("total_pence") - F("credited_pence") - kept
        return self.with_sums().annotate(
            owed_pence=Case(
                When(withdrawn_at__isnull=False, then=Value(0)),
                default=Greatest(owed, Value(0)),
                output_field=models.IntegerField(),
            )
        )

    def owing(self) -> Self:
        return self.with_owed().filter(owed_pence__gt=0)

    def overpaid(self) -> Self:
        """Add `over_pence`, of those for which more came in than is to be kept."""
        wanted = Case(
            When(withdrawn_at__isnull=False, then=Value(0)),
            default=F("total_pence") - F("credited_pence"),
            output_field=models.IntegerField(),
        )
        over = F("paid_pence") - F("refunded_pence") - wanted
        return self.with_owed().annotate(over_pence=over).filter(over_pence__gt=0)

    def with_sums(self) -> Self:
        """Add `paid_pence`, `refunded_pence` and `credited_pence`.

        Paid is what came in, money sent back since not taken off.
        """
        from .invoice import Invoice, Kind  # noqa: PLC0415 - points here
        from .payment import Payment, PaymentStatus  # noqa: PLC0415 - points here

        payments = Payment.objects.filter(bill=models.OuterRef("pk"))
        paid = payments.filter(status=PaymentStatus.PAID).order_by().values("bill")
        notes = Invoice.objects.filter(bill=models.OuterRef("pk"))
        credited = notes.filter(kind=Kind.CREDIT_NOTE).order_by().values("bill")
        return self.annotate(
            paid_pence=_sum_of(paid, "amount_pence"),
            refunded_pence=_sum_of(paid, "refunded_pence"),
            credited_pence=_sum_of(credited, "total_pence"),
        )


def _sum_of(rows: models.QuerySet, field: str) -> Coalesce:
    return Coalesce(models.Subquery(rows.annotate(all=Sum(field)).values("all")), 0)


class Bill(models.Model):
    """What is owed. It has no link to the thing paid for: that points here.

    Lines and total are written once, with the bill. What changes afterwards is a row
    of its own: a payment, a refund, a credit note.
    """

    reference = models.CharField(
        max_length=12, unique=True, default=references.new, editable=False
    )
    payer = models.ForeignKey(Payer, on_delete=models.PROTECT, related_name="bills")
    purpose = models.CharField(max_length=30, help_text="A declared purpose's key.")
    total_pence = models.PositiveIntegerField(help_text="VAT included.")
    order_number = models.CharField("purchase order", max_length=60, blank=True)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(
        null=True, blank=True, help_text="From when on nobody owes it any more."
    )

    objects = BillQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_at", "-pk"]

    def __str__(self) -> str:
        return f"Bill {self.reference}"


class BillLine(models.Model):
    bill = models.ForeignKey(Bill, on_delete=models.CASCADE, related_name="lines")
    position = models.PositiveSmallIntegerField()
    description = models.CharField(max_length=250)
    quantity = models.PositiveIntegerField(default=1)
    unit_pence = models.IntegerField("price of one", help_text="VAT included.")
    total_pence = models.IntegerField(help_text="VAT included.")
    vat = models.CharField("VAT treatment", max_length=10, choices=Vat)
    vat_pence = models.IntegerField("VAT contained")

    class Meta:
        ordering: ClassVar[list[str]] = ["bill", "position"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["bill", "position"], name="lines_of_a_bill_are_in_order"
            ),
            models.CheckConstraint(
                condition=Q(total_pence=F("unit_pence") * F("quantity")),
                name="a_line_is_price_times_quantity",
            ),
        ]

    def __str__(self) -> str:
        return self.description

    @property
    def net_pence(self) -> int:
        return self.total_pence - self.vat_pence
