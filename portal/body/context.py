"""What every page knows about the body: its name, its look, how to reach it."""

from django.conf import settings
from django.http import HttpRequest

from . import identity


def identity_of(request: HttpRequest) -> dict[str, object]:
    known = identity.current()
    user = getattr(request, "user", None)
    return {
        "body": known,
        "base_url": settings.BASE_URL,
        "brand": {"stylesheet_url": known.stylesheet_url},
        "scheme": getattr(user, "scheme", ""),
    }
