"""Data requests: a complaint about how we treat data, or a right somebody uses.

Acknowledged at once, answered within a month. The words of both sides stand here and
in no history.
"""

from datetime import date, datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from portal.core import clock, references

ACKNOWLEDGE_WITHIN = timedelta(days=30)
ANSWER_WITHIN = timedelta(days=30)


class RequestKind(models.TextChoices):
    COMPLAINT = "complaint", "Complain about how we use personal data"
    ACCESS = "access", "Have a copy of what we hold about me"
    CORRECTION = "correction", "Have something corrected"
    ERASURE = "erasure", "Have something erased"
    OBJECTION = "objection", "Object to a use, or have it restricted"
    QUESTION = "question", "Ask something else about personal data"


class Answer(models.TextChoices):
    UPHELD = "upheld", "Upheld: we put it right"
    PARTLY = "partly", "Upheld in part"
    NOT_UPHELD = "not_upheld", "Not upheld"
    DONE = "done", "Done as asked"
    REFUSED = "refused", "Refused, with the reason"
    WITHDRAWN = "withdrawn", "Withdrawn by the person"


class DataRequestQuerySet(models.QuerySet["DataRequest"]):
    def open(self) -> Self:
        return self.filter(answered_at=None)


class DataRequest(models.Model):
    wagtail_reference_index_ignore = True

    reference = models.CharField(
        max_length=12, unique=True, default=references.new, editable=False
    )
    kind = models.CharField(max_length=10, choices=RequestKind)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="data_requests",
    )
    name = models.CharField(max_length=150)
    email = models.EmailField("e-mail address")
    words = models.TextField(max_length=5000)
    asked_from = models.CharField(max_length=64, help_text="Keyed hash of the address.")
    received_at = models.DateTimeField()
    acknowledged_at = models.DateTimeField(
        null=True, blank=True, help_text="When the acknowledgement left."
    )
    taken_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    answer = models.CharField(max_length=10, choices=Answer, blank=True)
    answer_words = models.TextField(max_length=5000, blank=True)
    answered_at = models.DateTimeField(null=True, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )

    objects = DataRequestQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["received_at", "pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["asked_from", "-received_at"], name="data_requests_by_network"
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(answered_at__isnull=True) ^ ~Q(answer=""),
                name="an_answered_request_says_what_came_of_it",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def acknowledge_by(self) -> datetime:
        return self.received_at + ACKNOWLEDGE_WITHIN

    @property
    def answer_by(self) -> datetime:
        return self.received_at + ANSWER_WITHIN

    def days_left(self, on: date) -> int:
        return (clock.uk_day(self.answer_by) - on).days


class DataRequestNote(models.Model):
    """What was found out or done meanwhile, for whoever goes on with it."""

    wagtail_reference_index_ignore = True

    request = models.ForeignKey(
        DataRequest, on_delete=models.CASCADE, related_name="notes"
    )
    words = models.TextField(max_length=3000)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"Note {self.pk}"
