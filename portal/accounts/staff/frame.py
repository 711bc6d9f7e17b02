"""Frame: what every staff screen of ours stands in, and who may open one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse

from portal.accounts.models import User

type View = Callable[..., HttpResponse]
type May = Callable[[User | AnonymousUser], bool]


@dataclass(frozen=True)
class Tab:
    label: str
    url: str
    here: bool = False


def only_for(may: May) -> Callable[[View], View]:
    """Keep everybody else out; the staff area answers them by its own page."""

    def decorate(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **options: Any) -> HttpResponse:
            if not may(request.user):
                raise PermissionDenied
            return view(request, *args, **options)

        return guarded

    return decorate


def screen(
    request: HttpRequest,
    template: str,
    *,
    title: str,
    crumbs: Sequence[tuple[str, str]] = (),
    icon: str = "",
    tabs: Sequence[Tab] = (),
    **context: Any,
) -> HttpResponse:
    """Answer with a page in the frame of the staff area, below these crumbs."""
    above = [("Home", reverse("wagtailadmin_home")), *crumbs, (title, "")]
    return render(
        request,
        template,
        {
            "breadcrumbs_items": [{"label": label, "url": url} for label, url in above],
            "header_title": title,
            "header_icon": icon,
            "page_title": title,
            "tabs": tabs,
            **context,
        },
    )
