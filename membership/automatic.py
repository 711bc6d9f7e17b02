"""Automatic renewal: has a member agreed that we take the price, and when next?

Chosen by the member, never assumed, and ended by them at any time: what is paid stays,
and nothing more is taken.
"""

from datetime import date, datetime

import structlog
from django.db.models import Exists, OuterRef, QuerySet

from portal.accounts.models import User
from portal.core import clock, history
from portal.core.errors import Refused
from portal.payments import agreements
from portal.payments.models import Agreement, AgreementStatus

from .applications import PURPOSE
from .errors import ChangeRefused
from .models import GradeChange, Member, Seat, Subscription
from .terms import next_day_of_payment

log = structlog.get_logger(__name__)

RUNNING = (AgreementStatus.ACTIVE, AgreementStatus.FAILING)


def agreement_of(member: Member | None) -> Agreement | None:
    """Return the agreement by which the next payment comes, stopped ones included.

    One that was stopped can be taken up again until it has ended.
    """
    if member is None or member.user_id is None:
        return None
    found = Agreement.objects.filter(payer__user=member.user_id, purpose=PURPOSE)
    return found.filter(status__in=RUNNING).order_by("-begun_at").first()


def renews(agreement: Agreement | None) -> bool:
    """Say whether the card will be charged again."""
    return agreement is not None and agreement.ends_at is None


def is_failing(agreement: Agreement) -> bool:
    return agreement.status == AgreementStatus.FAILING


def next_on(agreement: Agreement, *, on: date) -> date:
    """Return the day on which the card is charged next."""
    begun = clock.uk_day(agreement.begun_at)
    return next_day_of_payment(begun, agreement.interval, after=on)


def switch_off(
    member: Member, agreement: Agreement, *, by: User | None, at: datetime
) -> None:
    agreements.stop(agreement, at=at, by=by)
    history.record(member, "membership.automatic_off", by=by)


def switch_on(member: Member, agreement: Agreement, *, by: User, at: datetime) -> None:
    if to_stop(ended_too=True).filter(pk=agreement.pk).exists():
        raise ChangeRefused(
            "It was agreed for a price that is no longer yours. Choose it again when "
            "you renew."
        )
    agreements.resume(agreement, at=at, by=by)
    history.record(member, "membership.automatic_on", by=by)


# --- What has to end, because the member left or moved -----------------------


def to_stop(*, ended_too: bool = False) -> QuerySet[Agreement]:
    """Return the agreements of members who have resigned or changed grade since, or
    hold a place that their employer pays for.
    """
    same = {"member__user": OuterRef("payer__user")}
    left = Subscription.objects.counting().filter(
        **same, resigned_at__gt=OuterRef("begun_at")
    )
    moved = GradeChange.objects.filter(**same, settled_at__gt=OuterRef("begun_at"))
    holds = Seat.objects.taken().filter(
        term__member__user=OuterRef("payer__user"), claimed_at__gt=OuterRef("begun_at")
    )
    rows = Agreement.objects.filter(
        Exists(left) | Exists(moved) | Exists(holds),
        purpose=PURPOSE,
        status__in=RUNNING,
    )
    return rows if ended_too else rows.filter(ends_at__isnull=True)


def stop_what_has_to_end(*, at: datetime) -> int:
    """Stop them, outside of the steps themselves: nobody is kept because Stripe is
    away, and the timetable asks again.
    """
    stopped = 0
    for agreement in to_stop().select_related("payer__user__member"):
        member = agreement.payer.user.member if agreement.payer.user else None
        try:
            if member is not None:
                switch_off(member, agreement, by=None, at=at)
                stopped += 1
        except Refused:
            log.warning("agreement_not_stopped", agreement=agreement.pk)
    return stopped
