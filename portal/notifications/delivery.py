"""Delivery: claim one message, see that it is still true, send it, say so.

A message is claimed by compare-and-set, so two workers never send the same one.
If a worker dies between sending and noting, the message goes again under the same
Message-ID: at most one duplicate, never a loss.
"""

from datetime import datetime, timedelta
from smtplib import SMTPDataError, SMTPRecipientsRefused
from typing import Any

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string
from django.urls import reverse

from portal.body import identity
from portal.core.errors import Refused

from . import kinds, preferences
from .mail import Mail
from .models import MOST_ATTEMPTS, Message, Outcome

log = structlog.get_logger(__name__)

CLAIM = timedelta(minutes=5)
PERMANENT = 500
STOP = "privacy:stream-stop"


def deliver(message: Message, *, at: datetime) -> Outcome:
    """Send the message if it is its turn; return how it stands then.

    Never raises for a mail server's sake: a failure is noted and tried again.
    """
    if Message.objects.before_it(message).exists():
        return Outcome.WAITING
    claimed = (
        Message.objects.due(at)
        .filter(pk=message.pk)
        .update(claimed_until=at + CLAIM, attempts=F("attempts") + 1)
    )
    if not claimed:
        return Outcome.WAITING
    message.refresh_from_db()
    if message.not_after is not None and message.not_after <= at:
        return _close(message, Outcome.OVERTAKEN)
    try:
        kind = kinds.kind(message.kind)
        if kind.stream and not preferences.wants(message.user, kind.stream):
            return _close(message, Outcome.OVERTAKEN)
        prepared = kind.prepare(message, at)
        if prepared is None or not (message.to or prepared.to):
            return _close(message, Outcome.OVERTAKEN)
        message.to = message.to or prepared.to
        compose(message, prepared).send()
    except Exception as trouble:  # noqa: BLE001 - any trouble is noted and tried again
        return _failed(message, trouble, at)
    return _sent(message, kind, at)


def _sent(message: Message, kind: kinds.Kind, at: datetime) -> Outcome:
    """Note that it has gone, and let what follows from that follow.

    Should that fail, the message counts as sent all the same: it is in somebody's
    mailbox, and must not arrive there every five minutes.
    """
    trouble = ""
    if kind.sent is not None:
        try:
            with transaction.atomic():
                kind.sent(message, at)
        except Exception as fault:
            log.exception("message_sent_but_not_followed_up", message=message.pk)
            trouble = f"after sending: {type(fault).__name__}"
    return _close(message, Outcome.SENT, sent_at=at, trouble=trouble)


def compose(message: Message, prepared: kinds.Prepared) -> Mail:
    context = {
        "base_url": settings.BASE_URL,
        "body": identity.current(),
        "message": message,
        **prepared.context,
    }
    name = f"emails/{message.kind}"
    subject = render_to_string(f"{name}.subject.txt", context, using="text")
    text = render_to_string(f"{name}.txt", context, using="text")
    mail = Mail(
        # A line end in a name would otherwise end the header, and the sending.
        subject=" ".join(subject.split()),
        body=text.strip() + "\n",
        to=[message.to],
        headers={
            **_way_out(message),
            **prepared.headers,
            "Message-ID": message.message_id,
            "Auto-Submitted": "auto-generated",
        },
    )
    page = render_to_string(f"{name}.html", context, using="pages")
    mail.attach_alternative(page, "text/html")
    mail.calendar = prepared.calendar
    for attachment in prepared.attachments:
        mail.attach(attachment.name, attachment.content, attachment.media_type)
    return mail


def _way_out(message: Message) -> dict[str, str]:
    """Let the mail program end a stream by one press (RFC 8058)."""
    stream = kinds.kind(message.kind).stream
    if not stream or message.user is None:
        return {}
    path = reverse(STOP, args=[preferences.link_for(message.user, stream)])
    return {
        "List-Unsubscribe": f"<{settings.BASE_URL}{path}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def _failed(message: Message, trouble: Exception, at: datetime) -> Outcome:
    note = type(trouble).__name__
    if isinstance(trouble, OSError):  # what a mail server or the way to it does
        log.warning("message_not_sent", message=message.pk, trouble=note)
    else:
        log.error("message_cannot_be_written", message=message.pk, exc_info=trouble)
    if _is_for_good(trouble) or message.attempts >= MOST_ATTEMPTS:
        return _close(message, Outcome.FAILED, trouble=note)
    Message.objects.filter(pk=message.pk, outcome=Outcome.WAITING).update(
        claimed_until=at + message.wait_after(message.attempts), trouble=note
    )
    return Outcome.WAITING


def _is_for_good(trouble: Exception) -> bool:
    """Say whether the mail server refused the recipient or the words for ever."""
    if isinstance(trouble, SMTPRecipientsRefused):
        return min(reply[0] for reply in trouble.recipients.values()) >= PERMANENT
    return isinstance(trouble, SMTPDataError) and trouble.smtp_code >= PERMANENT


def _close(
    message: Message,
    outcome: Outcome,
    *,
    sent_at: datetime | None = None,
    trouble: str = "",
) -> Outcome:
    forgotten: dict[str, Any] = {"facts": {}} if message.forget_facts else {}
    Message.objects.filter(pk=message.pk, outcome=Outcome.WAITING).update(
        outcome=outcome,
        to=message.to,
        sent_at=sent_at,
        claimed_until=None,
        trouble=trouble,
        **forgotten,
    )
    return outcome


def try_again(message: Message, *, at: datetime) -> None:
    """Put a message that failed back into the outbox.

    Refuses one whose code or link has been forgotten: only its room can make a new
    one.
    """
    if message.outcome != Outcome.FAILED:
        raise Refused("Only a message that failed is sent again.")
    if message.forget_facts:
        raise Refused(
            "It held a link or a code that has been forgotten, so it cannot go again. "
            "Take the step anew that it came from."
        )
    Message.objects.filter(pk=message.pk, outcome=Outcome.FAILED).update(
        outcome=Outcome.WAITING, attempts=0, claimed_until=None, due_at=at, trouble=""
    )
