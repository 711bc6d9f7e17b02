"""What the frame of every page shows: the way to the main places.

The places are the pages that exist, asked of the database twice a minute at most.
"""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from wagtail.models import Page

from portal.cms.models import FootColumn, HomePage, StandardPage
from portal.core import remembered

KEY = "cms-places"

Link = dict[str, str]

# The head of a page has room for few; everything else stands at its foot.
IN_MASTHEAD = (
    "newsindexpage",
    "positionindexpage",
    "consultationindexpage",
    "resourceindexpage",
)
IN_SAY = (
    "newsindexpage",
    "positionindexpage",
    "consultationindexpage",
    "jointstatementindexpage",
)
IN_LEARN = ("courseindexpage", "resourceindexpage", "guidanceindexpage")
IN_FIND = ("topicindexpage", "adviserindexpage", "opportunityindexpage")
LEARN = "Learn"
FIND = "Find"


def navigation(request: HttpRequest) -> dict[str, Any]:
    places = remembered.remembered(KEY, _ask)
    return {
        "navigation": [
            {**place, "current": request.path.startswith(place["url"])}
            for place in places["sections"]
        ],
        "footer_columns": places["footer_columns"],
        "join_url": places["join_url"],
        "list_urls": places["list_urls"],
    }


def forget() -> None:
    """Make the next page ask again, after an editor published something."""
    remembered.forget()


def _ask() -> dict[str, Any]:
    events = {"label": "Events", "url": reverse("events:event-list")}
    library = {"label": "Library", "url": reverse("events:library")}
    lists = _lists()
    columns = {
        LEARN: [
            {**events, "label": "Events and training"},
            library,
            *_of(lists, IN_LEARN),
        ],
        FootColumn.SAY.label: _of(lists, IN_SAY),
        FootColumn.MEMBERSHIP.label: [],
        FIND: [
            *_of(lists, IN_FIND),
            {"label": "Search", "url": reverse("cms:search")},
            {"label": "E-mail alerts", "url": reverse("cms:alerts")},
        ],
        FootColumn.ABOUT.label: [],
    }
    for page in _open_to_all(StandardPage).exclude(foot_column=FootColumn.NONE):
        columns[page.get_foot_column_display()].append(_link(page))
    return {
        "sections": [*_of(lists, IN_MASTHEAD), events, library],
        "footer_columns": [
            {"title": title, "links": links}
            for title, links in columns.items()
            if links
        ],
        "join_url": _join_url(),
        "list_urls": {kind: link["url"] for kind, link in lists.items()},
    }


def _lists() -> dict[str, Link]:
    """Return the lists that are out, each under the name of its page type."""
    wanted = [*IN_MASTHEAD, *IN_SAY, *IN_LEARN, *IN_FIND]
    pages = (
        Page.objects.live()
        .public()
        .filter(content_type__app_label="cms", content_type__model__in=wanted)
    )
    return {
        page.content_type.model: {
            "label": page.title,
            # Not asked of the page itself, which would take its own rows.
            "url": f"/{page.url_path.split('/', 2)[2]}",
        }
        for page in pages.select_related("content_type")
    }


def _of(lists: dict[str, Link], kinds: tuple[str, ...]) -> list[Link]:
    return [lists[kind] for kind in kinds if kind in lists]


def _join_url() -> str:
    """Return where one joins: the editors' page about it, once it is out, or ours."""
    home = HomePage.objects.select_related("join_page").first()
    page = home.join_page if home is not None else None
    return page.url if page is not None and page.live else reverse("joining:grades")


def _open_to_all(kind: Any) -> Any:
    # A place that asks for a sign-in is no place to send everybody.
    return kind.objects.live().public().order_by("path")


def _link(page: Any) -> Link:
    return {"label": page.title, "url": page.url}
