"""The film and its captions, to those who may read the page that shows it."""

from django.http import Http404, HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from portal.cms import access
from portal.cms.models import ResourceFilm
from portal.core import clock
from portal.core.files import hand_over

VTT = "text/vtt"


@require_safe
def film(request: HttpRequest, page_id: int) -> HttpResponseBase:
    row = _film_or_404(request, page_id)
    ending = row.media_type.rpartition("/")[2]
    return hand_over(
        request,
        row.file,
        name=f"{row.page.slug}.{ending}",
        media_type=row.media_type,
    )


@require_safe
def captions(request: HttpRequest, page_id: int) -> HttpResponseBase:
    row = _film_or_404(request, page_id)
    if not row.captions:
        raise Http404
    return hand_over(request, row.captions, name=f"{row.page.slug}.vtt", media_type=VTT)


def _film_or_404(request: HttpRequest, page_id: int) -> ResourceFilm:
    """Ask each time: a film is fetched in many parts.

    Who may not read the page learns on the page itself how to get in.
    """
    row = get_object_or_404(ResourceFilm.objects.select_related("page"), page=page_id)
    page = row.page
    if not page.live:
        may = page.permissions_for_user(request.user).can_edit()
    else:
        may = access.may_read(page, request.user, clock.now())
    if not may:
        raise Http404
    return row
