"""Before publishing: what stops a page from going out, and what should be looked at?

Asked whenever a page is cleaned as one that readers will see: by the button, by many
at once, by the timetable, by a workflow and by the CMS's own API, since all of them
save a live page. A draft is never held up. What stops and what only warns is decided
here, check by check; why stands in docs/rules/publishing.md.
"""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from wagtail.blocks import ChooserBlock
from wagtail.fields import StreamField
from wagtail.models import Page

from portal.cms import content

# What a link may not be called, since it says nothing when read alone.
SAYS_NOTHING = {
    "here",
    "click here",
    "click",
    "this",
    "this link",
    "this page",
    "link",
    "more",
    "read more",
    "see more",
    "find out more",
    "learn more",
    "details",
    "go",
}
_bare_address = re.compile(r"(https?://|www\.)\S+", re.IGNORECASE)


@dataclass(frozen=True)
class Finding:
    """One thing about a page, in words for its editor."""

    words: str
    stops: bool


type Check = Callable[[Page], Iterable[Finding]]

_more: list[Check] = []


def register(check: Check) -> Check:
    """Ask this of every page, too: for rooms that know what this module does not."""
    if check not in _more:
        _more.append(check)
    return check


def findings(page: Page) -> list[Finding]:
    """Return what there is to say of this version, what stops it first."""
    checks = (*EVERY_PAGE, *getattr(page, "checks", ()), *_more)
    found = [one for check in checks for one in check(page)]
    return sorted(dict.fromkeys(found), key=lambda one: not one.stops)


def refuse_what_stops(page: Page) -> None:
    """Raise what stops the page, in the form's own way."""
    stops = [one.words for one in findings(page) if one.stops]
    if stops:
        # As a dictionary: the CMS's own interface answers with nothing else.
        raise ValidationError({NON_FIELD_ERRORS: stops})


def look_over(page: Page) -> list[Finding]:
    """Return all that would happen on publishing: empty fields and rules as well."""
    found = []
    try:
        page.full_clean()
    except ValidationError as error:
        found = [Finding(words, stops=True) for words in in_words(page, error)]
    said = {one.words for one in found}
    return found + [one for one in findings(page) if one.words not in said]


def in_words(page: Page, error: ValidationError) -> list[str]:
    """Say of each error to which field it belongs."""
    if not hasattr(error, "error_dict"):
        return list(error.messages)
    lines = []
    for name, errors in error.error_dict.items():
        label = "" if name == NON_FIELD_ERRORS else f"{_label(page, name)}: "
        lines += [f"{label}{message}" for one in errors for message in one.messages]
    return lines


def _label(page: Page, name: str) -> str:
    words = str(page._meta.get_field(name).verbose_name)  # noqa: SLF001 - Django's own API
    return words[:1].upper() + words[1:]


# --- The checks ------------------------------------------------------------


def summary(page: Page) -> Iterable[Finding]:
    """Lists, search and sharing cards have nothing else to say of the page."""
    if hasattr(page, "description") and page.has_opening and not page.description:
        yield Finding(
            "The summary is missing. Lists, search results and sharing cards show it: "
            "one or two sentences that stand alone.",
            stops=page.share_type == "article",
        )


def links(page: Page) -> Iterable[Finding]:
    for link in content.of(page).links:
        if not link.in_text:
            continue
        words = link.words.strip()
        plain = words.casefold().strip(" .,:;!?»>→…")
        if not words:
            yield Finding(
                f"A link to {link.address or 'a page'} has no words. "
                "Say where it leads, or remove it.",
                stops=True,
            )
        elif plain in SAYS_NOTHING:
            yield Finding(
                f"A link is called “{words}”. Who hears the links read out alone "
                "cannot tell where it leads: name the place.",
                stops=True,
            )
        elif _bare_address.fullmatch(words):
            yield Finding(
                f"A link shows its bare address: {words}. Words that name the place "
                "are easier to read and to hear.",
                stops=False,
            )


def links_to_our_pages(page: Page) -> Iterable[Finding]:
    wanted = {
        link.page: link.words
        for link in content.of(page).links
        if link.page is not None
    }
    if not wanted:
        return
    live = set(Page.objects.live().filter(pk__in=wanted).values_list("pk", flat=True))
    for key, words in wanted.items():
        if key not in live:
            yield Finding(
                f"The link “{words}” leads to a page that is not out. "
                "Readers meet “not found” there.",
                stops=False,
            )


def heading_order(page: Page) -> Iterable[Finding]:
    """Headings are a table of contents for the ear; a gap reads as a lost chapter."""
    level = 1
    for heading in content.of(page).headings:
        if not heading.words:
            yield Finding("A heading is empty. Write it, or remove it.", stops=True)
            continue
        if heading.level > level + 1:
            before = (
                "there is no heading" if level == 1 else "the level above is left out"
            )
            yield Finding(
                f"The heading “{heading.words}” is of level {heading.level}, but "
                f"{before} before it. Make it level {level + 1}.",
                stops=True,
            )
        level = heading.level


def pictures(page: Page) -> Iterable[Finding]:
    for shown in content.of(page).pictures:
        if not shown.alternative.strip():
            yield Finding(
                f"The picture “{shown.picture.title}” has no words for those who "
                "cannot see it. Say what is seen.",
                stops=True,
            )


def unfinished_blocks(page: Page) -> Iterable[Finding]:
    """A draft may hold blocks that are begun; publishing many at once asks no form."""
    for field in page._meta.get_fields():  # noqa: SLF001 - Django's own API
        if isinstance(field, StreamField):
            for number, child in enumerate(getattr(page, field.name), 1):
                where = f"{_label(page, field.name)}, part {number}"
                yield from _unfinished(child, where)


def _unfinished(child: Any, where: str) -> Iterable[Finding]:
    if isinstance(child.block, ChooserBlock) and child.value is None:
        # It was chosen once, so this is not the editor's doing; readers see nothing.
        yield Finding(f"{where}: what was chosen here is gone.", stops=False)
        return
    try:
        child.block.clean(child.value)
    except ValidationError as error:
        words = " ".join(dict.fromkeys(_messages(error)))
        yield Finding(f"{where}: {words}", stops=True)


def _messages(error: Any) -> Iterable[str]:
    if getattr(error, "cell_errors", None):
        yield "Some cells of the table are not filled in as they should be."
    if not hasattr(error, "non_block_errors"):
        yield from error.messages
        return
    inner = getattr(error, "block_errors", {})
    for name, one in inner.items() if isinstance(inner, dict) else enumerate(inner):
        if one is not None:
            label = f"{name}: " if isinstance(name, str) else ""
            yield from (f"{label}{words}" for words in _messages(one))
    for one in error.non_block_errors.as_data():
        yield from one.messages


EVERY_PAGE: tuple[Check, ...] = (
    summary,
    links,
    links_to_our_pages,
    heading_order,
    pictures,
    unfinished_blocks,
)
