"""Readings of a draft by an adviser without an account, and what they say of it."""

from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q
from wagtail.models import Page, Revision


class DraftReviewQuerySet(models.QuerySet["DraftReview"]):
    def open_at(self, at: datetime) -> Self:
        return self.filter(
            until__gt=at,
            revoked_at__isnull=True,
            finished_at__isnull=True,
            revision__isnull=False,
        )


class DraftReview(models.Model):
    """One version of one page, shown to one person by a link that ends."""

    page = models.ForeignKey(
        Page, on_delete=models.CASCADE, related_name="draft_reviews"
    )
    # Old versions are cleared away at times; the link then leads nowhere.
    revision = models.ForeignKey(
        Revision, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    name = models.CharField(max_length=100)
    email = models.EmailField()
    note = models.TextField(max_length=1000, blank=True)
    token = models.CharField(max_length=64, unique=True)
    asked_at = models.DateTimeField()
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    until = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = DraftReviewQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-asked_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(until__gt=models.F("asked_at")),
                name="a_reading_of_a_draft_has_an_end",
            ),
        ]

    def __str__(self) -> str:
        return f"Reading {self.pk}"


class DraftComment(models.Model):
    """What an adviser says of a draft: of one part, or of the whole."""

    review = models.ForeignKey(
        DraftReview, on_delete=models.CASCADE, related_name="comments"
    )
    part = models.CharField(max_length=250, blank=True)
    words = models.TextField(max_length=4000)
    made_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True, blank=True)
    settled_at = models.DateTimeField(null=True, blank=True)
    settled_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["made_at", "pk"]

    def __str__(self) -> str:
        return f"Comment {self.pk}"
