"""The stylesheet that carries the body's own look."""

from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_safe

from .models import Identity
from .models.identity import LOOK, TRIED

A_YEAR = 31_536_000


@require_safe
def stylesheet(request: HttpRequest, version: str) -> HttpResponse:
    """Set the site tokens of portal.css. The version in the address is its age."""
    look = _tried(request) if version == TRIED else Identity.load()
    response = HttpResponse(look.tokens, content_type="text/css; charset=utf-8")
    if version == TRIED:
        patch_cache_control(response, private=True, no_store=True)
    else:
        patch_cache_control(response, public=True, max_age=A_YEAR, immutable=True)
    return response


def _tried(request: HttpRequest) -> Identity:
    """Return a look that nobody has saved, held to the same limits as one that is."""
    tried = Identity(name="-", short_name="-")
    for name in LOOK:
        setattr(tried, name, request.GET.get(name, getattr(tried, name)))
    try:
        tried.clean_fields()
        tried.clean()
    except ValidationError as outside:
        raise Http404 from outside
    return tried
