"""Checkout: send somebody to Stripe's page to pay a bill, and close such a page.

The payment and its key are written before Stripe is asked, so whoever asks again for
the same bill, after whatever happened in between, gets the same page: a bill has one
open page at most. Nothing here runs inside a transaction of the caller's.
"""

import hashlib
import secrets
from datetime import datetime, timedelta

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction
from django.urls import reverse

from portal.core.errors import Refused
from portal.core.money import pounds

from . import bills, gateway, kill_points, purposes, settlement
from .errors import BillWithdrawn, PaymentsAway
from .models import (
    Agreement,
    Bill,
    Interval,
    Method,
    Payer,
    Payment,
    PaymentStatus,
)

log = structlog.get_logger(__name__)

# Stripe's pages live 30 minutes to 24 hours. Counted from our row, so that asking
# again asks for exactly the same.
PAGE_LIVES = timedelta(hours=23)
# Later than this, the same request would ask for a page of less than 30 minutes.
SAME_PAGE_WITHIN = timedelta(hours=22)
LONGEST_NAME = 250


def start(*, bill: Bill, at: datetime, interval: Interval | None = None) -> str:
    """Return the address of the page on which this bill is paid by card.

    With an interval the payer also agrees that the bill's sum is taken again each
    month or year. A bill of nothing, and one that is paid, lead to where the thing
    paid for stands. Raises PaymentsAway when Stripe cannot be reached, and Refused
    for a bill that nobody owes; nothing is lost then. Call it outside a transaction.
    """
    bill.refresh_from_db()
    if bill.withdrawn_at is not None:
        raise BillWithdrawn(bill)
    purpose = purposes.of(bill)
    if interval is not None and purpose.renewed is None:
        raise ValueError(f"Nothing renews what {purpose.key} sells.")
    if bill.total_pence == 0:
        settlement.nothing_to_pay(bill, at=at)
        return purpose.where(bill)
    # One round for what an open page has become, one for a payment that cannot be
    # told to Stripe any more, one for a customer whom Stripe no longer knows.
    for _ in range(3):
        payment = _open_payment(bill, interval, at=at)
        if payment is None:
            return purpose.where(bill)
        address = _page_of(payment, interval, at=at)
        if address:
            return address
    raise PaymentsAway


def close(*, bill: Bill, at: datetime) -> None:
    """Close the open page of a bill, because what it pays for is no longer kept.

    Should it have been paid on already, that is settled as paid. When Stripe is away
    the wish stands in the row, and the timetable closes the page.
    """
    payment = _due(bill)
    if payment is None:
        return
    Payment.objects.filter(pk=payment.pk, page_until__gt=at).update(page_until=at)
    if not payment.session:
        return
    try:
        settlement.follow(payment, gateway.close_page(payment.session), at=at)
    except (PaymentsAway, gateway.SaidNo):
        log.warning("page_not_closed", payment=payment.pk)


def _due(bill: Bill) -> Payment | None:
    open_ones = Payment.objects.filter(
        bill=bill, method=Method.CARD, status=PaymentStatus.DUE
    )
    return open_ones.select_related("agreement", "bill__payer").first()


def _open_payment(
    bill: Bill, interval: Interval | None, *, at: datetime
) -> Payment | None:
    """Return the bill's one open card payment, made if there is none; or None: paid."""
    payment = _due(bill)
    if payment is not None:
        return payment
    owed = bills.owed_pence(bill)
    if owed == 0:
        return None
    if interval is not None and owed != bill.total_pence:
        raise Refused("Part of this bill is paid. Pay the rest without renewal.")
    try:
        with transaction.atomic(durable=True):
            return _write(bill, owed, interval, at=at)
    except IntegrityError:
        # Somebody else pressed the button in this very moment, and the row is theirs.
        return _due(bill)


def _write(
    bill: Bill, owed: int, interval: Interval | None, *, at: datetime
) -> Payment:
    agreement = None
    if interval is not None:
        agreement = Agreement.objects.create(
            payer=bill.payer,
            purpose=bill.purpose,
            interval=interval,
            amount_pence=bill.total_pence,
            begun_at=at,
        )
    return Payment.objects.create(
        bill=bill,
        method=Method.CARD,
        amount_pence=owed,
        started_at=at,
        agreement=agreement,
        key=f"payment-{secrets.token_hex(12)}",
        page_until=at + PAGE_LIVES,
    )


def _page_of(payment: Payment, interval: Interval | None, *, at: datetime) -> str:
    """Return the page's address, or nothing when this payment has come to an end."""
    assert payment.page_until is not None
    agreed = payment.agreement.interval if payment.agreement else None
    owed = bills.owed_pence(payment.bill)
    same = agreed == interval and owed == payment.amount_pence
    if payment.session and same and payment.page_until > at:
        return payment.page_url
    if payment.session:
        # Over, or for other terms than those now chosen: close it, and see what came.
        page = gateway.close_page(payment.session)
        settlement.follow(payment, page, at=at)
        if payment.status == PaymentStatus.PAID:
            return purposes.of(payment.bill).where(payment.bill)
        if payment.status == PaymentStatus.DUE:
            # Paid on, and the bank has not said yet: a second page could be paid too.
            raise Refused(
                "A payment of this bill is on its way. Wait for it to arrive before "
                "you pay in another way."
            )
        return ""
    if not same or at >= payment.started_at + SAME_PAGE_WITHIN:
        settlement.failed(payment, "Begun, and never shown", at=at)
        return ""
    return _open(payment, interval, at=at)


def _open(payment: Payment, interval: Interval | None, *, at: datetime) -> str:
    """Ask Stripe for the page under the key that the row already has."""
    bill = payment.bill
    name = f"{purposes.of(bill).label}, bill {bill.reference}"
    returning = reverse("payments:paid", args=[bill.reference])
    try:
        customer = _customer_of(bill.payer, needed=interval is not None)
        page = gateway.open_page(
            key=payment.key,
            lines=_lines(payment, name, interval),
            name=name,
            success_url=(
                f"{settings.BASE_URL}{returning}?session_id={{CHECKOUT_SESSION_ID}}"
            ),
            cancel_url=f"{settings.BASE_URL}{purposes.of(bill).where(bill)}",
            until=payment.started_at + PAGE_LIVES,
            customer=customer,
            email="" if customer else bill.payer.email,
            interval=interval or "",
        )
    except gateway.Stumbled:
        # The same key would get the same answer for a day. Whatever page there may be
        # nobody has ever seen, so nobody can pay on it.
        settlement.failed(payment, "Stripe had a fault", at=at)
        raise
    except gateway.SaidNo as no:
        settlement.failed(payment, no.says or no.code, at=at)
        if no.param == "customer":
            Payer.objects.filter(pk=bill.payer_id).update(stripe_customer="")
            bill.payer.refresh_from_db()
            return ""
        if no.key_spent:
            return ""
        log.warning("page_refused", payment=payment.pk, code=no.code)
        if no.code == "amount_too_small":
            raise Refused(
                f"{pounds(payment.amount_pence)} is too little to be paid by card."
            ) from no
        raise PaymentsAway from no
    kill_points.reached("page: made at Stripe, its id not saved")
    Payment.objects.filter(pk=payment.pk, session="").update(
        session=page.id, page_url=page.url, page_until=page.until
    )
    return page.url


def _customer_of(payer: Payer, *, needed: bool) -> str:
    """Return who the payer is at Stripe: made once, when a subscription needs one."""
    if payer.stripe_customer or not needed:
        return payer.stripe_customer
    # Under a key that another name or address has had, Stripe would refuse for a day.
    facts = hashlib.sha256(f"{payer.name}\0{payer.email}".encode()).hexdigest()[:24]
    made = gateway.make_customer(
        name=payer.name, email=payer.email, key=f"customer-{payer.pk}-{facts}"
    )
    Payer.objects.filter(pk=payer.pk, stripe_customer="").update(stripe_customer=made)
    payer.refresh_from_db(fields=["stripe_customer"])
    return payer.stripe_customer


def _lines(
    payment: Payment, name: str, interval: Interval | None
) -> list[gateway.Line]:
    """Return what the page lists: the bill's lines, or one sum where those do not do.

    Stripe takes no line below nothing, and a subscription is one price.
    """
    lines = list(payment.bill.lines.all())
    whole = payment.amount_pence == payment.bill.total_pence
    if interval is None and whole and all(line.unit_pence > 0 for line in lines):
        return [
            gateway.Line(line.description, line.unit_pence, line.quantity)
            for line in lines
        ]
    named = lines[0].description if len(lines) == 1 and whole else name
    return [gateway.Line(named[:LONGEST_NAME], payment.amount_pence, 1)]
