"""Rich text: which marks an editor may use, and nothing else gets through.

The editor offers only these, but what arrives at the server need not come from it.
So text is cleaned when it is stored and again when it is shown.
"""

import nh3
from django.utils.safestring import SafeString
from wagtail.rich_text import expand_db_html

FEATURES = ["h2", "h3", "bold", "italic", "ol", "ul", "link", "document-link"]
LINE_FEATURES = ["bold", "italic", "link"]

_tags = {"p", "h2", "h3", "b", "strong", "i", "em", "ol", "ul", "li", "a", "br"}
_schemes = {"http", "https", "mailto", "tel"}

_stored = nh3.Cleaner(
    tags=_tags,
    # A link to a page or a file is kept as its key; comments hang on the block's key.
    attributes={"a": {"href", "linktype", "id"}, "*": {"data-block-key"}},
    url_schemes=_schemes,
    link_rel=None,
)
_shown = nh3.Cleaner(
    tags=_tags, attributes={"a": {"href"}}, url_schemes=_schemes, link_rel=None
)


def cleaned(source: str) -> str:
    """Return what may be stored."""
    return _stored.clean(source)


def shown(source: str) -> SafeString:
    """Return what a reader's page may hold, with links to pages and files filled in."""
    return SafeString(_shown.clean(expand_db_html(source)))


def shown_in_line(source: str) -> SafeString:
    """Return a text of one paragraph without the paragraph, to stand in a line."""
    text = shown(source).strip()
    if text.count("<p>") == 1 and text.startswith("<p>") and text.endswith("</p>"):
        text = text.removeprefix("<p>").removesuffix("</p>")
    return SafeString(text)
