"""Identity: what the body is called and how its portal looks."""

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlencode

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.http import HttpRequest
from django.urls import reverse
from django.utils.safestring import mark_safe
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.contrib.settings.models import BaseGenericSetting, register_setting
from wagtail.models import PreviewableMixin

from portal.body import brand

from .known import Known
from .mailboxes import Mailbox

LOOK = ("hue", "strength", "fonts", "corner")
TRIED = "tried"


@register_setting(icon="home", order=10)
class Identity(PreviewableMixin, BaseGenericSetting):
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
        choices=[(key, pair.label) for key, pair in brand.FONT_PAIRS.items()],
    )
    corner = models.PositiveSmallIntegerField(
        "roundness of corners",
        default=3,
        validators=[MaxValueValidator(6)],
        help_text="In pixels, 0 to 6.",
    )
    changed_at = models.DateTimeField(auto_now=True)

    panels = [
        MultiFieldPanel(
            [
                FieldPanel("name"),
                FieldPanel("short_name"),
                FieldPanel("strapline"),
                FieldPanel("legal_line"),
            ],
            heading="Name",
            icon="home",
        ),
        MultiFieldPanel(
            [
                FieldPanel("hue"),
                FieldPanel("strength"),
                FieldPanel("fonts"),
                FieldPanel("corner"),
                FieldPanel("logo"),
            ],
            heading="Look",
            icon="view",
            help_text="The preview beside it shows both before anything is saved.",
        ),
    ]

    class Meta:
        verbose_name = "name and look"

    def __str__(self) -> str:
        return self.name

    def known(self, mailboxes: Iterable[Mailbox]) -> Known:
        """Return the body as this row would have it, saved or not."""
        mailboxes = list(mailboxes)
        return Known(
            name=self.name,
            short_name=self.short_name,
            strapline=self.strapline,
            charity_line=self.legal_line,
            # Cleaned on saving: shapes alone.
            logo_svg=mark_safe(self.logo),  # noqa: S308
            stylesheet_url=reverse(
                "brand-stylesheet", args=[f"{self.changed_at.timestamp():.0f}"]
            ),
            addresses={box.role: box.address for box in mailboxes},
            office_hours=next((box.hours for box in mailboxes if box.hours), ""),
            hue=self.hue,
            strength=self.strength,
        )

    @property
    def tried_stylesheet_url(self) -> str:
        """Where the tokens of a look are to be had that is not saved yet."""
        look = {name: getattr(self, name) for name in LOOK}
        return f"{reverse('brand-stylesheet', args=[TRIED])}?{urlencode(look)}"

    @property
    def tokens(self) -> str:
        return brand.tokens(
            hue=self.hue, strength=self.strength, fonts=self.fonts, corner=self.corner
        )

    def clean(self) -> None:
        """Refuse a look that somebody could not read (WCAG 2.2, 1.4.3 and 1.4.11)."""
        super().clean()
        self.logo = brand.cleaned_logo(self.logo)
        if self.hue is None or self.strength is None:
            return
        worst = brand.least_contrast(self.hue, self.strength / 1000)
        if not worst.enough:
            raise ValidationError(
                {
                    "hue": f"With this colour, {worst.pair} would have a contrast of "
                    f"{worst.ratio:.1f} to 1, and {worst.needed} to 1 is needed. "
                    "Choose another hue or less strength."
                }
            )

    # --- The preview beside the form ---------------------------------------

    def get_preview_template(self, _request: HttpRequest, _mode: str) -> str:
        return "body/look_preview.html"

    def get_preview_context(self, request: HttpRequest, _mode: str) -> dict[str, Any]:
        return {
            "request": request,
            "body": self.known(Mailbox.objects.all()),
            "brand": {"stylesheet_url": self.tried_stylesheet_url},
            "contrasts": brand.contrasts(self.hue, self.strength / 1000),
            "near_red": brand.is_near_red(self.hue),
        }
