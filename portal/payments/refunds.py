"""Refunds: money going back, recorded first and sent afterwards.

A refund takes its sum from the payment's row by one conditional update, so that all
refunds together never pass what came in, whoever asks at the same moment. Only a worker
asks Stripe, under the key that stands in the row; a refund that fails gives its sum
back to the payment and waits on the finance desk.
"""

import secrets
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import F, Sum

from portal.accounts.models import User
from portal.core import history, later

from . import gateway, invoices, kill_points, purposes, refund_letters
from .errors import MoreThanWasPaid, PaymentsAway, StepRefused
from .models import (
    Bill,
    Method,
    Payment,
    PaymentPolicy,
    PaymentStatus,
    Refund,
    RefundStatus,
)

log = structlog.get_logger(__name__)

SEND = "portal.payments.tasks.send_refund"
# Stripe may forget a key after a day; from then on it is looked up before it is sent.
KEY_LIVES = timedelta(hours=23)

NEXT = {
    RefundStatus.ASKED: {RefundStatus.TO_SEND, RefundStatus.REFUSED},
    RefundStatus.TO_SEND: {
        RefundStatus.PENDING,
        RefundStatus.DONE,
        RefundStatus.FAILED,
    },
    RefundStatus.PENDING: {RefundStatus.DONE, RefundStatus.FAILED},
    # Stripe may find out after days that a bank would not take it.
    RefundStatus.DONE: {RefundStatus.FAILED},
    RefundStatus.FAILED: set(),
    RefundStatus.REFUSED: set(),
}
GIVEN_UP = (RefundStatus.FAILED, RefundStatus.REFUSED)
STANDS = {
    "succeeded": RefundStatus.DONE,
    "failed": RefundStatus.FAILED,
    "canceled": RefundStatus.FAILED,
}


@transaction.atomic
def ask(
    payment: Payment, *, pence: int, reason: str, by: User | None, at: datetime
) -> Refund:
    """Record that money is to go back; a worker sends it after the commit.

    From the sum of the policy on, what a person asks for waits for a second person.
    What was invoiced and is not kept any more is credited here: callers credit nothing.
    """
    return _ask(payment, pence=pence, reason=reason, by=by, at=at)


def _ask(
    payment: Payment,
    *,
    pence: int,
    reason: str,
    by: User | None,
    at: datetime,
    again_of: Refund | None = None,
) -> Refund:
    if pence <= 0:
        raise StepRefused("A refund gives something back.")
    threshold = PaymentPolicy.load().second_person_from_pence
    waits = by is not None and pence >= threshold
    _take(payment, pence)
    refund = Refund.objects.create(
        payment=payment,
        amount_pence=pence,
        status=RefundStatus.ASKED if waits else RefundStatus.TO_SEND,
        reason=reason[:200],
        key=f"refund-{secrets.token_hex(12)}",
        asked_at=at,
        asked_by=by,
        again_of=again_of,
    )
    facts = {"pence": pence, "reason": refund.reason}
    history.record(payment.bill, "payments.refund_asked", by=by, facts=facts)
    if not waits:
        _on_its_way(refund, at=at, by=by)
    return refund


@transaction.atomic
def approve(refund: Refund, *, at: datetime, by: User) -> None:
    """Let a large refund go. The one who asked for it may not."""
    if refund.asked_by_id == by.pk:
        raise StepRefused("Somebody else has to approve a refund that you asked for.")
    _move(refund, RefundStatus.TO_SEND, approved_by=by)
    facts = {"pence": refund.amount_pence}
    bill = refund.payment.bill
    history.record(bill, "payments.refund_approved", by=by, facts=facts)
    _on_its_way(refund, at=at, by=by)


@transaction.atomic
def refuse(refund: Refund, *, at: datetime, by: User) -> None:
    """Say no to a refund that waits for a second person."""
    if refund.asked_by_id == by.pk:
        raise StepRefused("Somebody else has to decide on a refund you asked for.")
    _move(refund, RefundStatus.REFUSED, ended_at=at, approved_by=by)
    _give_back(refund)
    facts = {"pence": refund.amount_pence}
    bill = refund.payment.bill
    history.record(bill, "payments.refund_refused", by=by, facts=facts)


@transaction.atomic
def try_again(refund: Refund, *, at: datetime, by: User) -> Refund:
    """Ask anew for a refund that failed: a row of its own, under a key of its own.

    However often it fails, one at a time is asked, and each says which failed first.
    """
    if refund.status != RefundStatus.FAILED:
        raise StepRefused("Only a refund that failed is tried again.")
    first = Refund.objects.select_for_update(no_key=True).get(
        pk=refund.again_of_id or refund.pk
    )
    if first.tries.exclude(status__in=GIVEN_UP).exists():
        raise StepRefused("This refund has been asked for anew already.")
    return _ask(
        refund.payment,
        pence=refund.amount_pence,
        reason=refund.reason,
        by=by,
        at=at,
        again_of=first,
    )


@transaction.atomic
def sent_by_bank(refund: Refund, *, at: datetime, by: User) -> None:
    """Note that staff have paid a transfer back at the bank."""
    if refund.payment.method == Method.CARD:
        raise StepRefused("A card payment goes back through Stripe.")
    _done(refund, at=at, by=by, sent_at=at)


# --- What Stripe does with it ----------------------------------------------


def send(refund: Refund, *, at: datetime) -> None:
    """Ask Stripe for it, outside any transaction. Twice is once: the key is the row's.

    When Stripe is away the timetable tries again.
    """
    payment = refund.payment
    if refund.status != RefundStatus.TO_SEND or payment.method != Method.CARD:
        return
    Refund.objects.filter(pk=refund.pk, sent_at=None).update(sent_at=at)
    refund.refresh_from_db(fields=["sent_at"])
    try:
        back = _at_stripe(refund, at=at)
    except PaymentsAway:
        return
    except gateway.SaidNo as no:
        _failed(refund, no.says or no.code, at=at)
        return
    kill_points.reached("refund: made at Stripe, not noted here")
    follow(refund, back, at=at)


def _at_stripe(refund: Refund, *, at: datetime) -> gateway.MoneyBack:
    intent = refund.payment.intent
    asked_long_ago = refund.sent_at is not None and at - refund.sent_at >= KEY_LIVES
    if asked_long_ago:
        found = _found_at_stripe(refund)
        if found is not None:
            return found
        Refund.objects.filter(pk=refund.pk).update(sent_at=at)
    try:
        return gateway.refund(intent=intent, pence=refund.amount_pence, key=refund.key)
    except (gateway.SaidNo, gateway.Stumbled):
        # It may stand there all the same, from a call whose answer never came.
        found = _found_at_stripe(refund)
        if found is None:
            raise
        return found


def _found_at_stripe(refund: Refund) -> gateway.MoneyBack | None:
    every = gateway.all_back_of(refund.payment.intent)
    return next((back for back in every if back.key == refund.key), None)


@transaction.atomic
def follow(refund: Refund, back: gateway.MoneyBack, *, at: datetime) -> None:
    """Let a refund stand as it stands at Stripe. What it says was fetched just now."""
    refund.refresh_from_db()
    to = STANDS.get(back.status, RefundStatus.PENDING)
    if to == refund.status or to not in NEXT[RefundStatus(refund.status)]:
        return
    if to == RefundStatus.FAILED:
        _failed(refund, back.trouble or back.status, at=at, stripe_id=back.id)
    elif to == RefundStatus.DONE:
        _done(refund, at=at, by=None, stripe_id=back.id)
    else:
        _move(refund, to, stripe_id=back.id)


@transaction.atomic
def record(payment: Payment, back: gateway.MoneyBack, *, at: datetime) -> Refund:
    """Follow a refund that Stripe told of; one made in its dashboard is written here.

    A refund of ours is known by its key, should its id not have been noted.
    """
    ours = Refund.objects.filter(payment=payment)
    known = ours.filter(stripe_id=back.id).first()
    known = known or ours.filter(key=back.key).exclude(key="").first()
    if known is None:
        _take(payment, back.pence)
        known = Refund.objects.create(
            payment=payment,
            amount_pence=back.pence,
            status=RefundStatus.PENDING,
            reason="Made in Stripe's dashboard",
            key=f"elsewhere-{back.id}",
            stripe_id=back.id,
            made_elsewhere=True,
            asked_at=back.made_at,
            sent_at=back.made_at,
        )
        facts = {"pence": back.pence}
        bill = payment.bill
        history.record(bill, "payments.refund_elsewhere", by=None, facts=facts)
        _credit(known, at=at, by=None)
    follow(known, back, at=at)
    return known


# --- Steps -----------------------------------------------------------------


def _move(refund: Refund, to: RefundStatus, **facts: object) -> None:
    """Move the refund, but only from the status its reader saw."""
    seen = RefundStatus(refund.status)
    moved = to in NEXT[seen] and Refund.objects.filter(
        pk=refund.pk, status=seen
    ).update(status=to, **facts)
    if not moved:
        raise StepRefused("This refund has moved on. Look at it again.")
    refund.refresh_from_db()


def _done(refund: Refund, *, at: datetime, by: User | None, **facts: object) -> None:
    _move(refund, RefundStatus.DONE, ended_at=at, **facts)
    bill = refund.payment.bill
    history.record(
        bill, "payments.refund_done", by=by, facts={"pence": refund.amount_pence}
    )
    purpose = purposes.of(bill)
    if purpose.refunded is not None:
        purpose.refunded(refund, at)
    refund_letters.refund_made(refund, at=at)


@transaction.atomic
def _failed(refund: Refund, why: str, *, at: datetime, **facts: object) -> None:
    _move(refund, RefundStatus.FAILED, ended_at=at, failed_because=why[:200], **facts)
    _give_back(refund)
    log.error("refund_failed", refund=refund.pk)
    history.record(
        refund.payment.bill,
        "payments.refund_failed",
        by=None,
        facts={"pence": refund.amount_pence, "why": why[:200]},
    )
    refund_letters.refund_failed(refund, at=at)


def _take(payment: Payment, pence: int) -> None:
    """Take a sum from what is left of a payment; the row itself refuses too much."""
    rows = Payment.objects.filter(pk=payment.pk, status=PaymentStatus.PAID)
    fits = rows.filter(refunded_pence__lte=F("amount_pence") - pence)
    if not fits.update(refunded_pence=F("refunded_pence") + pence):
        payment.refresh_from_db()
        paid = payment.status == PaymentStatus.PAID
        left = payment.amount_pence - payment.refunded_pence if paid else 0
        raise MoreThanWasPaid(left)
    payment.refresh_from_db()


def _give_back(refund: Refund) -> None:
    Payment.objects.filter(pk=refund.payment_id).update(
        refunded_pence=F("refunded_pence") - refund.amount_pence
    )
    refund.payment.refresh_from_db()


def _on_its_way(refund: Refund, *, at: datetime, by: User | None) -> None:
    _credit(refund, at=at, by=by)
    later.run(SEND, refund.pk)


def _credit(refund: Refund, *, at: datetime, by: User | None) -> None:
    """Credit what was invoiced and is not kept any more.

    Money that came twice goes back without a credit note: it was invoiced once.
    """
    bill = Bill.objects.select_for_update(no_key=True).get(pk=refund.payment.bill_id)
    invoice = invoices.of_bill(bill)
    if invoice is None:
        return
    sums = bill.payments.filter(status=PaymentStatus.PAID).aggregate(
        came=Sum("amount_pence"), back=Sum("refunded_pence")
    )
    kept = (sums["came"] or 0) - (sums["back"] or 0)
    stands = invoice.total_pence - invoice.credited_pence
    pence = min(stands - kept, refund.amount_pence)
    if pence > 0:
        invoices.credit(bill, pence=pence, reason=refund.reason, at=at, by=by)
