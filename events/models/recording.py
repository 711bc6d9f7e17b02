"""What is left of an event: recording, slides, notes, and who watched how far."""

import uuid
from datetime import datetime
from typing import ClassVar, Self

from django.conf import settings
from django.core.validators import FileExtensionValidator
from django.db import models
from django.db.models import Q

from portal.core import references
from portal.core.files import private_storage

from .event import Event


def _recording_place(recording: "Recording", name: str) -> str:  # noqa: ARG001 - as Django calls it
    return f"recordings/{recording.event_id}/{uuid.uuid4().hex}"


def _handout_place(handout: "Handout", name: str) -> str:  # noqa: ARG001 - as Django calls it
    return f"handouts/{handout.event_id}/{uuid.uuid4().hex}"


class RecordingQuerySet(models.QuerySet["Recording"]):
    def published(self) -> Self:
        return self.filter(event__bundle__published_at__isnull=False)


class Recording(models.Model):
    """A film of an event: a file of ours, or an address on a video host (a link)."""

    event = models.OneToOneField(
        Event, on_delete=models.PROTECT, related_name="recording"
    )
    file = models.FileField(
        upload_to=_recording_place,
        storage=private_storage,
        max_length=200,
        blank=True,
        validators=[FileExtensionValidator(["mp4", "webm"])],
    )
    media_type = models.CharField(max_length=40, blank=True)
    size = models.PositiveBigIntegerField(default=0, help_text="Bytes.")
    elsewhere = models.URLField(
        "address on a video host", blank=True, help_text="Shown as a link only."
    )
    seconds = models.PositiveIntegerField("length in seconds")
    captions = models.FileField(
        upload_to=_recording_place,
        storage=private_storage,
        max_length=200,
        blank=True,
        help_text="WebVTT.",
    )
    transcript = models.TextField(
        blank=True, help_text="Each paragraph with its time in front, as [12:30]."
    )
    plain_transcript = models.TextField(
        blank=True,
        editable=False,
        help_text="The transcript in lower case without accents, for searching.",
    )
    review_on = models.DateField(
        null=True, blank=True, help_text="When to see whether it is still right."
    )
    added_at = models.DateTimeField()

    objects = RecordingQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=~Q(file="") | ~Q(elsewhere=""),
                name="a_recording_is_somewhere",
            ),
        ]

    def __str__(self) -> str:
        return f"Recording {self.pk}"


class Handout(models.Model):
    """Slides as PDF, or notes, that people take away."""

    class Kind(models.TextChoices):
        SLIDES = "slides", "Slides"
        NOTES = "notes", "Notes"

    reference = models.CharField(
        max_length=12, unique=True, default=references.new, editable=False
    )
    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="handouts")
    kind = models.CharField(max_length=6, choices=Kind, default=Kind.SLIDES)
    title = models.CharField(max_length=150)
    file = models.FileField(
        upload_to=_handout_place, storage=private_storage, max_length=200
    )
    media_type = models.CharField(max_length=100)
    size = models.PositiveIntegerField(help_text="Bytes.")
    added_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["kind", "pk"]

    def __str__(self) -> str:
        return self.title


class Bundle(models.Model):
    """What comes after an event, published together."""

    event = models.OneToOneField(Event, on_delete=models.PROTECT, related_name="bundle")
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    told_at = models.DateTimeField(
        null=True, blank=True, help_text="When people were written to; once only."
    )

    def __str__(self) -> str:
        return f"Bundle {self.pk}"

    def is_out(self, at: datetime) -> bool:
        return self.published_at is not None and self.published_at <= at


class Watching(models.Model):
    """How far one person watched one recording: seconds seen, as merged ranges."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="watching"
    )
    recording = models.ForeignKey(
        Recording, on_delete=models.CASCADE, related_name="watching"
    )
    ranges = models.JSONField(
        default=list, help_text="Pairs of seconds, in order, never touching."
    )
    position = models.PositiveIntegerField(default=0, help_text="Where to go on.")
    changed_at = models.DateTimeField()
    version = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user", "recording"], name="one_place_in_a_recording_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"Watching {self.pk}"
