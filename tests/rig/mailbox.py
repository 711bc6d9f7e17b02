"""A mailbox: send what is due, and read it as a mail program would."""

from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes, policy
from email.message import EmailMessage

import icalendar
from django.core import mail

from portal.notifications import delivery
from portal.notifications.models import Message


def deliver_due(at: datetime) -> list[EmailMessage]:
    """Send everything that is due, and return what left, parsed from its bytes."""
    before = len(mail.outbox)
    for message in Message.objects.due(at).order_by("pk"):
        delivery.deliver(message, at=at)
    return [read(sent) for sent in mail.outbox[before:]]


def read(sent: mail.EmailMessage) -> EmailMessage:
    raw = sent.message().as_bytes(policy=policy.SMTP)
    return message_from_bytes(raw, policy=policy.default)


def parts(letter: EmailMessage) -> dict[str, str]:
    return {
        part.get_content_type(): part.get_content()
        for part in letter.walk()
        if not part.is_multipart()
    }


@dataclass(frozen=True)
class Entry:
    """The calendar part: what the mail says of it, and what it says itself."""

    method_of_part: str
    raw: bytes
    calendar: icalendar.Calendar

    @property
    def method(self) -> str:
        return str(self.calendar["METHOD"])

    @property
    def events(self) -> list[icalendar.Event]:
        return list(self.calendar.walk("VEVENT"))


def entry(letter: EmailMessage) -> Entry | None:
    for part in letter.walk():
        if part.get_content_type() == "text/calendar":
            raw = part.get_payload(decode=True)
            return Entry(
                part.get_param("method"), raw, icalendar.Calendar.from_ical(raw)
            )
    return None
