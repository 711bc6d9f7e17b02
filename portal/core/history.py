"""History: who did what to which row, and when.

Kept in Wagtail's action log, so that staff read it where they read everything
else. An action name that no room has registered is refused.
"""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.functions import Cast
from wagtail.log_actions import log
from wagtail.models import ModelLogEntry


def record(
    subject: models.Model,
    action: str,
    *,
    by: AbstractBaseUser | None,
    facts: dict[str, Any] | None = None,
) -> None:
    """Add a line in the caller's transaction. Facts hold no private text."""
    log(subject, action, user=by, data=facts or {})


def of(subject: models.Model) -> models.QuerySet[ModelLogEntry]:
    return (
        ModelLogEntry.objects.for_instance(subject)
        .select_related("user")
        .order_by("-timestamp", "-pk")
    )


def of_all(*rows: models.QuerySet) -> models.QuerySet[ModelLogEntry]:
    """Return the lines of all these rows together, newest first."""
    found = models.Q(pk__in=[])
    for subjects in rows:
        keys = subjects.order_by().annotate(key=Cast("pk", models.CharField()))
        found |= models.Q(
            content_type=ContentType.objects.get_for_model(subjects.model),
            object_id__in=keys.values("key"),
        )
    return (
        ModelLogEntry.objects.filter(found)
        .select_related("user", "content_type")
        .order_by("-timestamp", "-pk")
    )
