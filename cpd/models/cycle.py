"""Cycles: the years in which a person collects what their regulator asks for."""

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from .ruleset import Ruleset


class RevalidationCycle(models.Model):
    wagtail_reference_index_ignore = True

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="revalidation_cycles",
    )
    ruleset = models.ForeignKey(Ruleset, on_delete=models.PROTECT)
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day", help_text="The day the renewal is due.")

    class Meta:
        ordering: ClassVar[list[str]] = ["-starts_on"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(ends_on__gt=F("starts_on")),
                name="a_cycle_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["owner", "ends_on"], name="one_cycle_ends_on_a_day"
            ),
        ]

    def __str__(self) -> str:
        return f"Cycle {self.pk}"
