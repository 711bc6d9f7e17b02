"""A person's own calendar address, as calendar programs read it."""

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from events.booking import feeds
from events.catalogue import ical
from portal.body import identity
from portal.core import clock
from portal.core.token_pages import token_page


@token_page
@require_safe
def feed(request: HttpRequest, token: str):
    at = clock.now()
    found = feeds.find(token)
    if found is None:
        raise Http404
    written = ical.feed(
        feeds.tickets_in(found, at=at),
        name=f"{identity.current().short_name}: my events",
        uid=f"feed-{found.pk}@{ical.HOUSE}",
        at=at,
    )
    return HttpResponse(written, content_type=ical.MEDIA_TYPE)
