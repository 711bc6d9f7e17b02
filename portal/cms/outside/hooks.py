"""What links elsewhere add to the staff screens: a report, a question, a check."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page

from portal.accounts.role_policy import RoleMenuItem
from portal.cms import before_publishing, content
from portal.cms.before_publishing import Finding
from portal.cms.desk import attention
from portal.cms.desk.attention import Answer, Matter, Question
from portal.cms.models import LinkState, OutsideLink
from portal.cms.models.outside_links import IN_NEED

from . import links, staff


@hooks.register("register_admin_urls")
def register_links() -> list[Any]:
    return staff.urlpatterns


@hooks.register("register_reports_menu_item")
def register_links_menu() -> MenuItem:
    return RoleMenuItem("Links elsewhere", staff.NAME, "link", 30, may=staff.may_look)


def broken_or_moved(_at: datetime) -> Answer:
    in_need = OutsideLink.objects.in_need().order_by("state", "host", "pk")
    found = [
        Matter(link.address, reverse(staff.NAME), link.reason)
        for link in in_need[: attention.SHOWN]
    ]
    is_all = len(found) < attention.SHOWN
    return Answer(found, len(found) if is_all else in_need.count())


def links_of_this_version(page: Page) -> Iterable[Finding]:
    """Say what the last visit met, of the links that still stand there."""
    words = {
        links.key_of(address): one.words
        for one in content.of(page).links
        if (address := links.outside(one.address))
    }
    if not words:
        return
    met = OutsideLink.objects.filter(
        key__in=words, state__in=IN_NEED, seen_at__isnull=True
    )
    for link in met.order_by("pk"):
        now = f" Now: {link.leads_to}" if link.state == LinkState.MOVED else ""
        yield Finding(
            f"The link “{words[link.key]}” to {link.address}: {link.reason}.{now}",
            stops=False,
        )


attention.register(
    Question(
        "Links elsewhere that are broken or have moved",
        broken_or_moved,
        lambda: reverse(staff.NAME),
    )
)
before_publishing.register(links_of_this_version)
