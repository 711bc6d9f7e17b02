"""Letters about terms: what they say, and whether that is still true."""

from datetime import datetime
from typing import Any

from django.urls import reverse

from portal.notifications.kinds import Kind, Prepared
from portal.notifications.models import Message
from portal.payments.models import Agreement, AgreementStatus

from . import automatic
from .models import GradeChange, Member, Subscription
from .terms import DAY


def _about(member: Member, **more: Any) -> Prepared:
    return Prepared(
        {"member": member, "path": reverse("my:membership"), **more},
        to=member.reached_at,
    )


def _term(message: Message) -> Subscription | None:
    rows = Subscription.objects.select_related("member__user", "grade")
    return rows.filter(pk=message.facts["term"]).first()


def _renewed(message: Message, _at: datetime) -> Prepared | None:
    term = _term(message)
    if term is None or term.withdrawn_at is not None:
        return None
    agreement = automatic.agreement_of(term.member)
    renews = automatic.renews(agreement)
    return _about(term.member, term=term, renews=renews, card_path=reverse("my:card"))


def _resigned(message: Message, _at: datetime) -> Prepared | None:
    term = _term(message)
    if term is None or term.withdrawn_at is not None or term.resigned_at is None:
        return None
    return _about(term.member, term=term)


def _paused(message: Message, _at: datetime) -> Prepared | None:
    term = _term(message)
    if term is None or term.withdrawn_at is not None or term.paused_until is None:
        return None
    rows = term.member.subscriptions.counting()
    return _about(
        term.member,
        term=term,
        from_on=term.ends_on + DAY,
        ends_on=max(row.ends_on for row in rows),
    )


def _paid_back(message: Message, _at: datetime) -> Prepared | None:
    term = _term(message)
    if term is None:
        return None
    return _about(term.member, term=term, is_withdrawn=term.withdrawn_at is not None)


def _grade_changed(message: Message, _at: datetime) -> Prepared | None:
    found = GradeChange.objects.select_related("member__user", "before", "after")
    change = found.filter(pk=message.facts["change"]).first()
    return _about(change.member, change=change) if change else None


def _agreement(message: Message, status: AgreementStatus) -> Agreement | None:
    found = Agreement.objects.filter(pk=message.facts["agreement"], status=status)
    return found.first()


def _payment_failing(message: Message, _at: datetime) -> Prepared | None:
    agreement = _agreement(message, AgreementStatus.FAILING)
    member = _member(message)
    if agreement is None or member is None:
        return None
    return _about(member, agreement=agreement, mend_path=reverse("membership:mend"))


def _automatic_ended(message: Message, _at: datetime) -> Prepared | None:
    agreement = _agreement(message, AgreementStatus.ENDED)
    member = _member(message)
    if agreement is None or member is None:
        return None
    return _about(member, renew_path=reverse("membership:renew"))


def _member(message: Message) -> Member | None:
    found = Member.objects.select_related("user")
    return found.filter(pk=message.facts["member"]).first()


KINDS = (
    Kind("membership/renewed", "Membership renewed", _renewed),
    Kind("membership/resigned", "Resignation noted", _resigned),
    Kind("membership/paused", "Membership paused", _paused),
    Kind("membership/paid_back", "Membership paid back", _paid_back),
    Kind("membership/grade_changed", "Grade changed", _grade_changed),
    Kind("membership/payment_failing", "Card payment failed", _payment_failing),
    Kind("membership/automatic_ended", "Automatic renewal ended", _automatic_ended),
)
