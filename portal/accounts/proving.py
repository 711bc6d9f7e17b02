"""Proving oneself once more, before a step that a stranger at an open screen must not
take.

allauth asks for the password or the second step. Somebody who has neither came in by a
mailed code: if that was a while ago, another code is due.
"""

import time
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import app_settings
from allauth.account.internal.flows.login import get_authentication_records
from allauth.account.internal.flows.reauthentication import (
    get_reauthentication_flows,
    raise_if_reauthentication_required,
)
from django.contrib import messages
from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse

type View = Callable[..., HttpResponse]


def proved_just_now(*methods: str) -> Callable[[View], View]:
    """Ask who it is before the view is reached by one of these methods."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
            if request.method not in methods or request.user.is_anonymous:
                return view(request, *args, **options)
            if get_reauthentication_flows(request.user):
                raise_if_reauthentication_required(request, app="account")
            elif not _came_in_just_now(request):
                path = request.get_full_path()
                logout(request)
                messages.warning(
                    request, "Sign in once more by a code, so that we know it is you."
                )
                return redirect_to_login(path)
            return view(request, *args, **options)

        return guarded

    return decorate


def _came_in_just_now(request: HttpRequest) -> bool:
    records = get_authentication_records(request, request.user)
    latest = max((record["at"] for record in records), default=0)
    return time.time() - latest < app_settings.REAUTHENTICATION_TIMEOUT
