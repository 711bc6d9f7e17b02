"""CPD entries: one learning activity each. They belong to their owner alone.

`__str__` is the key alone, so that no log and no error report can carry words.
"""

from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import F, Q

from portal.core import references


class EntryStatus(models.TextChoices):
    PROPOSED = "proposed", "Waiting for your decision"
    COUNTED = "counted", "In your record"
    SET_ASIDE = "set_aside", "Set aside"


class Source(models.TextChoices):
    ATTENDED = "attended", "You were there"
    WATCHED = "watched", "You watched the recording"
    OWN = "own", "You added it"


class Method(models.TextChoices):
    """The methods of the NMC's CPD log."""

    COURSE = "course", "Course attendance"
    ONLINE = "online", "Online learning"
    INDEPENDENT = "independent", "Independent learning"
    OTHER = "other", "Other"


class LearningType(models.TextChoices):
    """The types of learning of the HCPC's standards."""

    WORK = "work", "Work-based learning"
    PROFESSIONAL = "professional", "Professional activity"
    FORMAL = "formal", "Formal or educational"
    SELF_DIRECTED = "self_directed", "Self-directed learning"
    OTHER = "other", "Other"


class CodeTheme(models.TextChoices):
    """The four themes of the NMC's Code."""

    PRIORITISE = "prioritise", "Prioritise people"
    PRACTISE = "practise", "Practise effectively"
    PRESERVE = "preserve", "Preserve safety"
    PROMOTE = "promote", "Promote professionalism and trust"


class CpdEntryQuerySet(models.QuerySet["CpdEntry"]):
    def of(self, owner: object) -> Self:
        return self.filter(owner=owner)

    def counted(self) -> Self:
        return self.filter(status=EntryStatus.COUNTED)


class CpdEntry(models.Model):
    # Wagtail would list in the staff screens what points at a recording.
    wagtail_reference_index_ignore = True

    reference = models.CharField(
        max_length=12, unique=True, default=references.new, editable=False
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="cpd_entries"
    )
    status = models.CharField(max_length=10, choices=EntryStatus)
    source = models.CharField(max_length=8, choices=Source, default=Source.OWN)
    attendance = models.OneToOneField(
        "events.Attendance",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="cpd_entry",
    )
    recording = models.ForeignKey(
        "events.Recording",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="cpd_entries",
    )
    title = models.CharField(max_length=200)
    provider = models.CharField(max_length=150, blank=True)
    starts_on = models.DateField("first day")
    ends_on = models.DateField("last day")
    method = models.CharField(max_length=11, choices=Method, default=Method.COURSE)
    learning_type = models.CharField(
        max_length=13, choices=LearningType, default=LearningType.FORMAL
    )
    minutes = models.PositiveIntegerField()
    participatory_minutes = models.PositiveIntegerField(default=0)
    how_participatory = models.CharField(max_length=200, blank=True)
    relevance = models.TextField("topic, and how it bears on your practice", blank=True)
    learnt = models.TextField("what you learned", blank=True)
    applied = models.TextField("how you use it", blank=True)
    benefit = models.TextField("what people gain from it", blank=True)
    code_themes = models.JSONField("part of the Code", default=list, blank=True)
    peer_role = models.CharField(
        "whom you talked it over with", max_length=100, blank=True
    )
    peer_learning = models.TextField("what you learned by talking", blank=True)
    created_at = models.DateTimeField()
    changed_at = models.DateTimeField()

    objects = CpdEntryQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-starts_on", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["owner", "status", "starts_on"], name="own_record"),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(participatory_minutes__lte=F("minutes")),
                name="participatory_minutes_are_part_of_all",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__gte=F("starts_on")),
                name="learning_ends_after_it_starts",
            ),
            models.UniqueConstraint(
                fields=["owner", "recording"],
                condition=Q(recording__isnull=False),
                name="a_recording_counts_once",
            ),
        ]

    def __str__(self) -> str:
        return self.reference

    @property
    def theme_labels(self) -> list[str]:
        return [
            label for value, label in CodeTheme.choices if value in self.code_themes
        ]
