"""Scrubbing: a copy of the database for testing, with nobody's words in it.

Which fields hold somebody's words is read from each room's privacy rules, so that a new
field is scrubbed without anybody's doing. Keys, dates, sums and statuses stay: the copy
behaves as the original does. Files are not touched, only what points to them.
"""

import hashlib
import hmac
import secrets
import uuid
from collections.abc import Iterable
from typing import Any

from django.contrib.sessions.models import Session
from django.db import models, transaction

from portal.core import privacy
from portal.core.privacy import Holds
from portal.core.sealed import SealedField

from .privacy import rooms

HOST = "scrubbed.invalid"
NOBODY = "Person {pk}"
WORDS = "Scrubbed"
AT_ONCE = 1000
# What opens something goes whole: nobody signs in to a copy by what was copied.
OPENING = (
    "mfa.Authenticator",
    "usersessions.UserSession",
    "account.EmailConfirmation",
)


@transaction.atomic
def scrub() -> dict[str, int]:
    """Take people's words out of every table; return how many rows of each changed.

    All or nothing. Only for a copy: there is no way back.
    """
    counts: dict[str, int] = {}
    # One address becomes one address everywhere, and nobody can work out which.
    salt = secrets.token_bytes(32)
    Session.objects.all().delete()
    for rule in _holds():
        label = rule.table._meta.label  # noqa: SLF001 - Django's own API
        if label in OPENING:
            counts[label] = rule.table._base_manager.all().delete()[0]  # noqa: SLF001
        else:
            counts[label] = _scrub_table(rule, salt)
    return counts


def _holds() -> Iterable[Holds]:
    return (rule for room in rooms() for rule in room.holds)


def _scrub_table(rule: Holds, salt: bytes) -> int:
    fields = [kind for kind in privacy.fields_of(rule.table) if _goes(rule, kind)]
    if not fields:
        return 0
    names = [kind.name for kind in fields]
    manager: Any = rule.table._base_manager  # noqa: SLF001 - nothing may be left out
    number, batch = 0, []
    for row in manager.only("pk", *names).order_by("pk").iterator(AT_ONCE):
        for kind in fields:
            said = getattr(row, kind.attname)
            if not said:
                continue
            if isinstance(kind, models.EmailField):
                said = _address(said, salt)
            else:
                said = _instead(kind, row.pk)
            setattr(row, kind.attname, said)
        batch.append(row)
        if len(batch) == AT_ONCE:
            number += _write(manager, batch, names)
            batch = []
    return number + _write(manager, batch, names)


def _write(manager: Any, batch: list[models.Model], names: list[str]) -> int:
    if batch:
        manager.bulk_update(batch, names)
    return len(batch)


def _goes(rule: Holds, kind: Any) -> bool:
    """Say whether somebody's words may stand in it, or what opens something."""
    if kind.is_relation or kind.primary_key:
        return False
    if kind.name in rule.hidden_as(privacy.SECRET):
        return True
    if kind.name in rule.stays.split():
        return False
    is_birthday = isinstance(kind, models.DateField) and "born" in kind.name
    return privacy.takes_words(kind) or is_birthday


def _instead(kind: Any, key: Any) -> Any:
    """Return what stands there instead: as long as the field allows, and as unique."""
    if kind.null and not isinstance(kind, SealedField):
        return None
    if isinstance(kind, models.UUIDField):
        return uuid.uuid4()
    if isinstance(kind, models.JSONField):
        return kind.get_default() if kind.has_default() else {}
    if isinstance(kind, models.FileField):
        return ""
    if isinstance(kind, models.GenericIPAddressField):
        return "192.0.2.1"
    text = _text(kind, key)
    if kind.unique or kind.name == "token":
        text = f"{text[: (kind.max_length or 60) - 12]}{key}"
    return text[: kind.max_length] if kind.max_length else text


def _address(address: str, salt: bytes) -> str:
    mark = hmac.new(salt, address.lower().encode(), hashlib.sha256).hexdigest()
    return f"person-{mark[:16]}@{HOST}"


def _text(kind: Any, key: Any) -> str:
    if isinstance(kind, models.URLField):
        return f"https://{HOST}/{key}"
    if kind.name == "password":
        return "!"
    if kind.name.endswith("name"):
        return NOBODY.format(pk=key)
    return WORDS
