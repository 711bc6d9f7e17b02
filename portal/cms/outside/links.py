"""Links elsewhere: which are there, and what is met where they lead?

Once a week the pages that are out are read anew. Every minute a few addresses that are
due are visited, one of each host at a time and the same host never twice in a minute.
What no machine answers has three tries, a week apart or sooner, before it is called
broken; a host that turns machines away is only called silent.
"""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from http import HTTPStatus
from urllib.parse import urldefrag, urlsplit

from django.conf import settings
from django.db import transaction
from django.db.models import Q
from wagtail.models import Page

from portal.accounts.models import User
from portal.cms import content
from portal.cms.models import LinkOnPage, LinkState, OutsideLink
from portal.core import fetching
from portal.core.fetching import Fetched, NoAnswer, NotPublic

AGAIN = timedelta(days=6, hours=12)
SOONER = timedelta(days=1)
REST = timedelta(minutes=1)
AT_ONCE = 10
TRIES = 3
GONE = {HTTPStatus.NOT_FOUND, HTTPStatus.GONE}
# What a host answers when it does not want machines, or not just now.
TURNED_AWAY = {
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.METHOD_NOT_ALLOWED,
    HTTPStatus.NOT_ACCEPTABLE,
    HTTPStatus.TOO_MANY_REQUESTS,
    HTTPStatus.UNAVAILABLE_FOR_LEGAL_REASONS,
}

type Visit = Callable[[str], Fetched]


@dataclass(frozen=True)
class Met:
    """What a visit came to."""

    state: LinkState
    reason: str = ""
    status: int | None = None
    leads_to: str = ""


def key_of(address: str) -> str:
    return hashlib.sha256(address.encode()).hexdigest()


def outside(address: str) -> str:
    """Return the address without its mark on the page, or nothing if it is ours."""
    try:
        parts = urlsplit(address)
        ours = urlsplit(settings.BASE_URL).hostname
        if parts.scheme not in {"http", "https"} or parts.hostname in {None, ours}:
            return ""
    except ValueError:
        return ""
    return urldefrag(address)[0]


# --- What is there ---------------------------------------------------------


def collect() -> int:
    """Read every page that is out; return how many addresses they lead to."""
    seen: set[int] = set()
    for page in Page.objects.live().specific().iterator(chunk_size=100):
        note(page)
        seen.add(page.pk)
    LinkOnPage.objects.exclude(page__in=seen).delete()
    OutsideLink.objects.filter(on_pages__isnull=True).delete()
    return OutsideLink.objects.count()


@transaction.atomic
def note(page: Page) -> None:
    """Write down where this page leads, and forget where it no longer does."""
    found = dict.fromkeys(
        (address, one.words[:250])
        for one in content.of(page).links
        if (address := outside(one.address))
    )
    links = {address: _link(address) for address, _ in found}
    kept = set()
    for address, words in found:
        row, _ = LinkOnPage.objects.get_or_create(
            page_id=page.pk, link=links[address], words=words
        )
        kept.add(row.pk)
    LinkOnPage.objects.filter(page_id=page.pk).exclude(pk__in=kept).delete()


def _link(address: str) -> OutsideLink:
    link, _ = OutsideLink.objects.get_or_create(
        key=key_of(address),
        defaults={
            "address": address,
            "host": (urlsplit(address).hostname or "")[:255],
        },
    )
    return link


# --- What is met -----------------------------------------------------------


def due(at: datetime) -> list[OutsideLink]:
    """Return what is to be visited now: of each host one, and none that rests."""
    silent = Q(state=LinkState.SILENT, failed_times__gt=0, visited_at__lt=at - SOONER)
    waiting = OutsideLink.objects.filter(
        Q(visited_at__isnull=True) | Q(visited_at__lt=at - AGAIN) | silent,
        on_pages__isnull=False,
    )
    resting = set(
        OutsideLink.objects.filter(visited_at__gt=at - REST).values_list(
            "host", flat=True
        )
    )
    chosen: dict[str, OutsideLink] = {}
    for link in waiting.order_by("visited_at", "pk").distinct().iterator():
        if link.host not in resting and link.host not in chosen:
            chosen[link.host] = link
        if len(chosen) == AT_ONCE:
            break
    return list(chosen.values())


def visit_due(*, at: datetime, visit: Visit | None = None) -> int:
    """Visit a few; return how many. Twice at once visits nothing twice."""
    number = 0
    for link in due(at):
        # Whoever writes the moment first goes; the other finds it taken.
        claimed = OutsideLink.objects.filter(pk=link.pk, visited_at=link.visited_at)
        if claimed.update(visited_at=at):
            keep(link, meet(link.address, visit or _visit))
            number += 1
    return number


def _visit(address: str) -> Fetched:
    agent = f"Mozilla/5.0 (compatible; link check of {settings.BASE_URL})"
    return fetching.fetch(address, agent=agent, at_most=0)


def meet(address: str, visit: Visit) -> Met:
    try:
        answer = visit(address)
    except NotPublic as no:
        return Met(LinkState.NOT_VISITED, str(no))
    except NoAnswer as no:
        return Met(LinkState.SILENT, str(no))
    status = answer.status
    if status in GONE:
        return Met(LinkState.BROKEN, "There is no such page", status)
    if status in TURNED_AWAY:
        return Met(LinkState.SILENT, "It turns machines away: look yourself", status)
    if status >= HTTPStatus.BAD_REQUEST:
        return Met(LinkState.SILENT, f"It answers with error {status}", status)
    if answer.moved_for_good and outside(answer.address) != address:
        return Met(LinkState.MOVED, "It has moved for good", status, answer.address)
    return Met(LinkState.FINE, status=status)


def keep(link: OutsideLink, met: Met) -> None:
    """Write down what was met; an editor's word holds until that changes."""
    state, reason = met.state, met.reason
    failed = 0
    if state == LinkState.SILENT and met.status not in TURNED_AWAY:
        failed = link.failed_times + 1
        if failed >= TRIES:
            state, reason = LinkState.BROKEN, f"{reason}, {failed} times in a row"
    changed = (state, met.leads_to) != (link.state, link.leads_to)
    link.state, link.reason, link.status = state, reason[:200], met.status
    link.leads_to, link.failed_times = met.leads_to, failed
    if changed:
        link.seen_at, link.seen_by = None, None
    # All but the moment, which belongs to whoever has claimed the visit.
    written = ["state", "reason", "status", "leads_to", "failed_times"]
    link.save(update_fields=[*written, "seen_at", "seen_by"])


def look_at(link: OutsideLink, *, by: User, at: datetime) -> None:
    """Take an editor's word that it may stay as it is."""
    OutsideLink.objects.filter(pk=link.pk).update(seen_at=at, seen_by=by)
