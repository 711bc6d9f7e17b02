"""Money back: how does the money stand that goes back for places given up?

Asked for one booking by its letters, and for a whole event by its staff. Money is said
to be back once it is, and not when somebody pressed a button.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, Q, QuerySet, Sum

from events.models import (
    Booking,
    BookingRefund,
    BookingStatus,
    Charge,
    Event,
    Ticket,
)
from portal.core.money import pounds
from portal.payments.models import Bill, Refund, RefundStatus

ON_ITS_WAY = (RefundStatus.TO_SEND, RefundStatus.PENDING)


@dataclass(frozen=True)
class Back:
    """In pence: what is back, what is going, what failed, what nobody owes any more.

    `promised` is not on its way yet; `waiting` needs a second person's word first, and
    `refused` is what that person decided to keep.
    """

    promised: int = 0
    waiting: int = 0
    on_its_way: int = 0
    done: int = 0
    failed: int = 0
    refused: int = 0
    credited: int = 0
    why_failed: str = ""

    @property
    def total(self) -> int:
        sent = self.on_its_way + self.done + self.failed + self.refused + self.waiting
        return self.promised + sent + self.credited


NOTHING = Back()


def of_bookings(bookings: QuerySet[Booking]) -> dict[int, Back]:
    """Return how it stands for each of these bookings, in four questions.

    A booking that gives nothing back is left out.
    """
    keys = bookings.order_by().values("pk")
    owed = Ticket.objects.filter(booking__in=keys, given_back_at=None)
    promised = dict(
        owed.filter(owed_back_pence__gt=0)
        .exclude(released_at=None)
        .order_by()
        .values_list("booking")
        .annotate(Sum("owed_back_pence"))
    )
    returned = dict(
        Charge.objects.filter(ticket__booking__in=keys, returned_pence__gt=0)
        .order_by()
        .values_list("ticket__booking")
        .annotate(Sum("returned_pence"))
    )
    refunds = _refunds_of(keys)
    return {
        booking: _stands(
            promised.get(booking, 0), returned.get(booking, 0), refunds[booking]
        )
        for booking in {*promised, *returned}
    }


def of_booking(booking: Booking) -> Back:
    return of_bookings(Booking.objects.filter(pk=booking.pk)).get(booking.pk, NOTHING)


def _refunds_of(bookings: Any) -> dict[int, list[Refund]]:
    """Return what was asked for each booking; of one that was tried again, the last."""
    asked = BookingRefund.objects.filter(booking__in=bookings)
    booking_of = dict(asked.values_list("refund", "booking"))
    same = Q(pk__in=asked.values("refund")) | Q(again_of__in=asked.values("refund"))
    stands = {
        row.again_of_id or row.pk: row
        for row in Refund.objects.filter(same).order_by("pk")
    }
    found: dict[int, list[Refund]] = defaultdict(list)
    for first, row in stands.items():
        found[booking_of[first]].append(row)
    return found


def _stands(promised: int, returned: int, refunds: Iterable[Refund]) -> Back:
    sums: dict[str, int] = defaultdict(int)
    why = ""
    for refund in refunds:
        sums[refund.status] += refund.amount_pence
        why = refund.failed_because or why
    failed, refused = sums[RefundStatus.FAILED], sums[RefundStatus.REFUSED]
    on_its_way = sum(sums[status] for status in ON_ITS_WAY)
    done, waiting = sums[RefundStatus.DONE], sums[RefundStatus.ASKED]
    return Back(
        promised=promised,
        waiting=waiting,
        on_its_way=on_its_way,
        done=done,
        failed=failed,
        refused=refused,
        credited=max(returned - done - waiting - on_its_way - failed - refused, 0),
        why_failed=why if failed else "",
    )


def in_words(back: Back) -> list[str]:
    """Say it to the person whose money it is, in sentences that are true now."""
    going = back.promised + back.on_its_way + back.waiting
    said = []
    if back.done:
        said.append(f"{pounds(back.done)} is back with whoever paid it.")
    if going:
        said.append(
            f"{pounds(going)} goes back the way it was paid, or comes off the invoice. "
            "A bank can take up to ten days."
        )
    if back.failed:
        said.append(
            f"{pounds(back.failed)} could not be paid back the way it came. Our "
            "finance team sees to it and writes to whoever paid."
        )
    if back.refused:
        said.append(
            f"{pounds(back.refused)} does not go back: our finance team decided so. "
            "Ask them if you want to know why."
        )
    if back.credited:
        said.append(
            f"{pounds(back.credited)} has come off the invoice, by a credit note."
        )
    return said


def to_staff(back: Back) -> str:
    """Say it in a cell of a table."""
    parts = (
        (back.failed, f"failed: {back.why_failed or 'no reason given'}"),
        (back.refused, "refused by the second person"),
        (back.waiting, "waits for a second person"),
        (back.promised, "about to go"),
        (back.on_its_way, "going back"),
        (back.done, "paid back"),
        (back.credited, "credited"),
    )
    return "; ".join(f"{pounds(pence)} {words}" for pence, words in parts if pence)


# --- Of a whole event ------------------------------------------------------


@dataclass(frozen=True)
class IfCalledOff:
    """What would go back to those who paid, and what would come off invoices."""

    paid_pence: int
    invoiced_pence: int


def if_called_off(event: Event, *, at: datetime) -> IfCalledOff:
    """Say before anything is done what calling the event off would give back."""
    tickets = event.tickets.taking_a_place(at).exclude(
        booking__status=BookingStatus.HELD
    )
    rows = Charge.objects.filter(ticket__in=tickets).order_by().values("bill")
    left = {
        row["bill"]: row["left"]
        for row in rows.annotate(left=Sum(F("pence") - F("returned_pence")))
    }
    owing: Any = Bill.objects.with_owed().filter(pk__in=left, withdrawn_at=None)
    unpaid = {bill.pk: min(bill.owed_pence, left[bill.pk]) for bill in owing}
    invoiced = sum(unpaid.values())
    return IfCalledOff(sum(left.values()) - invoiced, invoiced)


@dataclass(frozen=True)
class Amount:
    label: str
    pence: int
    bookings: int


def sums(backs: Iterable[Back]) -> list[Amount]:
    """Add up where the money of many bookings is; what is nothing is left out,
    the sum of nothing too.
    """
    every = list(backs)
    parts = (
        ("Paid back", "done"),
        ("Going back", "on_its_way"),
        ("About to go", "promised"),
        ("Waits for a second person", "waiting"),
        ("Failed: see below", "failed"),
        ("Refused by the second person", "refused"),
        ("Off invoices, by credit note", "credited"),
    )
    found = [
        Amount(
            label,
            sum(getattr(each, name) for each in every),
            sum(bool(getattr(each, name)) for each in every),
        )
        for label, name in parts
    ]
    parts_of_it = [one for one in found if one.pence]
    if not parts_of_it:
        return []
    together = Amount("Together", sum(each.total for each in every), len(every))
    return [*parts_of_it, together]
