"""Reconciliation: what would be lost if nobody told us, and where do the books differ?

Every notice may be missing and every worker may die: the rows themselves say what is
still to be asked. Short rounds each minute follow what is open here; the long one, each
night, goes through Stripe's books of the last days and finds what ours do not hold,
even after a backup was restored. Each difference is settled or reported.
"""

from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Q

from portal.core.money import pounds

from . import (
    agreements,
    differences,
    disputes,
    gateway,
    notices,
    refunds,
    settlement,
)
from .errors import MoreThanWasPaid, PaymentsAway
from .models import (
    Agreement,
    AgreementStatus,
    Difference,
    Method,
    Notice,
    Payment,
    PaymentStatus,
    Refund,
    RefundStatus,
)

log = structlog.get_logger(__name__)

# The return page and the notice come first; then each open page is asked about in turn.
FIRST_LOOK = timedelta(minutes=2)
NEXT_LOOK = timedelta(minutes=10)
NEVER_SHOWN = timedelta(hours=1)
STUCK = timedelta(days=14)
PENDING_LOOK = timedelta(hours=1)
NOTICE_WAITS = timedelta(minutes=1)
LOOKS_BACK = timedelta(days=3)
BATCH = 100


def settle_notices(*, at: datetime) -> None:
    """Follow what was noted and never followed, because a worker died or Stripe did."""
    waiting = Notice.objects.filter(settled_at=None).filter(
        Q(again_at__lte=at) | Q(again_at=None, received_at__lte=at - NOTICE_WAITS)
    )
    for notice in waiting.order_by("received_at", "pk")[:BATCH]:
        notices.settle(notice, at=at)


def follow_open_pages(*, at: datetime) -> None:
    """Ask how each open page stands; close the ones that nobody should pay on now."""
    rows = Payment.objects.filter(status=PaymentStatus.DUE, method=Method.CARD)
    rows = rows.select_related("bill", "agreement")
    shown = rows.exclude(session="").filter(started_at__lte=at - FIRST_LOOK)
    asked_long_ago = Q(looked_at=None) | Q(looked_at__lte=at - NEXT_LOOK)
    for payment in shown.filter(asked_long_ago).order_by("looked_at", "pk")[:BATCH]:
        _one_by_one(_follow_page, payment, at=at)
    never_shown = rows.filter(session="", started_at__lte=at - NEVER_SHOWN)
    for payment in never_shown.order_by("pk")[:BATCH]:
        _one_by_one(_find_page, payment, at=at)


def _follow_page(payment: Payment, *, at: datetime) -> None:
    # First, so that one that always fails does not keep the others back.
    Payment.objects.filter(pk=payment.pk).update(looked_at=at)
    over = payment.page_until is not None and payment.page_until <= at
    ask = gateway.close_page if over else gateway.page
    try:
        settlement.follow(payment, ask(payment.session), at=at)
    except gateway.SaidNo as no:
        if not no.is_missing:
            raise
        settlement.failed(payment, "Stripe knows no such page", at=at)
    if payment.status == PaymentStatus.DUE and at - payment.started_at > STUCK:
        differences.report(
            f"stuck {payment.key}",
            f"A payment of {pounds(payment.amount_pence)} has been on its way for "
            f"{STUCK.days} days.",
            about=payment.session,
            payment=payment,
            at=at,
        )


def _find_page(payment: Payment, *, at: datetime) -> None:
    """Look for the page of a payment whose id was never saved; nobody has seen it."""
    around = payment.started_at - FIRST_LOOK, payment.started_at + timedelta(days=1)
    found = (page for page in gateway.pages_since(*around) if page.key == payment.key)
    page = next(found, None)
    if page is None:
        settlement.failed(payment, "Begun, and never shown", at=at)
        return
    notices.payment_of_page(page)
    payment.refresh_from_db()
    settlement.follow(payment, gateway.close_page(page.id), at=at)


def send_refunds(*, at: datetime) -> None:
    """Send what is to be sent, and ask about what is on its way."""
    cards = Refund.objects.filter(payment__method=Method.CARD)
    cards = cards.select_related("payment__bill__payer")
    for refund in cards.filter(status=RefundStatus.TO_SEND).order_by("pk")[:BATCH]:
        _one_by_one(refunds.send, refund, at=at)


def follow_refunds(*, at: datetime) -> None:
    pending = Refund.objects.filter(status=RefundStatus.PENDING).exclude(stripe_id="")
    for refund in pending.select_related("payment__bill__payer").order_by("pk"):
        _one_by_one(_follow_refund, refund, at=at)


def end_agreements(*, at: datetime) -> None:
    asked = Agreement.objects.exclude(end_asked_at=None).exclude(
        status=AgreementStatus.ENDED
    )
    for agreement in asked.order_by("pk")[:BATCH]:
        _one_by_one(agreements.end, agreement, at=at)


# --- The long round --------------------------------------------------------


def compare(*, at: datetime, since: datetime | None = None) -> int:
    """Go through Stripe's books of the last days; return how many differences stand.

    What Stripe has and we have not is followed as if a notice had come. Nothing is
    ever charged from here.
    """
    since = since or at - LOOKS_BACK
    for page in _careful(lambda: gateway.pages_since(since)):
        if page.ours and not page.is_open and not _is_settled(page):
            _one_by_one(_hear, notices.follow_page, page.id, at=at)
    for taken in _careful(lambda: gateway.collected_since(since)):
        known = Payment.objects.filter(stripe_invoice=taken.id).exists()
        if taken.ours and taken.status == "paid" and not known:
            _one_by_one(_hear, notices.follow_collected, taken.id, at=at)
    for back in _careful(lambda: gateway.back_since(since)):
        _one_by_one(_compare_refund, back, at=at)
    for theirs in _careful(lambda: gateway.disputes_since(since)):
        payment = Payment.objects.filter(intent=theirs.intent).exclude(intent="")
        for one in payment:
            _one_by_one(disputes.follow, one, theirs, at=at)
    going = (AgreementStatus.ACTIVE, AgreementStatus.FAILING)
    for agreement in Agreement.objects.filter(status__in=going).exclude(stripe_id=""):
        _one_by_one(_follow_agreement, agreement, at=at)
    return Difference.objects.filter(cleared_at=None).count()


def _is_settled(page: gateway.Page) -> bool:
    standing = PaymentStatus.PAID if page.is_paid else PaymentStatus.FAILED
    return Payment.objects.filter(session=page.id, status=standing).exists()


def _compare_refund(back: gateway.MoneyBack, *, at: datetime) -> None:
    payment = Payment.objects.filter(intent=back.intent).exclude(intent="").first()
    if payment is None:
        return
    try:
        refunds.record(payment, back, at=at)
    except MoreThanWasPaid:
        differences.report(
            f"refund {back.id}",
            f"Stripe paid {pounds(back.pence)} back that our books had promised "
            "otherwise.",
            about=back.id,
            payment=payment,
            at=at,
        )


def _hear(look: notices.Look, about: str, *, at: datetime) -> None:
    """Follow a thing as if a notice of it had come."""
    step = look(about, at)
    if step is not None:
        with transaction.atomic():
            step()


def _follow_refund(refund: Refund, *, at: datetime) -> None:
    refunds.follow(refund, gateway.money_back(refund.stripe_id), at=at)


def _follow_agreement(agreement: Agreement, *, at: datetime) -> None:
    theirs = gateway.subscription(agreement.stripe_id)
    agreements.follow(agreement, theirs, at=at)


def _careful[Row](listing: Callable[[], Iterable[Row]]) -> Iterable[Row]:
    """Yield what Stripe lists until it stops answering; the next night has the rest."""
    try:
        yield from listing()
    except (PaymentsAway, gateway.SaidNo) as trouble:
        log.warning("comparison_cut_short", trouble=type(trouble).__name__)


def _one_by_one[**P](
    act: Callable[P, object], *about: P.args, **more: P.kwargs
) -> None:
    """Let one that fails not stop the others; it is found again in the next round."""
    try:
        act(*about, **more)
    except PaymentsAway:
        log.warning("reconciliation_waits_for_stripe")
    except Exception:
        log.exception("reconciliation_failed_for_one")
