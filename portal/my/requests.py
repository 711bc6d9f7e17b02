"""Data requests: complaints about personal data, and rights that people use.

Anybody may send one. It is acknowledged at once, and answered within a month.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from portal.accounts.models import User
from portal.core import history
from portal.core.errors import Refused
from portal.my.models import Answer, DataRequest, DataRequestNote, RequestKind
from portal.notifications.models import Message
from portal.notifications.post import post

ACKNOWLEDGED, ANSWERED, CAME = (
    "my/request_acknowledged",
    "my/request_answered",
    "my/request_came",
)
# Somebody who presses twice means it once.
SAME_WITHIN = timedelta(hours=1)
# A hospital is one network; nobody sends this many by hand.
MOST_AN_HOUR = 20
MOST_A_DAY_TO_AN_ADDRESS = 5


class RequestRefused(Refused):
    """The request cannot be taken, or cannot take this step any more."""


@transaction.atomic
def send(
    *,
    kind: str,
    name: str,
    email: str,
    words: str,
    user: User | None,
    asked_from: str,
    at: datetime,
) -> DataRequest:
    """Take a request and acknowledge it. The same words twice are one request."""
    email = email.strip().lower()
    mine = DataRequest.objects.filter(email=email)
    same = mine.filter(kind=kind, words=words, received_at__gt=at - SAME_WITHIN).first()
    if same is not None:
        return same
    hour = DataRequest.objects.filter(
        asked_from=asked_from, received_at__gt=at - timedelta(hours=1)
    )
    today = mine.filter(received_at__gt=at - timedelta(days=1))
    if hour.count() >= MOST_AN_HOUR or today.count() >= MOST_A_DAY_TO_AN_ADDRESS:
        raise RequestRefused(
            "Several requests came from you just now. Write to us instead, and we "
            "put them together."
        )
    request = DataRequest.objects.create(
        kind=kind,
        name=name,
        email=email,
        words=words,
        user=user,
        asked_from=asked_from,
        received_at=at,
    )
    history.record(request, "my.request_received", by=user, facts={"kind": kind})
    post(ACKNOWLEDGED, to=email, user=user, subject=request, at=at)
    post(CAME, to="", subject=request, at=at)
    return request


def was_acknowledged(message: Message, at: datetime) -> None:
    """Note when the acknowledgement left, which is when it counts."""
    key = message.about.rpartition(":")[2]
    DataRequest.objects.filter(pk=key, acknowledged_at=None).update(acknowledged_at=at)


@transaction.atomic
def take_on(request: DataRequest, *, by: User) -> None:
    if not DataRequest.objects.open().filter(pk=request.pk).update(taken_by=by):
        raise RequestRefused("This request is answered already.")
    history.record(request, "my.request_taken", by=by)


@transaction.atomic
def note(request: DataRequest, words: str, *, by: User, at: datetime) -> None:
    DataRequestNote.objects.create(request=request, words=words, by=by, made_at=at)
    history.record(request, "my.request_noted", by=by)


@transaction.atomic
def answer(
    request: DataRequest, outcome: str, words: str, *, by: User, at: datetime
) -> None:
    """Answer it, by mail, in the words given. Once."""
    answered = DataRequest.objects.open().filter(pk=request.pk)
    changes: dict[str, Any] = {"answer": outcome, "answer_words": words}
    if not answered.update(answered_at=at, answered_by=by, **changes):
        raise RequestRefused("This request is answered already.")
    history.record(request, "my.request_answered", by=by, facts={"answer": outcome})
    post(ANSWERED, to=request.email, user=request.user, subject=request, at=at)


def label_of(kind: str) -> str:
    return RequestKind(kind).label


def answer_in_words(outcome: str) -> str:
    return Answer(outcome).label
