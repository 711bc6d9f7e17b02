"""Letters about one's data. None says what the data is."""

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from portal.body.models import Mailbox
from portal.my import downloads, erasures, requests
from portal.my.models import DataRequest, Download, Erasure
from portal.notifications.kinds import Kind, Prepared
from portal.notifications.models import Message


def _key(message: Message) -> str:
    return message.about.rpartition(":")[2]


def _address(name: str, *args: object) -> str:
    return settings.BASE_URL + reverse(name, args=args)


def _download(message: Message, at: datetime) -> Prepared | None:
    download = Download.objects.filter(pk=_key(message)).first()
    if download is None or (download.ends_at is not None and download.ends_at <= at):
        return None
    return Prepared({"download": download, "url": _address("my:privacy")})


def _erasure(message: Message, _at: datetime) -> Prepared | None:
    erasure = Erasure.objects.filter(pk=_key(message)).first()
    if erasure is None:
        return None
    context: dict[str, object] = {"erasure": erasure, "url": _address("my:erase")}
    if token := message.facts.get("token"):
        context["stop_url"] = _address("privacy:erasure-stop", token)
    return Prepared(context)


def _request(message: Message, _at: datetime) -> Prepared | None:
    found = DataRequest.objects.filter(pk=_key(message)).first()
    return None if found is None else Prepared({"asked": found})


def _came(message: Message, _at: datetime) -> Prepared | None:
    """Tell the team, at its own address, as long as nobody has answered."""
    found = DataRequest.objects.open().filter(pk=_key(message)).first()
    team = (
        Mailbox.objects.filter(role=Mailbox.Role.PRIVACY).first()
        or Mailbox.objects.first()
    )
    if found is None or team is None:
        return None
    url = _address("staff_requests:request-detail", found.reference)
    return Prepared({"asked": found, "url": url}, to=team.address)


KINDS = (
    Kind(downloads.READY, "Everything about you: ready", _download),
    Kind(downloads.FAILED, "Everything about you: could not be made", _download),
    Kind(erasures.ASKED, "Erasure: asked for", _erasure, secret=True),
    Kind(erasures.PUT_OFF, "Erasure: put off", _erasure),
    Kind(erasures.WITHDRAWN, "Erasure: withdrawn", _erasure),
    Kind(erasures.DONE, "Erasure: done", _erasure, sent=erasures.last_word_was_sent),
    Kind(
        requests.ACKNOWLEDGED,
        "Data request: acknowledged",
        _request,
        sent=requests.was_acknowledged,
    ),
    Kind(requests.ANSWERED, "Data request: answered", _request),
    Kind(requests.CAME, "Data request: one has come", _came),
)
