"""A bill that is given up in the moment in which it is paid, or ordered.

Whoever settles a bill has what was paid for, then the bill; so has whoever gives it
up. Both are made to meet half way: locked the other way round, each would have what
the other waits for, and the database would throw one of them out.
"""

import threading
from contextlib import suppress
from datetime import timedelta

import pytest
from django.db import connection

from events.booking import paying, places, settling
from events.models import BookingStatus, TicketType, WayIn, Who
from membership import applications, changes, renewals
from membership.models import Application, ApplicationStatus, PaysBy
from portal.core import clock
from portal.core.errors import Refused
from portal.payments import bills, invoices, ledger, purchase_orders, settlement
from portal.payments.models import Method, Payment, PaymentStatus
from tests.factories.accounts import UserFactory
from tests.factories.events import EventFactory
from tests.factories.membership import GradeFactory, current_member
from tests.factories.organisations import ordered, organisation
from tests.factories.payments import PayerFactory
from tests.rig.at_once import at_once

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif(
        connection.vendor == "sqlite", reason="Several at once need PostgreSQL"
    ),
]
PATIENCE = 3


@pytest.fixture
def at_once_half_way(monkeypatch):
    """Let one who settles and one who gives up wait for each other half way."""
    line = threading.Barrier(2)

    def wait():
        # Whoever waits for the other's lock never comes, and that is well.
        with suppress(threading.BrokenBarrierError):
            line.wait(PATIENCE)

    def with_a_wait(room, name):
        verb = getattr(room, name)

        def waiting(*given, **more):
            wait()
            return verb(*given, **more)

        monkeypatch.setattr(room, name, waiting)

    def run(*acts):
        with_a_wait(bills, "withdraw")
        with_a_wait(invoices, "issue")
        with_a_wait(settling.emails, "booking_confirmed")
        return at_once(acts)

    return run


def cancel(bill):
    purchase_orders.cancel(bill, reason="Twice", at=clock.now(), by=None)


def pay(bill):
    return settlement.received(
        bill=bill,
        pence=bill.total_pence,
        method=Method.TRANSFER,
        reference="test",
        at=clock.now(),
        by=None,
    )


def application():
    made = applications.start(
        UserFactory(),
        grade=GradeFactory(),
        at=clock.now(),
        name="Ilse",
        pays_by=PaysBy.INVOICE,
        payer_name="Trust",
        payer_email="finance@trust.example",
    )
    Application.objects.filter(pk=made.pk).update(status=ApplicationStatus.ACCEPTED)
    made.refresh_from_db()
    applications.pay(made, at=clock.now())
    made.refresh_from_db()
    return made.bill


def renewal():
    member = current_member()
    return renewals.begin(
        member,
        grade=GradeFactory(),
        interval="year",
        by=member.user,
        at=clock.now(),
    ).bill


def change():
    member = current_member()
    return changes.begin(
        member,
        grade=GradeFactory(name="Fellow", price_pence=99_900),
        by=member.user,
        at=clock.now(),
    ).bill


def employers_places():
    return ordered(organisation()).bill


def awaiting_a_number():
    return ordered_places().bill


def ordered_places():
    at = clock.now()
    event = EventFactory(way_in=WayIn.PUBLIC, starts_at=at + timedelta(days=60))
    event.ticket_types.all().delete()
    TicketType.objects.create(
        event=event, name="Standard", who=Who.ANYONE, price_pence=40_000
    )
    order = paying.Order(
        [places.Delegate("Ann", "ann@example.org")],
        booker_name="Ann",
        booker_email="ann@example.org",
        for_self=False,
    )
    booking = paying.reserve(event, order, at=at)
    return paying.pay_by_invoice(
        booking, payer=PayerFactory(), order_number="", at=at, by=None
    )


@pytest.mark.parametrize(
    "write",
    [application, renewal, change, employers_places, awaiting_a_number],
    ids=lambda write: write.__name__,
)
def test_what_is_paid_and_given_up_in_one_moment_is_one_of_the_two(
    write, at_once_half_way
):
    bill = write()

    told = at_once_half_way(lambda: pay(bill), lambda: cancel(bill))

    assert isinstance(told[0], Payment)
    bill.refresh_from_db()
    # Either it is paid and stands, or it is given up and the money goes back.
    if told[1] is None:
        assert bill.withdrawn_at is not None
        assert told[0].refunds.exists()
    else:
        assert isinstance(told[1], Refused)
        assert bill.withdrawn_at is None
        assert told[0].status == PaymentStatus.PAID
    assert ledger.faults() == []


def test_places_ordered_and_given_up_in_one_moment_are_one_of_the_two(
    at_once_half_way,
):
    booking = ordered_places()
    bill = booking.bill

    told = at_once_half_way(
        lambda: purchase_orders.give_number(bill, "PO 7", at=clock.now(), by=None),
        lambda: cancel(bill),
    )

    assert [each for each in told if isinstance(each, Exception)] == [
        each for each in told if isinstance(each, Refused)
    ]
    booking.refresh_from_db()
    bill.refresh_from_db()
    assert (booking.status == BookingStatus.CONFIRMED) == bill.invoices.exists()
    assert ledger.faults() == []
