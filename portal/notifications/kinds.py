"""Kinds: every message there is, each declared by the room that knows the facts.

A room says how to prepare a message and what follows when it has gone. The words
are three templates: emails/<kind>.subject.txt, .txt and .html.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from .models import Message


@dataclass(frozen=True)
class Attachment:
    name: str
    content: bytes
    media_type: str


@dataclass(frozen=True)
class Prepared:
    """What the templates of a message need.

    `calendar` is an entry that the mail program may take in: its method
    (REQUEST or CANCEL) and the file. It travels as an alternative of the text,
    with its method on the part, or Gmail and Outlook do nothing.

    `headers` are the kind's own, such as how to end a stream of messages by one press.

    `to` is for a message posted without a recipient, because looking one up would
    have told the asker something. Still without one, it is not sent.
    """

    context: dict[str, Any]
    attachments: tuple[Attachment, ...] = ()
    calendar: tuple[str, bytes] | None = None
    to: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


type Prepare = Callable[[Message, datetime], Prepared | None]


@dataclass(frozen=True)
class Kind:
    """One kind of message.

    `prepare` returns None when the message is no longer true; it is then not sent.
    It changes nothing, unless the message is secret, since staff may look at one.
    `sent` runs in the transaction that notes the sending. A `secret` message holds a
    code or a link that opens something: staff see that it went, never what it said.
    A message of a `stream` goes only to an account that wishes for it when it leaves.
    """

    key: str
    label: str
    prepare: Prepare
    sent: Callable[[Message, datetime], None] | None = None
    secret: bool = False
    stream: str = ""


_kinds: dict[str, Kind] = {}


def declare(kind: Kind) -> None:
    """Make a kind known; two of one name stop the start."""
    if kind.key in _kinds:
        raise ValueError(f"The message {kind.key} is declared twice.")
    _kinds[kind.key] = kind


def kind(key: str) -> Kind:
    return _kinds[key]


def label_of(message: Message) -> str:
    """Return what staff call it; one whose kind has gone keeps its key."""
    known = _kinds.get(message.kind)
    return known.label if known else message.kind


def every_kind() -> list[Kind]:
    return [_kinds[key] for key in sorted(_kinds)]
