"""The map for search engines: every page and event that anybody may see."""

from datetime import datetime
from xml.sax.saxutils import escape

from django.conf import settings

from portal.cms.models import Group, SearchEntry

MOST = 49_000
# A page of one's own, a step of a booking or a token is nothing to find.
KEPT_OUT = ("/accounts/", "/alerts/", "/events/book/", "/my/", "/staff/")


def written() -> str:
    """Return the map. Addresses are ours, whatever host was asked."""
    entries = SearchEntry.objects.out().exclude(url="")
    # A members' film is found through the page of its event.
    entries = entries.exclude(group=Group.RECORDINGS).order_by("url")
    rows = entries.values_list("url", "changed_at")[:MOST]
    lines = [_line("/", None), *(_line(url, changed) for url, changed in rows)]
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">\n'
        f"{''.join(lines)}</urlset>\n"
    )


def _line(url: str, changed: datetime | None) -> str:
    day = f"<lastmod>{changed.date().isoformat()}</lastmod>" if changed else ""
    return f"<url><loc>{escape(settings.BASE_URL + url)}</loc>{day}</url>\n"


def robots() -> str:
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in KEPT_OUT), ""]
    return "\n".join([*lines, f"Sitemap: {settings.BASE_URL}/sitemap.xml", ""])
