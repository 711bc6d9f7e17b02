"""Rulesets: what a regulator asks for, from a date on. Never edited, only added.

The numbers of the NMC stand in its revalidation requirements, those of the HCPC in
its CPD standards, those of Social Work England in its CPD guidance.
"""

from typing import ClassVar

from django.db import models


class Regulator(models.TextChoices):
    NMC = "nmc", "Nursing and Midwifery Council"
    HCPC = "hcpc", "Health and Care Professions Council"
    SWE = "swe", "Social Work England"


class Measure(models.TextChoices):
    """What is counted. How is in `requirements.py`."""

    MINUTES = "minutes", "Minutes of CPD"
    PARTICIPATORY = "participatory", "Participatory minutes"
    ACCOUNTS = "accounts", "Reflective accounts"
    FEEDBACK = "feedback", "Pieces of practice-related feedback"
    PIECES = "pieces", "Pieces of CPD"
    WITH_PEER = "with_peer", "Pieces with peer reflection"
    LEARNING_TYPES = "learning_types", "Types of learning"
    WITH_BENEFIT = "with_benefit", "Activities whose benefit is written down"


class Ruleset(models.Model):
    wagtail_reference_index_ignore = True

    regulator = models.CharField(max_length=4, choices=Regulator)
    name = models.CharField(max_length=100)
    in_force_from = models.DateField()
    in_force_until = models.DateField(null=True, blank=True)
    cycle_months = models.PositiveSmallIntegerField()
    year_ends = models.CharField(
        max_length=5,
        blank=True,
        help_text="Where all renew on one day of the year: month and day, as 11-30.",
    )
    opens_days_before = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="When the application opens, if there is one."
    )
    source = models.URLField(help_text="Where the regulator says so.")
    checked_on = models.DateField(help_text="When somebody last compared the two.")
    advice = models.TextField(
        blank=True, help_text="What the regulator asks for that cannot be counted."
    )

    class Meta:
        ordering: ClassVar[list[str]] = ["regulator", "-in_force_from"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["regulator", "in_force_from"], name="one_ruleset_from_a_day"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Requirement(models.Model):
    wagtail_reference_index_ignore = True

    ruleset = models.ForeignKey(
        Ruleset, on_delete=models.CASCADE, related_name="requirements"
    )
    measure = models.CharField(max_length=14, choices=Measure)
    needed = models.PositiveIntegerField()
    label = models.CharField(max_length=80)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering: ClassVar[list[str]] = ["position", "pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["ruleset", "measure"], name="each_measure_is_asked_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.label}: {self.needed}"
