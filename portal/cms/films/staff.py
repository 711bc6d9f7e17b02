"""The film of a resource, as an editor sets it: the file, and its captions."""

from http import HTTPStatus

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import path, reverse
from django.views.decorators.http import require_http_methods, require_POST

from events.delivery.film_uploads import TOO_LARGE, film_of, takes_film
from events.delivery.films import MOST
from events.delivery.staff_recording_forms import CaptionsForm, FilmForm
from events.delivery.transcripts import clock as length_of
from portal.cms.models import ResourceFilm, ResourcePage
from portal.core import clock
from portal.core.errors import Refused
from portal.core.words import count_of

from . import films

SPACE = "staff_films"


def _page_or_404(request: HttpRequest, page_id: int) -> ResourcePage:
    page = get_object_or_404(ResourcePage, pk=page_id)
    if not page.permissions_for_user(request.user).can_edit():
        raise PermissionDenied
    return page


@require_http_methods(["GET", "HEAD", "POST"])
def film_detail(request: HttpRequest, page_id: int) -> HttpResponse:
    """What there is; captions are sent here, and a film is thrown away."""
    page = _page_or_404(request, page_id)
    row = films.of(page)
    if request.method != "POST" or row is None:
        return _screen(request, page, row)
    if request.POST.get("step") == "remove":
        films.remove(row, by=request.user)
        messages.success(request, "The film is removed.")
        return redirect(f"{SPACE}:film-detail", page_id)
    form = CaptionsForm(request.POST, request.FILES)
    refusal = ""
    if form.is_valid():
        try:
            content = form.cleaned_data["captions"].read()
            number = films.caption(row, content, by=request.user)
        except Refused as no:
            refusal = no.message
        else:
            said = f"The captions are kept: {count_of(number, 'line,lines')}."
            messages.success(request, said)
            return redirect(f"{SPACE}:film-detail", page_id)
    return _screen(request, page, row, caption_form=form, refusal=refusal)


def _too_large(request: HttpRequest, page_id: int) -> HttpResponse:
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    return _refused(request, page_id, TOO_LARGE, status=status)


@takes_film(_too_large)
@require_POST
def film_take(request: HttpRequest, page_id: int) -> HttpResponse:
    """Take the film. With script the answer says where to go on."""
    page = _page_or_404(request, page_id)
    form = FilmForm(request.POST)
    if not form.is_valid():
        return _refused(request, page_id, " ".join(form.errors["length"]))
    try:
        films.take(
            page,
            film_of(request),
            seconds=form.cleaned_data["length"],
            by=request.user,
            at=clock.now(),
        )
    except Refused as no:
        return _refused(request, page_id, no.message)
    messages.success(request, "The film is kept. Add its captions next.")
    here = reverse(f"{SPACE}:film-detail", args=[page_id])
    return JsonResponse({"url": here}) if _wants_json(request) else redirect(here)


def _refused(
    request: HttpRequest, page_id: int, words: str, *, status: int = HTTPStatus.OK
) -> HttpResponse:
    page = _page_or_404(request, page_id)
    if _wants_json(request):
        return JsonResponse({"refusal": words}, status=status)
    return _screen(request, page, films.of(page), refusal=words, status=status)


def _wants_json(request: HttpRequest) -> bool:
    wanted = request.get_preferred_type(["text/html", "application/json"])
    return wanted == "application/json"


def _screen(
    request: HttpRequest,
    page: ResourcePage,
    row: ResourceFilm | None,
    *,
    caption_form: forms.Form | None = None,
    refusal: str = "",
    status: int = HTTPStatus.OK,
) -> HttpResponse:
    title = "Film of this resource"
    context = {
        "breadcrumbs_items": [
            {"url": reverse("wagtailadmin_home"), "label": "Home"},
            {
                "url": reverse("wagtailadmin_pages:edit", args=[page.pk]),
                "label": page.get_admin_display_title(),
            },
            {"url": "", "label": title},
        ],
        "header_title": f"{title}: {page.get_admin_display_title()}",
        "header_icon": "media",
        "page_title": title,
        "page": page,
        "film": row,
        "length": length_of(row.seconds) if row else "",
        "film_form": FilmForm(),
        "caption_form": caption_form or CaptionsForm(),
        "refusal": refusal,
        "most": MOST,
    }
    return render(request, "cms/staff/film_detail.html", context, status=status)


urlpatterns = [
    path("<int:page_id>/", film_detail, name="film-detail"),
    path("<int:page_id>/take/", film_take, name="film-take"),
]
