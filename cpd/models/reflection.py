"""Reflective accounts, in the order and with the prompts of the NMC's form.

Private to their owner: no admin, no search index, and `__str__` shows no word.
Every save leaves the words that stood before it in the history.
"""

from typing import ClassVar

from django.conf import settings
from django.db import models

from portal.core import references

from .entry import CpdEntry
from .ruleset import Regulator


class AccountStatus(models.TextChoices):
    DRAFT = "draft", "Draft"
    FINISHED = "finished", "Finished"


class Answers(models.Model):
    """The four answers of the form, and the themes of the Code they bear on."""

    activity = models.TextField(blank=True)
    learnt = models.TextField(blank=True)
    changed = models.TextField(blank=True)
    relevance = models.TextField(blank=True)
    code_themes = models.JSONField(default=list, blank=True)

    class Meta:
        abstract = True


class ReflectiveAccount(Answers):
    wagtail_reference_index_ignore = True

    reference = models.CharField(
        max_length=12, unique=True, default=references.new, editable=False
    )
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.CASCADE,
        related_name="reflective_accounts",
    )
    entry = models.ForeignKey(
        CpdEntry,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="accounts",
    )
    event = models.ForeignKey(
        "events.Event",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
        help_text="What it is about, where there is no entry to say so.",
    )
    regulator = models.CharField(
        max_length=4,
        choices=Regulator,
        default=Regulator.NMC,
        help_text="Whose prompts it answers.",
    )
    title = models.CharField(max_length=200)
    status = models.CharField(
        max_length=8, choices=AccountStatus, default=AccountStatus.DRAFT
    )
    version = models.PositiveIntegerField(default=1)
    started_at = models.DateTimeField()
    saved_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-saved_at", "-pk"]

    def __str__(self) -> str:
        return self.reference

    @property
    def answered(self) -> int:
        """How many of the four prompts hold words."""
        answers = (self.activity, self.learnt, self.changed, self.relevance)
        return sum(1 for answer in answers if answer.strip())


class AccountVersion(Answers):
    """What an account said before it was saved again."""

    wagtail_reference_index_ignore = True

    account = models.ForeignKey(
        ReflectiveAccount, on_delete=models.CASCADE, related_name="versions"
    )
    version = models.PositiveIntegerField()
    saved_at = models.DateTimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["-version"]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["account", "version"], name="each_version_is_kept_once"
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.pk}"
