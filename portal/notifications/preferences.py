"""Preferences: what a person wants to hear beyond what concerns their own affairs.

Nothing is assumed: without a word of theirs nothing goes. A message of a stream asks
here again when it leaves, and carries a link that ends the stream by one press.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.core import signing
from django.db import transaction

from portal.accounts.models import User
from portal.core import history

from .models import Preference, Stream

SALT = "notifications.stream"


def of(user: User) -> dict[str, bool]:
    said = dict(Preference.objects.filter(user=user).values_list("stream", "wanted"))
    return {stream.value: said.get(stream.value, False) for stream in Stream}


def wants(user: Any, stream: str) -> bool:
    """Say whether it may be sent: to an open account that has asked for it."""
    return (
        isinstance(user, User)
        and user.is_active
        and Preference.objects.filter(user=user, stream=stream, wanted=True).exists()
    )


@transaction.atomic
def choose(
    user: User, wanted: Mapping[str, bool], *, by: User | None, at: datetime
) -> None:
    before = of(user)
    for stream, wish in wanted.items():
        if before[stream] != wish:
            Preference.objects.update_or_create(
                user=user,
                stream=stream,
                defaults={"wanted": wish, "changed_at": at},
            )
            action = "notifications.wished" if wish else "notifications.wished_not"
            label = Stream(stream).label
            history.record(user, action, by=by, facts={"stream": label})


def link_for(user: User, stream: str) -> str:
    """Return what stands in a mail: good for this stream of this account alone."""
    return signing.Signer(salt=SALT).sign(f"{user.pk}.{stream}")


def found_by(token: str) -> tuple[User, Stream] | None:
    try:
        key, _, stream = signing.Signer(salt=SALT).unsign(token).partition(".")
    except signing.BadSignature:
        return None
    user = User.objects.filter(pk=key, is_active=True).first()
    return None if user is None else (user, Stream(stream))
