"""The waiting list: one queue per event, first come, first served.

An offer is a held booking that the entry points to, so what became of it is
what its booking says.
"""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Count, OuterRef, Q, Subquery

from .booking import Booking
from .event import Event
from .ticketing import TicketType


class WaitingStatus(models.TextChoices):
    WAITING = "waiting", "Waiting"
    OFFERED = "offered", "Offered a place"
    LEFT = "left", "Left the list"


class WaitingListQuerySet(models.QuerySet["WaitingListEntry"]):
    def waiting(self) -> Self:
        return self.filter(status=WaitingStatus.WAITING).order_by("joined_at", "pk")

    def with_place_in_line(self) -> Self:
        """Add `place_in_line`: 1 for whoever's turn comes next."""
        queue = WaitingListEntry.objects.filter(
            event=OuterRef("event"), status=WaitingStatus.WAITING
        )
        ahead = queue.filter(
            Q(joined_at__lt=OuterRef("joined_at"))
            | Q(joined_at=OuterRef("joined_at"), pk__lte=OuterRef("pk"))
        )
        counted = ahead.order_by().values("event").annotate(number=Count("*"))
        return self.annotate(place_in_line=Subquery(counted.values("number")))


class WaitingListEntry(models.Model):
    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, related_name="waiting_list"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="waiting_for"
    )
    ticket_type = models.ForeignKey(
        TicketType, on_delete=models.PROTECT, related_name="+"
    )
    status = models.CharField(
        max_length=8, choices=WaitingStatus, default=WaitingStatus.WAITING
    )
    places = models.PositiveSmallIntegerField(
        default=1, help_text="How many this entry waits for."
    )
    takes_part = models.BooleanField(
        "takes fewer too",
        default=False,
        help_text="A part of the places is welcome; otherwise it is all or none.",
    )
    kind_of_agency = models.ForeignKey(
        "body.Agency",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    area = models.ForeignKey(
        "body.Area", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    joined_at = models.DateTimeField()
    left_at = models.DateTimeField(null=True, blank=True)
    offer = models.OneToOneField(
        Booking,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="waiting_list_entry",
    )
    passed_over = models.CharField(
        max_length=200, blank=True, help_text="Why the last free place went past."
    )

    objects = WaitingListQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["joined_at", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["event", "user"],
                condition=Q(status="waiting"),
                name="one_place_in_the_queue",
            ),
            models.CheckConstraint(
                condition=Q(places__gte=1), name="nobody_waits_for_nothing"
            ),
            models.CheckConstraint(
                condition=~Q(status="offered") | Q(offer__isnull=False),
                name="an_offer_is_a_held_booking",
            ),
        ]

    def __str__(self) -> str:
        return f"Waiting list entry {self.pk}"
