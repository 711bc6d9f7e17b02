"""The outbox: one row per message that is to leave the building.

A row is written in the transaction of the verb that causes it, so what is rolled
back is never sent and what is committed is never lost.
"""

from datetime import datetime, timedelta
from typing import ClassVar, Self

from django.conf import settings
from django.core.mail import make_msgid
from django.db import models
from django.db.models import Exists, OuterRef, Q

# The third attempt failing for good takes about a day: 48 tries with growing waits.
WAITS_MINUTES = (1, 2, 5, 5, 10, 15)
LONGEST_WAIT_MINUTES = 30
MOST_ATTEMPTS = 48


class Outcome(models.TextChoices):
    WAITING = "waiting", "Waiting to go"
    SENT = "sent", "Sent"
    OVERTAKEN = "overtaken", "Not sent: no longer true"
    FAILED = "failed", "Failed"


class MessageQuerySet(models.QuerySet["Message"]):
    def due(self, at: datetime) -> Self:
        return self.filter(outcome=Outcome.WAITING, due_at__lte=at).filter(
            Q(claimed_until__isnull=True) | Q(claimed_until__lte=at)
        )

    def before_it(self, message: "Message") -> Self:
        """Return earlier messages of the same conversation that are still to go.

        One that is not due before it, such as a reminder, keeps nothing waiting.
        """
        return self.filter(
            thread=message.thread,
            outcome=Outcome.WAITING,
            due_at__lte=message.due_at,
            pk__lt=message.pk,
        )

    def first_of_their_threads(self) -> Self:
        earlier = Message.objects.filter(
            thread=OuterRef("thread"),
            outcome=Outcome.WAITING,
            due_at__lte=OuterRef("due_at"),
            pk__lt=OuterRef("pk"),
        )
        return self.filter(~Exists(earlier))


def _message_id() -> str:
    return make_msgid(domain=settings.DEFAULT_FROM_EMAIL.rpartition("@")[2].strip(" >"))


class Message(models.Model):
    """One message to one person. Its words are made when it is sent."""

    kind = models.CharField(max_length=60)
    to = models.EmailField("to")
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="messages_received",
    )
    about = models.CharField(
        max_length=80,
        blank=True,
        db_index=True,
        help_text='What it is about, as "events.booking:12".',
    )
    facts = models.JSONField(default=dict, blank=True)
    forget_facts = models.BooleanField(default=False)
    thread = models.CharField(
        max_length=400,
        db_index=True,
        help_text="Messages of one thread leave in the order they were written.",
    )
    message_id = models.CharField(max_length=255, default=_message_id, editable=False)
    created_at = models.DateTimeField()
    due_at = models.DateTimeField()
    not_after = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    claimed_until = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=10, choices=Outcome, default=Outcome.WAITING)
    trouble = models.CharField(max_length=200, blank=True)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-created_at", "-pk"]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(
                fields=["due_at"],
                condition=Q(outcome="waiting"),
                name="messages_still_to_go",
            ),
        ]
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=Q(outcome="sent") ^ Q(sent_at__isnull=True),
                name="a_sent_message_says_when",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} ({self.pk})"

    def wait_after(self, attempts: int) -> timedelta:
        known = len(WAITS_MINUTES)
        minutes = (
            WAITS_MINUTES[attempts - 1] if attempts <= known else LONGEST_WAIT_MINUTES
        )
        return timedelta(minutes=minutes)


class Stream(models.TextChoices):
    """What somebody may wish for; messages about their own affairs come always."""

    NEWSLETTER = "newsletter", "The newsletter"
    EVENTS = "events", "News of events"
    SURVEYS = "surveys", "Surveys"


class Preference(models.Model):
    """What one account said to one stream. Without a row nothing was wished for."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preferences"
    )
    stream = models.CharField(max_length=10, choices=Stream)
    wanted = models.BooleanField()
    changed_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(
                fields=["user", "stream"], name="one_wish_to_each_stream"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.stream}: {'yes' if self.wanted else 'no'}"
