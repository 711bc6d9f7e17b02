"""Tokens: what makes a link work for one purpose and one row.

128 bits from the system, stored hashed, so that a copy of the database opens
nothing. The clear token exists only in the message that carries it.
"""

import hashlib
import secrets


def new() -> str:
    return secrets.token_urlsafe(16)


def hashed(token: str) -> str:
    """Return what is stored. A fast hash suffices for 128 random bits."""
    return hashlib.sha256(token.encode()).hexdigest()
