"""Agreements: a price that Stripe takes each month or year because the payer said so.

The first sum comes by a page and is settled there. Each later one is an invoice at
Stripe: it is fetched, the purpose writes the bill for it, and it becomes a payment,
once, because the invoice's id is unique among payments.
"""

from datetime import datetime

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction

from portal.accounts.models import User
from portal.core import history
from portal.core.money import pounds

from . import differences, gateway, kill_points, purposes, settlement
from .errors import PaymentsAway, StepRefused
from .models import (
    Agreement,
    AgreementStatus,
    Method,
    Payer,
    Payment,
    PaymentStatus,
)

log = structlog.get_logger(__name__)

NEXT = {
    AgreementStatus.BEGUN: {
        AgreementStatus.ACTIVE,
        AgreementStatus.FAILING,
        AgreementStatus.ENDED,
    },
    AgreementStatus.ACTIVE: {AgreementStatus.FAILING, AgreementStatus.ENDED},
    AgreementStatus.FAILING: {AgreementStatus.ACTIVE, AgreementStatus.ENDED},
    AgreementStatus.ENDED: set(),
}
STANDS = {
    "active": AgreementStatus.ACTIVE,
    "trialing": AgreementStatus.ACTIVE,
    "past_due": AgreementStatus.FAILING,
    "unpaid": AgreementStatus.FAILING,
    "canceled": AgreementStatus.ENDED,
    "incomplete_expired": AgreementStatus.ENDED,
}


# --- What a payer asks for -------------------------------------------------


def stop(agreement: Agreement, *, at: datetime, by: User | None) -> None:
    """Take nothing more: it ends with what is paid. Raises PaymentsAway."""
    _ask_to_end(agreement, wanted=True, at=at, by=by)


def resume(agreement: Agreement, *, at: datetime, by: User | None) -> None:
    """Go on after all, as long as it has not ended. Raises PaymentsAway."""
    _ask_to_end(agreement, wanted=False, at=at, by=by)


def _ask_to_end(
    agreement: Agreement, *, wanted: bool, at: datetime, by: User | None
) -> None:
    agreement.refresh_from_db()
    if agreement.status not in {AgreementStatus.ACTIVE, AgreementStatus.FAILING}:
        raise StepRefused("This automatic renewal has ended already.")
    try:
        theirs = gateway.let_end(agreement.stripe_id, wanted=wanted)
    except gateway.SaidNo:
        # It has ended there, and the notice of it is still on its way.
        follow(agreement, gateway.subscription(agreement.stripe_id), at=at)
        raise StepRefused("This automatic renewal has ended already.") from None
    with transaction.atomic():
        step = "payments.agreement_stopped" if wanted else "payments.agreement_resumed"
        history.record(agreement, step, by=by)
        follow(agreement, theirs, at=at)


def customer_portal(payer: Payer, *, back_to: str) -> str:
    """Return the address of Stripe's own page for cards and receipts.

    `back_to` is a path of ours. Refuses somebody who has never paid by card.
    """
    if not payer.stripe_customer:
        raise StepRefused("There is no card of yours at Stripe.")
    try:
        return gateway.customer_portal(
            customer=payer.stripe_customer, back_to=f"{settings.BASE_URL}{back_to}"
        )
    except gateway.SaidNo as no:
        log.warning("customer_portal_refused", payer=payer.pk, code=no.code)
        raise PaymentsAway from no


def end(agreement: Agreement, *, at: datetime) -> None:
    """Tell Stripe to end one at once, because what it pays for cannot be delivered.

    Called by the worker; twice is once. When Stripe is away the timetable tries again.
    """
    agreement.refresh_from_db()
    if agreement.end_asked_at is None or agreement.status == AgreementStatus.ENDED:
        return
    if not agreement.stripe_id:
        return
    try:
        follow(agreement, gateway.end_subscription(agreement.stripe_id), at=at)
    except PaymentsAway:
        return


# --- What Stripe says ------------------------------------------------------


@transaction.atomic
def follow(agreement: Agreement, theirs: gateway.Subscription, *, at: datetime) -> None:
    """Let an agreement stand as the subscription stands that was fetched just now."""
    if not settlement.is_believed(None, live=theirs.live, about=theirs.id, at=at):
        return
    Agreement.objects.filter(pk=agreement.pk).update(ends_at=theirs.ends_at)
    agreement.refresh_from_db()
    seen = AgreementStatus(agreement.status)
    to = STANDS.get(theirs.status, seen)
    if to == seen or to not in NEXT[seen]:
        return
    ended = {"ended_at": at} if to == AgreementStatus.ENDED else {}
    moved = Agreement.objects.filter(pk=agreement.pk, status=seen).update(
        status=to, **ended
    )
    agreement.refresh_from_db()
    if not moved:
        return
    history.record(agreement, f"payments.agreement_{to}", by=None)
    purpose = purposes.of(agreement)
    if to == AgreementStatus.FAILING and purpose.agreement_failing is not None:
        purpose.agreement_failing(agreement, at)
    if to == AgreementStatus.ENDED and purpose.agreement_ended is not None:
        purpose.agreement_ended(agreement, at)


def collect(
    agreement: Agreement, taken: gateway.Collected, *, at: datetime
) -> Payment | None:
    """Write down a sum that a subscription took, once, and deliver what it is for.

    The first one belongs to the page it was paid on, and is settled there.
    """
    if not settlement.is_believed(None, live=taken.live, about=taken.id, at=at):
        return None
    if taken.status != "paid" or taken.pence == 0:
        return None
    found = Payment.objects.filter(stripe_invoice=taken.id).first()
    if found is not None:
        return found
    expected = (agreement.amount_pence, gateway.CURRENCY)
    if (taken.pence, taken.currency) != expected:
        differences.report(
            f"sum {taken.id}",
            f"A renewal took {taken.pence} {taken.currency} where "
            f"{pounds(agreement.amount_pence)} were agreed. Nothing followed.",
            about=taken.id,
            at=at,
        )
        return None
    try:
        with transaction.atomic():
            return _renew(agreement, taken, at=at)
    except IntegrityError:
        found = Payment.objects.filter(stripe_invoice=taken.id).first()
        if found is None:
            raise
        return found


def _renew(agreement: Agreement, taken: gateway.Collected, *, at: datetime) -> Payment:
    purpose = purposes.of(agreement)
    assert purpose.renewed is not None
    bill = purpose.renewed(agreement, at)
    if bill.total_pence != taken.pence:
        raise ValueError(f"The bill of a renewal is not what was taken: {taken.id}.")
    kill_points.reached("renewal: bill written, no payment")
    payment = Payment.objects.create(
        bill=bill,
        method=Method.CARD,
        status=PaymentStatus.PAID,
        amount_pence=taken.pence,
        started_at=at,
        paid_at=at,
        agreement=agreement,
        key=f"renewal-{taken.id}",
        intent=taken.intent,
        stripe_invoice=taken.id,
    )
    settlement.deliver(payment, at=at)
    return payment
