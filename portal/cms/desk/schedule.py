"""Schedule: which page goes out or comes down by itself, and when?

The CMS keeps the moment with the version that was approved for it. Here it is carried
out version by version, so that one which may not go out holds nobody else up. Late
after a stop, everything ends as it would have been on time: what has meanwhile come to
its end does not go out again.
"""

from datetime import datetime, timedelta

import structlog
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils.dateparse import parse_datetime
from wagtail.models import Page, Revision

from portal.core import clock
from portal.core.words import uk_date, uk_time

log = structlog.get_logger(__name__)

# The timetable looks every minute; what is this late has been held up by something.
LATE = timedelta(minutes=10)


def carry_out(at: datetime) -> int:
    """Take down what has ended, bring out what is due; return how many changed."""
    changed = 0
    for page in Page.objects.filter(live=True, expire_at__lte=at):
        page.specific.unpublish(
            set_expired=True, log_action="wagtail.unpublish.scheduled"
        )
        changed += 1
    for key in due(at).values_list("pk", flat=True):
        changed += _bring_out(key, at)
    return changed


def due(at: datetime) -> QuerySet[Revision]:
    return Revision.page_revisions.filter(approved_go_live_at__lte=at).order_by(
        "approved_go_live_at", "pk"
    )


def overdue(at: datetime) -> QuerySet[Revision]:
    """Return what should long be out: the worker is down, or a rule holds it back."""
    return due(at - LATE)


def is_late(at: datetime) -> bool:
    """Say whether anything should have gone out or come down by now and has not."""
    ended = Page.objects.filter(live=True, expire_at__lte=at - LATE)
    return overdue(at).exists() or ended.exists()


def _bring_out(key: int, at: datetime) -> bool:
    try:
        with transaction.atomic():
            revision = (
                due(at).select_for_update(skip_locked=True).filter(pk=key)
            ).first()
            # Another worker has it, or had it.
            if revision is None:
                return False
            if _has_ended(revision, at):
                _let_end(revision)
            else:
                revision.publish(log_action="wagtail.publish.scheduled")
    except ValidationError:
        # It stays due, so that it goes out as soon as what stops it is mended; the
        # first staff screen and the health page say so meanwhile.
        log.warning("scheduled_page_held_back", revision=key)
        return False
    return True


def _has_ended(revision: Revision, at: datetime) -> bool:
    ends = parse_datetime(revision.content.get("expire_at") or "")
    return ends is not None and ends <= at


def _let_end(revision: Revision) -> None:
    page = revision.as_object()
    Revision.objects.filter(pk=revision.pk).update(approved_go_live_at=None)
    if page.live:
        page.unpublish(set_expired=True, log_action="wagtail.unpublish.scheduled")
    else:
        Page.objects.filter(pk=page.pk).update(expired=True)


# --- In words --------------------------------------------------------------


def moment(at: datetime) -> str:
    """Tuesday 8 December 2026 at 09:00 UK time."""
    return f"{uk_date(at)} at {uk_time(at)} UK time"


def in_words(page: Page, *, at: datetime) -> list[str]:
    """Say what will happen by itself to this page, and what only would.

    `page` is the newest version; what is approved to go out may be an older one.
    """
    if page.pk is None:
        return _would_happen(page, at)
    approved = (
        Revision.page_revisions.filter(
            object_id=str(page.pk), approved_go_live_at__isnull=False
        )
        .order_by("approved_go_live_at")
        .first()
    )
    standing = Page.objects.filter(pk=page.pk).first()
    lines = []
    if approved is not None:
        lines.append(_goes_out(approved, page, at))
        ends = parse_datetime(approved.content.get("expire_at") or "")
        if ends is not None:
            lines.append(f"It comes down again on {moment(ends)}.")
    elif standing is not None and standing.live and standing.expire_at:
        lines.append(f"This comes down on {moment(standing.expire_at)}.")
    if approved is None or approved.pk != page.latest_revision_id:
        lines += _would_happen(page, at) if page.has_unpublished_changes else []
    return lines


def _goes_out(approved: Revision, page: Page, at: datetime) -> str:
    when = moment(approved.approved_go_live_at)
    if approved.approved_go_live_at <= at:
        return f"This should have gone out on {when}, and goes out within minutes."
    if approved.pk != page.latest_revision_id:
        return (
            f"An earlier version goes out on {when}. What was changed since stays a "
            "draft until you publish it."
        )
    if page.live:
        return f"This goes out on {when}. Until then readers see the version before."
    return f"This goes out on {when}."


def _would_happen(page: Page, at: datetime) -> list[str]:
    """Dates that were typed, but bind nobody until somebody publishes."""
    if page.go_live_at and page.go_live_at > at:
        return [
            (
                f"If you publish this, it goes out on {moment(page.go_live_at)}. "
                "Nothing happens by itself while it is a draft."
            )
        ]
    if page.expire_at and page.expire_at > at:
        return [f"If you publish this, it comes down on {moment(page.expire_at)}."]
    return []


def today_or_later(at: datetime) -> QuerySet[Revision]:
    """Return what is approved and still to come, the next one first."""
    return Revision.page_revisions.filter(approved_go_live_at__gt=at).order_by(
        "approved_go_live_at", "pk"
    )


def now_in_words(page: Page) -> list[str]:
    return in_words(page, at=clock.now())
