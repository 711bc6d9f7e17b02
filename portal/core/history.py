"""History: who did what to which row, and when.

Kept in Wagtail's action log, so that staff read it where they read everything
else. An action name that no room has registered is refused.
"""

from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.db import models
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
