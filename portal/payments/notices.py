"""Notices: what follows when Stripe says "look there".

The thing is fetched, outside any transaction; then the notice counts as settled in the
transaction in which everything follows from it, so that a notice half worked through is
one that nobody has looked at. In which order notices come does not matter: each asks
how things stand now.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F

from . import (
    agreements,
    differences,
    disputes,
    gateway,
    kill_points,
    refunds,
    settlement,
)
from .errors import PaymentsAway
from .models import Agreement, Notice, Payment, PaymentStatus

log = structlog.get_logger(__name__)

NOT_OURS = "Not ours"
SETTLED = "Followed"
NOTHING_TO_DO = "Nothing to do"
OTHER_MODE = "Of the other mode, left alone"
MOST_TRIES = 20
LONGEST_WAIT = timedelta(hours=6)

# What a kind of notice leads to: given where to look, it returns what is to be done in
# the transaction, or None when it is about something of another site's.
type Step = Callable[[], object]
type Look = Callable[[str, datetime], Step | None]


def settle(notice: Notice, *, at: datetime) -> None:
    """Look where a notice points and follow; one that fails is tried again later."""
    if notice.settled_at is not None:
        return
    look = LOOKS.get(notice.type)
    if look is None:
        _close(notice, NOTHING_TO_DO, at=at)
        return
    try:
        step = look(notice.about, at)
        with transaction.atomic():
            if not _close(notice, SETTLED if step else NOT_OURS, at=at):
                return
            kill_points.reached("notice: marked, nothing followed")
            if step is not None:
                step()
    except gateway.SaidNo as no:
        if no.is_missing:
            _close(notice, NOT_OURS, at=at)
            return
        _later(notice, no, at=at)
    except Exception as trouble:  # noqa: BLE001 - any trouble is noted and tried again
        _later(notice, trouble, at=at)


def _close(notice: Notice, outcome: str, *, at: datetime) -> bool:
    """Mark a notice as settled, unless somebody else has."""
    rows = Notice.objects.filter(pk=notice.pk, settled_at=None)
    if outcome == NOT_OURS:
        log.info("notice_not_ours", notice=notice.pk)
    return bool(rows.update(settled_at=at, outcome=outcome, again_at=None))


def other_mode(notice: Notice, *, at: datetime) -> None:
    """Leave a notice of Stripe's other mode alone, and say so."""
    settlement.is_believed(None, live=notice.live, about=notice.about, at=at)
    _close(notice, OTHER_MODE, at=at)


def _later(notice: Notice, trouble: Exception, *, at: datetime) -> None:
    """Put a notice off, a little longer each time; in the end a person has to look."""
    if isinstance(trouble, PaymentsAway):
        log.warning("notice_put_off", notice=notice.pk)
    else:
        log.error("notice_not_settled", notice=notice.pk, exc_info=trouble)
    wait = min(timedelta(minutes=2**notice.tries), LONGEST_WAIT)
    Notice.objects.filter(pk=notice.pk, settled_at=None).update(
        tries=F("tries") + 1,
        again_at=at + wait,
        outcome=f"Failed: {type(trouble).__name__}",
    )
    if notice.tries + 1 == MOST_TRIES:
        differences.report(
            f"notice {notice.stripe_id}",
            f"What Stripe said about {notice.about} ({notice.type}) could not be "
            "followed, however often it was tried.",
            about=notice.about,
            at=at,
        )


# --- Where to look ---------------------------------------------------------


def payment_of_page(page: gateway.Page) -> Payment | None:
    """Return whose page it is, by the key if its id was never saved."""
    known = Payment.objects.filter(session=page.id).first()
    if known is not None or not page.key:
        return known
    found = Payment.objects.filter(key=page.key).first()
    if found is not None and not found.session:
        Payment.objects.filter(pk=found.pk, session="").update(
            session=page.id, page_url=page.url, page_until=page.until
        )
        found.refresh_from_db()
    return found


def follow_page(session: str, at: datetime) -> Step | None:
    page = gateway.page(session)
    payment = payment_of_page(page)
    if payment is None:
        return _unknown(page.id, page.ours and page.is_paid, at=at)
    return lambda: settlement.follow(payment, page, at=at)


def _unknown(about: str, is_ours: bool, *, at: datetime) -> Step | None:  # noqa: FBT001 - private, and read where it is called
    """Say no, unless it bears our mark: then our books have lost something."""
    if not is_ours:
        return None
    return lambda: differences.report(
        f"unknown {about}",
        "Stripe took money for this portal that our books know nothing of.",
        about=about,
        at=at,
    )


def follow_collected(invoice: str, at: datetime) -> Step | None:
    taken = gateway.collected(invoice)
    agreement, payment = _agreement_of(taken)
    if taken.is_first:
        if payment is None or not payment.session:
            return None
        page = gateway.page(payment.session)
        return lambda: settlement.follow(payment, page, at=at)
    if agreement is None:
        return _unknown(taken.id, taken.ours and taken.status == "paid", at=at)
    if taken.status == "paid":
        return lambda: agreements.collect(agreement, taken, at=at)
    theirs = gateway.subscription(taken.subscription)
    return lambda: agreements.follow(agreement, theirs, at=at)


def _agreement_of(taken: gateway.Collected) -> tuple[Agreement | None, Payment | None]:
    """Return the agreement, and the payment that began it."""
    begun = Payment.objects.filter(key=taken.key).exclude(key="").first()
    known = Agreement.objects.filter(stripe_id=taken.subscription).first()
    return known or (begun.agreement if begun is not None else None), begun


def follow_subscription(number: str, at: datetime) -> Step | None:
    theirs = gateway.subscription(number)
    agreement = Agreement.objects.filter(stripe_id=number).first()
    if agreement is None and theirs.key:
        begun = Payment.objects.filter(key=theirs.key).first()
        agreement = begun.agreement if begun is not None else None
    if agreement is None:
        return None
    if not agreement.stripe_id:
        # Its first payment has not been settled here yet, and brings all this along.
        return lambda: None
    return lambda: agreements.follow(agreement, theirs, at=at)


def follow_money_back(number: str, at: datetime) -> Step | None:
    back = gateway.money_back(number)
    payment = payment_of_intent(back.intent, at=at)
    if payment is None:
        return None
    return lambda: refunds.record(payment, back, at=at)


def follow_charge(charge: str, at: datetime) -> Step | None:
    intent = gateway.intent_of_charge(charge)
    payment = payment_of_intent(intent, at=at)
    if payment is None:
        return None
    every = gateway.all_back_of(intent)
    return lambda: [refunds.record(payment, back, at=at) for back in every]


def follow_dispute(number: str, at: datetime) -> Step | None:
    theirs = gateway.dispute(number)
    payment = payment_of_intent(theirs.intent, at=at)
    if payment is None:
        return None
    return lambda: disputes.follow(payment, theirs, at=at)


def payment_of_intent(intent: str, *, at: datetime) -> Payment | None:
    """Return the paid payment behind an intent; what was not settled yet is, first."""
    if not intent:
        return None
    paid = Payment.objects.filter(intent=intent, status=PaymentStatus.PAID).first()
    if paid is not None:
        return paid
    page = gateway.page_of_intent(intent)
    if page is not None:
        payment = payment_of_page(page)
        if payment is not None:
            settlement.follow(payment, page, at=at)
        return _if_paid(payment)
    taken = gateway.collected_by_intent(intent)
    if taken is None:
        return None
    agreement, begun = _agreement_of(taken)
    if taken.is_first and begun is not None:
        return _if_paid(settlement.look(begun, at=at))
    if agreement is None:
        return None
    return agreements.collect(agreement, taken, at=at)


def _if_paid(payment: Payment | None) -> Payment | None:
    paid = payment is not None and payment.status == PaymentStatus.PAID
    return payment if paid else None


LOOKS: dict[str, Look] = {
    "checkout.session.completed": follow_page,
    "checkout.session.async_payment_succeeded": follow_page,
    "checkout.session.async_payment_failed": follow_page,
    "checkout.session.expired": follow_page,
    "invoice.paid": follow_collected,
    "invoice.payment_failed": follow_collected,
    "customer.subscription.updated": follow_subscription,
    "customer.subscription.deleted": follow_subscription,
    "refund.created": follow_money_back,
    "refund.updated": follow_money_back,
    "refund.failed": follow_money_back,
    "charge.refund.updated": follow_money_back,
    "charge.refunded": follow_charge,
    "charge.dispute.created": follow_dispute,
    "charge.dispute.updated": follow_dispute,
    "charge.dispute.closed": follow_dispute,
    "charge.dispute.funds_withdrawn": follow_dispute,
    "charge.dispute.funds_reinstated": follow_dispute,
}
