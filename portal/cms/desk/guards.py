"""Guards: doors of the CMS's own screens that its makers left ajar.

Each is tried in tests/portal/cms/test_advisories.py, and goes as soon as the CMS asks
for itself.
"""

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from wagtail.models import Page

# A question of a few lines; the CMS reads quotes and words in time that grows with the
# square of their number.
LONGEST_QUESTION = 300


def may_move(request: HttpRequest, page: Page, destination: Page) -> None:
    """Refuse before the screen that asks "Are you sure?", which names the page."""
    if not page.permissions_for_user(request.user).can_move_to(destination):
        raise PermissionDenied


class ShortQuestions:
    """Cut what is looked for in the staff area to what a person would type."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("q", "")
        if len(asked) > LONGEST_QUESTION and request.path.startswith(
            settings.STAFF_PREFIX
        ):
            query = request.GET.copy()
            query["q"] = asked[:LONGEST_QUESTION]
            request.GET = query  # type: ignore[assignment] # as Django's own tests do
        return self.get_response(request)
