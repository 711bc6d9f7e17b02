"""The mailbox of the demonstration: every mail that would have left."""

from typing import ClassVar, Self

from django.db import models


class MailboxQuerySet(models.QuerySet["MailboxMessage"]):
    def to_address(self, words: str) -> Self:
        return self.filter(to__icontains=words.strip())


class MailboxMessage(models.Model):
    at = models.DateTimeField()
    sender = models.CharField(max_length=200)
    to = models.CharField(max_length=320, db_index=True)
    subject = models.CharField(max_length=998)
    text = models.TextField()
    html = models.TextField(blank=True)
    calendar = models.TextField(blank=True)
    calendar_method = models.CharField(max_length=20, blank=True)

    objects = MailboxQuerySet.as_manager()

    class Meta:
        ordering: ClassVar[list[str]] = ["-at", "-pk"]

    def __str__(self) -> str:
        return self.subject


class MailboxFile(models.Model):
    """Something attached to a mail."""

    message = models.ForeignKey(
        MailboxMessage, on_delete=models.CASCADE, related_name="files"
    )
    name = models.CharField(max_length=200)
    media_type = models.CharField(max_length=100)
    content = models.BinaryField()

    class Meta:
        ordering: ClassVar[list[str]] = ["pk"]

    def __str__(self) -> str:
        return self.name
