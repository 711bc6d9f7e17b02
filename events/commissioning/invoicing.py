"""Invoicing: the bill of a commission, line by line its runs and places.

The invoice goes out once the payer's order number is there. Each place is charged its
share, so that one given back by the terms is credited to the penny, and a run that we
cancel gives all of its places' money back. The order of rows is the events, then the
bill, then the commission.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.urls import reverse

from events.booking import places
from events.errors import CommissionRefused
from events.models import (
    Charge,
    Commission,
    CommissionPlace,
    Event,
    Ticket,
)
from portal.accounts.models import User
from portal.core import history
from portal.core.money import Vat
from portal.core.words import count_of, uk_day
from portal.payments import bills, invoices, purchase_orders
from portal.payments.bills import Line
from portal.payments.models import Bill, Invoice, Payment

from . import commissions

PURPOSE = "commission"
LONGEST = 250
PAID_ALREADY = "This commission had been paid for already."


@transaction.atomic
def send(
    commission: Commission, *, order_number: str, by: User, at: datetime
) -> Invoice | None:
    """Send the invoice, or ask finance for the order number; None while that is open.

    The bill is written the first time. Raises CommissionRefused while places are on no
    run yet, since the invoice names them all.
    """
    events = Event.objects.filter(commission_runs__commission=commission)
    places.lock(*events.distinct())
    before = Commission.objects.filter(pk=commission.pk).values("bill")
    list(Bill.objects.select_for_update(no_key=True).filter(pk__in=before))
    commission = _lock(commission)
    # None where it was given up while we waited for it.
    bill = commission.bill
    if bill is not None and invoices.of_bill(bill) is not None:
        raise CommissionRefused("The invoice has been sent.")
    number = order_number or commission.order_number
    if order_number and order_number != commission.order_number:
        Commission.objects.filter(pk=commission.pk).update(order_number=order_number)
    if bill is None:
        bill = _write(commission, order_number=number, by=by, at=at)
    elif number:
        return purchase_orders.give_number(bill, number, at=at, by=by)
    return purchase_orders.send(bill, at=at, by=by)


def _lock(commission: Commission) -> Commission:
    return Commission.objects.select_for_update(no_key=True).get(pk=commission.pk)


def _write(
    commission: Commission, *, order_number: str, by: User, at: datetime
) -> Bill:
    left = sum(commissions.to_place(commission).values())
    if left:
        raise CommissionRefused(
            f"{count_of(left, 'place is,places are')} on no run yet. The invoice names "
            "the runs, so add them first."
        )
    rows = CommissionPlace.objects.filter(run__commission=commission)
    bought = [
        place
        for place in rows.select_related("ticket__booking", "run__event")
        if place.pence and _is_due(place)
    ]
    if not bought:
        raise CommissionRefused("It costs nothing, so there is no invoice.")
    bill = bills.write(
        payer=commission.payer,
        purpose=PURPOSE,
        lines=_lines(commission, bought),
        at=at,
        by=by,
        order_number=order_number,
    )
    Charge.objects.bulk_create(
        Charge(ticket=place.ticket, bill=bill, pence=place.pence) for place in bought
    )
    for pence in {place.pence for place in bought}:
        keys = [place.ticket_id for place in bought if place.pence == pence]
        Ticket.objects.filter(pk__in=keys).update(price_pence=pence)
    Commission.objects.filter(pk=commission.pk).update(bill=bill)
    history.record(
        commission,
        "events.commission_billed",
        by=by,
        facts={"bill": bill.reference, "pence": bill.total_pence},
    )
    return bill


def _is_due(place: CommissionPlace) -> bool:
    """Say whether a place costs anything: not on a run, or in a booking, that we
    cancelled. One given back before its booking emptied is due by the terms.
    """
    ticket, booking = place.ticket, place.ticket.booking
    if place.run.event.is_cancelled:
        return False
    return booking.cancelled_at is None or (
        ticket.released_at is not None and ticket.released_at < booking.cancelled_at
    )


def _lines(commission: Commission, bought: Iterable[CommissionPlace]) -> list[Line]:
    kept: dict[Event, list[int]] = {}
    given: dict[Event, list[int]] = {}
    for place in sorted(bought, key=lambda one: (one.run.event.starts_at, one.pk)):
        group = kept if place.ticket.released_at is None else given
        group.setdefault(place.run.event, []).append(place.pence)
    return [
        *(_line(commission, event, pence) for event, pence in kept.items()),
        *(
            _line(commission, event, pence, ", given back, due by the terms")
            for event, pence in given.items()
        ),
    ]


def _line(
    commission: Commission, event: Event, pence: list[int], why: str = ""
) -> Line:
    number = count_of(len(pence), "place,places")
    end = f", {uk_day(event.starts_at)}: {number}{why}"
    title = event.title[: LONGEST - len(end)]
    return Line(f"{title}{end}", unit_pence=sum(pence), vat=Vat(commission.vat))


def documents(commission: Commission) -> list[Invoice]:
    """Return invoice and credit notes, the newest first."""
    rows = Invoice.objects.filter(bill__commission=commission)
    return list(rows.select_related("bill__payer", "credits").order_by("-pk"))


# --- What follows when money moves -----------------------------------------


def where(bill: Bill) -> str:
    commission = Commission.objects.filter(bill=bill).first()
    if commission is None:
        return "/"
    return reverse("commissions:commission", args=[commission.reference])


def paid(payment: Payment, _at: datetime) -> str:
    """Deliver nothing: the places are there. Money that came twice goes back."""
    return PAID_ALREADY if bills.is_overpaid(payment.bill) else ""


def given_up(bill: Bill, _at: datetime) -> None:
    """Let the bill go, and keep the places: staff see that it has to be written anew.

    What comes off for places given back stays off the next one, so the commission is
    locked before the charges are read. The caller has the bill.
    """
    found = Commission.objects.filter(bill=bill).first()
    if found is None:
        return
    commission = _lock(found)
    charges = Charge.objects.filter(bill=bill)
    for charge in charges.select_related("ticket"):
        ticket = charge.ticket
        promised = 0 if ticket.given_back_at else ticket.owed_back_pence
        if back := charge.returned_pence + promised:
            CommissionPlace.objects.filter(ticket=ticket).update(
                pence=F("pence") - back
            )
    tickets = Ticket.objects.filter(pk__in=charges.values("ticket"))
    tickets.filter(given_back_at=None).update(owed_back_pence=0)
    tickets.update(price_pence=0)
    charges.delete()
    Commission.objects.filter(pk=commission.pk).update(bill=None)
    history.record(
        commission,
        "events.commission_bill_ended",
        by=None,
        facts={"bill": bill.reference},
    )
