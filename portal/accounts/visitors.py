"""Visitors: from which network somebody comes, and where they may be led.

The address counts from behind the trusted proxies only, so a forged header changes
nothing; it is stored as a keyed hash, since nobody needs to read it.
"""

from allauth.core.internal.ratelimit import consume, get_ip
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


def may_try(
    request: HttpRequest, action: str, rate: str, *, key: str = "", look: bool = False
) -> bool:
    """Say whether this visitor may try it once more, and count the try.

    `rate` is written as in the settings: "20/10m/ip", or "5/5m/key" for one `key`.
    With `look` nothing is counted. A hospital is one address: rates are generous.
    """
    used = consume(
        request,
        app="portal",
        action=action,
        config={action: rate},
        key=key or None,
        dry_run=look,
        limit_get=True,
    )
    return used is not None
