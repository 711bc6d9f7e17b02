"""What the frame of every page shows: the way to the main places."""

from django.http import HttpRequest
from django.urls import reverse

SECTIONS = (("News", "/news/"), ("Positions", "/positions/"))


def navigation(request: HttpRequest) -> dict[str, object]:
    """Give base.html its navigation: no query, since the places are few and fixed."""
    places = [*SECTIONS, ("Events", reverse("events:event-list"))]
    return {
        "navigation": [
            {"label": label, "url": url, "current": request.path.startswith(url)}
            for label, url in places
        ],
    }
