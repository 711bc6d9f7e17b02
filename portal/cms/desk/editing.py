"""Editing: what an editor is told around a page's form, and what publishing asks.

The button on the form is refused by the form itself. Publishing many at once shows no
form, so it is asked here, before anything is written.
"""

from collections.abc import Iterable
from typing import Any

import structlog
from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.html import format_html, format_html_join
from wagtail.admin import messages
from wagtail.models import Page

from portal.cms import before_publishing
from portal.cms.before_publishing import Finding
from portal.cms.desk import schedule
from portal.cms.models import DraftComment
from portal.core import clock

log = structlog.get_logger(__name__)

UNREADABLE = Finding(
    "The checks could not read this draft. It is kept; publishing will say what is "
    "missing.",
    stops=False,
)


def findings_of(page: Page) -> list[Finding]:
    """Return what there is to say, and never keep an editor from their own draft."""
    try:
        return before_publishing.look_over(page)
    except Exception:
        log.exception("draft_could_not_be_checked", page=page.pk)
        return [UNREADABLE]


def before_it_goes_out(page: Page) -> dict[str, Any]:
    """Return what the box above the form says."""
    found = findings_of(page)
    return {
        "stops": [one.words for one in found if one.stops],
        "warns": [one.words for one in found if not one.stops],
        "by_itself": schedule.in_words(page, at=clock.now()),
        "comments": DraftComment.objects.filter(
            review__page=page.pk, settled_at__isnull=True
        ).count(),
    }


def say_what_follows(request: HttpRequest, page: Page) -> None:
    """After publishing: when it goes out, and what should still be looked at."""
    newest = page.get_latest_revision_as_object()
    for words in schedule.in_words(newest, at=clock.now()):
        notices.info(request, words)
    warned = [one.words for one in before_publishing.findings(newest) if not one.stops]
    if warned:
        notices.warning(
            request, format_html("Look at this when you can: {}", " ".join(warned))
        )


def refuse_many(
    request: HttpRequest, action: str, pages: Iterable[Page], chosen: Any
) -> HttpResponse | None:
    """Publish none of the chosen pages when one of them may not go out."""
    if action != "publish" or not isinstance(next(iter(pages), None), Page):
        return None
    with_below = chosen.cleaned_form.cleaned_data.get("include_descendants", False)
    refused = []
    for page in _drafts(pages, with_below=with_below):
        stops = [one.words for one in findings_of(page) if one.stops]
        if stops:
            refused.append((page.get_admin_display_title(), " ".join(stops)))
    if not refused:
        return None
    lines = format_html_join("", "<li><b>{}</b>: {}</li>", refused)
    messages.error(
        request,
        format_html("None was published, since not all may go out: <ul>{}</ul>", lines),
    )
    return redirect(chosen.next_url)


def _drafts(pages: Iterable[Page], *, with_below: bool) -> Iterable[Page]:
    for page in pages:
        yield page.get_latest_revision_as_object()
        if with_below:
            for below in page.get_descendants().not_live().specific():
                yield below.get_latest_revision_as_object()
