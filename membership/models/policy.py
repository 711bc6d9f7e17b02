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
    last_number = models.PositiveIntegerField(
        default=0,
        editable=False,
        help_text="The last one issued, so that none is issued twice.",
    )
    most_moved_back_percent = models.PositiveSmallIntegerField(
        "members whose last day a file may move back, in per cent",
        default=5,
        validators=[MaxValueValidator(100)],
        help_text="Of the members in the file. Above it, an import stops and asks.",
    )

    class Meta:
        verbose_name = "membership policy"

    def __str__(self) -> str:
        return "Membership policy"
