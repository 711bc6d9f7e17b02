"""Interest letters: the link that proves an address, and the date that has come."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from events.models import CourseInterest, Event, EventStatus
from portal.notifications.kinds import Kind, Prepared, declare
from portal.notifications.models import Message

from . import interest, lines


def declare_kinds() -> None:
    label = "Tell me when there is a date: prove the address"
    declare(Kind(interest.CONFIRM, label, _confirm, secret=True))
    declare(Kind(interest.ANNOUNCED, "There is a date", _announced))


def _confirm(message: Message, _at: datetime) -> Prepared | None:
    row = _row(message)
    if row is None:
        return None
    link = reverse("events:interest-confirm", args=[message.facts["token"]])
    return Prepared(
        {
            "course": row.course,
            "area": row.area,
            "url": settings.BASE_URL + link,
            "days": interest.LINK_HOLDS.days,
        }
    )


def _announced(message: Message, at: datetime) -> Prepared | None:
    """Say the date, as long as it stands and somebody still wants to hear of it."""
    row = _row(message)
    event = Event.objects.filter(
        pk=message.facts["event"], status=EventStatus.PUBLISHED, cancels_at=None
    ).first()
    if row is None or row.ended_at or event is None or event.starts_at <= at:
        return None
    opens_at = event.booking_opens_at
    opens_later = opens_at is not None and opens_at > at
    stop = settings.BASE_URL + reverse(
        "events:interest-stop", args=[interest.link_to_stop(row)]
    )
    return Prepared(
        {
            "course": row.course,
            "event": event,
            "when": lines.when(event),
            "facts": lines.facts_of(event),
            "opens_at": opens_at if opens_later else None,
            # Lined up when it was published, so the opening is theirs first.
            "is_first": opens_later
            and event.waiting_list.waiting().filter(user=row.user).exists(),
            "event_url": settings.BASE_URL + event.get_absolute_url(),
            "stop_url": stop,
        },
        headers={
            # RFC 8058: the mail program ends it by one press, without a page.
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        },
    )


def _row(message: Message) -> CourseInterest | None:
    rows = CourseInterest.objects.select_related("course", "area", "user")
    return rows.filter(pk=message.facts["interest"], ended_at=None).first()
