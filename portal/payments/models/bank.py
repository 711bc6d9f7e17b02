"""What the bank says came in: statements, their lines, and to which bill each belongs.

A line is what the bank wrote and is never changed. How much of it belongs to which
bill is a match, which can be taken off again.
"""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q, Sum
from django.db.models.functions import Coalesce

from .bill import Bill
from .payment import Payment


class BankColumns(models.Model):
    """Which column of a bank's file is what: told once, and remembered."""

    header = models.CharField(
        max_length=64, unique=True, help_text="Fingerprint of the row of headings."
    )
    columns = models.JSONField(help_text="Our name of a column, and its place.")

    class Meta:
        verbose_name_plural = "bank columns"

    def __str__(self) -> str:
        return f"Columns {self.pk}"


class BankStatement(models.Model):
    """A file from the bank. The same file again is the same statement.

    It is read first and looked at; only then its lines are brought in, and the words of
    the file are forgotten.
    """

    name = models.CharField(max_length=200)
    digest = models.CharField(max_length=64, unique=True, help_text="Of the content.")
    read_at = models.DateTimeField()
    content = models.TextField(blank=True, help_text="Until its lines are brought in.")
    brought_at = models.DateTimeField(null=True, blank=True)
    brought_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    line_count = models.PositiveIntegerField(default=0, help_text="Rows of money in.")
    known_count = models.PositiveIntegerField(
        default=0, help_text="Rows that an earlier file had brought."
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["-read_at", "-pk"]

    def __str__(self) -> str:
        return self.name


class BankLineQuerySet(models.QuerySet["BankLine"]):
    def with_left(self) -> Self:
        """Add `matched_pence` and `left_pence`."""
        matches = BankMatch.objects.filter(line=models.OuterRef("pk"), undone_at=None)
        sums = matches.order_by().values("line").annotate(all=Sum("pence"))
        return self.annotate(
            matched_pence=Coalesce(models.Subquery(sums.values("all")), 0)
        ).annotate(left_pence=F("pence") - F("matched_pence"))

    def unmatched(self) -> Self:
        """Return what still has to find its bill, the oldest first."""
        left = self.with_left().filter(set_aside_at=None, left_pence__gt=0)
        return left.order_by("received_on", "pk")


class BankLine(models.Model):
    """One sum that came in by transfer, from a file or typed by staff."""

    statement = models.ForeignKey(
        BankStatement,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="lines",
    )
    received_on = models.DateField("day received")
    pence = models.PositiveIntegerField("sum")
    words = models.CharField(
        "as the bank wrote it", max_length=300, help_text="Payer and reference."
    )
    fingerprint = models.CharField(
        max_length=64,
        unique=True,
        help_text="Of day, sum, words and the how-manieth of its kind that day.",
    )
    entered_at = models.DateTimeField()
    entered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    set_aside_at = models.DateTimeField(null=True, blank=True)
    set_aside_because = models.CharField(max_length=200, blank=True)

    objects = BankLineQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-received_on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(pence__gt=0), name="a_bank_line_brings_something"
            ),
            models.CheckConstraint(
                condition=Q(set_aside_at=None) ^ ~Q(set_aside_because=""),
                name="a_line_set_aside_says_why",
            ),
        ]

    def __str__(self) -> str:
        return f"Bank line {self.pk}"


class BankMatch(models.Model):
    """So much of a line belongs to this bill; undone, it says when and by whom."""

    line = models.ForeignKey(BankLine, on_delete=models.PROTECT, related_name="matches")
    bill = models.ForeignKey(Bill, on_delete=models.PROTECT, related_name="matches")
    pence = models.PositiveIntegerField()
    payment = models.OneToOneField(
        Payment, on_delete=models.PROTECT, related_name="match"
    )
    matched_at = models.DateTimeField()
    matched_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-matched_at", "-pk"]
        verbose_name_plural = "bank matches"
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(pence__gt=0), name="a_match_covers_something"
            ),
        ]

    def __str__(self) -> str:
        return f"Match {self.pk} of line {self.line_id}"
