"""What staff may change about booking; frozen on a booking when it is made."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from wagtail.admin.panels import FieldPanel, MultiFieldPanel, Panel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="date", order=30)
class BookingPolicy(BaseGenericSetting):
    offer_hours = models.PositiveSmallIntegerField(
        "hours that an offer lasts",
        default=48,
        validators=[MinValueValidator(1), MaxValueValidator(240)],
    )
    late_offer_hours = models.PositiveSmallIntegerField(
        "hours that a late offer lasts",
        default=4,
        validators=[MinValueValidator(1), MaxValueValidator(48)],
    )
    late_from_days = models.PositiveSmallIntegerField(
        "an offer is late under so many days before the start", default=3
    )
    undo_minutes = models.PositiveSmallIntegerField(
        "minutes to undo a cancellation", default=5, validators=[MaxValueValidator(60)]
    )
    no_undo_hours = models.PositiveSmallIntegerField(
        "no undo under so many hours before the start", default=2
    )
    few_places_percent = models.PositiveSmallIntegerField(
        'say "few places" at so many per cent or fewer',
        default=10,
        validators=[MaxValueValidator(100)],
    )

    panels: ClassVar[list[Panel]] = [
        MultiFieldPanel(
            [
                FieldPanel("offer_hours"),
                FieldPanel("late_offer_hours"),
                FieldPanel("late_from_days"),
            ],
            heading="Waiting list",
            help_text="Counted from the moment the message was sent. Offers that are "
            "out keep the time they have.",
        ),
        MultiFieldPanel(
            [FieldPanel("undo_minutes"), FieldPanel("no_undo_hours")],
            heading="Cancelling",
            help_text="A booking keeps the terms under which it was made.",
        ),
        MultiFieldPanel([FieldPanel("few_places_percent")], heading="Places"),
    ]

    class Meta:
        verbose_name = "booking policy"

    def __str__(self) -> str:
        return "Booking policy"

    def terms(self) -> dict[str, int]:
        """Return what is frozen on a booking."""
        return {
            "undo_minutes": self.undo_minutes,
            "no_undo_hours": self.no_undo_hours,
        }


@register_setting(icon="clipboard-list", order=31)
class AttendancePolicy(BaseGenericSetting):
    record_percent = models.PositiveSmallIntegerField(
        "per cent of an event that a record of attendance needs",
        default=75,
        validators=[MinValueValidator(1), MaxValueValidator(100)],
    )

    class Meta:
        verbose_name = "attendance policy"

    def __str__(self) -> str:
        return "Attendance policy"
