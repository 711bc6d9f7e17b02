"""Measure places that cost something: the rush for them, and the last of very many.

The verbs run in threads against PostgreSQL; Stripe's side is played in this process, so
what is measured is ours.
"""

import statistics
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from django.db import connection
from django.test import override_settings

from events.booking import bookings, paying, places
from events.errors import EventFull
from events.models import (
    Booking,
    BookingStatus,
    Event,
    Source,
    Ticket,
    TicketType,
    WayIn,
    Who,
)
from portal.core import clock
from portal.payments import ledger, settlement
from tests.factories.events import EventFactory
from tests.fakes import stripe as fake

BUYERS = 500
PLACES = 100
AT_ONCE = 16
PRICE = 12_500
MANY = 10_000
TRIES = 30


def measure(users: list, at: datetime) -> None:
    with (
        TemporaryDirectory() as folder,
        override_settings(
            STRIPE_HTTP_CLIENT="tests.fakes.stripe.ScriptedStripe",
            STRIPE_LIVE=False,
            ROOT_URLCONF="tests.bench.urls",
            STAND_IN_BOOKS=Path(folder) / "stripe.sqlite3",
        ),
    ):
        _rush(at)
    _last_of_many(users, at)


def _course(title: str, capacity: int, at: datetime) -> Event:
    event = EventFactory(
        title=title,
        way_in=WayIn.PUBLIC,
        capacity=capacity,
        starts_at=at + timedelta(days=40),
    )
    event.ticket_types.update(price_pence=PRICE, who=Who.ANYONE)
    return event


def _buy(event: Event, number: int) -> tuple[str, float]:
    """Reserve, go to the card page, pay there, come back: as one buyer would."""
    began = time.perf_counter()
    email = f"buyer{number}@example.org"
    order = paying.Order(
        [places.Delegate(f"Buyer {number}", email)],
        booker_name=f"Buyer {number}",
        booker_email=email,
        for_self=False,
    )
    try:
        booking = paying.reserve(event, order, at=clock.now())
        paying.pay_by_card(booking, at=clock.now())
        payment = booking.bill.payments.get()
        fake.pay(payment.session)
        settlement.look(payment, at=clock.now())
        outcome = "paid"
    except EventFull:
        outcome = "told that it is full"
    finally:
        connection.close()
    return outcome, time.perf_counter() - began


def _rush(at: datetime) -> None:
    event = _course("Paid rush", PLACES, at)
    began = time.perf_counter()
    with fake.afresh(), ThreadPoolExecutor(AT_ONCE) as threads:
        answers = list(threads.map(lambda n: _buy(event, n), range(BUYERS)))
    took = time.perf_counter() - began
    confirmed = event.bookings.filter(status=BookingStatus.CONFIRMED).count()
    seconds = {
        outcome: [s for o, s in answers if o == outcome]
        for outcome in sorted({o for o, _ in answers})
    }
    print(
        f"Paid rush: {BUYERS} buyers, {PLACES} places, {AT_ONCE} at a time: "
        f"{confirmed} confirmed in {took:.1f} s, {len(ledger.faults())} faults in the "
        "books"
    )
    for outcome, times in seconds.items():
        print(
            f"  {len(times)} {outcome}: median {statistics.median(times):.2f} s, "
            f"longest {max(times):.2f} s"
        )


def _last_of_many(users: list, at: datetime) -> None:
    """Compare the first places of a large event with the last."""
    event = EventFactory(title="Very large", way_in=WayIn.PUBLIC, capacity=MANY + TRIES)
    first = _median(event, users[:TRIES], at)
    kind = event.ticket_types.get()
    _fill(event, kind, MANY - TRIES, at)
    last = _median(event, users[TRIES : 2 * TRIES], at)
    print(
        f"One of {MANY:,} tickets: booking the first takes {first * 1000:.1f} ms, the "
        f"last {last * 1000:.1f} ms"
    )


def _median(event: Event, users: list, at: datetime) -> float:
    times = []
    for user in users:
        began = time.perf_counter()
        bookings.book(event, by=user, at=at)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


def _fill(event: Event, kind: TicketType, number: int, at: datetime) -> None:
    rows = Booking.objects.bulk_create(
        (
            Booking(
                event=event,
                status=BookingStatus.CONFIRMED,
                source=Source.SELF,
                booker_email=f"many{n}@example.org",
                created_at=at,
                confirmed_at=at,
            )
            for n in range(number)
        ),
        batch_size=2000,
    )
    Ticket.objects.bulk_create(
        (
            Ticket(
                event=event,
                booking=row,
                ticket_type=kind,
                email=row.booker_email,
                name="Many",
            )
            for row in rows
        ),
        batch_size=2000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE events_ticket, events_booking")
