"""The stylesheet that carries the body's own look."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from .models import Identity


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def stylesheet(request: HttpRequest, version: str) -> HttpResponse:
    """Set the site tokens of portal.css. The version in the address is its age."""
    return HttpResponse(Identity.load().tokens, content_type="text/css; charset=utf-8")
