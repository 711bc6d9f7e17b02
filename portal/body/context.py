"""What every page knows about the body: its name, its look, how to reach it."""

from django.http import HttpRequest

from . import identity


def identity_of(request: HttpRequest) -> dict[str, object]:
    known = identity.current()
    user = getattr(request, "user", None)
    return {
        "body": known,
        "brand": {"stylesheet_url": known.stylesheet_url},
        "scheme": getattr(user, "scheme", ""),
    }
