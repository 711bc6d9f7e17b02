"""Showing: what a coordinator sees of the organisation, and of its people.

Names, days and links, nothing else: neither how somebody stands nor what they booked,
learned or wrote.
"""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from membership.models import (
    Organisation,
    PurchaseStatus,
    Seat,
    SeatInvitation,
    SeatPurchase,
)
from portal.core import clock
from portal.payments.models import Invoice

from . import offers, places


@dataclass(frozen=True)
class Holder:
    """One person who holds a place, as the coordinator sees them."""

    seat: Seat
    name: str
    asked_at: str
    since: date
    until: date
    starts_later: bool
    stays: bool


def holders(organisation: Organisation, *, on: date) -> list[Holder]:
    """Return each person once, by name, with the place of today."""
    found: dict[int, Holder] = {}
    last = offers.last_bought_day(organisation)
    for seat in places.held_in(organisation, on=on):
        term = seat.term
        before = found.get(term.member_id)
        if before is not None:
            # The next year's, behind the one of today.
            found[term.member_id] = Holder(
                **{**vars(before), "until": term.ends_on, "stays": True}
            )
            continue
        asked = getattr(seat, "invitation", None)
        found[term.member_id] = Holder(
            seat=seat,
            name=term.member.name,
            asked_at=asked.email if asked else "",
            since=clock.uk_day(seat.claimed_at),
            until=term.ends_on,
            starts_later=term.starts_on > on,
            stays=term.ends_on == last,
        )
    return list(found.values())


def links(organisation: Organisation, *, at: datetime) -> list[SeatInvitation]:
    rows = list(organisation.invitations.unclaimed())
    for row in rows:
        row.is_over = row.until <= at  # type: ignore[attr-defined]
    return rows


@dataclass(frozen=True)
class Order:
    """One order as the coordinator sees it, with what can be done about it."""

    purchase: SeatPurchase
    stands: str
    kind: str
    invoice: Invoice | None
    documents: list[Invoice]
    may_pay: bool
    may_give_up: bool


TONES = {
    PurchaseStatus.ASKED: "few",
    PurchaseStatus.TO_PAY: "warn",
    PurchaseStatus.OPEN: "good",
    PurchaseStatus.DECLINED: "closed",
    PurchaseStatus.GIVEN_UP: "closed",
    PurchaseStatus.CLOSED: "past",
}


def orders(organisation: Organisation) -> list[Order]:
    rows = organisation.purchases.select_related("grade", "bill", "organisation__payer")
    return [
        _order(row)
        for row in rows.prefetch_related("bill__invoices", "bill__order_requests")
    ]


def _order(row: SeatPurchase) -> Order:
    documents = list(row.bill.invoices.all()) if row.bill else []
    invoice = next((each for each in documents if each.kind == "invoice"), None)
    waits = row.status in {PurchaseStatus.ASKED, PurchaseStatus.TO_PAY}
    return Order(
        purchase=row,
        stands=_stands(row, invoice),
        kind=TONES[PurchaseStatus(row.status)],
        invoice=invoice,
        documents=documents,
        may_pay=row.status == PurchaseStatus.TO_PAY,
        may_give_up=waits,
    )


def _stands(row: SeatPurchase, invoice: Invoice | None) -> str:
    if row.status == PurchaseStatus.TO_PAY and row.pays_by == "invoice":
        if invoice is None:
            return "Order number asked for"
        return "Invoice sent"
    return str(PurchaseStatus(row.status).label)


def frame(organisation: Organisation, **more: Any) -> dict[str, Any]:
    return {"organisation": organisation, **more}
