"""The map of the site as a list of addresses, for rules that hold for every one."""

import re
from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver
from django.urls.converters import (
    IntConverter,
    PathConverter,
    SlugConverter,
    StringConverter,
    UUIDConverter,
)

SAMPLES = {
    IntConverter: "1",
    SlugConverter: "some",
    PathConverter: "some/part",
    UUIDConverter: "00000000-0000-4000-8000-000000000000",
    StringConverter: "some",
}


def every_address() -> Iterator[tuple[str, URLPattern]]:
    """Return one address for every pattern, with its parts made up."""
    yield from _below("/", get_resolver().url_patterns)


def _below(
    prefix: str, patterns: list[URLPattern | URLResolver]
) -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        address = prefix + _sample(pattern)
        if isinstance(pattern, URLResolver):
            yield from _below(address, pattern.url_patterns)
        else:
            yield address, pattern


def _sample(pattern: URLPattern | URLResolver) -> str:
    shape = pattern.pattern
    converters = getattr(shape, "converters", {})
    text = str(shape)
    for name, converter in converters.items():
        sample = next(
            (value for kind, value in SAMPLES.items() if type(converter) is kind),
            "some",
        )
        text = re.sub(rf"<(?:\w+:)?{name}>", sample, text)
    return _plain(text)


def _plain(text: str) -> str:
    """Turn what is left of a regular expression into something that it matches."""
    text = re.sub(r"\(\?P<\w+>[^)]*\)|\([^)]*\)[*+?]?", "1", text)
    return text.replace("^", "").replace("$", "").replace("\\", "").replace("?", "")
