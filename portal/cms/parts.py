"""Parts of pages that are remembered because everybody sees the same there.

Those of a page are remembered only of what is out and for everyone; those of the
frame stand around every page.
"""

from portal.core import remembered

FOOT = "frame-foot"
OF_THE_FRAME = {FOOT}


def key(name: str, page: object = "") -> str:
    return f"cms-part-{name}-{page}"


def forget() -> None:
    """Draw them anew on the next page, after an editor published something."""
    remembered.forget()
