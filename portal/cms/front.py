"""The front: which site answers, and its front page, from where each address is sought.

The CMS asks the database for both on every page, in the two dearest questions of all.
There is one site here, so they are remembered like the other parts of the frame.
"""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail import views
from wagtail.models import Site

from portal.core import remembered

KEY = "cms-front"


class KnownSite:
    """Tell the CMS the site before it asks, on pages and nowhere else."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., Any], *_: Any
    ) -> None:
        if view is not views.serve:
            return
        site = remembered.remembered(KEY, _ask)
        if site is not None:
            # Where the CMS itself keeps the answer for the length of one request.
            request._wagtail_site = site  # type: ignore[attr-defined] # noqa: SLF001


def forget() -> None:
    """Ask again on the next page, after an editor published or moved something."""
    remembered.forget()


def _ask() -> Any:
    site = Site.objects.filter(is_default_site=True).select_related("root_page").first()
    if site is not None:
        site.root_page = site.root_page.specific
    return site
