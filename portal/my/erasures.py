"""Erasures: somebody wants to be forgotten.

Asked for, thought over for seven days, put off for as long as something stands in the
way, and then carried out in one step. Whoever reads the account's mail can stop it.
"""

from datetime import datetime
from importlib import import_module

import structlog
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction

from portal.accounts.models import User
from portal.core import history, tokens
from portal.core.errors import Refused
from portal.core.privacy import NO_ADDRESS
from portal.my import privacy
from portal.my.models import Erasure, ErasureStatus
from portal.my.models.erasures import TIME_TO_THINK
from portal.notifications.models import Message, Outcome
from portal.notifications.post import post

log = structlog.get_logger(__name__)

ASKED, PUT_OFF = "my/erasure_asked", "my/erasure_put_off"
WITHDRAWN, DONE = "my/erasure_withdrawn", "my/erased"
NEXT = {
    ErasureStatus.ASKED: {
        ErasureStatus.PUT_OFF,
        ErasureStatus.WITHDRAWN,
        ErasureStatus.DONE,
    },
    ErasureStatus.PUT_OFF: {
        ErasureStatus.PUT_OFF,
        ErasureStatus.WITHDRAWN,
        ErasureStatus.DONE,
    },
    ErasureStatus.WITHDRAWN: set(),
    ErasureStatus.DONE: set(),
}


class ErasureRefused(Refused):
    """The erasure cannot take this step any more."""


def _move(erasure: Erasure, to: ErasureStatus, **changes: object) -> None:
    """Move the erasure, but only from the status its reader saw."""
    seen = ErasureStatus(erasure.status)
    rows = Erasure.objects.filter(pk=erasure.pk, status=seen)
    if to not in NEXT[seen] or not rows.update(status=to, **changes):
        raise ErasureRefused("This has changed meanwhile. Look at it again.")
    erasure.refresh_from_db()


def open_one(user: User) -> Erasure | None:
    return Erasure.objects.open().filter(user=user).first()


def ask(user: User, *, at: datetime) -> Erasure:
    """Begin the seven days. Asking twice is no fault: the first time counts."""
    token = tokens.new()
    try:
        with transaction.atomic():
            erasure = Erasure.objects.create(
                user=user,
                asked_at=at,
                due_at=at + TIME_TO_THINK,
                stop_token=tokens.hashed(token),
            )
            history.record(user, "my.erasure_asked", by=user)
            _tell(ASKED, erasure, at=at, facts={"token": token}, forget_facts=True)
    except IntegrityError:
        return Erasure.objects.open().get(user=user)
    return erasure


def to_stop(token: str) -> Erasure | None:
    """Return the erasure that a mailed link stops, while it can be stopped."""
    return Erasure.objects.open().filter(stop_token=tokens.hashed(token)).first()


@transaction.atomic
def withdraw(erasure: Erasure, *, by: User | None, at: datetime) -> None:
    _move(erasure, ErasureStatus.WITHDRAWN, ended_at=at)
    history.record(erasure.user, "my.erasure_withdrawn", by=by)
    _tell(WITHDRAWN, erasure, at=at)


def look_at(erasure: Erasure, *, at: datetime) -> ErasureStatus:
    """Carry out what is due, or put it off and say why; return how it stands."""
    with transaction.atomic():
        row = (
            Erasure.objects.select_for_update(of=("self",))
            .select_related("user")
            .filter(pk=erasure.pk)
            .get()
        )
        if not row.is_open or row.due_at > at:
            return ErasureStatus(row.status)
        because = privacy.obstacles(row.user, at=at)
        if because:
            _put_off(row, because, at=at)
        else:
            _carry_out(row, at=at)
        return ErasureStatus(row.status)


def _put_off(erasure: Erasure, because: list[str], *, at: datetime) -> None:
    """Put it off until nothing stands in the way; tell once, and what is new."""
    is_new = because != erasure.put_off_because
    _move(erasure, ErasureStatus.PUT_OFF, put_off_because=because)
    if is_new:
        history.record(erasure.user, "my.erasure_put_off", by=None)
        _tell(PUT_OFF, erasure, at=at)


def _carry_out(erasure: Erasure, *, at: datetime) -> None:
    user = erasure.user
    address = user.email
    counts = privacy.erase(user, at=at)
    # From here on the account has no name, and no line of history may give it one.
    user.refresh_from_db()
    _end_every_session(user)
    _move(
        erasure,
        ErasureStatus.DONE,
        ended_at=at,
        counts=counts,
        put_off_because=[],
        # The link of the mail is good for nothing any more, and nobody's.
        stop_token=tokens.hashed(tokens.new()),
    )
    history.record(user, "my.erased", by=None, facts={"rows": sum(counts.values())})
    # What giving up places and the like has just written goes as well; only the last
    # word is sent, and the address is forgotten with it.
    Message.objects.filter(to=address.lower()).delete()
    Message.objects.filter(user=user).delete()
    post(DONE, to=address, subject=erasure, at=at)


def _end_every_session(user: User) -> None:
    """End also those that no list knows, by reading what each of them says."""
    kept = import_module(settings.SESSION_ENGINE).SessionStore
    for session in Session.objects.iterator():
        if session.get_decoded().get(SESSION_KEY) == str(user.pk):
            kept(session.session_key).delete()


def last_word_was_sent(message: Message, _at: datetime) -> None:
    """Forget the address that the last message went to."""
    message.to = NO_ADDRESS.format(pk=message.pk)
    Message.objects.filter(pk=message.pk).update(
        to=message.to, thread=f"erased {message.pk}"
    )


def forget_last_words() -> int:
    """Forget the addresses that the last message could not be sent to either."""
    ended = Message.objects.filter(kind=DONE).exclude(outcome=Outcome.WAITING)
    named = list(ended.exclude(thread__startswith="erased "))
    for message in named:
        last_word_was_sent(message, message.created_at)
    return len(named)


def look_at_due(*, at: datetime) -> int:
    """Look at each whose seven days are over; one that fails keeps no other waiting."""
    done = 0
    for erasure in Erasure.objects.due(at):
        try:
            done += look_at(erasure, at=at) == ErasureStatus.DONE
        except Exception:
            log.exception("erasure_failed", erasure=erasure.reference)
    return done


def _tell(
    kind: str,
    erasure: Erasure,
    *,
    at: datetime,
    facts: dict[str, str] | None = None,
    forget_facts: bool = False,
) -> None:
    post(
        kind,
        to=erasure.user.email,
        user=erasure.user,
        subject=erasure,
        facts=facts,
        forget_facts=forget_facts,
        at=at,
    )
