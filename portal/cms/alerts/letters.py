"""Alert letters: what is new, and the link that proves an address.

A stream of its own: whoever ends it still hears of bookings and accounts.
"""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from portal.body import identity
from portal.cms.alerts import alerts
from portal.cms.models import Alert, AlertRequest
from portal.notifications import kinds
from portal.notifications.kinds import Kind, Prepared
from portal.notifications.models import Message


def declare_kinds() -> None:
    kinds.declare(
        Kind(alerts.CONFIRM, "Alerts: prove the address", _confirm, secret=True)
    )
    kinds.declare(Kind(alerts.NEWS, "Alerts: what is new", _news))


def _confirm(message: Message, _at: datetime) -> Prepared | None:
    key = message.about.rpartition(":")[2]
    wanted = AlertRequest.objects.filter(pk=key).first()
    if wanted is None:
        return None
    link = reverse("cms:alert-confirm", args=[message.facts["token"]])
    return Prepared(
        {
            "url": settings.BASE_URL + link,
            "often": wanted.get_often_display().lower(),
            "everything": wanted.everything,
            "topics": [topic.name for topic in wanted.topics.all()],
            "days": alerts.LINK_HOLDS.days,
        }
    )


def _news(message: Message, _at: datetime) -> Prepared | None:
    """Say what is new and still out, unless the alerts were ended meanwhile."""
    alert = Alert.objects.filter(pk=message.about.rpartition(":")[2]).first()
    entries = alerts.entries_of(message.facts["keys"])
    if alert is None or not entries:
        return None
    stop, change = (
        settings.BASE_URL + reverse(name, args=[alerts.link_for(alert, purpose)])
        for name, purpose in (
            ("cms:alert-stop", alerts.STOP),
            ("cms:alert-change", alerts.CHANGE),
        )
    )
    return Prepared(
        {
            "entries": entries,
            "first": entries[0],
            "others": len(entries) - 1,
            "stop_url": stop,
            "change_url": change,
        },
        headers={
            # RFC 8058: the mail program ends it by one press, without a page.
            "List-Unsubscribe": f"<{stop}>",
            "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
            "List-Id": _list_id(),
            "Precedence": "bulk",
        },
    )


def _list_id() -> str:
    host = settings.BASE_URL.partition("://")[2].partition(":")[0]
    name = identity.current().short_name or identity.current().name
    words = "".join(letter for letter in name if letter.isalnum() or letter == " ")
    return f"{words} alerts <alerts.{host}>"
