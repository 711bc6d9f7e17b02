"""The register: who came to which sitting. One row per person and sitting.

What the joining button noted is a proposal; a trainer's mark is what holds.
"""

import uuid
from typing import ClassVar, Self

from django.conf import settings
from django.db import models
from django.db.models import Q

from .booking import Ticket
from .event import EventSession


class Mark(models.TextChoices):
    NONE = "", "Not marked"
    PRESENT = "present", "Present"
    LATE = "late", "Came late"
    LEFT_EARLY = "left_early", "Left early"
    ABSENT = "absent", "Not there"


CAME = (Mark.PRESENT, Mark.LATE, Mark.LEFT_EARLY)
PARTLY = (Mark.LATE, Mark.LEFT_EARLY)


class AttendanceQuerySet(models.QuerySet["Attendance"]):
    def came(self) -> Self:
        return self.filter(mark__in=CAME)

    def proposed(self) -> Self:
        return self.filter(mark=Mark.NONE, joined_at__isnull=False)


class Attendance(models.Model):
    event_session = models.ForeignKey(
        EventSession, on_delete=models.PROTECT, related_name="attendances"
    )
    ticket = models.ForeignKey(
        Ticket,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="attendances",
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="attendances",
        help_text="Who came by the open link of an event without booking.",
    )
    name = models.CharField(max_length=150, blank=True)
    mark = models.CharField(max_length=10, choices=Mark, blank=True)
    minutes_missed = models.PositiveSmallIntegerField(default=0)
    joined_at = models.DateTimeField(
        null=True, blank=True, help_text="When the joining button was pressed."
    )
    marked_at = models.DateTimeField(null=True, blank=True)
    marked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    version = models.PositiveIntegerField(default=0)

    objects = AttendanceQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["event_session", "ticket"],
                condition=Q(ticket__isnull=False),
                name="one_line_per_ticket_and_sitting",
            ),
            models.UniqueConstraint(
                fields=["event_session", "user"],
                condition=Q(ticket__isnull=True) & Q(user__isnull=False),
                name="one_line_per_person_and_sitting",
            ),
            models.CheckConstraint(
                condition=Q(mark="") | Q(marked_at__isnull=False),
                name="a_mark_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"Attendance {self.pk}"

    @property
    def who(self) -> str:
        """The name as it is now: a place may have been given to somebody else."""
        if self.ticket is not None:
            return self.ticket.name or self.name
        return (self.user.name if self.user is not None else "") or self.name

    @property
    def agency(self) -> str:
        """The member's employer, or what the booking said, else nothing."""
        if self.ticket is not None:
            member = self.ticket.member
            return (member.employer if member else "") or self.ticket.agency
        member = getattr(self.user, "member", None)
        return member.employer if member else ""

    @property
    def came(self) -> bool:
        return self.mark in CAME

    @property
    def is_proposal(self) -> bool:
        return not self.mark and self.joined_at is not None


class RegisterMark(models.Model):
    """One tap, under the identity the phone gave it, so that it counts once.

    What it came to is kept too: a tap made before a newer one, or against a line
    that somebody else had changed meanwhile, changes nothing and is shown.
    """

    class Outcome(models.TextChoices):
        APPLIED = "applied", "Applied"
        CONFLICT = "conflict", "Another mark was made meanwhile"

    operation = models.UUIDField(default=uuid.uuid4, unique=True)
    attendance = models.ForeignKey(
        Attendance, on_delete=models.CASCADE, related_name="taps"
    )
    mark = models.CharField(max_length=10, choices=Mark, blank=True)
    minutes_missed = models.PositiveSmallIntegerField(default=0)
    seen_version = models.PositiveIntegerField()
    left_version = models.PositiveIntegerField(
        default=0, help_text="The line's version after this tap."
    )
    tapped_at = models.DateTimeField(
        null=True, blank=True, help_text="By the phone's clock, which may be wrong."
    )
    received_at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.SET_NULL, related_name="+"
    )
    outcome = models.CharField(max_length=8, choices=Outcome)

    class Meta:
        ordering: ClassVar[list[str]] = ["-received_at", "-pk"]

    def __str__(self) -> str:
        return f"Tap {self.pk}"
