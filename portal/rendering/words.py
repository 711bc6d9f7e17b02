"""What text has to lose before it can stand in a file: what no reader shows."""

import re
from collections.abc import Mapping
from typing import Any

# XML forbids them, no font draws them, and word processors leave them in pasted text.
# A vertical tab is what such a program writes for a line break within a paragraph.
_UNSEEN = re.compile(
    "[\x00-\x08\x0c\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]"
)


def clean(text: str) -> str:
    """Return the text without characters that would break a file."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").replace("\x0b", "\n")
    return _UNSEEN.sub("", lines)


def clean_all(value: Any) -> Any:
    """Return the same facts with every text in them cleaned."""
    if isinstance(value, str):
        return clean(value)
    if isinstance(value, Mapping):
        return {key: clean_all(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [clean_all(item) for item in value]
    return value


def file_name(text: str, ending: str) -> str:
    """Return a name that every system takes, such as Portfolio-2027.pdf."""
    plain = re.sub(r"[^\w.-]+", "-", clean(text), flags=re.UNICODE).strip("-.")
    return f"{plain[:80] or 'document'}.{ending}"
