"""Code requests: somebody typed a membership number and wants to be let in.

The same row is written whatever was typed, so that neither the page, nor its
speed, nor its queries tell whether the number exists. Rows go after a day.
"""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.db import models
from django.db.models import Sum

CODE_GOOD_FOR = timedelta(minutes=10)
DAY = timedelta(days=1)


class CodeRequestQuerySet(models.QuerySet["CodeRequest"]):
    def with_a_good_code(self, at: datetime) -> Self:
        return self.exclude(code="").filter(
            used_at=None, sent_at__gt=at - CODE_GOOD_FOR
        )

    def of_the_last_day(self, number: str, at: datetime) -> Self:
        return self.filter(number=number, asked_at__gt=at - DAY)

    def wrong_codes(self) -> int:
        return self.aggregate(sum=Sum("failures"))["sum"] or 0


class CodeRequest(models.Model):
    number = models.CharField(max_length=30, help_text="As typed, made uniform.")
    asked_at = models.DateTimeField()
    asked_from = models.CharField(max_length=64, help_text="Keyed hash of the address.")
    next_url = models.CharField(max_length=300, blank=True)
    code = models.CharField(
        max_length=64, blank=True, help_text="Hashed; made when the mail is."
    )
    sent_at = models.DateTimeField(null=True, blank=True)
    failures = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField(
        null=True, blank=True, help_text="Next try, after a wrong code."
    )
    used_at = models.DateTimeField(null=True, blank=True)

    objects = CodeRequestQuerySet.as_manager()

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["number", "-asked_at"], name="requests_for_a_number"),
            models.Index(
                fields=["asked_from", "-asked_at"], name="requests_from_an_address"
            ),
            models.Index(fields=["-asked_at"], name="requests_by_time"),
        ]

    def __str__(self) -> str:
        return f"Code request {self.pk}"
