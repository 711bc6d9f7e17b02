"""What events are grouped by: the series they belong to, and their topics."""

from typing import ClassVar

from django.db import models


class Topic(models.Model):
    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]

    def __str__(self) -> str:
        return self.name


class EventSeries(models.Model):
    """A named run of repeated events under one brand."""

    name = models.CharField(max_length=80, unique=True)
    slug = models.SlugField(max_length=80, unique=True)
    description = models.TextField(blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["name"]
        verbose_name_plural = "event series"

    def __str__(self) -> str:
        return self.name
