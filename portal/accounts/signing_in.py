"""Signing in somebody whose address has just been proved by other means.

Through allauth's own steps, so that a second factor is still asked for, a new key is
given to the session and the list of sessions knows of it.
"""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.http import HttpRequest, HttpResponse

from .models import User


def sign_in(request: HttpRequest, user: User, *, to: str) -> HttpResponse:
    """Return the next step: the second factor if there is one, else `to`."""
    record_authentication(request, user, method="code", email=user.email)
    return perform_login(
        request, Login(user=user, email=user.email, redirect_url=to or None)
    )
