"""Articles brought in from elsewhere: what was found, chosen, and made of it."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from wagtail.models import Page


class ArticleImport(models.Model):
    """One file that was read, and how far it has got."""

    class Source(models.TextChoices):
        WORDPRESS = "wordpress", "WordPress export"
        HTML = "html", "HTML page"

    source = models.CharField(max_length=10, choices=Source)
    file_name = models.CharField(max_length=200)
    read_at = models.DateTimeField()
    read_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    started_at = models.DateTimeField(null=True, blank=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    notes = models.JSONField(default=list, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-read_at", "-pk"]

    def __str__(self) -> str:
        return self.file_name


class ImportedArticle(models.Model):
    """One article of such a file. Its mark (`guid`) says later that it is here."""

    class Outcome(models.TextChoices):
        FOUND = "found", "Found"
        CHOSEN = "chosen", "Waits"
        MADE = "made", "Draft made"
        FAILED = "failed", "Not made"
        UNDONE = "undone", "Taken back"

    batch = models.ForeignKey(
        ArticleImport, on_delete=models.CASCADE, related_name="articles"
    )
    number = models.PositiveIntegerField()
    guid = models.CharField(max_length=500, db_index=True)
    as_page = models.BooleanField(default=False)
    title = models.CharField(max_length=255)
    slug = models.CharField(max_length=255, blank=True)
    summary = models.TextField(blank=True)
    published_on = models.DateField(null=True, blank=True)
    html = models.TextField()
    old_path = models.CharField(max_length=255, blank=True)
    lost = models.JSONField(default=list, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome, default=Outcome.FOUND)
    reason = models.CharField(max_length=300, blank=True)
    page = models.ForeignKey(
        Page, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    made_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["batch", "number"], name="one_row_per_article_of_an_import"
            ),
            models.CheckConstraint(
                condition=~Q(outcome="made") | Q(made_at__isnull=False),
                name="an_article_that_was_made_has_its_moment",
            ),
        ]

    def __str__(self) -> str:
        return self.title
