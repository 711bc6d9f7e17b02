"""Structured data: what may a search engine know of an event, in schema.org's words?

Only of events that are listed, and only what the page itself says.
"""

import json
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

from events.models import Event, Mode, TicketType, WayIn, Who
from portal.body import identity
from portal.core import words

from . import queries

SCHEMA = "https://schema.org"
ATTENDANCE = {
    Mode.ONLINE: f"{SCHEMA}/OnlineEventAttendanceMode",
    Mode.ROOM: f"{SCHEMA}/OfflineEventAttendanceMode",
    Mode.BOTH: f"{SCHEMA}/MixedEventAttendanceMode",
}
# What would end the element early, or start a comment, inside a script element.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def of_event(event: Event) -> SafeString:
    """Return the JSON, safe to stand inside a script element."""
    if not event.is_public:
        return SafeString("")
    written = json.dumps(_facts(event), ensure_ascii=False).translate(ESCAPES)
    return mark_safe(written)  # noqa: S308 - escaped above


def _facts(event: Event) -> dict[str, Any]:
    url = settings.BASE_URL + event.get_absolute_url()
    state = "EventCancelled" if event.is_cancelled else "EventScheduled"
    return {
        "@context": SCHEMA,
        "@type": "Event",
        "name": event.title,
        "description": event.summary,
        "url": url,
        "startDate": words.iso(event.starts_at),
        "endDate": words.iso(event.ends_at),
        "eventStatus": f"{SCHEMA}/{state}",
        "eventAttendanceMode": ATTENDANCE[Mode(event.mode)],
        "location": _places(event, url),
        "organizer": {
            "@type": "Organization",
            "name": event.host or identity.current().name,
            "url": event.host_url or settings.BASE_URL,
        },
        "audience": {"@type": "Audience", "audienceType": event.audience},
        "offers": [
            _offer(event, kind, url)
            for kind in event.ticket_types.all()
            if kind.who != Who.STAFF
        ],
    }


def _places(event: Event, url: str) -> list[dict[str, str]]:
    online = {"@type": "VirtualLocation", "url": url}
    room = {
        "@type": "Place",
        "name": event.venue or event.place,
        "address": event.venue or event.place,
    }
    return {
        Mode.ONLINE: [online],
        Mode.ROOM: [room],
        Mode.BOTH: [room, online],
    }[Mode(event.mode)]


def _offer(event: Event, kind: TicketType, url: str) -> dict[str, str]:
    full = queries.places_left(event) == 0 and event.way_in != WayIn.OPEN_LINK
    return {
        "@type": "Offer",
        "name": kind.name,
        "price": f"{kind.price_pence // 100}.{kind.price_pence % 100:02}",
        "priceCurrency": "GBP",
        "availability": f"{SCHEMA}/{'SoldOut' if full else 'InStock'}",
        "url": url,
    }
