"""Consultation letters: what the message after a view says; never the view itself."""

from datetime import datetime

from django.urls import reverse

from portal.cms.models import MembersView
from portal.notifications import kinds
from portal.notifications.kinds import Kind, Prepared
from portal.notifications.models import Message


def _views_received(message: Message, _at: datetime) -> Prepared | None:
    """Say that it arrived, unless it has been deleted meanwhile."""
    view = (
        MembersView.objects.select_related("consultation")
        .only("sent_at", "consultation__title", "consultation__views_by")
        .filter(pk=message.facts["view"])
        .first()
    )
    if view is None:
        return None
    consultation = view.consultation
    return Prepared(
        {
            "title": consultation.title,
            "views_by": consultation.views_by,
            "path": reverse("cms:view-write", args=[consultation.pk]),
        }
    )


def declare_kinds() -> None:
    kinds.declare(Kind("cms/views_received", "Your view arrived", _views_received))
