"""Parts of pages that are remembered because everybody sees the same there."""

from portal.core import remembered

LEAD = "home-lead"
NEWS = "home-news"
COUNT = "home-count"
HELD = "home-held"
EVERY = (LEAD, NEWS, COUNT, HELD)


def key(name: str) -> str:
    return f"cms-part-{name}"


def forget() -> None:
    """Draw them anew on the next page, after an editor published something."""
    for name in EVERY:
        remembered.forget(key(name))
