"""Sealed: text that a copy of the database does not give away.

Sealed with a key made from the portal's secret key, which is not in the database. When
that is renewed, what was sealed before is read with the old one as long as it stands
among the fallbacks; `seal_anew` seals it with the new one.
"""

import base64
import hashlib
from typing import Any

import structlog
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from django.conf import settings
from django.db import models
from django.utils.encoding import force_bytes

log = structlog.get_logger(__name__)


def _keys() -> MultiFernet:
    secrets = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return MultiFernet([Fernet(_key(secret)) for secret in secrets])


def _key(secret: str | bytes) -> bytes:
    """Return a key for this purpose alone: no other use of the secret tells it."""
    derived = hashlib.blake2b(
        force_bytes(secret), digest_size=32, person=b"portal.sealed"
    )
    return base64.urlsafe_b64encode(derived.digest())


def seal(text: str) -> str:
    return _keys().encrypt(text.encode()).decode() if text else ""


def opened(sealed: str) -> str:
    """Return the text; nothing, and a line in the log, when no key opens it."""
    if not sealed:
        return ""
    try:
        return _keys().decrypt(sealed.encode()).decode()
    except InvalidToken:
        log.error("sealed_text_has_no_key")  # noqa: TRY400 - the text stays out of it
        return ""


class SealedField(models.TextField):
    """Text that lies sealed in the database. It cannot be searched for."""

    def get_prep_value(self, value: Any) -> Any:
        return seal(value) if isinstance(value, str) else value

    def from_db_value(self, value: Any, *_: Any) -> Any:
        return opened(value) if isinstance(value, str) else value

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise TypeError("Sealed text cannot be searched for.")


def seal_anew(rows: models.QuerySet, name: str) -> int:
    """Seal a field of these rows with the newest key; return how many there were."""
    found = list(rows.only("pk", name))
    for row in found:
        row.save(update_fields=[name])
    return len(found)
