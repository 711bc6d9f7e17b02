"""The ways in that lead to the one log-in."""

from django.contrib.auth.views import redirect_to_login
from django.http import Http404, HttpRequest

from .visitors import local_address


def one_log_in(request: HttpRequest):
    """Stand where the CMS has a log-in of its own, without limits or second step."""
    return redirect_to_login(local_address(request.GET.get("next"), otherwise="/"))


def not_here(request: HttpRequest, **_parts: str):
    """Stand where the CMS would do to accounts what leaves no line in their history."""
    raise Http404
