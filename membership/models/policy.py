"""What staff may change about membership without a new release."""

from django.core.validators import MaxValueValidator, RegexValidator
from django.db import models
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting


@register_setting(icon="group", order=20)
class MembershipPolicy(BaseGenericSetting):
    grace_days = models.PositiveSmallIntegerField(
        "days of grace",
        default=30,
        validators=[MaxValueValidator(366)],
        help_text="How long a membership goes on after its last day.",
    )
    number_prefix = models.CharField(
        max_length=6,
        default="HVP",
        validators=[RegexValidator(r"^[A-Z]+$", "Use capital letters only.")],
        help_text="Before the digits of new numbers. Old numbers stay as they are.",
    )

    class Meta:
        verbose_name = "membership policy"

    def __str__(self) -> str:
        return "Membership policy"
