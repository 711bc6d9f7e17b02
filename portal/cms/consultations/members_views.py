"""Members' views: who may send one, until when, and what becomes of it.

Sent and changed to the end of the internal deadline, UK time, by members in good
standing. Deleted by their writer at any time. Read by the policy team, and each
reading is written down. No word of a view leaves this table but for them.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.db import transaction
from django.db.models import QuerySet

from membership import standing
from portal.accounts.models import User
from portal.accounts.roles import Role, has_role
from portal.cms.models import ConsultationPage, MembersView
from portal.core import clock, history
from portal.core.errors import Refused
from portal.core.words import uk_datetime
from portal.notifications.post import post
from portal.rendering import sheets

READS_VIEWS = (Role.POLICY,)
HEADER = ("Name", "Membership number", "Role", "Area", "Sent", "Changed", "View")


class Why(StrEnum):
    """Why somebody cannot send a view now; the page says what to do about each."""

    FINE = "fine"
    NOT_YET = "not_yet"
    OVER = "over"
    SIGN_IN = "sign_in"
    NOT_A_MEMBER = "not_a_member"
    LAPSED = "lapsed"


@dataclass(frozen=True)
class Offer:
    """What a consultation's page offers to one reader."""

    why: Why
    view: MembersView | None = None

    @property
    def is_open(self) -> bool:
        return self.why is Why.FINE


def may_read_views(user: User | AnonymousUser) -> bool:
    return has_role(user, *READS_VIEWS)


def offer_to(
    user: User | AnonymousUser, consultation: ConsultationPage, *, at: datetime
) -> Offer | None:
    """Return what this reader can do; None where no views are asked for."""
    if consultation.views_by is None:
        return None
    return Offer(_why(user, consultation, at=at), view_of(user, consultation))


def view_of(
    user: User | AnonymousUser, consultation: ConsultationPage
) -> MembersView | None:
    if not isinstance(user, User) or consultation.pk is None:
        return None
    return MembersView.objects.filter(consultation=consultation, user=user).first()


def _why(
    user: User | AnonymousUser, consultation: ConsultationPage, *, at: datetime
) -> Why:
    day = clock.uk_day(at)
    if not consultation.takes_views_on(day):
        opens_on = consultation.opens_on
        return Why.NOT_YET if opens_on is None or day < opens_on else Why.OVER
    if not isinstance(user, User):
        return Why.SIGN_IN
    stands = standing.standing_of_user(user, on=day)
    if stands.good:
        return Why.FINE
    return Why.LAPSED if stands.has_ended else Why.NOT_A_MEMBER


REFUSALS = {
    Why.NOT_YET: "This consultation is not open yet. Your view was not sent.",
    Why.OVER: "The deadline for members\N{RIGHT SINGLE QUOTATION MARK} views has "
    "passed. Your view was not sent.",
    Why.NOT_A_MEMBER: "Only members can send us their view. Your view was not sent.",
    Why.LAPSED: "Your membership has ended. Renew it, and you can send your view.",
    Why.SIGN_IN: "Sign in to send your view.",
}


@transaction.atomic
def send(
    consultation: ConsultationPage,
    *,
    by: User,
    words: str,
    role: str = "",
    area: Any = None,
    at: datetime,
) -> MembersView:
    """Keep a view, or put the new words in the place of those sent before."""
    why = _why(by, consultation, at=at)
    if why is not Why.FINE:
        raise Refused(REFUSALS[why])
    view, is_new = MembersView.objects.get_or_create(
        consultation=consultation,
        user=by,
        defaults={"words": words, "role": role, "area": area, "sent_at": at},
    )
    if is_new:
        post(
            "cms/views_received",
            to=by.email,
            subject=view,
            user=by,
            facts={"view": view.pk},
            at=at,
        )
        return view
    view.words, view.role, view.area, view.changed_at = words, role, area, at
    view.save()
    return view


def withdraw(view: MembersView) -> None:
    """Delete it, also after the deadline: the words are the member's own."""
    view.delete()


# --- For the policy team ---------------------------------------------------


def read(consultation: ConsultationPage, *, by: User) -> QuerySet[MembersView]:
    """Return the views for reading, and write down who read them."""
    views = _views(consultation)
    history.record(
        consultation, "cms.views_read", by=by, facts={"number": views.count()}
    )
    return views


def export(consultation: ConsultationPage, *, by: User) -> Iterator[str]:
    """Return the views as lines of a sheet, and write down who took them."""
    views = list(_views(consultation))
    history.record(
        consultation, "cms.views_exported", by=by, facts={"number": len(views)}
    )
    return sheets.lines(HEADER, (_row(view) for view in views))


def _views(consultation: ConsultationPage) -> QuerySet[MembersView]:
    return consultation.members_views.select_related("user__member", "area")


def _row(view: MembersView) -> tuple[str, ...]:
    member = getattr(view.user, "member", None)
    return (
        view.user.name,
        member.number if member is not None else "",
        view.role,
        str(view.area or ""),
        uk_datetime(view.sent_at),
        uk_datetime(view.changed_at),
        view.words,
    )
