"""Giving back: money for places that were given up, by what was said at that moment.

What comes back is written on the ticket when it is given up, and sent once nobody can
undo that any more. Each ticket is set on its way once, in one transaction with the
refund or the credit note, so a job that dies in between is run again without harm.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import F, Sum

from events.errors import StepRefused
from events.models import Booking, BookingRefund, Charge, Ticket
from portal.accounts.models import User
from portal.core import later
from portal.core.money import pounds
from portal.payments import bills, invoices, purchase_orders, refunds
from portal.payments.models import (
    Bill,
    OrderRequest,
    Payment,
    PaymentStatus,
    Refund,
)

from . import cancellation

GIVE_BACK = "events.booking.tasks.give_back"
CLOSE_PAGE = "events.booking.tasks.close_page"
WHY = "Place given up"


def comes_back(
    booking: Booking, tickets: Iterable[Ticket], *, at: datetime
) -> dict[int, int]:
    """Return what comes back for each of these tickets, in pence, given up now.

    By the terms frozen on the booking. A place that was never charged for gives
    nothing back; where the organiser cancels, see `whole`.
    """
    left = whole(tickets)
    terms = booking.terms
    starts_at = booking.event.starts_at
    return {
        key: cancellation.comes_back(terms, pence, starts_at=starts_at, at=at)
        for key, pence in left.items()
    }


def whole(tickets: Iterable[Ticket]) -> dict[int, int]:
    """Return all that was charged for each of these tickets and is still here."""
    keys = [ticket.pk for ticket in tickets]
    rows = (
        Charge.objects.filter(ticket__in=keys)
        .order_by()
        .values("ticket")
        .annotate(left=Sum(F("pence") - F("returned_pence")))
    )
    left = {row["ticket"]: row["left"] for row in rows}
    return {key: left.get(key, 0) for key in keys}


def promise(back: dict[int, int]) -> None:
    """Write on the tickets what comes back for them, under the caller's lock."""
    by_sum: dict[int, list[int]] = defaultdict(list)
    for key, pence in back.items():
        by_sum[pence].append(key)
    for pence, keys in by_sum.items():
        Ticket.objects.filter(pk__in=keys, given_back_at=None).update(
            owed_back_pence=pence
        )


def decide(
    tickets: Iterable[Ticket], pence: int, because: str, *, by: User | None
) -> None:
    """Give back another sum than the terms say, in all, as staff decided it.

    It is shared out over the places, and never more than what was charged for them.
    From the sum of the payments' policy on, a second person has to agree first.
    """
    left = whole(tickets)
    if pence > sum(left.values()):
        raise StepRefused(
            f"{pounds(sum(left.values()))} was charged, so no more can come back."
        )
    back = {}
    for key, charged in left.items():
        back[key] = min(charged, pence)
        pence -= back[key]
    promise(back)
    Ticket.objects.filter(pk__in=left, given_back_at=None).update(
        back_decided_by=by, back_decided_because=because[:200]
    )


def take_back_promise(booking: Booking) -> None:
    """Forget it: the places are kept after all."""
    kept = booking.tickets.filter(given_back_at=None, released_at=None)
    kept.update(owed_back_pence=0, back_decided_by=None, back_decided_because="")


def let_go(booking: Booking, *, at: datetime, by: User | None) -> None:
    """Give up the bill of places that were only held: nobody pays it any more.

    Money that is in it already stays before the finance desk as too much, since no
    payment is touched under the event's lock, and nothing else waits for it.
    """
    bill = booking.bill
    if bill is None or bill.withdrawn_at is not None:
        return
    if bill.payments.filter(status=PaymentStatus.PAID, amount_pence__gt=0).exists():
        purchase_orders.end_wait(bill, at=at)
        bills.withdraw(bill, at=at, by=by)
    elif bill.order_requests.exists() or invoices.of_bill(bill) is not None:
        purchase_orders.cancel(bill, reason=WHY, at=at, by=by)
    else:
        bills.withdraw(bill, at=at, by=by)
        later.run(CLOSE_PAGE, bill.pk)


@transaction.atomic
def give_back(booking: Booking, *, at: datetime, by: User | None = None) -> int:
    """Set on its way what is owed for places given up for good; return how much.

    The payments are locked first, as everywhere. What was invoiced and not paid is
    credited, what was paid goes back the way it came. Run again, it does nothing.
    """
    bills_of = Charge.objects.filter(ticket__booking=booking).values("bill")
    payments = Payment.objects.select_for_update(no_key=True).order_by("pk")
    list(payments.filter(bill__in=bills_of))
    sums: dict[tuple[int, User | None, str], int] = defaultdict(int)
    tickets = booking.tickets.to_give_back(at).select_related("back_decided_by")
    # What is not invoiced yet is credited once it is: until then it waits.
    awaited = OrderRequest.objects.waiting().filter(bill__in=bills_of)
    tickets = tickets.exclude(charges__bill__in=awaited.values("bill"))
    for ticket in tickets:
        # Asked of the row as it is now: an undo in this very moment keeps the place.
        mine = Ticket.objects.to_give_back(at).filter(pk=ticket.pk)
        if not mine.update(given_back_at=at):
            continue
        rest = ticket.owed_back_pence
        who, why = ticket.back_decided_by or by, ticket.back_decided_because or WHY
        for charge in ticket.charges.order_by("-pk"):
            part = min(rest, charge.left_pence)
            if part:
                Charge.objects.filter(pk=charge.pk).update(
                    returned_pence=F("returned_pence") + part
                )
                sums[charge.bill_id, who, why] += part
                rest -= part
    for (key, who, why), pence in sums.items():
        bill = Bill.objects.get(pk=key)
        for refund in _give_back_of(bill, pence, at=at, by=who, why=why):
            BookingRefund.objects.create(booking=booking, refund=refund)
    return sum(sums.values())


def _give_back_of(
    bill: Bill, pence: int, *, at: datetime, by: User | None, why: str
) -> list[Refund]:
    """Credit what nobody has paid yet, and ask for the rest from what was paid."""
    asked = []
    owed = bills.owed_pence(bill)
    if owed and invoices.of_bill(bill) is not None:
        part = min(owed, pence)
        invoices.credit(bill, pence=part, reason=why, at=at, by=by)
        pence -= part
    paid = bill.payments.filter(status=PaymentStatus.PAID).order_by("-pk")
    for payment in paid:
        part = min(pence, payment.amount_pence - payment.refunded_pence)
        if part > 0:
            # By the terms nobody decided the sum, so no second person is asked.
            asked.append(refunds.ask(payment, pence=part, reason=why, by=by, at=at))
            pence -= part
    return asked
