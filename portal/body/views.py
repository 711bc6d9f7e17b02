"""The stylesheet that carries the body's own look."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from .brand import FONT_PAIRS
from .models import Identity


@require_safe
@cache_control(public=True, max_age=31_536_000, immutable=True)
def stylesheet(request: HttpRequest, version: str) -> HttpResponse:
    """Set the site tokens of portal.css. The version in the address is its age."""
    look = Identity.load()
    pair = FONT_PAIRS[look.fonts]
    return HttpResponse(
        ":root{"
        f"--brand-hue:{look.hue};"
        f"--brand-chroma:{look.strength / 1000:.3f};"
        f"--font-heading:{pair.heading};"
        f"--font-text:{pair.text};"
        f"--radius:{look.corner}px"
        "}\n",
        content_type="text/css; charset=utf-8",
    )
