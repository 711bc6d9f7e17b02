"""Is the portal up, and do the things behind it run?"""

from datetime import timedelta

from django.core.cache import cache
from django.db import DatabaseError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from portal.cms.desk import schedule
from portal.core import clock
from portal.core.tasks import BEAT
from portal.notifications.models import Message

QUIET = timedelta(minutes=5)


@never_cache
@require_safe
def health(_request: HttpRequest) -> JsonResponse:
    """Answer 200 when people can be served, 503 when they cannot.

    The queue, the mail and pages that should be out are told but do not turn it red:
    booking goes on without them. It names no host, no address and no secret.
    """
    at = clock.now()
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        oldest = (
            Message.objects.due(at - QUIET)
            .order_by("due_at")
            .values_list("due_at", flat=True)
            .first()
        )
        pages_are_late = schedule.is_late(at)
    except DatabaseError:
        return JsonResponse({"database": "unreachable"}, status=503)
    try:
        beat = cache.get(BEAT)
    except Exception:  # noqa: BLE001 - whatever the cache's fault, we are asked if it works
        return JsonResponse({"database": "fine", "cache": "unreachable"}, status=503)
    late = beat is None or at - beat > QUIET
    return JsonResponse(
        {
            "database": "fine",
            "cache": "fine",
            "timetable": "silent" if late else "running",
            "mail": "late" if oldest is not None else "fine",
            "pages": "late" if pages_are_late else "fine",
        }
    )
