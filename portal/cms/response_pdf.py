"""Response as a PDF: the page's words, tagged, on paper.

Made when first asked for and kept under what it says, so that a new revision, a
correction or a new name of the body makes it anew and nothing else does.
"""

import hashlib
import json
from functools import cache as once
from typing import Any
from urllib.parse import urljoin

from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified

from portal.body import identity
from portal.cms import response_document
from portal.core.words import uk_day
from portal.rendering import pdf as rendering
from portal.rendering.words import file_name

TEMPLATE = "cms/response.typ"
KEPT_SECONDS = 7 * 24 * 60 * 60


def facts_of(page: Any) -> dict[str, Any]:
    """Return what stands in the document; every text of it is text and no markup."""
    said = page.read()
    consultation = page.consultation
    facts = [
        ("Consultation", consultation.title),
        ("Consulting body", consultation.consulting_body),
        ("Submitted", uk_day(page.submitted_on) or "Not yet"),
        ("Answered", said.tally),
    ]
    roles = [str(role.value) for role in page.contributors]
    if roles:
        facts.append(("Worked on by", "; ".join(roles)))
    return _absolute(
        {
            **identity.current().letterhead,
            **response_document.in_words(said),
            "title": page.title,
            "standfirst": page.standfirst,
            "address": page.full_url,
            "facts": facts,
            "corrections": [
                (
                    f"Corrected on {uk_day(row.corrected_on)}",
                    f"Question {row.number}: {row.words}" if row.number else row.words,
                )
                for row in page.corrections.all()
            ],
        }
    )


def _absolute(value: Any) -> Any:
    """Return the same facts, with links that also lead somewhere from paper."""
    if isinstance(value, dict):
        return {
            key: urljoin(settings.BASE_URL, item)
            if key == "url" and item
            else _absolute(item)
            for key, item in value.items()
        }
    if isinstance(value, list | tuple):
        return [_absolute(item) for item in value]
    return value


@once
def _look() -> str:
    """Return what tells one release's template from the next."""
    paths = (rendering.templates() / TEMPLATE, rendering.templates() / "_frame.typ")
    whole = b"".join(path.read_bytes() for path in paths)
    return hashlib.sha256(whole).hexdigest()


def mark_of(facts: dict[str, Any]) -> str:
    said = json.dumps([_look(), facts], sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


def made(facts: dict[str, Any]) -> bytes:
    key = f"response-pdf-{mark_of(facts)}"
    kept: bytes | None = cache.get(key)
    if kept is None:
        kept = rendering.pdf(TEMPLATE, facts)
        cache.set(key, kept, KEPT_SECONDS)
    return kept


def answer(page: Any, request: HttpRequest) -> HttpResponse:
    facts = facts_of(page)
    mark = f'"{mark_of(facts)[:32]}"'
    if request.headers.get("If-None-Match") == mark:
        return HttpResponseNotModified(headers={"ETag": mark})
    name = file_name(page.title, "pdf")
    return HttpResponse(
        made(facts),
        content_type=rendering.MEDIA_TYPE,
        headers={
            "ETag": mark,
            "Cache-Control": "no-cache",
            "Content-Disposition": f'inline; filename="{name}"',
            "Link": f'<{page.full_url}>; rel="canonical"',
            "X-Content-Type-Options": "nosniff",
        },
    )
