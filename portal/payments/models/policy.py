"""What staff may change about money without a new release."""

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="list-ul", order=40)
class PaymentPolicy(BaseGenericSetting):
    days_to_pay = models.PositiveSmallIntegerField(
        "days to pay an invoice",
        default=30,
        validators=[MaxValueValidator(180)],
        help_text="Counted from the day of the invoice.",
    )
    second_person_from_pence = models.PositiveIntegerField(
        "second person from",
        default=50_000,
        help_text="In pence. A refund of this sum or more needs a second person.",
    )
    order_number_days = models.PositiveSmallIntegerField(
        "working days to name a purchase order",
        default=10,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
        help_text="After that the bill is withdrawn, and what was held for it goes.",
    )
    remind_days_before = models.PositiveSmallIntegerField(
        "remind so many days before an invoice is due",
        default=7,
        validators=[MaxValueValidator(60)],
        help_text="0 for no reminder before.",
    )
    remind_days_after = models.PositiveSmallIntegerField(
        "remind again so many days after",
        default=7,
        validators=[MinValueValidator(1), MaxValueValidator(60)],
    )
    last_reminder_days_after = models.PositiveSmallIntegerField(
        "last reminder so many days after",
        default=21,
        validators=[MinValueValidator(1), MaxValueValidator(120)],
    )

    class Meta:
        verbose_name = "payment policy"

    def __str__(self) -> str:
        return "Payment policy"
