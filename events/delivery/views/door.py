"""The waiting page and the door. Opening it records nothing: mail scanners do."""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.csp import CSP
from django.views.decorators.http import require_http_methods

from events.delivery import door
from events.delivery.door import AtDoor
from portal.core import clock, words
from portal.core.token_pages import token_page


@token_page
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str):
    at = clock.now()
    return _answer(request, door.behind(token, at=at), at=at)


@token_page
@require_http_methods(["GET", "HEAD", "POST"])
def open_door(request: HttpRequest, slug: str):
    at = clock.now()
    return _answer(request, door.behind_open_link(slug, at=at), at=at)


def _answer(request, here: AtDoor | None, *, at) -> HttpResponse:
    if here is None:
        raise Http404
    if request.method == "POST" and here.link is not None:
        return redirect(here.link.url)
    context = {"here": here, "event": here.event, "at": at, "address": request.path}
    if here.opens_at is not None and here.sitting is not None:
        until = here.opens_at if at < here.opens_at else here.sitting.starts_at
        count, unit = words.to_go(at, until)
        context |= {
            "sitting": here.sitting,
            "opens_at": here.opens_at,
            "opens_today": words.uk_day_of(here.opens_at) == words.uk_day_of(at),
            "count": count,
            "unit": unit,
            "has_begun": here.sitting.starts_at <= at,
        }
    response = render(request, "events/delivery/door.html", context)
    if here.link is not None:
        _let_the_form_lead_out(response, here.link.url)
    return response


def _let_the_form_lead_out(response, url: str) -> None:
    """Allow the form's answer to lead to the meeting.

    Browsers hold the policy for forms against every redirect on the way, and
    platforms redirect among hosts of their own, so no host is named.
    """
    scheme = urlsplit(url).scheme
    policy = settings.SECURE_CSP | {"form-action": [CSP.SELF, f"{scheme}:"]}
    response._csp_config = policy  # noqa: SLF001 - what Django's decorator does
