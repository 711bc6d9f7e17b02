"""The body's lists: what people are, for whom they work, and where."""

from typing import ClassVar

from django.db import models


class Listed(models.Model):
    """One choice of a list that staff keep."""

    name = models.CharField(max_length=100, unique=True)
    position = models.PositiveSmallIntegerField(
        default=0, help_text="Lower comes first; equal ones by name."
    )
    in_use = models.BooleanField(
        default=True, help_text="Switch off to stop offering it; old answers stay."
    )

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class Profession(Listed):
    """Such as health visitor, midwife, social worker."""


class Agency(Listed):
    """The kind of organisation somebody works for, such as health or police."""

    class Meta(Listed.Meta):
        verbose_name_plural = "agencies"


class Area(Listed):
    """A place that people work in, such as a borough."""
