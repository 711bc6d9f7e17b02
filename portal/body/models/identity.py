"""Identity: what the body is called and how its portal looks."""

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting

from portal.body.brand import FONT_PAIRS, cleaned_logo, least_contrast


@register_setting(icon="home", order=10)
class Identity(BaseGenericSetting):
    name = models.CharField(max_length=100, default="The Institute")
    short_name = models.CharField(
        max_length=40, default="The Institute", help_text="Shown beside the logo."
    )
    strapline = models.CharField(max_length=200, blank=True)
    legal_line = models.CharField(
        max_length=200,
        blank=True,
        help_text="Charity and company numbers, for the foot of every page.",
    )
    logo = models.TextField(
        blank=True,
        help_text=(
            "An SVG drawing of about 34 by 40 units in currentColor. Left empty, "
            "the arch stands there."
        ),
    )
    hue = models.PositiveSmallIntegerField(
        "accent hue",
        default=352,
        validators=[MaxValueValidator(360)],
        help_text="0 to 360 on the colour wheel: 29 red, 150 green, 250 blue.",
    )
    strength = models.PositiveSmallIntegerField(
        "accent strength",
        default=125,
        validators=[MinValueValidator(40), MaxValueValidator(160)],
        help_text="40 (quiet) to 160 (strong).",
    )
    fonts = models.CharField(
        "pair of typefaces",
        max_length=30,
        default="newsreader",
        choices=[(key, pair.label) for key, pair in FONT_PAIRS.items()],
    )
    corner = models.PositiveSmallIntegerField(
        "roundness of corners",
        default=3,
        validators=[MaxValueValidator(6)],
        help_text="In pixels, 0 to 6.",
    )
    changed_at = models.DateTimeField(auto_now=True)

    class Meta:
        verbose_name = "name and look"

    def __str__(self) -> str:
        return self.name

    def clean(self) -> None:
        """Refuse a look that somebody could not read (WCAG 2.2, 1.4.3 and 1.4.11)."""
        super().clean()
        self.logo = cleaned_logo(self.logo)
        worst = least_contrast(self.hue, self.strength / 1000)
        if not worst.enough:
            raise ValidationError(
                {
                    "hue": f"With this colour, {worst.pair} would have a contrast of "
                    f"{worst.ratio:.1f} to 1, and {worst.needed} to 1 is needed. "
                    "Choose another hue or less strength."
                }
            )
