"""The front: which site answers, and its front page, from where each address is sought.

The CMS asks the database for both on every page, in the two dearest questions of all.
There is one site here, so they are remembered like the other parts of the frame.
"""

from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail import views
from wagtail.models import Site

from portal.core import remembered

KEY = "cms-front"


def serve(request: HttpRequest, path: str) -> HttpResponse:
    """Answer with the page at an address, as the CMS does."""
    site = remembered.remembered(KEY, _ask)
    if site is not None:
        # Where the CMS itself keeps the answer to "which site?" for one request.
        request._wagtail_site = site  # type: ignore[attr-defined] # noqa: SLF001
    return views.serve(request, path)


def forget() -> None:
    """Ask again on the next page, after an editor published or moved something."""
    remembered.forget(KEY)


def _ask() -> Any:
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is not None:
        site.root_page = site.root_page.specific
    return site
