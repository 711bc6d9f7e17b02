"""Addresses: may this one stand on a page? People are reached through a role."""

from django.core.exceptions import ValidationError

# Where people have mail of their own. An organisation's box is never there.
PRIVATE_HOSTS = frozenset(
    {
        "aol.com",
        "aol.co.uk",
        "btinternet.com",
        "fastmail.com",
        "gmail.com",
        "gmx.co.uk",
        "gmx.com",
        "googlemail.com",
        "hotmail.co.uk",
        "hotmail.com",
        "icloud.com",
        "live.co.uk",
        "live.com",
        "mac.com",
        "me.com",
        "msn.com",
        "ntlworld.com",
        "outlook.com",
        "proton.me",
        "protonmail.com",
        "sky.com",
        "talktalk.net",
        "tiscali.co.uk",
        "virginmedia.com",
        "yahoo.co.uk",
        "yahoo.com",
        "ymail.com",
    }
)


def refuse_private(address: str) -> None:
    """Raise when the address is with a host where people have mail of their own."""
    if address.rpartition("@")[2].casefold() in PRIVATE_HOSTS:
        raise ValidationError(
            "This looks like somebody's own address, and pages keep it for years. "
            "Give the address of a role or an organisation."
        )
