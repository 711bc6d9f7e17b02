"""Settling: where a payer is led, and who is reminded."""

from datetime import UTC, datetime, timedelta

import pytest

from events.booking import paying, places, settling
from events.models import Booking
from portal.payments import payers, purchase_orders
from tests.factories.accounts import UserFactory
from tests.factories.paid_events import paid_event
from tests.rig import mailbox

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(AT, tick=False)


def held(user=None, email="wim@example.org"):
    person = places.Delegate("Wim", email, user=user)
    order = paying.Order([person], "Wim", email, booker=user)
    return paying.reserve(paid_event(), order, at=AT)


def order(booking):
    payer = payers.organisation(
        name="Eastmere NHS Trust", address="1 High St", email="finance@trust.example"
    )
    return paying.pay_by_invoice(booking, payer=payer, order_number="", at=AT, by=None)


def test_whoever_is_signed_in_is_led_to_the_booking():
    person = UserFactory()
    booking = held(person, person.email)

    assert settling.where(booking.bill) == booking.get_absolute_url()


def test_a_guest_is_led_to_what_shows_nothing():
    booking = held()

    assert settling.where(booking.bill) == f"/events/booked/{booking.reference}/"


def letters(at):
    return {
        (sent["To"], sent["Subject"]): mailbox.parts(sent)["text/plain"]
        for sent in mailbox.deliver_due(at)
    }


def test_booker_and_finance_contact_are_reminded_twice(time_machine):
    """P22: half-way and on the eve, both of them, with the quote; then it lapses."""
    order(held())
    letters(AT)
    told = []
    for days in range(1, 14):
        at = AT + timedelta(days=days)
        time_machine.move_to(at, tick=False)
        purchase_orders.remind(at=at)
        told += [
            (days, to)
            for (to, subject), _ in letters(at).items()
            if "purchase order" in subject.lower()
        ]

    booker = [days for days, to in told if "wim@example.org" in to]
    finance = [days for days, to in told if "finance@trust.example" in to]
    assert len(booker) == len(finance) == 2
    assert booker == finance


def test_a_reminder_that_is_no_longer_true_is_not_sent(time_machine):
    booking = order(held())
    letters(AT)
    at = AT + timedelta(days=7)
    time_machine.move_to(at, tick=False)
    purchase_orders.remind(at=at)
    purchase_orders.give_number(booking.bill, "PO 1", at=at, by=None)

    subjects = [subject for _, subject in letters(at)]

    assert not any("still to come" in subject for subject in subjects)
    assert Booking.objects.get().is_confirmed


def test_who_orders_for_themselves_is_reminded_once(time_machine):
    order(held(email="finance@trust.example"))
    letters(AT)
    at = AT + timedelta(days=7)
    time_machine.move_to(at, tick=False)

    purchase_orders.remind(at=at)

    assert len(letters(at)) == 1
