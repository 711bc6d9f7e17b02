"""Sources: what answers rest on, entered once and cited as often as needed."""

from typing import ClassVar

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models

from portal.core.words import uk_day


class SourceQuerySet(models.QuerySet["Source"]):
    def as_notes(self) -> dict[str, dict[str, str]]:
        """Return what the note of each says, by the key it is cited with."""
        return {source.key: source.note for source in self}


class Source(models.Model):
    """One publication that answers can cite."""

    key = models.CharField(
        "cited as",
        max_length=40,
        unique=True,
        validators=[
            RegexValidator(
                r"^[a-z0-9]+(-[a-z0-9]+)*\Z",
                "Small letters, figures and single dashes, such as: survey-2022.",
            )
        ],
        help_text="A short name, such as survey-2022, which answers cite so: "
        "[^survey-2022].",
    )
    publisher = models.CharField(max_length=150, help_text="Who brought it out.")
    title = models.CharField(
        max_length=250,
        help_text="As it stands on its title page.",
    )
    edition = models.CharField(
        max_length=100, blank=True, help_text="Such as: 2022 edition, or chapter 3."
    )
    dated = models.CharField(
        "date",
        max_length=40,
        blank=True,
        help_text="As the publication says it, such as: January 2023.",
    )
    url = models.URLField(
        "address", blank=True, help_text="Where it can be read, if it can be."
    )
    checked_on = models.DateField(
        null=True, blank=True, help_text="When somebody last saw it at that address."
    )

    objects = SourceQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["key"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(url="") | models.Q(checked_on__isnull=False),
                name="an_address_of_a_source_was_checked",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.publisher}: {self.title}"

    def clean(self) -> None:
        super().clean()
        if self.url and self.checked_on is None:
            raise ValidationError(
                {"checked_on": "Say when somebody last saw it at that address."}
            )

    @property
    def marker(self) -> str:
        return f"[^{self.key}]"

    @property
    def note(self) -> dict[str, str]:
        """What a note says of it, kept as it was when a response is submitted."""
        words = ", ".join(filter(None, (self.title, self.edition, self.dated)))
        return {
            "words": f"{self.publisher}: {words}",
            "url": self.url,
            "seen": uk_day(self.checked_on) if self.url else "",
        }
