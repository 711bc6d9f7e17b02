"""Delivery: claim one message, see that it is still true, send it, say so.

A message is claimed by compare-and-set, so two workers never send the same one.
If a worker dies between sending and noting, the message goes again under the same
Message-ID: at most one duplicate, never a loss.
"""

from datetime import datetime, timedelta
from smtplib import SMTPRecipientsRefused

import structlog
from django.conf import settings
from django.db import transaction
from django.db.models import F
from django.template.loader import render_to_string

from portal.body import identity

from . import kinds
from .mail import Mail
from .models import MOST_ATTEMPTS, Message, Outcome

log = structlog.get_logger(__name__)

CLAIM = timedelta(minutes=5)
PERMANENT = 500


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
    kind = kinds.kind(message.kind)
    late = message.not_after is not None and message.not_after <= at
    prepared = None if late else kind.prepare(message, at)
    if prepared is None or not (message.to or prepared.to):
        return _close(message, Outcome.OVERTAKEN)
    message.to = message.to or prepared.to
    try:
        compose(message, prepared).send()
    except SMTPRecipientsRefused as refusal:
        codes = [reply[0] for reply in refusal.recipients.values()]
        return _failed(message, refusal, at, for_good=min(codes) >= PERMANENT)
    except Exception as trouble:  # noqa: BLE001 - any trouble is noted and tried again
        return _failed(message, trouble, at, for_good=False)
    with transaction.atomic():
        if kind.sent is not None:
            kind.sent(message, at)
        return _close(message, Outcome.SENT, sent_at=at)


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
        headers={"Message-ID": message.message_id, "Auto-Submitted": "auto-generated"},
    )
    page = render_to_string(f"{name}.html", context, using="pages")
    mail.attach_alternative(page, "text/html")
    mail.calendar = prepared.calendar
    for attachment in prepared.attachments:
        mail.attach(attachment.name, attachment.content, attachment.media_type)
    return mail


def _failed(
    message: Message, trouble: Exception, at: datetime, *, for_good: bool
) -> Outcome:
    log.warning("message_not_sent", message=message.pk, trouble=type(trouble).__name__)
    note = type(trouble).__name__
    if for_good or message.attempts >= MOST_ATTEMPTS:
        return _close(message, Outcome.FAILED, trouble=note)
    Message.objects.filter(pk=message.pk).update(
        claimed_until=at + message.wait_after(message.attempts), trouble=note
    )
    return Outcome.WAITING


def _close(
    message: Message,
    outcome: Outcome,
    *,
    sent_at: datetime | None = None,
    trouble: str = "",
) -> Outcome:
    forgotten = {"facts": {}} if message.forget_facts else {}
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
    """Put a message that failed back into the outbox."""
    Message.objects.filter(pk=message.pk, outcome=Outcome.FAILED).update(
        outcome=Outcome.WAITING, attempts=0, claimed_until=None, due_at=at, trouble=""
    )
