"""Taking files: how a view takes one file, and cuts off a larger one in time."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from .uploads import Limit

type View = Callable[..., HttpResponseBase]
# A form around the file costs a little.
AROUND = 100_000


def takes_file(most: int, too_large: View) -> Callable[[View], View]:
    """Let a view take one file of so many bytes, before a larger one fills the disk."""

    def decorate(view: View) -> View:
        protected = csrf_protect(view)

        # Checking the token reads the whole body: the limit has to be set first, so
        # the check is made inside.
        @csrf_exempt
        @wraps(view)
        def limited(
            request: HttpRequest, *args: Any, **options: Any
        ) -> HttpResponseBase:
            if request.method == "POST":
                length = int(request.META.get("CONTENT_LENGTH") or 0)
                if length > most + AROUND:
                    return too_large(request, *args, **options)
                limit = Limit(most + AROUND)
                request.upload_handlers = [limit, *request.upload_handlers]
            return protected(request, *args, **options)

        return limited

    return decorate
