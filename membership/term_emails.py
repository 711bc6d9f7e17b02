"""The messages about terms: renewed, changed, ended, paused, not paid.

Each is posted in the transaction of its verb, to where the member is reached then.
"""

from datetime import datetime

from django.db import models

from portal.notifications.post import post
from portal.payments.models import Agreement

from .models import GradeChange, Member, Subscription


def renewed(term: Subscription, *, at: datetime) -> None:
    _post("membership/renewed", term.member, term, at=at, term=term.pk)


def resigned(term: Subscription, *, at: datetime) -> None:
    _post("membership/resigned", term.member, term, at=at, term=term.pk)


def paused(term: Subscription, *, at: datetime) -> None:
    _post("membership/paused", term.member, term, at=at, term=term.pk)


def paid_back(term: Subscription, *, at: datetime) -> None:
    _post("membership/paid_back", term.member, term, at=at, term=term.pk)


def grade_changed(change: GradeChange, *, at: datetime) -> None:
    _post("membership/grade_changed", change.member, change, at=at, change=change.pk)


def payment_failing(member: Member, agreement: Agreement, *, at: datetime) -> None:
    _post(
        "membership/payment_failing", member, agreement, at=at, agreement=agreement.pk
    )


def automatic_ended(member: Member, agreement: Agreement, *, at: datetime) -> None:
    _post(
        "membership/automatic_ended", member, agreement, at=at, agreement=agreement.pk
    )


def _post(
    kind: str, member: Member, subject: models.Model, *, at: datetime, **facts: int
) -> None:
    if member.reached_at:
        post(
            kind,
            to=member.reached_at,
            subject=subject,
            user=member.user,
            facts={"member": member.pk, **facts},
            at=at,
        )
