"""Post: the only way to send a message."""

from datetime import datetime
from typing import Any

from django.db import models
from django.db.models import Value
from django.db.models.functions import Cast, Concat

from portal.core import clock, later

from . import kinds
from .models import Message

DELIVER = "portal.notifications.tasks.deliver"


def about(subject: models.Model) -> str:
    label = subject._meta.label_lower  # noqa: SLF001 - Django's own API
    return f"{label}:{subject.pk}"


def post(
    kind: str,
    *,
    to: str,
    subject: models.Model | None = None,
    user: Any = None,
    facts: dict[str, Any] | None = None,
    due_at: datetime | None = None,
    not_after: datetime | None = None,
    forget_facts: bool = False,
    at: datetime | None = None,
) -> Message:
    """Write the message into the outbox, in the caller's transaction.

    Facts are identifiers and small values, never private text; the words are
    made when it is sent, from what is true then. With `forget_facts` they are
    wiped once it has gone (codes, links).
    """
    kinds.kind(kind)
    at = at or clock.now()
    topic = about(subject) if subject is not None else ""
    message = Message.objects.create(
        kind=kind,
        to=to.strip().lower(),
        user=user,
        about=topic,
        facts=facts or {},
        forget_facts=forget_facts,
        thread=f"{to.strip().lower()} {topic or kind}",
        created_at=at,
        due_at=due_at or at,
        not_after=not_after,
    )
    if message.due_at <= at:
        later.run(DELIVER, message.pk)
    return message


def topics_of(rows: models.QuerySet) -> models.QuerySet:
    """Return what `about` says of each of these rows, for use in a query."""
    key = Cast("pk", models.CharField())
    label = Value(f"{rows.model._meta.label_lower}:")  # noqa: SLF001 - as above
    return rows.order_by().annotate(topic=Concat(label, key)).values("topic")
