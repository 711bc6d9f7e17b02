"""Withholding: does a page hold back what the files and pictures on it give away?

A file is handed over by its own rule and a picture to whoever knows its address, so a
page for members that hands out a file for everyone holds nothing back. Refused before
the page is published, and before a file is opened wider than the pages it hangs on.
"""

from collections.abc import Iterable

from django.contrib.contenttypes.models import ContentType
from wagtail.models import Page, ReferenceIndex

from portal.cms.access import Readers, readers_of
from portal.cms.before_publishing import Finding, register
from portal.cms.models import File, Picture

NARROWNESS = {Readers.EVERYONE: 0, Readers.MEMBERS: 1, Readers.CHAMPIONS: 2}


def narrowness(thing: object) -> int:
    return NARROWNESS[Readers(readers_of(thing))]


def files(page: Page) -> Iterable[Finding]:
    """Compare each file of this version, wherever it is linked, with the page."""
    for file in File.objects.filter(pk__in=_keys(page, File)).order_by("title"):
        if narrowness(file) < narrowness(page):
            yield Finding(
                f"The file “{file.title}” is for {_whom(file)}, and this page is for "
                f"{_whom(page)}. Say at the file who may have it.",
                stops=True,
            )
        elif narrowness(file) > narrowness(page):
            yield Finding(
                f"The file “{file.title}” is for {_whom(file)} alone. Others who read "
                "this page are told so when they ask for it.",
                stops=False,
            )


def pictures(page: Page) -> Iterable[Finding]:
    """Leave the picture at the head, which stands beside the summary for everyone."""
    if narrowness(page) and _keys(page, Picture, within=True):
        yield Finding(
            "A picture in the text can be seen by whoever knows its address, and this "
            f"page is for {_whom(page)}. Put it among the files instead.",
            stops=True,
        )


def pages_that_hold_it_back(file: File, readers: str) -> list[str]:
    """Return the titles of the pages that are narrower than the file would be."""
    of_pages = ContentType.objects.get_for_model(Page)
    keys = (
        ReferenceIndex.get_references_to(file)
        .filter(base_content_type=of_pages)
        .values_list("object_id", flat=True)
    )
    pages = Page.objects.live().filter(pk__in=[int(key) for key in keys]).specific()
    wide = NARROWNESS[Readers(readers)]
    return sorted(page.title for page in pages if narrowness(page) > wide)


def ask_before_publishing() -> None:
    register(files)
    register(pictures)


def _whom(thing: object) -> str:
    return Readers(readers_of(thing)).label.lower()


def _keys(page: Page, model: type, *, within: bool = False) -> set[int]:
    """Return the keys of the rows that this version of the page points to."""
    kind = ContentType.objects.get_for_model(model).pk
    found = ReferenceIndex._extract_references_from_object(page)  # noqa: SLF001 - no other way
    return {
        int(key)
        for to_kind, key, path, _ in found
        if to_kind == kind and (not within or "." in path)
    }
