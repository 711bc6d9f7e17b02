"""Looks: note that staff opened a person's record, and tell its owner."""

from datetime import datetime, timedelta
from typing import Any

from django.db.models import Model, QuerySet

from .models import Look, User

# Whoever goes to and fro between the screens of one record looks at it once.
ONE_LOOK = timedelta(minutes=10)


def about(subject: Model) -> str:
    return f"{subject._meta.label_lower}:{subject.pk}"  # noqa: SLF001 - Django's own API


def note(
    subject: Model, *, owner: User | None, by: User, screen: str, at: datetime
) -> None:
    """Note that `by` has the record open. One's own record is nobody else's look."""
    if owner is not None and owner.pk == by.pk:
        return
    key = about(subject)
    recent = Look.objects.filter(about=key, by=by, screen=screen)
    if not recent.filter(looked_at__gt=at - ONE_LOOK).exists():
        Look.objects.create(about=key, by=by, screen=screen, looked_at=at)


def subjects_of(user: User) -> list[str]:
    """Return the records that are this person's: the account, and the member."""
    records: list[Any] = [user, getattr(user, "member", None)]
    return [about(record) for record in records if record is not None]


def of(user: User) -> QuerySet[Look]:
    return Look.objects.filter(about__in=subjects_of(user)).select_related("by")
