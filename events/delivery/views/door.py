"""The waiting page and the door. Opening it records nothing: mail scanners do."""

from datetime import timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.csp import CSP
from django.views.decorators.http import require_GET, require_http_methods

from events.delivery import door, entrances, library
from events.delivery.door import AtDoor, Door
from portal.accounts.models import User
from portal.core import clock, words
from portal.core.token_pages import token_page

NEAR = timedelta(hours=1)


@token_page
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: HttpRequest, token: str):
    at = clock.now()
    here = _there(door.behind(token, at=at))
    now_url = reverse("events:join-now", args=[token])
    return _answer(request, here, now_url=now_url, at=at)


@token_page
@require_GET
def join_now(request: HttpRequest, token: str):
    at = clock.now()
    return _now(request, _there(door.behind(token, at=at)), at=at)


@token_page
@require_http_methods(["GET", "HEAD", "POST"])
def open_door(request: HttpRequest, slug: str):
    at = clock.now()
    here = _there(door.behind_open_link(slug, at=at))
    now_url = reverse("events:open-door-now", args=[slug])
    return _answer(request, here, now_url=now_url, at=at)


@token_page
@require_GET
def open_door_now(request: HttpRequest, slug: str):
    at = clock.now()
    return _now(request, _there(door.behind_open_link(slug, at=at)), at=at)


def _there(here: AtDoor | None) -> AtDoor:
    if here is None:
        raise Http404
    return here


def _answer(request, here: AtDoor, *, now_url: str, at) -> HttpResponse:
    if request.method == "POST" and here.link is not None:
        return _go_in(request, here, at=at)
    is_near = _is_near(here, at=at)
    if is_near:
        # The page has no form yet, but its script and the next look need the cookie.
        get_token(request)
        _count(request, here, at=at)
    context = {
        "here": here,
        "polls": is_near,
        "event": here.event,
        "at": at,
        "address": request.path,
        "now_url": now_url,
        "is_theirs": here.ticket is None
        or entrances.is_theirs(here.ticket, _signed_in(request)),
    }
    if here.door is Door.OVER and library.is_published(here.event):
        context["library_url"] = reverse("events:recording", args=[here.event.slug])
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


def _go_in(request, here: AtDoor, *, at) -> HttpResponse:
    """Note who comes, and lead on. Only this answer has the platform's address."""
    entrances.go_in(
        here.sitting,
        here.ticket,
        who=entrances.browser(here.event, here.ticket, _cookie(request)),
        by=_signed_in(request),
        at=at,
    )
    response = redirect(here.link.url)
    response["Referrer-Policy"] = "no-referrer"
    return response


def _now(request, here: AtDoor, *, at) -> HttpResponse:
    """Say how things stand, to the script of a page that waits; and count it."""
    if _is_near(here, at=at):
        _count(request, here, at=at)
    return JsonResponse(
        {
            "door": here.door,
            "notice": here.notice,
            "opens": words.iso(here.opens_at),
        }
    )


def _is_near(here: AtDoor, *, at) -> bool:
    """Say whether people stand there: some time before it opens, until it shuts."""
    stands = here.door in {Door.SHUT, Door.NO_LINK, Door.OPEN}
    return stands and here.opens_at is not None and at >= here.opens_at - NEAR


def _count(request, here: AtDoor, *, at) -> None:
    """Count a browser that comes back: what only opens links brings no cookie."""
    cookie = _cookie(request)
    if cookie and request.method != "HEAD":
        who = entrances.browser(here.event, here.ticket, cookie)
        entrances.wait(here.event, here.ticket, who=who, at=at)


def _cookie(request) -> str:
    """Return what tells browsers apart: the cookie that guards forms, and no other."""
    return request.COOKIES.get(settings.CSRF_COOKIE_NAME, "")


def _signed_in(request) -> User | None:
    return request.user if request.user.is_authenticated else None


def _let_the_form_lead_out(response, url: str) -> None:
    """Allow the form's answer to lead to the meeting.

    Browsers hold the policy for forms against every redirect on the way, and
    platforms redirect among hosts of their own, so no host is named.
    """
    scheme = urlsplit(url).scheme
    policy = settings.SECURE_CSP | {"form-action": [CSP.SELF, f"{scheme}:"]}
    response._csp_config = policy  # noqa: SLF001 - what Django's decorator does
