"""History: who did what to which row, and when.

Kept in Wagtail's action log, so that staff read it where they read everything
else. An action name that no room has registered is refused.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any

from django.contrib.auth.models import AbstractBaseUser
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.functions import Cast
from wagtail.log_actions import (
    LogActionRegistry,
    LogFormatter,
    get_active_log_context,
    registry,
)
from wagtail.models import ModelLogEntry

from . import clock
from .money import pounds
from .words import uk_day

type Facts = Mapping[str, Any]
# A sentence with {facts} in it, or what makes one of them.
type Says = str | Callable[[Facts], str]


def record(
    subject: models.Model,
    action: str,
    *,
    by: AbstractBaseUser | None,
    facts: dict[str, Any] | None = None,
) -> None:
    """Add a line in the caller's transaction. Facts hold no private text.

    Written in one statement: Wagtail's own way looks each foreign key up again
    before it writes, and a booking is made while others wait for the lock.
    """
    if not registry.action_exists(action):
        raise ValidationError(f"No room has registered the action {action}.")
    context = get_active_log_context()
    entry = ModelLogEntry(
        content_type=ContentType.objects.get_for_model(subject),
        object_id=str(subject.pk),
        label=str(subject),
        action=action,
        timestamp=clock.now(),
        uuid=context.uuid,
        user_id=by.pk if by else getattr(context.user, "pk", None),
        data=facts or {},
    )
    ModelLogEntry.objects.bulk_create([entry])


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


def forget(
    subjects: Iterable[tuple[type[models.Model], list[Any]]], *, words: Iterable[str]
) -> int:
    """Take somebody's words out of the lines about these rows; return how many.

    Who did what and when stays. So do numbers: a sum is the books', not the person's.
    Lines about other rows lose the words given, such as an address.
    """
    words = [word.lower() for word in words if word]
    wanted = models.Q(pk__in=[])
    for table, keys in subjects:
        kind = ContentType.objects.get_for_model(table)
        wanted |= models.Q(content_type=kind, object_id__in=[str(key) for key in keys])
    said = models.Q(pk__in=[])
    for word in words:
        said |= models.Q(label__icontains=word) | models.Q(text__icontains=word)
    lines = ModelLogEntry.objects.annotate(text=Cast("data", models.TextField()))
    about = set(lines.filter(wanted).values_list("pk", flat=True))
    changed = []
    for line in lines.filter(models.Q(pk__in=about) | said):
        whole = line.pk in about
        line.label = _without(line.label, words, whole=whole)
        line.data = _without(line.data, words, whole=whole)
        changed.append(line)
    ModelLogEntry.objects.bulk_update(changed, ["label", "data"], batch_size=200)
    return len(changed)


def _without(fact: Any, words: list[str], *, whole: bool) -> Any:
    if isinstance(fact, dict):
        return {key: _without(each, words, whole=whole) for key, each in fact.items()}
    if isinstance(fact, list):
        return [_without(each, words, whole=whole) for each in fact]
    if not isinstance(fact, str):
        return fact
    is_said = whole or any(word in fact.lower() for word in words)
    return "erased" if is_said else fact


# --- What the lines say ----------------------------------------------------


def register_lines(
    actions: LogActionRegistry,
    lines: Mapping[str, tuple[str, Says]],
    *,
    empty: str = "nothing",
) -> None:
    """Register a room's actions: what a filter calls each, and what its line says.

    `empty` stands for a fact that is empty, or that an older line lacks.
    """
    for name, (label, says) in lines.items():
        actions.register_action(name)(_line(label, says, empty))


def _line(label: str, says: Says, empty: str) -> type[LogFormatter]:
    """Return a formatter: Wagtail wants a class for each action."""

    class Line(LogFormatter):
        def format_message(self, log_entry: ModelLogEntry) -> str:
            if callable(says):
                return says(log_entry.data)
            return says.format_map(_InWords(log_entry.data, empty))

    Line.label = label
    return Line


class _InWords(dict[str, Any]):
    """The facts of a line as its sentence wants them."""

    def __init__(self, facts: Facts, empty: str) -> None:
        super().__init__(facts)
        self.empty = empty

    def __getitem__(self, key: str) -> str:
        fact = self.get(key)
        if isinstance(fact, int):
            return pounds(fact) if key.endswith("pence") else str(fact)
        fact = fact or self.empty
        if isinstance(fact, list):
            return ", ".join(fact)
        return _day(str(fact)) if key.endswith("_on") else str(fact)


def _day(fact: str) -> str:
    """Return the day in words; what an erasure left in its place stays as it is."""
    try:
        return uk_day(date.fromisoformat(fact))
    except ValueError:
        return fact
