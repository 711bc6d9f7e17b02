"""One's data: everything as one download, who looked, and being forgotten."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest
from django.shortcuts import redirect, render
from django.views.decorators.http import (
    require_http_methods,
    require_POST,
    require_safe,
)

from portal.accounts import looks
from portal.accounts.proving import proved_just_now
from portal.core import clock, files
from portal.core.errors import Refused
from portal.my import downloads, erasures
from portal.my import privacy as mine
from portal.my.models import DataRequest
from portal.my.models.erasures import TIME_TO_THINK

LOOKS_A_PAGE = 20


@login_required
@require_safe
def privacy(request: HttpRequest):
    user, at = request.user, clock.now()
    seen = Paginator(looks.of(user), LOOKS_A_PAGE).get_page(request.GET.get("page"))
    context = {
        "download": downloads.newest(user),
        "to_take": downloads.to_take(user, at=at),
        "erasure": erasures.open_one(user),
        "looks": seen,
        "requests": DataRequest.objects.filter(user=user).order_by("-received_at"),
    }
    return render(request, "my/privacy/privacy.html", context)


@login_required
@require_safe
def download_state(request: HttpRequest):
    """The part of the page that is fetched again while the file is being made."""
    at = clock.now()
    context = {
        "download": downloads.newest(request.user),
        "to_take": downloads.to_take(request.user, at=at),
    }
    return render(request, "my/privacy/_download.html", context)


@login_required
@require_POST
@proved_just_now("POST")
def download_ask(request: HttpRequest):
    downloads.ask(request.user, at=clock.now())
    messages.success(request, "We are making your file, and write when it is ready.")
    return redirect("my:privacy")


@login_required
@require_safe
@proved_just_now("GET", "HEAD")
def download_take(request: HttpRequest):
    download = downloads.to_take(request.user, at=clock.now())
    if download is None:
        raise Http404
    day = f"{clock.uk_day(download.ready_at):%Y-%m-%d}"
    return files.hand_over(
        request,
        download.file,
        name=f"everything-about-me-{day}.zip",
        media_type="application/zip",
        download=True,
    )


@login_required
@require_POST
def download_end(request: HttpRequest):
    download = downloads.to_take(request.user, at=clock.now())
    if download is not None:
        downloads.throw_away(download)
        messages.success(request, "The file is deleted.")
    return redirect("my:privacy")


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@proved_just_now("POST")
def erase(request: HttpRequest):
    """Say what goes, what stays and why; and begin the seven days."""
    user, at = request.user, clock.now()
    if request.method == "POST":
        erasures.ask(user, at=at)
        return redirect("my:erase")
    asked = erasures.open_one(user)
    context = {
        "erasure": asked,
        "fates": mine.fates(user),
        "obstacles": mine.obstacles(user, at=at),
        "would_be_due": at + TIME_TO_THINK,
        "to_take": downloads.to_take(user, at=at),
    }
    return render(request, "my/privacy/erase.html", context)


@login_required
@require_POST
def erase_withdraw(request: HttpRequest):
    erasure = erasures.open_one(request.user)
    if erasure is not None:
        try:
            erasures.withdraw(erasure, by=request.user, at=clock.now())
        except Refused as no:
            messages.warning(request, no.message)
        else:
            messages.success(request, "Nothing is erased. Your account stays.")
    return redirect("my:privacy")
