"""Renewals and changes of grade: what a member is about to pay for, or has paid for.

A bill knows nothing of what it pays for, so each points down to its own.
"""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.payments.models import Agreement, Bill, Interval

from .grade import Grade
from .member import Member
from .subscription import Subscription


class RenewalQuerySet(models.QuerySet["Renewal"]):
    def open(self) -> Self:
        return self.filter(settled_at=None, ended_at=None)


class Renewal(models.Model):
    """One more year or month. Its days are decided when the money comes."""

    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="renewals"
    )
    grade = models.ForeignKey(Grade, on_delete=models.PROTECT, related_name="+")
    interval = models.CharField(max_length=10, choices=Interval)
    bill = models.OneToOneField(Bill, on_delete=models.PROTECT, related_name="renewal")
    agreement = models.ForeignKey(
        Agreement,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="renewals",
        help_text="The agreement by which it was taken.",
    )
    made_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was given up unpaid."
    )
    term = models.OneToOneField(
        Subscription,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="renewal",
    )

    objects = RenewalQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            # What an agreement takes comes by itself, beside whatever is open.
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(settled_at=None, ended_at=None, agreement=None),
                name="one_open_renewal_per_member",
            ),
        ]

    def __str__(self) -> str:
        return f"Renewal {self.pk}"


class GradeChangeQuerySet(models.QuerySet["GradeChange"]):
    def open(self) -> Self:
        return self.filter(settled_at=None, ended_at=None)


class GradeChange(models.Model):
    """A member moves to another grade, for the days that are left."""

    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="grade_changes"
    )
    before = models.ForeignKey(Grade, on_delete=models.PROTECT, related_name="+")
    after = models.ForeignKey(Grade, on_delete=models.PROTECT, related_name="+")
    holds_from = models.DateField("from")
    bill = models.OneToOneField(
        Bill,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="grade_change",
        help_text="Empty where nothing was to pay.",
    )
    made_at = models.DateTimeField()
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    settled_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(
        null=True, blank=True, help_text="When it was given up unpaid."
    )

    objects = GradeChangeQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-made_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["member"],
                condition=Q(settled_at=None, ended_at=None),
                name="one_open_change_of_grade_per_member",
            ),
        ]

    def __str__(self) -> str:
        return f"Change of grade {self.pk}"
