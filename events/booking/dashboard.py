"""Dashboard: how does one event stand today, for whoever runs it?

Everything is asked anew each time, in a number of questions that does not grow with
the bookings. What a step could change is said with where it is taken.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Min, Q, Sum

from events.models import (
    Booking,
    BookingStatus,
    Bundle,
    Charge,
    Event,
    HoldReason,
    JoiningLink,
    Mode,
)
from portal.core import clock
from portal.core.money import pounds
from portal.core.words import count_of, uk_date
from portal.payments import queries as payment_queries
from portal.payments.models import Bill, Kind, OrderRequest, Refund, RefundStatus

from . import instructions, queries

UNDER_WAY = (RefundStatus.ASKED, RefundStatus.TO_SEND, RefundStatus.PENDING)
# The next few holds to end; the list of bookings has all of them.
HOLDS_SHOWN = 8


# --- Holds -----------------------------------------------------------------


@dataclass(frozen=True)
class HoldsOf:
    """How many places are kept for one reason, and when the next of them ends."""

    label: str
    bookings: int
    places: int
    next_end: datetime


def holds(event: Event, *, at: datetime) -> list[HoldsOf]:
    rows = (
        event.bookings.filter(status=BookingStatus.HELD, held_until__gt=at)
        .order_by()
        .values("reason")
        .annotate(
            number=Count("pk", distinct=True),
            places=Count("tickets", filter=Q(tickets__released_at=None)),
            next_end=Min("held_until"),
        )
    )
    return [
        HoldsOf(
            HoldReason(row["reason"]).label,
            row["number"],
            row["places"],
            row["next_end"],
        )
        for row in sorted(rows, key=lambda row: row["next_end"])
    ]


def next_holds(event: Event, *, at: datetime) -> list[Booking]:
    rows = event.bookings.filter(status=BookingStatus.HELD, held_until__gt=at)
    counted = rows.annotate(
        places=Count("tickets", filter=Q(tickets__released_at=None))
    )
    return list(counted.order_by("held_until", "pk")[:HOLDS_SHOWN])


# --- People ----------------------------------------------------------------


@dataclass(frozen=True)
class People:
    """Of the confirmed places: what somebody should see to."""

    confirmed: int = 0
    unnamed: int = 0
    flagged: int = 0
    instructed: int = 0


def people(event: Event) -> People:
    kept = event.tickets.kept().filter(booking__status=BookingStatus.CONFIRMED)
    return People(
        **kept.aggregate(
            confirmed=Count("pk"),
            unnamed=Count("pk", filter=Q(email="", user=None)),
            flagged=Count("pk", filter=~Q(flagged="")),
            instructed=Count("pk", filter=Q(instructed_at__isnull=False)),
        )
    )


# --- Money -----------------------------------------------------------------


@dataclass(frozen=True)
class Money:
    """Of the bills with a place of this event, in pence; `bills` counts them.

    Money back that failed is still here, and counts as kept until it is gone.
    """

    bills: int = 0
    billed: int = 0
    paid: int = 0
    due: int = 0
    overdue: int = 0
    overdue_bills: int = 0
    refunded: int = 0
    going_back: int = 0
    failed_back: int = 0
    credited: int = 0
    orders_awaited: int = 0
    orders_late: int = 0


def money(event: Event, *, at: datetime) -> Money:
    on = clock.uk_day(at)
    keys = Charge.objects.filter(ticket__event=event).order_by().values("bill")
    # Rows with sums, which no type can say.
    live: Any = Bill.objects.filter(pk__in=keys, withdrawn_at=None)
    rows = live.with_owed().filter(Q(owed_pence__gt=0) | Q(paid_pence__gt=0))
    late = set(
        Bill.objects.filter(
            pk__in=keys, invoices__kind=Kind.INVOICE, invoices__due_on__lt=on
        ).values_list("pk", flat=True)
    )
    sums = {"bills": 0, "billed": 0, "paid": 0, "due": 0, "credited": 0}
    overdue = [0, 0]
    for key, total, paid, owed, credited in rows.values_list(
        "pk", "total_pence", "paid_pence", "owed_pence", "credited_pence"
    ):
        sums["bills"] += 1
        sums["billed"] += total
        sums["paid"] += paid
        sums["credited"] += credited
        if owed and key in late:
            overdue = [overdue[0] + owed, overdue[1] + 1]
        elif owed:
            sums["due"] += owed
    # One that failed and was tried again stands as its last try.
    failed = Q(pk__in=payment_queries.refunds_failed().values("pk"))
    back = Refund.objects.filter(payment__bill__in=keys).aggregate(
        done=Sum("amount_pence", filter=Q(status=RefundStatus.DONE)),
        failed=Sum("amount_pence", filter=failed),
        going=Sum("amount_pence", filter=Q(status__in=UNDER_WAY)),
    )
    orders = OrderRequest.objects.waiting().filter(bill__in=keys)
    asked = orders.filter(bill__withdrawn_at=None).aggregate(
        number=Count("bill", distinct=True),
        late=Count("bill", distinct=True, filter=Q(answer_by__lt=on)),
    )
    return Money(
        **sums,
        overdue=overdue[0],
        overdue_bills=overdue[1],
        refunded=back["done"] or 0,
        failed_back=back["failed"] or 0,
        going_back=back["going"] or 0,
        orders_awaited=asked["number"],
        orders_late=asked["late"],
    )


@dataclass(frozen=True)
class Figure:
    label: str
    words: str
    note: str = ""


def figures(money: Money) -> list[Figure]:
    """Say the sums; what goes back is named only where something does."""
    bills_late = money.overdue_bills
    said = [
        Figure("Billed", pounds(money.billed), count_of(money.bills, "bill,bills")),
        Figure("Paid", pounds(money.paid)),
        Figure("Still to come", pounds(money.due)),
        Figure(
            "Overdue",
            pounds(money.overdue),
            count_of(bills_late, "invoice,invoices") if bills_late else "",
        ),
        Figure("Paid back", pounds(money.refunded)),
    ]
    if money.going_back:
        said.append(Figure("Going back", pounds(money.going_back)))
    if money.failed_back:
        said.append(Figure("Could not go back", pounds(money.failed_back)))
    late = f"{money.orders_late} late" if money.orders_late else ""
    return [
        *said,
        Figure("Credited", pounds(money.credited)),
        Figure("Purchase orders awaited", str(money.orders_awaited), late),
    ]


# --- What is done, and what is not -----------------------------------------


@dataclass(frozen=True)
class Step:
    """One line of the checklist; `name` is the screen on which it is done."""

    words: str
    done: bool
    name: str = ""
    note: str = ""


@dataclass(frozen=True)
class Known:
    """What the checklist goes by, asked once for the whole screen."""

    people: People
    needs: int
    money: Money
    links: Iterable[JoiningLink]
    sittings: int
    closed_registers: int
    trainers: int
    bundle: Bundle | None
    mails: queries.Mails


def before(event: Event, known: Known, *, at: datetime) -> list[Step]:
    """List what is to be done before the day."""
    live = [link for link in known.links if link.retired_at is None]
    steps = [
        Step("On the site", not event.is_draft),
        Step("Somebody may open the register", known.trainers > 0, "event-edit"),
    ]
    if event.mode != Mode.ROOM and not event.host:
        steps.append(Step("Joining link set", bool(live), "joining-link"))
    if event.mode != Mode.ONLINE:
        steps.append(Step("Venue said", bool(event.venue.strip()), "event-edit"))
    if known.people.unnamed:
        steps.append(
            Step(
                "Every place has a name",
                done=False,
                name="booking-list",
                note=f"{known.people.unnamed} without",
            )
        )
    if known.people.flagged:
        steps.append(
            Step(
                "No place needs a look",
                done=False,
                name="booking-list",
                note=f"{known.people.flagged} flagged",
            )
        )
    steps += [
        Step(
            "Access needs seen to",
            not known.needs,
            note=f"{known.needs} open" if known.needs else "",
        ),
        _instructions(event, known, at=at),
        _mails(known),
    ]
    return steps


def _instructions(event: Event, known: Known, *, at: datetime) -> Step:
    words, people = "Joining instructions posted", known.people
    begin_at = instructions.begin_at(event)
    if at < begin_at:
        # They go by themselves, so until then there is nothing to do.
        return Step(words, done=True, note=f"they go on {uk_date(begin_at)}")
    done = 0 < people.confirmed == people.instructed
    return Step(words, done, note=f"{people.instructed} of {people.confirmed}")


def after(known: Known, *, at: datetime) -> list[Step]:
    """List what is left once the day is over."""
    steps = [
        Step(
            "Registers closed",
            known.closed_registers == known.sittings,
            note=f"{known.closed_registers} of {known.sittings}",
        ),
        Step(
            "Recording and papers published",
            known.bundle is not None and known.bundle.is_out(at),
            "after",
        ),
    ]
    if known.money.bills:
        open_pence = known.money.due + known.money.overdue
        steps += [
            Step("Everything paid", not open_pence),
            Step("Everything paid back that was to go", not known.money.failed_back),
        ]
    return [*steps, _mails(known)]


def _mails(known: Known) -> Step:
    failed = known.mails.failed
    return Step(
        "Every message arrived",
        not failed,
        "message-list",
        f"{failed} failed" if failed else "",
    )
