"""Calling an event off when the process dies half way, and when two do it at once."""

from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection, transaction

from events.booking import giving_back, paying, places, run_cancellations
from events.models import Booking, BookingStatus, RunCancellation, TicketType, WayIn
from portal.core import clock
from portal.notifications.models import Message
from portal.payments import ledger, refunds, settlement
from portal.payments.models import Refund, RefundStatus
from tests.factories.accounts import UserFactory
from tests.factories.events import EventFactory
from tests.fakes import stripe as fake
from tests.rig import kill_points
from tests.rig.at_once import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="Several at once need PostgreSQL"
    ),
]
PRICE = 9500
CARRY_OUT = """
from events.booking import run_cancellations
from events.models import RunCancellation
run_cancellations.carry_out(RunCancellation.objects.get(), at=at)
"""


@pytest.fixture(autouse=True)
def _stripe():
    with fake.afresh():
        yield


def called_off(number):
    """Return an event called off, whose minutes are over, with so many paid places."""
    event = EventFactory(
        title="Awareness day",
        way_in=WayIn.PUBLIC,
        capacity=number,
        starts_at=clock.now() + timedelta(days=40),
    )
    TicketType.objects.filter(event=event).update(price_pence=PRICE)
    for each in range(number):
        pay(event, f"p{each}@example.org")
    asked_at = clock.now() - timedelta(minutes=11)
    run_cancellations.ask(event, by=UserFactory(), at=asked_at, reason="Trainer ill.")
    return event


def pay(event, email):
    at = clock.now()
    order = paying.Order(
        [places.Delegate(email, email)],
        booker_name=email,
        booker_email=email,
        for_self=False,
    )
    booking = paying.reserve(event, order, at=at)
    paying.pay_by_card(booking, at=at)
    payment = booking.bill.payments.get()
    fake.pay(payment.session)
    settlement.look(payment, at=at)


def go_on():
    run_cancellations.carry_out(RunCancellation.objects.get(), at=clock.now())
    for refund in Refund.objects.filter(status=RefundStatus.TO_SEND):
        refunds.send(refund, at=clock.now())


def test_killed_at_row_31_and_run_twice_again_it_pays_back_once(tmp_path):
    """R2: no second refund, and a key for each row."""
    called_off(35)

    killed = kill_points.kill_at(
        "event called off: 31 on their way back", CARRY_OUT, tmp_path
    )

    assert killed
    assert Refund.objects.count() == 31
    assert Booking.objects.filter(status=BookingStatus.CANCELLED).count() == 35

    go_on()
    go_on()

    assert Refund.objects.count() == 35
    assert len(set(Refund.objects.values_list("key", flat=True))) == 35
    assert len(fake.every("refund")) == 35
    assert Message.objects.filter(kind="events/event_cancelled").count() == 35
    assert RunCancellation.objects.get().finished_at
    assert ledger.faults() == []


def test_two_workers_at_once_pay_back_once():
    called_off(4)
    row = RunCancellation.objects.get()

    said = at_once([lambda: run_cancellations.carry_out(row, at=clock.now())] * 4)

    assert [each for each in said if isinstance(each, Exception)] == []
    assert len(fake.every("refund")) == 4
    assert Message.objects.filter(kind="events/event_cancelled").count() == 4


@pytest.mark.books_do_not_tie
def test_without_compare_and_set_two_workers_pay_back_twice():
    """The control: what is read before is not what stands at the writing."""
    event = called_off(1)
    run_cancellations._give_up_places(RunCancellation.objects.get(), at=clock.now())
    booking = event.bookings.get()
    both_have_read = Barrier(2)

    def careless():
        owed = booking.tickets.to_give_back(clock.now()).get().owed_back_pence
        both_have_read.wait(30)
        with transaction.atomic():
            booking.tickets.update(given_back_at=clock.now())
            # Half of it, since the payment itself refuses more than came in.
            giving_back._give_back_of(
                booking.bill, owed // 2, at=clock.now(), by=None, why="x"
            )

    said = at_once([careless] * 2)

    assert said == [None, None]
    assert Refund.objects.count() == 2
