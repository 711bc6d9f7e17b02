"""Reminders: that a member was told a term is about to end, once for each stage."""

from typing import ClassVar

from django.db import models

from .member import Member


class Stage(models.TextChoices):
    SIXTY_DAYS = "60_days", "60 days before the last day"
    THIRTY_DAYS = "30_days", "30 days before the last day"
    SEVEN_DAYS = "7_days", "7 days before the last day"
    LAST_DAY = "last_day", "On the last day"
    GRACE_ENDS = "grace_ends", "On the last day of grace"
    QUALIFIED = "qualified", "When a student qualifies"


class Reminder(models.Model):
    member = models.ForeignKey(
        Member, on_delete=models.CASCADE, related_name="reminders"
    )
    ends_on = models.DateField("last day", help_text="Of the term it was about.")
    stage = models.CharField(max_length=10, choices=Stage)
    posted_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-posted_at", "-pk"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["member", "ends_on", "stage"],
                name="reminded_once_at_each_stage",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.member_id}: {self.stage} for {self.ends_on}"
