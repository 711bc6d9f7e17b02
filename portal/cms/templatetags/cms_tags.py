"""What the templates of pages need besides the parts that every page has."""

import json
from collections.abc import Callable, Iterable
from typing import Any

from django import template
from django.template import Context
from django.urls import reverse
from django.utils.html import escape, format_html
from django.utils.safestring import SafeString
from wagtail.models import Page

from events.models import Topic
from portal.accounts.models import User
from portal.cms import parts
from portal.cms.finding import topics_known
from portal.core import clock, remembered, words

register = template.Library()

# What could end the script, or begin another thing within it.
ESCAPES = {ord(mark): f"\\u{ord(mark):04X}" for mark in "<>&"}


@register.simple_tag(takes_context=True)
def structured_data(context: Context, page: Any) -> SafeString:
    """Write what search engines read, in a form from which no script can escape."""

    def told() -> str:
        data = page.structured_data()
        text = json.dumps({key: value for key, value in data.items() if value})
        return text.translate(ESCAPES)

    return format_html(
        '<script type="application/ld+json" nonce="{}">{}</script>',
        context.get("csp_nonce", ""),
        SafeString(_part(context, "page-data", page.pk, told)),
    )


NOON, EVENING = 12, 18


@register.simple_tag
def greeting(user: User) -> str:
    """Good morning, Rosalind: by the clock of the office."""
    hour = words.in_uk(clock.now()).hour
    part = "morning" if hour < NOON else "afternoon" if hour < EVENING else "evening"
    name = user.get_short_name()
    return f"Good {part}, {name}" if name else f"Good {part}"


@register.filter
def anchor(identity: str) -> str:
    """Name a block for links to it; it keeps the name when others are moved."""
    return str(identity)[:8]


@register.simple_tag
def marked(pieces: Iterable[tuple[str, bool]]) -> SafeString:
    """Write pieces of a text, those that were looked for marked, each escaped."""
    return SafeString(
        "".join(
            format_html("<mark>{}</mark>", words) if found else escape(words)
            for words, found in pieces
        )
    )


@register.simple_tag
def topic_links(topics: Iterable[Topic]) -> list[tuple[str, str]]:
    """Return each topic's name with the address of its page, where it has one."""
    pages = topics_known.addresses()
    return [(topic.name, pages.get(topic.slug, "")) for topic in topics]


# The list of each kind, and the feed of what it lists.
FEEDS = {
    "newsindexpage": "news",
    "positionindexpage": "positions",
    "consultationindexpage": "consultations",
    "jointstatementindexpage": "statements",
    "guidanceindexpage": "guidance",
    "resourceindexpage": "resources",
    "courseindexpage": "courses",
    "opportunityindexpage": "opportunities",
    "adviserindexpage": "advisers",
    "homepage": "all",
}


@register.filter
def feed_url(page: Page) -> str:
    """Return the address of the feed of what a page lists, if it is a list."""
    group = FEEDS.get(page._meta.model_name)  # noqa: SLF001 - Django's own API
    return reverse("cms:feed", args=[group]) if group else ""


# --- Parts that are the same for everybody ---------------------------------


def _part(context: Context, name: str, page: object, draw: Callable[[], str]) -> str:
    """Return a part as remembered; of a page, only if it is out and for everyone.

    A draft, a preview and a page for members are drawn anew every time.
    """
    for_everyone = getattr(context.get("request"), "is_for_everyone", False)
    if not for_everyone and name not in parts.OF_THE_FRAME:
        return draw()
    return remembered.remembered(parts.key(name, page), draw)


class RememberedNode(template.Node):
    def __init__(self, name: str, page: Any, nodes: template.NodeList) -> None:
        self.name = name
        self.page = page
        self.nodelist = nodes

    def render(self, context: Context) -> SafeString:
        of = self.page.resolve(context) if self.page else ""
        page = getattr(of, "pk", of)
        found = _part(
            context, self.name, page, lambda: str(self.nodelist.render(context))
        )
        return SafeString(found)


@register.tag(name="remembered")
def remember(parser: Any, token: Any) -> RememberedNode:
    """Draw a part of a page anew twice a minute at most, the same for everybody.

    `remembered NAME` is a part that there is once, `remembered NAME of PAGE` a part of
    each page, or of each of the words that say how something stands. Never around
    anything that depends on who reads or on what they ask for, nor on how many places
    are left.
    """
    _, name, *of = token.split_contents()
    page = parser.compile_filter(of[1]) if of else None
    nodes = parser.parse(("endremembered",))
    parser.delete_first_token()
    return RememberedNode(name, page, nodes)
