"""Purchases: every step that an order of places can take, one function to a step.

Places are there from the day the money is. What asks for an invoice in the name of an
employer whom nobody here knows is looked at first; a card pays at once.
"""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.urls import reverse

from membership import terms
from membership.errors import SeatRefused
from membership.models import (
    Grade,
    Organisation,
    PaysBy,
    PurchaseKind,
    PurchaseStatus,
    SeatPurchase,
    SeatStay,
)
from portal.accounts.models import User
from portal.core import clock, history
from portal.core.money import Vat
from portal.payments import bills, checkout, purchase_orders
from portal.payments.bills import Line
from portal.payments.models import Bill, Interval, PaymentStatus

from . import emails, offers, organisations, places

PURPOSE = "corporate_places"
MOST = 2_000
NEXT = {
    PurchaseStatus.ASKED: {
        PurchaseStatus.TO_PAY,
        PurchaseStatus.DECLINED,
        PurchaseStatus.GIVEN_UP,
    },
    PurchaseStatus.TO_PAY: {PurchaseStatus.OPEN, PurchaseStatus.GIVEN_UP},
    PurchaseStatus.OPEN: {PurchaseStatus.CLOSED},
    PurchaseStatus.DECLINED: set(),
    PurchaseStatus.GIVEN_UP: set(),
    PurchaseStatus.CLOSED: set(),
}
CHANGED = "This order has gone on in the meantime. Look at it again."


def _move(purchase: SeatPurchase, to: PurchaseStatus, **facts: Any) -> None:
    """Move the purchase, but only from the status its reader saw."""
    seen = PurchaseStatus(purchase.status)
    rows = SeatPurchase.objects.filter(pk=purchase.pk, status=seen)
    if to not in NEXT[seen] or not rows.update(status=to, **facts):
        raise SeatRefused(CHANGED)
    purchase.refresh_from_db()


# --- Ordering --------------------------------------------------------------


@transaction.atomic
def order(
    organisation: Organisation,
    *,
    grade: Grade,
    seats: int,
    pays_by: str,
    by: User,
    at: datetime,
    order_number: str = "",
) -> SeatPurchase:
    """Order places: for a year, or where there are some, to the same last day."""
    organisation = organisations.lock(organisation)
    on = clock.uk_day(at)
    last = offers.last_day_of(organisation, on=on)
    kind = PurchaseKind.FIRST if last is None else PurchaseKind.MORE
    return _write(
        organisation,
        kind=kind,
        grade=grade,
        seats=seats,
        pays_by=pays_by,
        order_number=order_number,
        # So many days are paid for; they move on if the money comes later than that.
        days=(on, last) if kind == PurchaseKind.MORE else (None, None),
        by=by,
        at=at,
    )


@transaction.atomic
def renew(
    organisation: Organisation,
    *,
    grade: Grade,
    seats: int,
    stays: Collection[int],
    pays_by: str,
    by: User,
    at: datetime,
    order_number: str = "",
) -> SeatPurchase:
    """Order the next year for those who stay, and for as many more as are wanted."""
    organisation = organisations.lock(organisation)
    on = clock.uk_day(at)
    if not offers.may_renew(organisation, on=on):
        raise SeatRefused(
            "The next year has been ordered already, or it is too early for it. Look "
            "at the orders on your page."
        )
    chosen = [
        row for row in offers.staying(organisation, on=on) if row.pk in set(stays)
    ]
    if seats < len(chosen):
        raise SeatRefused(
            f"{len(chosen)} people are to stay, so order at least as many places."
        )
    purchase = _write(
        organisation,
        kind=PurchaseKind.RENEWAL,
        grade=grade,
        seats=seats,
        pays_by=pays_by,
        order_number=order_number,
        days=(None, None),
        by=by,
        at=at,
    )
    SeatStay.objects.bulk_create(
        SeatStay(purchase=purchase, seat=seat) for seat in chosen
    )
    return purchase


def _write(
    organisation: Organisation,
    *,
    kind: PurchaseKind,
    grade: Grade,
    seats: int,
    pays_by: str,
    order_number: str,
    days: tuple[date | None, date | None],
    by: User,
    at: datetime,
) -> SeatPurchase:
    if not 1 <= seats <= MOST:
        raise SeatRefused(f"Order between 1 and {MOST:,} places.")
    if grade not in offers.grades():
        raise SeatRefused("Places in this grade are not sold at present.")
    is_known = organisation.agreed_at is not None
    asks = pays_by == PaysBy.INVOICE and not is_known
    try:
        with transaction.atomic():
            purchase = SeatPurchase.objects.create(
                organisation=organisation,
                grade=grade,
                kind=kind,
                seats=seats,
                pays_by=pays_by,
                order_number=order_number,
                status=PurchaseStatus.ASKED if asks else PurchaseStatus.TO_PAY,
                starts_on=days[0],
                ends_on=days[1],
                made_at=at,
                made_by=by,
            )
    except IntegrityError as twice:
        raise SeatRefused(
            "A year of places is waiting to be paid already. Pay it, or give it up "
            "first."
        ) from twice
    history.record(
        organisation,
        "membership.places_ordered",
        by=by,
        facts={"seats": seats, "kind": kind.label},
    )
    if not asks:
        _write_bill(purchase, by=by, at=at)
    return purchase


def _write_bill(purchase: SeatPurchase, *, by: User | None, at: datetime) -> Bill:
    price = purchase.grade.price_pence
    words = "a year"
    if purchase.kind == PurchaseKind.MORE and purchase.starts_on and purchase.ends_on:
        days = offers.days_until(purchase.ends_on, on=purchase.starts_on)
        price = offers.price_of_more(purchase.grade, days=days)
        words = f"{days} days of a year"
    purchase.bill = bills.write(
        payer=purchase.organisation.payer,
        purpose=PURPOSE,
        lines=[
            Line(
                f"Membership, {purchase.grade}, {words}: places for "
                f"{purchase.organisation}"[:250],
                price,
                Vat(purchase.grade.vat),
                purchase.seats,
            )
        ],
        at=at,
        by=by,
        order_number=purchase.order_number,
    )
    purchase.save(update_fields=["bill"])
    return purchase.bill


def pay(
    purchase: SeatPurchase, *, by: User, at: datetime, by_card: bool = False
) -> str:
    """Return where to go on: the page for cards, or the organisation's own page.

    An invoice goes out once, or its order number is asked for; a card may still pay
    what it asks for. Call it outside a transaction.
    """
    if purchase.status != PurchaseStatus.TO_PAY or purchase.bill is None:
        raise SeatRefused(CHANGED)
    if purchase.pays_by == PaysBy.INVOICE and not by_card:
        purchase_orders.send(purchase.bill, at=at, by=by)
        return where(purchase.bill)
    return checkout.start(bill=purchase.bill, at=at)


def where(bill: Bill) -> str:
    purchase = SeatPurchase.objects.filter(bill=bill).first()
    if purchase is None:
        return reverse("organisations:home")
    reference = purchase.organisation.reference
    return reverse("organisations:organisation", args=[reference])


# --- Staff look at what a stranger asks for --------------------------------


@transaction.atomic
def accept(purchase: SeatPurchase, *, by: User, at: datetime) -> None:
    """Agree to the organisation, and send the invoice that it asked for."""
    organisation = organisations.lock(purchase.organisation)
    _move(purchase, PurchaseStatus.TO_PAY)
    _agree(organisation, at=at)
    history.record(organisation, "membership.places_accepted", by=by)
    bill = _write_bill(purchase, by=by, at=at)
    emails.order_answered(purchase, at=at)
    purchase_orders.send(bill, at=at, by=by)


@transaction.atomic
def decline(purchase: SeatPurchase, *, reason: str, by: User, at: datetime) -> None:
    _move(purchase, PurchaseStatus.DECLINED, ended_at=at, declined_because=reason)
    history.record(purchase.organisation, "membership.places_declined", by=by)
    emails.order_answered(purchase, at=at)


def _agree(organisation: Organisation, *, at: datetime) -> None:
    rows = Organisation.objects.filter(pk=organisation.pk, agreed_at=None)
    rows.update(agreed_at=at)


# --- When money comes, or does not -----------------------------------------


@transaction.atomic
def settle(purchase: SeatPurchase, *, at: datetime) -> str:
    """Open the places that were paid for; or say why not, and the money goes back."""
    organisation = organisations.lock(purchase.organisation)
    purchase = SeatPurchase.objects.select_for_update().get(pk=purchase.pk)
    if purchase.status == PurchaseStatus.OPEN:
        return "These places had been paid for already."
    if purchase.status != PurchaseStatus.TO_PAY:
        return "The order had been given up before the payment arrived."
    first, last = _days(purchase, on=clock.uk_day(at))
    _move(purchase, PurchaseStatus.OPEN, starts_on=first, ends_on=last, opened_at=at)
    _agree(organisation, at=at)
    stays = purchase.stays.select_related("seat__term__member", "seat__purchase")
    going_on = set()
    for each in stays.order_by("seat__term__member"):
        if seat := places.stay(each.seat, purchase, by=None, at=at):
            going_on.add(seat.term.member_id)
            emails.place_goes_on(seat, at=at)
    history.record(
        organisation,
        "membership.places_opened",
        by=None,
        facts={
            "seats": purchase.seats,
            "starts_on": first.isoformat(),
            "ends_on": last.isoformat(),
        },
    )
    emails.places_opened(purchase, at=at)
    if purchase.kind == PurchaseKind.RENEWAL:
        _tell_who_does_not_stay(organisation, purchase, going_on, at=at)
    return ""


def _days(purchase: SeatPurchase, *, on: date) -> tuple[date, date]:
    if purchase.kind == PurchaseKind.MORE and purchase.starts_on and purchase.ends_on:
        if on <= purchase.ends_on:
            return on, purchase.ends_on
        # Paid after the year was over: as many days as were paid for, from today.
        return on, on + (purchase.ends_on - purchase.starts_on)
    first = on
    if purchase.kind == PurchaseKind.RENEWAL:
        first = offers.first_day_of_next(purchase.organisation, on=on)
    return first, terms.last_day(first, Interval.YEAR)


def _tell_who_does_not_stay(
    organisation: Organisation,
    purchase: SeatPurchase,
    going_on: set[int],
    *,
    at: datetime,
) -> None:
    for seat in offers.staying(organisation, on=clock.uk_day(at)):
        own = seat.purchase_id == purchase.pk
        if not own and seat.term.member_id not in going_on:
            emails.place_ends(seat, at=at)


def give_up(purchase: SeatPurchase, *, by: User, at: datetime) -> None:
    """Give up an order before it is paid; an invoice for it is credited.

    Call it outside a transaction: a page for cards may have to be closed.
    """
    if purchase.bill is None:
        _give_up_unbilled(purchase, by=by, at=at)
        return
    if purchase.status != PurchaseStatus.TO_PAY:
        raise SeatRefused(CHANGED)
    checkout.close(bill=purchase.bill, at=at)
    purchase.refresh_from_db()
    if purchase.status != PurchaseStatus.TO_PAY:
        raise SeatRefused("It has been paid in the meantime, so the places are there.")
    purchase_orders.cancel(purchase.bill, reason="The order was given up", at=at, by=by)


@transaction.atomic
def _give_up_unbilled(purchase: SeatPurchase, *, by: User, at: datetime) -> None:
    _move(purchase, PurchaseStatus.GIVEN_UP, ended_at=at)
    history.record(purchase.organisation, "membership.places_given_up", by=by)


@transaction.atomic
def bill_given_up(bill: Bill, *, at: datetime) -> None:
    """Follow a bill that was withdrawn: by somebody, or since no order number came."""
    purchase = SeatPurchase.objects.filter(bill=bill).first()
    if purchase is not None and purchase.status == PurchaseStatus.TO_PAY:
        _move(purchase, PurchaseStatus.GIVEN_UP, ended_at=at)
        history.record(purchase.organisation, "membership.places_given_up", by=None)


@transaction.atomic
def paid_back(bill: Bill, *, at: datetime) -> None:
    """Close places whose money has all gone back: who holds one is told, and counts
    to the end of the day. A part that goes back closes nothing.
    """
    purchase = SeatPurchase.objects.filter(bill=bill).first()
    if purchase is None or purchase.status != PurchaseStatus.OPEN:
        return
    came = bill.payments.filter(status=PaymentStatus.PAID)
    if any(each.amount_pence > each.refunded_pence for each in came):
        return
    organisation = organisations.lock(purchase.organisation)
    _move(purchase, PurchaseStatus.CLOSED, ended_at=at)
    history.record(
        organisation,
        "membership.places_closed",
        by=None,
        facts={"seats": purchase.seats},
    )
    places.close_all(purchase, at=at)
