"""Webhooks: is this from Stripe? Then note it, answer, and leave the rest to a task.

Nothing of what is posted is kept but which thing to look at, and nothing is fetched
here, so the answer takes one insert. What proves nothing is counted, and forgotten.
"""

from datetime import datetime

import structlog
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import RequestDataTooBig
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from portal.core import clock, discretion, later

from . import gateway, kill_points, notices
from .models import Notice

log = structlog.get_logger(__name__)

SETTLE = "portal.payments.tasks.settle_notice"
REFUSED = "payments-notices-refused"
LONGEST = 1_000_000
BAD, TOO_LONG, WRONG_KIND, NOT_SECURE = 400, 413, 415, 403


@csrf_exempt  # what proves the sender is the signature
@require_POST
@never_cache
def stripe_notice(request: HttpRequest) -> HttpResponse:
    """Answer 200 to every genuine notice, whatever it says."""
    discretion.keep_private()
    if settings.SECURE_SSL_REDIRECT and not request.is_secure():
        return HttpResponse(status=NOT_SECURE)
    if request.content_type != "application/json":
        return HttpResponse(status=WRONG_KIND)
    if int(request.META.get("CONTENT_LENGTH") or 0) > LONGEST:
        return HttpResponse(status=TOO_LONG)
    at = clock.now()
    try:
        signature = request.headers.get("Stripe-Signature", "")
        said = gateway.read_notice(request.body, signature, at=at)
    except RequestDataTooBig:
        return HttpResponse(status=TOO_LONG)
    except gateway.NotFromStripe as why:
        _count(str(why))
        return HttpResponse(status=BAD)
    note(said, at=at)
    return HttpResponse(status=200)


@transaction.atomic
def note(said: gateway.Said, *, at: datetime) -> Notice:
    """Write a notice down, once for good, and have it followed after the commit."""
    notice, new = Notice.objects.get_or_create(
        stripe_id=said.id,
        defaults={
            "type": said.type,
            "about": said.about,
            "live": said.live,
            "api_version": said.api_version,
            "created_at": said.made_at,
            "received_at": at,
        },
    )
    if new and said.live != settings.STRIPE_LIVE:
        notices.other_mode(notice, at=at)
    elif new:
        kill_points.reached("notice: noted, not committed")
        later.run(SETTLE, notice.pk)
    return notice


def _count(why: str) -> None:
    cache.add(REFUSED, 0, timeout=None)
    log.warning("notice_refused", why=why, refused=cache.incr(REFUSED))
