"""Payments after the answer, and by the clock. Each may run twice."""

from celery import shared_task

from portal.core import clock

from . import (
    agreements,
    gateway,
    ledger,
    notices,
    purchase_orders,
    reconciliation,
    refunds,
)
from .models import Agreement, Notice, Refund


@shared_task
def settle_notice(notice_id: int) -> None:
    notice = Notice.objects.filter(pk=notice_id).first()
    if notice is not None:
        notices.settle(notice, at=clock.now())


@shared_task
def send_refund(refund_id: int) -> None:
    rows = Refund.objects.select_related("payment__bill__payer")
    refund = rows.filter(pk=refund_id).first()
    if refund is not None and gateway.is_set_up():
        refunds.send(refund, at=clock.now())


@shared_task
def end_agreement(agreement_id: int) -> None:
    agreement = Agreement.objects.filter(pk=agreement_id).first()
    if agreement is not None and gateway.is_set_up():
        agreements.end(agreement, at=clock.now())


@shared_task
def follow_what_is_open() -> None:
    """Find what a lost notice, a dead worker or a silent Stripe left behind."""
    if not gateway.is_set_up():
        return
    at = clock.now()
    reconciliation.settle_notices(at=at)
    reconciliation.follow_open_pages(at=at)
    reconciliation.send_refunds(at=at)
    reconciliation.end_agreements(at=at)


@shared_task
def follow_refunds() -> None:
    if gateway.is_set_up():
        reconciliation.follow_refunds(at=clock.now())


@shared_task
def compare_books() -> None:
    """Go through Stripe's books and ours, and report where they do not tie."""
    at = clock.now()
    if gateway.is_set_up():
        reconciliation.compare(at=at)
    ledger.report(at=at)


@shared_task
def let_go_of_unanswered_orders() -> None:
    purchase_orders.let_go(at=clock.now())


@shared_task
def remind_of_invoices() -> None:
    purchase_orders.remind(at=clock.now())
