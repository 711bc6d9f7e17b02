"""Signing in with a membership number, as pages do it: ask, then enter the code.

Any page may take the number (an event's own, or ours); what was asked for is
remembered by the browser's session and by nothing else.
"""

from datetime import datetime

from django.http import HttpRequest, HttpResponse

from portal.accounts import signing_in, visitors

from . import access
from .errors import CodeRefused
from .models import CodeRequest

ASKED = "membership_code_request"


def ask(request: HttpRequest, number: str, *, next_url: str, at: datetime) -> None:
    """Ask for a code; the same happens whatever number it is."""
    asked = access.request_code(
        number,
        next_url=visitors.local_address(next_url),
        asked_from=visitors.network_of(request),
        at=at,
    )
    request.session[ASKED] = asked.pk


def asked_for(request: HttpRequest) -> CodeRequest | None:
    """Return what this browser asked for and has not used, if anything."""
    key = request.session.get(ASKED)
    if key is None:
        return None
    return CodeRequest.objects.filter(pk=key, used_at=None).first()


def enter(request: HttpRequest, code: str, *, at: datetime) -> HttpResponse:
    """Redeem the code and sign in; the answer leads on to where it was asked for."""
    asked = asked_for(request)
    if asked is None:
        raise CodeRefused(access.WRONG)
    user = access.redeem(asked, code, at=at)
    del request.session[ASKED]
    return signing_in.sign_in(request, user, to=asked.next_url)
