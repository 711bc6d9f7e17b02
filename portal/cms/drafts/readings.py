"""Readings: who may see which draft by a link, until when, and what they say of it.

The link opens one version of one page and lets its reader comment, nothing else. It
is stored hashed and stands in its message alone. It ends after fourteen days, when it
is revoked, when its reader has finished, and when the page has gone out meanwhile.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from django.db import transaction
from django.utils.text import Truncator
from wagtail.models import Page, Revision

from portal.accounts.models import User
from portal.cms import content
from portal.cms.models import DraftComment, DraftReview
from portal.core import history, tokens
from portal.core.errors import Refused
from portal.notifications.post import post

LASTS = timedelta(days=14)
MOST_COMMENTS = 100
MOST_READERS = 20
# Comments are told together: whoever comments once mostly does so again soon.
GATHERING = timedelta(minutes=10)


class Ended(StrEnum):
    """Why a link no longer opens its draft."""

    EXPIRED = "expired"
    REVOKED = "revoked"
    FINISHED = "finished"
    OUT = "out"
    GONE = "gone"


@transaction.atomic
def ask(
    page: Page, *, name: str, email: str, note: str, by: User, at: datetime
) -> DraftReview:
    """Show the newest version of the page to somebody, by a link in a message."""
    revision = page.get_latest_revision() or page.specific.save_revision(
        user=by, clean=False
    )
    open_ones = page.draft_reviews.open_at(at)
    if open_ones.filter(email__iexact=email, revision=revision).exists():
        raise Refused(
            f"{email} has a link to this version already. Revoke that one first if "
            "it got lost."
        )
    if open_ones.count() >= MOST_READERS:
        raise Refused(
            f"{MOST_READERS} people are reading this page already. Revoke a link first."
        )
    token = tokens.new()
    review = page.draft_reviews.create(
        revision=revision,
        name=name,
        email=email.strip().lower(),
        note=note,
        token=tokens.hashed(token),
        asked_at=at,
        asked_by=by,
        until=at + LASTS,
    )
    history.record(
        review, "cms.draft_shown", by=by, facts={"page": page.pk, "to": review.email}
    )
    post(
        "cms/draft_to_read",
        to=review.email,
        subject=review,
        facts={"review": review.pk, "token": token},
        forget_facts=True,
        not_after=review.until,
        at=at,
    )
    return review


def find(token: str) -> DraftReview | None:
    """Return the reading this link belongs to, open or ended."""
    reviews = DraftReview.objects.select_related("page", "revision", "asked_by")
    return reviews.filter(token=tokens.hashed(token)).first()


def why_ended(review: DraftReview, *, at: datetime) -> Ended | None:
    """Return None while the link opens its draft."""
    if review.revoked_at is not None:
        return Ended.REVOKED
    if review.finished_at is not None:
        return Ended.FINISHED
    if review.until <= at:
        return Ended.EXPIRED
    if review.revision is None:
        return Ended.GONE
    out_at = review.page.last_published_at
    if review.page.live and out_at is not None and out_at >= review.asked_at:
        return Ended.OUT
    return None


def parts_of(revision: Revision) -> list[str]:
    """Return what a comment can be about: the headings of that version."""
    headings = content.of(revision.as_object()).headings
    words = [Truncator(one.words).chars(250) for one in headings if one.words]
    return list(dict.fromkeys(words))


@transaction.atomic
def comment(
    review: DraftReview, *, part: str, words: str, at: datetime
) -> DraftComment:
    # Whoever revokes or finishes meanwhile comes before or after, not between.
    review = DraftReview.objects.select_for_update().get(pk=review.pk)
    if why_ended(review, at=at) is not None:
        raise Refused("The reading has ended, so this could not be kept.")
    if review.comments.count() >= MOST_COMMENTS:
        raise Refused(
            f"{MOST_COMMENTS} comments are kept already. Send the rest by e-mail."
        )
    waits = review.comments.filter(told_at__isnull=True).exists()
    made = review.comments.create(part=part, words=words, made_at=at)
    if not waits:
        _tell(review, at=at, due_at=at + GATHERING)
    return made


@transaction.atomic
def finish(review: DraftReview, *, at: datetime) -> None:
    """The reader says that this was all. Twice is once."""
    finished = DraftReview.objects.open_at(at).filter(pk=review.pk)
    if finished.update(finished_at=at):
        _tell(review, at=at, due_at=at)


@transaction.atomic
def revoke(review: DraftReview, *, by: User, at: datetime) -> None:
    revoked = DraftReview.objects.filter(pk=review.pk, revoked_at__isnull=True)
    if revoked.update(revoked_at=at):
        history.record(
            review,
            "cms.draft_link_revoked",
            by=by,
            facts={"page": review.page_id, "to": review.email},
        )


def settle(remark: DraftComment, *, by: User, at: datetime) -> None:
    """Say that a comment needs nothing more."""
    DraftComment.objects.filter(pk=remark.pk, settled_at__isnull=True).update(
        settled_at=at, settled_by=by
    )


def _tell(review: DraftReview, *, at: datetime, due_at: datetime) -> None:
    if review.asked_by is not None and review.asked_by.is_active:
        post(
            "cms/draft_commented",
            to=review.asked_by.email,
            user=review.asked_by,
            subject=review,
            facts={"review": review.pk},
            due_at=due_at,
            at=at,
        )
