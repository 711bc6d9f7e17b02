"""References: short public names for things, which survive being read aloud.

No vowels (no words by accident), no 0/O, 1/I/L, 5/S or 8/B. A reference is a
name, not a secret: whoever knows one still has to be entitled to the thing.
"""

import secrets

ALPHABET = "CDFGHJKMNPQRTVWXYZ234679"


class Converter:
    """What an address takes for a reference. Anything else is not found: some of it
    (a NUL, say) the database would choke on.
    """

    regex = "[A-Za-z0-9-]{1,12}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


def new(length: int = 7) -> str:
    return "".join(secrets.choice(ALPHABET) for _ in range(length))
