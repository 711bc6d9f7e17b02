"""Feedback: pieces of practice-related feedback, as the NMC's feedback log asks."""

from typing import ClassVar

from django.conf import settings
from django.db import models

from portal.core import references


class Feedback(models.Model):
    # Wagtail would list in its screens what points at what.
    wagtail_reference_index_ignore = True

    class From(models.TextChoices):
        PATIENTS = "patients", "Patients or service users"
        COLLEAGUES = "colleagues", "Colleagues"
        STUDENTS = "students", "Students"
        APPRAISAL = "appraisal", "Annual appraisal"
        TEAM = "team", "Team performance report"
        REVIEW = "review", "Serious event review"

    class Kind(models.TextChoices):
        SPOKEN = "spoken", "Spoken"
        LETTER = "letter", "Letter or card"
        SURVEY = "survey", "Survey"
        REPORT = "report", "Report"

    reference = models.CharField(
        max_length=12, unique=True, default=references.new, editable=False
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="cpd_feedback"
    )
    received_on = models.DateField("date")
    came_from = models.CharField("from", max_length=10, choices=From)
    kind = models.CharField("type", max_length=6, choices=Kind)
    content = models.TextField("what it was about, and how it changed your practice")
    created_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-received_on", "-pk"]
        verbose_name_plural = "feedback"

    def __str__(self) -> str:
        return self.reference
