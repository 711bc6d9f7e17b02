"""Visitors: from which network somebody comes, and where they may be led.

The address counts from behind the trusted proxies only, so a forged header changes
nothing; it is stored as a keyed hash, since nobody needs to read it.
"""

from allauth.core.internal.ratelimit import get_ip
from django.http import HttpRequest
from django.utils.crypto import salted_hmac
from django.utils.http import url_has_allowed_host_and_scheme


def network_of(request: HttpRequest) -> str:
    return salted_hmac(
        "portal.accounts.visitors", get_ip(request), algorithm="sha256"
    ).hexdigest()


def local_address(url: str | None, *, otherwise: str = "") -> str:
    """Return the address if it is one of ours, written from the root."""
    if (
        url
        and url.startswith("/")
        and url_has_allowed_host_and_scheme(url, allowed_hosts=None)
    ):
        return url
    return otherwise
