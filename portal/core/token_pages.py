"""Pages whose address holds a token: never stored, never named to another site."""

from collections.abc import Callable
from functools import wraps

from django.http import HttpRequest, HttpResponse

type View = Callable[..., HttpResponse]


def token_page(view: View) -> View:
    @wraps(view)
    def kept_quiet(request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response["Cache-Control"] = "no-store, private"
        # Not "no-referrer": a browser then sends a form's origin as "null", and the
        # guard against forged forms refuses it. To other sites this says nothing.
        response.setdefault("Referrer-Policy", "same-origin")
        response["X-Robots-Tag"] = "noindex, nofollow"
        return response

    return kept_quiet
