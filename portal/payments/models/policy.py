"""What staff may change about money without a new release."""

from django.core.validators import MaxValueValidator
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

    class Meta:
        verbose_name = "payment policy"

    def __str__(self) -> str:
        return "Payment policy"
