"""Draft letters: what an adviser and an editor are told, and whether it still holds."""

from datetime import datetime

from django.urls import reverse

from portal.cms.models import DraftComment, DraftReview
from portal.notifications import kinds
from portal.notifications.kinds import Kind, Prepared
from portal.notifications.models import Message

from . import readings


def _draft_to_read(message: Message, at: datetime) -> Prepared | None:
    review = readings.find(message.facts["token"])
    if review is None or readings.why_ended(review, at=at) is not None:
        return None
    path = reverse("cms:draft-read", args=[message.facts["token"]])
    return Prepared({"review": review, "title": _title(review), "path": path})


def _draft_commented(message: Message, _at: datetime) -> Prepared | None:
    """Gather what has not been told yet; nothing new is no reason to write."""
    reviews = DraftReview.objects.select_related("page", "revision")
    review = reviews.filter(pk=message.facts["review"]).first()
    if review is None:
        return None
    new = list(review.comments.filter(told_at__isnull=True))
    if not new and review.finished_at is None:
        return None
    return Prepared(
        {
            "review": review,
            "title": _title(review),
            "number": len(new),
            "path": reverse("staff_drafts:reading-list", args=[review.page_id]),
        }
    )


def _comments_were_told(message: Message, at: datetime) -> None:
    DraftComment.objects.filter(
        review=message.facts["review"], told_at__isnull=True, made_at__lte=at
    ).update(told_at=at)


def _title(review: DraftReview) -> str:
    return review.page.draft_title or review.page.title


def declare_kinds() -> None:
    kinds.declare(
        Kind("cms/draft_to_read", "Draft to read", _draft_to_read, secret=True)
    )
    kinds.declare(
        Kind(
            "cms/draft_commented",
            "Comments on a draft",
            _draft_commented,
            _comments_were_told,
        )
    )
