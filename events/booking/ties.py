"""Ties: in which ways do places and their money not belong together, to the penny?

Only questions, asked by the ledger of payments: each night, and after every test.
"""

from collections.abc import Iterator
from typing import Any

from django.db.models import F, OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from events.models import Booking, BookingStatus, Charge, Ticket
from portal.core.money import pounds
from portal.payments import queries
from portal.payments.models import Bill, Invoice, Kind, Refund, RefundStatus

type Says = tuple[str, str]


def faults() -> Iterator[Says]:
    """Return what about, and what is wrong; nothing when all of it ties."""
    if not Charge.objects.exists():
        return
    yield from _bills_are_shared_out()
    yield from _places_cost_what_was_charged()
    yield from _no_place_for_nothing()
    yield from _what_went_back_is_credited()


def _sum(rows: Any, to: str, of: Any) -> Coalesce:
    grouped = rows.filter(**{to: OuterRef("pk")}).order_by().values(to)
    return Coalesce(Subquery(grouped.annotate(all=Sum(of)).values("all")), 0)


def _bills() -> Any:  # rows with sums, which no type can say
    charged = Charge.objects.values("bill")
    return Bill.objects.filter(pk__in=charged, withdrawn_at=None)


def _bills_are_shared_out() -> Iterator[Says]:
    rows = _bills().annotate(shared=_sum(Charge.objects, "bill", "pence"))
    for row in rows.exclude(shared=F("total_pence")):
        yield str(row), f"its places are charged {pounds(row.shared)} together"


def _kept() -> Any:
    return Ticket.objects.kept().filter(booking__status=BookingStatus.CONFIRMED)


def _places_cost_what_was_charged() -> Iterator[Says]:
    left = _sum(Charge.objects, "ticket", F("pence") - F("returned_pence"))
    for row in _kept().annotate(left=left).exclude(left=F("price_pence")):
        yield (
            f"Ticket {row.pk}",
            f"it costs {pounds(row.price_pence)}, and {pounds(row.left)} are charged",
        )


def _no_place_for_nothing() -> Iterator[Says]:
    """A confirmed place that costs something is paid for, or invoiced."""
    open_bills = Bill.objects.owing().filter(invoices=None)
    bookings = Booking.objects.filter(
        status=BookingStatus.CONFIRMED, bill__in=open_bills.values("pk")
    )
    for row in bookings:
        yield f"Booking {row}", "it is confirmed, and nobody paid or ordered it"


def _what_went_back_is_credited() -> Iterator[Says]:
    """What goes back for places has a credit note, once nobody has to approve it.

    What failed is here again, so the next to go back is credited by its note, until
    it is asked for anew and credited in turn.
    """
    notes = Invoice.objects.filter(kind=Kind.CREDIT_NOTE)
    undecided = (RefundStatus.ASKED, RefundStatus.REFUSED)
    waiting = Refund.objects.filter(
        Q(status__in=undecided) | Q(pk__in=queries.refunds_failed().values("pk"))
    )
    rows = _bills().annotate(
        returned=_sum(Charge.objects, "bill", "returned_pence"),
        credited=_sum(notes, "bill", "total_pence"),
    )
    late = rows.filter(returned__gt=F("credited"))
    for row in late.exclude(Q(pk__in=waiting.values("payment__bill"))):
        returned, credited = pounds(row.returned), pounds(row.credited)
        yield (
            str(row),
            f"{returned} go back for its places, and {credited} are credited",
        )
