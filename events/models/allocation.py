"""Allocations: places of one event kept for an agency, an area or a strand."""

from typing import ClassVar

from django.db import models
from django.db.models import F, Q

from portal.body.models import Agency, Area

from .event import Event


class Allocation(models.Model):
    """A part of the mix: at least so many places until a day, and at most so many.

    Until `release_at` the least is nobody else's; from then on it is anybody's. The
    most holds for good. Who works for one of its agencies, or in one of its areas,
    belongs to it; the first in order wins.
    """

    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, related_name="allocations"
    )
    name = models.CharField(max_length=60, help_text="Such as: Midwifery.")
    agencies = models.ManyToManyField(Agency, blank=True, related_name="+")
    areas = models.ManyToManyField(Area, blank=True, related_name="+")
    minimum = models.PositiveIntegerField("places kept", default=0)
    maximum = models.PositiveIntegerField(
        "at most", null=True, blank=True, help_text="Empty means up to the capacity."
    )
    release_at = models.DateTimeField(
        "kept until",
        null=True,
        blank=True,
        help_text="Empty means until booking closes.",
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["event", "name"], name="allocations_of_an_event_differ"
            ),
            models.CheckConstraint(
                condition=Q(maximum__isnull=True) | Q(maximum__gte=F("minimum")),
                name="an_allocation_keeps_no_more_than_its_most",
                violation_error_message="At most is less than what is kept.",
            ),
        ]

    def __str__(self) -> str:
        return self.name
