"""Settlement: money arrived, failed, or came twice.

One function for the return page, the notice and the reconciliation: each asks Stripe
how a payment stands and lets it stand so here. The payment moves by compare-and-set,
so however many come at once, one of them delivers what was paid for, in the
transaction that moves it; what cannot be delivered is sent back in that same
transaction. The order of rows is payment, then what was paid for, then the bill.
"""

import secrets
from datetime import datetime

import structlog
from django.conf import settings
from django.db import transaction

from portal.accounts.models import User
from portal.core import history, later
from portal.core.money import pounds

from . import (
    bills,
    differences,
    gateway,
    invoices,
    kill_points,
    purposes,
    refund_letters,
    refunds,
)
from .errors import StepRefused
from .models import (
    Agreement,
    AgreementStatus,
    Bill,
    Method,
    Payer,
    Payment,
    PaymentStatus,
)

log = structlog.get_logger(__name__)

END_AGREEMENT = "portal.payments.tasks.end_agreement"
WITHDRAWN = "This bill had been withdrawn when your payment arrived."


def look(payment: Payment, *, at: datetime) -> Payment:
    """Ask Stripe how a card payment stands, and follow. Never in a transaction."""
    if not payment.session:
        return payment
    return follow(payment, gateway.page(payment.session), at=at)


def follow(payment: Payment, page: gateway.Page, *, at: datetime) -> Payment:
    """Let a payment stand as its page at Stripe does; return it as it is then."""
    if not is_believed(payment, live=page.live, about=page.id, at=at):
        pass
    elif page.is_paid:
        if (page.pence, page.currency) == (payment.amount_pence, gateway.CURRENCY):
            _paid(payment, page, at=at)
        else:
            differences.report(
                f"sum {page.id}",
                f"Stripe took {page.pence} {page.currency} where "
                f"{pounds(payment.amount_pence)} were asked for. Nothing followed.",
                about=page.id,
                payment=payment,
                at=at,
            )
    elif page.is_over:
        failed(payment, page.trouble or page.status, at=at)
    # Last, so that one who dies on the way is followed in the very next round.
    Payment.objects.filter(pk=payment.pk).update(looked_at=at)
    payment.refresh_from_db()
    return payment


def is_believed(
    payment: Payment | None, *, live: bool, about: str, at: datetime
) -> bool:
    """Say whether it comes from the mode we run in: no test card opens anything."""
    if live == settings.STRIPE_LIVE:
        return True
    differences.report(
        f"mode {about}",
        f"Something of Stripe's {'live' if live else 'test'} mode came to a portal "
        "that runs in the other. It was left alone.",
        about=about,
        payment=payment,
        at=at,
    )
    return False


@transaction.atomic
def _paid(payment: Payment, page: gateway.Page, *, at: datetime) -> None:
    if not _move_to_paid(
        payment,
        at=at,
        session=page.id,
        intent=page.intent,
        stripe_invoice=page.invoice,
    ):
        return
    if page.customer:
        payers = Payer.objects.filter(pk=payment.bill.payer_id, stripe_customer="")
        payers.update(stripe_customer=page.customer)
    if payment.agreement_id is not None:
        begun = Agreement.objects.filter(pk=payment.agreement_id)
        begun.filter(status=AgreementStatus.BEGUN).update(
            status=AgreementStatus.ACTIVE, stripe_id=page.subscription
        )
    deliver(payment, at=at)


def _move_to_paid(payment: Payment, *, at: datetime, **facts: str) -> bool:
    """Move a payment to paid, whoever comes first. Even a failed one: money is here."""
    kill_points.reached("payment: before it moves")
    waiting = (PaymentStatus.DUE, PaymentStatus.FAILED)
    moved = Payment.objects.filter(pk=payment.pk, status__in=waiting).update(
        status=PaymentStatus.PAID,
        paid_at=at,
        failed_at=None,
        failed_because="",
        **facts,
    )
    payment.refresh_from_db()
    if moved:
        kill_points.reached("payment: moved, nothing delivered")
    return bool(moved)


@transaction.atomic
def deliver(payment: Payment, *, at: datetime, by: User | None = None) -> None:
    """Deliver what a paid payment paid for, or send the money back."""
    bill = payment.bill
    facts = {"pence": payment.amount_pence, "method": payment.method}
    history.record(bill, "payments.paid", by=by, facts=facts)
    if bills.owed_pence(bill):
        return  # part of it, by transfer: delivered when the rest is here
    if bill.withdrawn_at is not None:
        reason = WITHDRAWN
    else:
        reason = purposes.of(bill).paid(payment, at)
    kill_points.reached("payment: delivered, no document")
    if reason:
        _send_back(payment, reason, at=at)
    else:
        invoices.issue(bill, at=at, by=by)
    kill_points.reached("payment: all written, not committed")


def _send_back(payment: Payment, reason: str, *, at: datetime) -> None:
    """Record that all of a payment goes back, and end what it began."""
    if payment.amount_pence > payment.refunded_pence:
        refund = refunds.ask(
            payment,
            pence=payment.amount_pence - payment.refunded_pence,
            reason=reason,
            by=None,
            at=at,
        )
        refund_letters.payment_returned(refund, at=at)
    if payment.agreement_id is not None:
        going = Agreement.objects.filter(pk=payment.agreement_id, end_asked_at=None)
        going.exclude(status=AgreementStatus.ENDED).update(end_asked_at=at)
        later.run(END_AGREEMENT, payment.agreement_id)


@transaction.atomic
def failed(payment: Payment, why: str, *, at: datetime) -> None:
    """Let a payment come to nothing, once; money that comes after all still counts."""
    moved = Payment.objects.filter(pk=payment.pk, status=PaymentStatus.DUE).update(
        status=PaymentStatus.FAILED, failed_at=at, failed_because=why[:200]
    )
    if not moved:
        return
    payment.refresh_from_db()
    if payment.agreement_id is not None:
        begun = Agreement.objects.filter(pk=payment.agreement_id)
        begun.filter(status=AgreementStatus.BEGUN).update(
            status=AgreementStatus.ENDED, ended_at=at
        )
    history.record(payment.bill, "payments.failed", by=None, facts={"why": why[:200]})
    purpose = purposes.of(payment.bill)
    if purpose.failed is not None:
        purpose.failed(payment, at)


# --- Money that takes no page ----------------------------------------------


@transaction.atomic
def received(
    *,
    bill: Bill,
    pence: int,
    method: Method,
    reference: str,
    at: datetime,
    by: User | None,
) -> Payment:
    """Write down money that came by another way, such as a transfer.

    What was paid for is delivered when nothing is owed any more. Each call is one
    arrival: whoever matches bank lines sees to it that each is matched once.
    """
    if pence <= 0 or method == Method.CARD:
        raise StepRefused("Enter the sum that arrived.")
    payment = Payment.objects.create(
        bill=bill,
        method=method,
        status=PaymentStatus.PAID,
        amount_pence=pence,
        started_at=at,
        paid_at=at,
        key=f"{method}-{secrets.token_hex(12)}",
        bank_reference=reference[:140],
    )
    deliver(payment, at=at, by=by)
    payment.refresh_from_db()
    return payment


@transaction.atomic
def taken_off(payment: Payment, why: str, *, at: datetime, by: User | None) -> None:
    """Take a transfer off a bill that it was never for: the bill is owed again.

    Card payments are not taken off but refunded, and so is what has begun to go back.
    """
    if payment.method != Method.TRANSFER:
        raise StepRefused("Only a transfer can be taken off a bill.")
    moved = Payment.objects.filter(
        pk=payment.pk, status=PaymentStatus.PAID, refunded_pence=0
    ).update(
        status=PaymentStatus.FAILED,
        paid_at=None,
        failed_at=at,
        failed_because=why[:200],
    )
    if not moved:
        raise StepRefused("Money of this transfer has gone back already.")
    payment.refresh_from_db()
    facts = {"pence": payment.amount_pence, "why": why[:200]}
    history.record(payment.bill, "payments.taken_off", by=by, facts=facts)
    purpose = purposes.of(payment.bill)
    if purpose.failed is not None:
        purpose.failed(payment, at)


@transaction.atomic
def nothing_to_pay(bill: Bill, *, at: datetime) -> Payment:
    """Settle a bill of nothing, once, without a word to Stripe."""
    payment, new = Payment.objects.get_or_create(
        key=f"nothing-{bill.pk}",
        defaults={
            "bill": bill,
            "method": Method.NOTHING,
            "status": PaymentStatus.PAID,
            "amount_pence": 0,
            "started_at": at,
            "paid_at": at,
        },
    )
    if new:
        deliver(payment, at=at)
    return payment
