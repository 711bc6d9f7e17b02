"""Champions: who was trained to teach a subject to colleagues, and since when."""

from datetime import date
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q


class ChampionProgramme(models.Model):
    """A subject in which champions are trained."""

    name = models.CharField(max_length=120, unique=True)
    description = models.CharField(
        max_length=300,
        blank=True,
        help_text="What its champions do, in a sentence or two. Shown to people who "
        "are not champions yet.",
    )
    position = models.PositiveSmallIntegerField(default=0)
    in_use = models.BooleanField(
        default=True, help_text="Switch off when nobody is trained in it any more."
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "name"]

    def __str__(self) -> str:
        return self.name


class ChampionQuerySet(models.QuerySet["Champion"]):
    def active(self, on: date) -> Self:
        """Return those who are champions on this day; of the last day, still."""
        return self.filter(trained_on__lte=on).filter(
            Q(stepped_down_on=None) | Q(stepped_down_on__gte=on)
        )


class Champion(models.Model):
    """One person in one programme, from the day of training until they step down."""

    programme = models.ForeignKey(
        ChampionProgramme, on_delete=models.PROTECT, related_name="champions"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="champion_of"
    )
    trained_on = models.DateField(help_text="The last day of the training.")
    stepped_down_on = models.DateField(
        null=True, blank=True, help_text="The last day as a champion."
    )

    objects = ChampionQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-trained_on", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["programme", "user"],
                condition=Q(stepped_down_on=None),
                name="a_champion_once_in_a_programme",
            ),
            models.CheckConstraint(
                condition=Q(stepped_down_on=None)
                | Q(stepped_down_on__gte=F("trained_on")),
                name="nobody_steps_down_before_the_training",
            ),
        ]

    def __str__(self) -> str:
        return f"Champion {self.pk}"
