"""What the frame of every page shows: the way to the main places.

The places are the pages that exist, asked of the database twice a minute at most.
"""

from typing import Any

from django.core.cache import cache
from django.http import HttpRequest
from django.urls import reverse

from .models import FootColumn, HomePage, NewsIndexPage, PositionIndexPage, StandardPage

KEY = "cms-places"
SECONDS = 30

Link = dict[str, str]


def navigation(request: HttpRequest) -> dict[str, Any]:
    places = cache.get(KEY)
    if places is None:
        places = _ask()
        cache.set(KEY, places, SECONDS)
    return {
        "navigation": [
            {**place, "current": request.path.startswith(place["url"])}
            for place in places["sections"]
        ],
        "footer_columns": places["footer_columns"],
        "join_url": places["join_url"],
    }


def forget() -> None:
    """Make the next page ask again, after an editor published something."""
    cache.delete(KEY)


def _ask() -> dict[str, Any]:
    events = {"label": "Events", "url": reverse("events:event-list")}
    library = {"label": "Library", "url": reverse("events:library")}
    say = [*_links(NewsIndexPage), *_links(PositionIndexPage)]
    columns = {
        "Learn": [{**events, "label": "Events and training"}, library],
        FootColumn.SAY.label: list(say),
        FootColumn.MEMBERSHIP.label: [],
        FootColumn.ABOUT.label: [],
    }
    for page in _open_to_all(StandardPage).exclude(foot_column=FootColumn.NONE):
        columns[page.get_foot_column_display()].append(_link(page))
    return {
        "sections": [*say, events, library],
        "footer_columns": [
            {"title": title, "links": links}
            for title, links in columns.items()
            if links
        ],
        "join_url": _join_url(),
    }


def _join_url() -> str:
    """Return where one joins or renews; nothing while the page is not out."""
    home = HomePage.objects.select_related("join_page").first()
    page = home.join_page if home is not None else None
    return page.url if page is not None and page.live else ""


def _open_to_all(kind: Any) -> Any:
    # A place that asks for a sign-in is no place to send everybody.
    return kind.objects.live().public().order_by("path")


def _links(kind: Any) -> list[Link]:
    return [_link(page) for page in _open_to_all(kind)]


def _link(page: Any) -> Link:
    return {"label": page.title, "url": page.url}
