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

    quiet_from_hour = models.PositiveSmallIntegerField(
        "offers sleep from this hour",
        default=22,
        validators=[MaxValueValidator(23)],
    )
    quiet_until_hour = models.PositiveSmallIntegerField(
        "and wake at this one", default=7, validators=[MaxValueValidator(23)]
    )
    checkout_minutes = models.PositiveSmallIntegerField(
        "minutes that a place is kept while somebody pays",
        default=40,
        validators=[MinValueValidator(10), MaxValueValidator(240)],
    )
    holds_per_person = models.PositiveSmallIntegerField(
        "places that one person may keep unpaid at a time",
        default=20,
        validators=[MinValueValidator(1)],
    )
    order_from_pence = models.PositiveIntegerField(
        "pay by invoice from", default=9500, help_text="In pence, so 9500 for £95."
    )
    order_until_days = models.PositiveSmallIntegerField(
        "no new invoice under so many days before the start", default=14
    )
    full_until_days = models.PositiveSmallIntegerField(
        "all but a fee comes back more than so many days before", default=28
    )
    fee_percent = models.PositiveSmallIntegerField(
        "the fee, in per cent", default=10, validators=[MaxValueValidator(100)]
    )
    part_until_days = models.PositiveSmallIntegerField(
        "a part comes back until so many days before", default=14
    )
    part_percent = models.PositiveSmallIntegerField(
        "that part, in per cent", default=50, validators=[MaxValueValidator(100)]
    )
    substitute_until_days = models.PositiveSmallIntegerField(
        "working days before the start until which another person may come instead",
        default=2,
    )
    way_out_days = models.PositiveSmallIntegerField(
        "days in which everything comes back after an event got a new date",
        default=14,
        validators=[MaxValueValidator(120)],
    )
    stop_minutes = models.PositiveSmallIntegerField(
        "minutes in which the messages of a cancelled event can be stopped",
        default=10,
        validators=[MaxValueValidator(120)],
    )
    instructions_days = models.PositiveSmallIntegerField(
        "joining instructions so many days before", default=7
    )

    panels: ClassVar[list[Panel]] = [
        MultiFieldPanel(
            [
                FieldPanel("offer_hours"),
                FieldPanel("late_offer_hours"),
                FieldPanel("late_from_days"),
                FieldPanel("quiet_from_hour"),
                FieldPanel("quiet_until_hour"),
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
        MultiFieldPanel(
            [
                FieldPanel("checkout_minutes"),
                FieldPanel("holds_per_person"),
                FieldPanel("order_from_pence"),
                FieldPanel("order_until_days"),
            ],
            heading="Paying",
        ),
        MultiFieldPanel(
            [
                FieldPanel("full_until_days"),
                FieldPanel("fee_percent"),
                FieldPanel("part_until_days"),
                FieldPanel("part_percent"),
                FieldPanel("substitute_until_days"),
                FieldPanel("way_out_days"),
            ],
            heading="What comes back",
            help_text="A booking keeps the terms under which it was made.",
        ),
        MultiFieldPanel(
            [FieldPanel("stop_minutes"), FieldPanel("instructions_days")],
            heading="Messages",
        ),
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
            "full_until_days": self.full_until_days,
            "fee_percent": self.fee_percent,
            "part_until_days": self.part_until_days,
            "part_percent": self.part_percent,
            "substitute_until_days": self.substitute_until_days,
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
