"""The mailbox: where does the demonstration's mail go, and what was in it?

Mails are read back from the bytes that would have gone over the wire, so that a page
shows what a reader would have had.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from email.message import EmailMessage as Parts
from typing import Any

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.db import transaction

from portal.core import clock

from .models import MailboxFile, MailboxMessage


class MailboxBackend(BaseEmailBackend):
    """Keep every mail in the database; none leaves the machine."""

    def send_messages(self, email_messages: Any) -> int:
        with transaction.atomic():
            return sum(keep(mail, at=clock.now()) for mail in email_messages)


def keep(mail: EmailMessage, *, at: datetime) -> int:
    """Store one mail for each who would have got it; return for how many."""
    parts = mail.message()
    found = Found()
    for part in parts.walk():
        found.take(part)
    for to in mail.recipients():
        message = MailboxMessage.objects.create(
            at=at,
            sender=str(parts["From"]),
            to=to,
            subject=str(parts["Subject"]),
            text=found.text,
            html=found.html,
            calendar=found.calendar,
            calendar_method=found.method,
        )
        MailboxFile.objects.bulk_create(
            MailboxFile(message=message, name=name, media_type=kind, content=content)
            for name, kind, content in found.files
        )
    return len(mail.recipients())


@dataclass
class Found:
    """The parts of a mail, as far as they have been read."""

    text: str = ""
    html: str = ""
    calendar: str = ""
    method: str = ""
    files: list[tuple[str, str, bytes]] = field(default_factory=list)

    def take(self, part: Parts) -> None:
        kind = part.get_content_type()
        if part.is_multipart():
            return
        if part.is_attachment():
            content = part.get_payload(decode=True)
            self.files.append((part.get_filename() or "file", kind, bytes(content)))
        elif kind == "text/html":
            self.html = part.get_content()
        elif kind == "text/calendar":
            self.calendar = part.get_content()
            self.method = str(part.get_param("method") or "")
        elif kind == "text/plain":
            self.text = part.get_content()


# --- What a calendar entry says --------------------------------------------


@dataclass(frozen=True)
class Entry:
    """One entry of a calendar file, as somebody's calendar would show it."""

    summary: str
    starts: datetime | date | None
    ends: datetime | date | None
    where: str
    status: str
    sequence: str
    identity: str


def entries(calendar: str) -> list[Entry]:
    """Read the entries back. Enough for looking at what we wrote, and no more."""
    unfolded = re.sub(r"\r?\n[ \t]", "", calendar)
    found = []
    for text in re.findall(r"BEGIN:VEVENT(.*?)END:VEVENT", unfolded, re.DOTALL):
        # A reminder inside has properties of the same names.
        own = re.sub(r"BEGIN:VALARM.*?END:VALARM", "", text, flags=re.DOTALL)
        lines = dict(re.findall(r"^([A-Z-]+)[^:\n]*:(.*?)\r?$", own, re.MULTILINE))
        found.append(
            Entry(
                summary=_plain(lines.get("SUMMARY", "")),
                starts=_moment(lines.get("DTSTART", "")),
                ends=_moment(lines.get("DTEND", "")),
                where=_plain(lines.get("LOCATION", "")),
                status=lines.get("STATUS", "").capitalize(),
                sequence=lines.get("SEQUENCE", "0"),
                identity=lines.get("UID", ""),
            )
        )
    return found


def _plain(value: str) -> str:
    return re.sub(
        r"\\(.)", lambda mark: "\n" if mark[1] in "nN" else mark[1], value
    ).strip()


def _moment(value: str) -> datetime | date | None:
    for form in ("%Y%m%dT%H%M%SZ", "%Y%m%dT%H%M%S", "%Y%m%d"):
        try:
            read = datetime.strptime(value, form).replace(tzinfo=UTC)
        except ValueError:
            continue
        if form.endswith("Z"):
            return read
        return read.replace(tzinfo=clock.UK) if "T" in form else read.date()
    return None
