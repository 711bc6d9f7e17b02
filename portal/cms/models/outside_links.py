"""Addresses elsewhere that our pages lead to, and what was met there last."""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from wagtail.models import Page


class LinkState(models.TextChoices):
    NEW = "new", "Not visited yet"
    FINE = "fine", "Fine"
    MOVED = "moved", "Moved"
    BROKEN = "broken", "Broken"
    SILENT = "silent", "No answer"
    NOT_VISITED = "not_visited", "Never visited"


# What an editor should do something about.
IN_NEED = (LinkState.MOVED, LinkState.BROKEN, LinkState.NOT_VISITED)


class OutsideLinkQuerySet(models.QuerySet["OutsideLink"]):
    def in_need(self) -> Self:
        """Return what is broken or has moved, unless an editor has looked at it."""
        shown = LinkOnPage.objects.filter(link=models.OuterRef("pk"), page__live=True)
        return self.filter(
            models.Exists(shown), state__in=IN_NEED, seen_at__isnull=True
        )


class OutsideLink(models.Model):
    """One address, whichever pages lead there.

    `seen_at` is an editor's word that it may stay as it is, until something changes.
    """

    # An address may be longer than what a database can keep unique.
    key = models.CharField(max_length=64, unique=True)
    address = models.TextField()
    host = models.CharField(max_length=255, db_index=True)
    state = models.CharField(
        max_length=12, choices=LinkState, default=LinkState.NEW, db_index=True
    )
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    leads_to = models.TextField(blank=True)
    reason = models.CharField(max_length=200, blank=True)
    visited_at = models.DateTimeField(null=True, blank=True, db_index=True)
    failed_times = models.PositiveSmallIntegerField(default=0)
    seen_at = models.DateTimeField(null=True, blank=True)
    seen_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )

    objects = OutsideLinkQuerySet.as_manager()

    def __str__(self) -> str:
        return self.address


class LinkOnPage(models.Model):
    """Where an address stands, and with which words."""

    link = models.ForeignKey(
        OutsideLink, on_delete=models.CASCADE, related_name="on_pages"
    )
    page = models.ForeignKey(
        Page, on_delete=models.CASCADE, related_name="outside_links"
    )
    words = models.CharField(max_length=250)

    class Meta:
        ordering: ClassVar[list[str]] = ["page_id", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["page", "link", "words"], name="one_row_per_link_on_a_page"
            ),
        ]

    def __str__(self) -> str:
        return f"Link {self.pk}"
