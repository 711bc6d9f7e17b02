"""Subscriptions: from when until when somebody belongs.

Rows are only ever added. One entered by mistake is withdrawn: it stays, with the
reason, and counts no more. One that is cut short, paused or changed to another grade
is withdrawn as well, and rows with the new days are added in its place, so that what
counted on any day can be read afterwards.
"""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from portal.payments.models import Bill

from .grade import Grade
from .member import Member


class SubscriptionQuerySet(models.QuerySet["Subscription"]):
    def counting(self) -> Self:
        return self.filter(withdrawn_at=None)


class Subscription(models.Model):
    member = models.ForeignKey(
        Member, on_delete=models.PROTECT, related_name="subscriptions"
    )
    grade = models.ForeignKey(Grade, on_delete=models.PROTECT, related_name="+")
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day", help_text="The whole day counts, UK time.")
    added_at = models.DateTimeField()
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    note = models.CharField(max_length=200, blank=True)
    bill = models.ForeignKey(
        Bill,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="terms",
        help_text="What was paid for it.",
    )
    resigned_at = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text="When the member resigned: after this term there is no grace.",
    )
    paused_until = models.DateField(
        null=True,
        blank=True,
        editable=False,
        help_text="After this term the membership rests until this day, included.",
    )
    withdrawn_at = models.DateTimeField(null=True, blank=True, editable=False)
    withdrawn_because = models.CharField(max_length=200, blank=True, editable=False)

    objects = SubscriptionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-ends_on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="a_subscription_ends_after_it_starts",
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) ^ ~Q(withdrawn_because=""),
                name="a_withdrawn_term_says_why",
            ),
            models.CheckConstraint(
                condition=Q(paused_until__isnull=True)
                | Q(resigned_at__isnull=True, paused_until__gt=F("ends_on")),
                name="a_pause_comes_after_its_term",
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["member", "-ends_on"], name="last_day_of_a_member"),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.starts_on} to {self.ends_on}"
