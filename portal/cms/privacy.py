"""What the shop window says about people who are not its editors."""

from datetime import date
from typing import Any

from django.db.models import Q, QuerySet

from portal.cms.models import DraftReview, MembersView
from portal.core import clock
from portal.core.privacy import (
    OTHERS,
    OURS,
    OWNER,
    SECRET,
    Holds,
    Nobody,
    Period,
    Person,
    Room,
)


def _alerts(person: Person) -> Q:
    return Q(user=person.user) | Q(user=None, email__in=person.addresses)


def _alert_items(person: Person) -> Q:
    by_address = Q(alert__user=None, alert__email__in=person.addresses)
    return Q(alert__user=person.user) | by_address


def _old_views(limit: date) -> QuerySet[Any]:
    return MembersView.objects.filter(consultation__closes_on__lte=limit)


def _old_readings(limit: date) -> QuerySet[Any]:
    return DraftReview.objects.filter(until__lt=clock.end_of_uk_day(limit))


EDITED = "what editors publish, and who of them did"

ROOM = Room(
    "cms",
    "Alerts, consultations and drafts",
    (
        Holds(
            "cms.AlertItem",
            _alert_items,
            "key noted_at posted_at",
            hides={"alert": OWNER},
        ),
        Holds(
            "cms.Alert",
            _alerts,
            "email often everything topics confirmed_at last_sent_at",
            hides={"user": OWNER, "key": SECRET},
        ),
        Holds(
            "cms.AlertRequest",
            "email@",
            "email often everything topics asked_at",
            hides={"token_hash": SECRET},
        ),
        Holds(
            "cms.MembersView",
            "user",
            "consultation words role area sent_at changed_at",
            hides={"user": OWNER},
        ),
        Holds(
            "cms.DraftComment",
            "review__email@",
            "part words made_at told_at settled_at",
            hides={"review": OWNER, "settled_by": OTHERS},
        ),
        Holds(
            "cms.DraftReview",
            "email@",
            "page name email note asked_at until revoked_at finished_at",
            hides={"revision": OURS, "token": SECRET, "asked_by": OTHERS},
        ),
        Nobody(
            "cms.Picture cms.File cms.ArticleImport cms.OutsideLink",
            EDITED,
            deeds="uploaded_by_user read_by seen_by address",
        ),
        Nobody(
            "cms.PictureRendition cms.SearchEntry cms.OtherName cms.Correction "
            "cms.PositionVersion cms.ImportedArticle cms.LinkOnPage cms.AdviserTerm "
            "cms.ResourceFile cms.Source cms.ResponseCorrection cms.Submission "
            "cms.Replacement cms.ResourceFilm",
            "what stands on public pages, and how it is found",
        ),
    ),
    periods=(
        Period(
            "cms.members_views",
            "Members' views on a consultation",
            "Until the response and what came of it can be compared with them.",
            2,
            "years",
            _old_views,
        ),
        Period(
            "cms.draft_readings",
            "Who read a draft for us, with the comments",
            "To follow how a text came about.",
            1,
            "years",
            _old_readings,
        ),
    ),
)
