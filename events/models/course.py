"""Courses: what is taught, again and again. A run is an event that delivers one."""

from datetime import date
from typing import ClassVar, Self

from django.db import models
from django.db.models import F, Q


class CpdKind(models.TextChoices):
    """How one learns on it, in the sense in which regulators ask."""

    WITH_OTHERS = "with_others", "Participatory: with others, and with a trainer"
    PARTLY = "partly", "Partly participatory, partly on your own"
    ALONE = "alone", "On your own"


class CourseQuerySet(models.QuerySet["Course"]):
    def offered(self) -> Self:
        return self.filter(is_offered=True)


class Course(models.Model):
    """What is taught, without dates, prices or places: those are its runs' own."""

    title = models.CharField(max_length=150, unique=True)
    summary = models.CharField(
        max_length=300, help_text="What one can do afterwards, in a sentence or two."
    )
    length = models.CharField(max_length=40, help_text="Such as: Two days.")
    for_whom = models.CharField(
        "who it is for", max_length=300, help_text="By role and agency."
    )
    professions = models.ManyToManyField(
        "body.Profession",
        blank=True,
        related_name="+",
        verbose_name="found by these professions",
        help_text="For the filters of the list. None chosen means all of them.",
    )
    agencies = models.ManyToManyField(
        "body.Agency",
        blank=True,
        related_name="+",
        verbose_name="found by these agencies",
        help_text="As above.",
    )
    outcomes = models.TextField(
        help_text="What people can do afterwards. One to a line, beginning with a verb."
    )
    programme = models.TextField(
        blank=True, help_text="What happens when. One part to a line."
    )
    cpd_minutes = models.PositiveIntegerField("minutes of CPD", default=360)
    cpd_kind = models.CharField(
        "kind of CPD", max_length=12, choices=CpdKind, default=CpdKind.WITH_OTHERS
    )
    accredited_by = models.CharField(
        max_length=150, blank=True, help_text="Empty when nobody has accredited it."
    )
    accredited_until = models.DateField(
        null=True,
        blank=True,
        help_text="The last day. After it, nothing says any more that it is.",
    )
    cascade_allowed = models.BooleanField(
        "gives the right to pass it on",
        default=False,
        help_text="Whoever completes it may train colleagues with its materials.",
    )
    other_kind = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        verbose_name="course of the other kind",
        help_text="Pointed to, so that nobody books the wrong one: from a course for "
        "oneself to the one that may be passed on, and back.",
    )
    is_offered = models.BooleanField(
        "offered", default=True, help_text="Off once it is no longer taught."
    )

    objects = CourseQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["title"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(accredited_by="") | Q(accredited_until__isnull=False),
                name="an_accreditation_has_an_end",
                violation_error_message="Say until when the accreditation holds.",
            ),
            models.CheckConstraint(
                condition=Q(other_kind__isnull=True) | ~Q(other_kind=F("id")),
                name="a_course_is_not_its_own_other_kind",
                violation_error_message="Choose another course, or none.",
            ),
        ]

    def __str__(self) -> str:
        return self.title

    @property
    def outcome_lines(self) -> list[str]:
        return _lines(self.outcomes)

    @property
    def programme_lines(self) -> list[str]:
        return _lines(self.programme)

    def accreditation(self, on: date) -> str:
        """Return who has accredited it, while that holds."""
        until = self.accredited_until
        return self.accredited_by if until is not None and on <= until else ""


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]
