"""Settling: where a payer is led, and who is reminded."""

from datetime import UTC, datetime, timedelta

import pytest

from events.booking import (
    bookings,
    event_changes,
    giving_back,
    paying,
    places,
    settling,
    tasks,
)
from events.models import Allocation, Booking, Event
from portal.body.models import Agency
from portal.payments import bills, ledger, payers, purchase_orders, settlement
from portal.payments.models import Bill, Method, Refund
from tests.factories.accounts import UserFactory
from tests.factories.paid_events import access_code, paid_event
from tests.fakes import stripe as fake
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


# --- Money and orders that come when the booking has changed -------------------


def transfer(bill, pence, *, at):
    return settlement.received(
        bill=bill,
        pence=pence,
        method=Method.TRANSFER,
        reference="test",
        at=at,
        by=None,
    )


def ordered(booking, number="PO 77"):
    payer = payers.organisation(
        name="Eastmere NHS Trust", address="1 High St", email="finance@trust.example"
    )
    return paying.pay_by_invoice(
        booking, payer=payer, order_number=number, at=AT, by=None
    )


@pytest.mark.parametrize(("days", "kept"), [(20, 6250), (5, 12500)])
def test_what_is_owed_after_a_late_cancelling_is_kept_when_it_comes(days, kept):
    """The terms keep a half, or all of it: paying that is no mistake to send back."""
    booking = ordered(held())
    at = booking.event.starts_at - timedelta(days=days)
    bookings.cancel(booking, by=None, at=at)
    later = at + timedelta(minutes=6)
    giving_back.give_back(booking, at=later)
    assert bills.owed_pence(booking.bill) == kept

    transfer(booking.bill, kept, at=later)

    assert not Refund.objects.exists()
    assert booking.bill.invoices.get(kind="invoice").credited_pence == 12500 - kept
    assert ledger.faults() == []


def test_paying_the_whole_invoice_after_a_half_was_credited_keeps_the_half():
    """What is too much stands before the finance desk; nothing bounces whole."""
    booking = ordered(held())
    at = booking.event.starts_at - timedelta(days=20)
    bookings.cancel(booking, by=None, at=at)
    giving_back.give_back(booking, at=at + timedelta(minutes=6))

    transfer(booking.bill, 12500, at=at + timedelta(minutes=7))

    assert not Refund.objects.exists()
    assert [row.over_pence for row in Bill.objects.overpaid()] == [6250]


def test_the_same_money_twice_goes_back_once():
    booking = held()
    transfer(booking.bill, 12500, at=AT)
    transfer(booking.bill, 12500, at=AT)

    assert [refund.amount_pence for refund in Refund.objects.all()] == [12500]


def test_money_for_a_bill_that_another_replaces_meanwhile_goes_back(monkeypatch):
    """Paid by card while an order number, typed in another tab, has the lock."""
    booking = held()
    before, real = booking.bill, places.lock

    def waited(*events):
        monkeypatch.undo()
        ordered(Booking.objects.get())
        return real(*events)

    monkeypatch.setattr(places, "lock", waited)

    assert settling.ordered(before, AT) == settling.NO_BOOKING


def test_an_order_that_comes_too_late_is_not_told_of_a_payment():
    booking = order(held())
    late = AT + timedelta(days=15)
    Event.objects.update(capacity=1)
    other = places.Delegate("Ann", "ann@example.org")
    paying.reserve(
        booking.event, paying.Order([other], "Ann", "ann@example.org"), at=late
    )

    said = settling.ordered(booking.bill, late)

    assert "payment" not in said
    assert "gone to others" in said


def test_an_order_that_never_comes_is_told_in_the_timetables_order(time_machine):
    """P22: the minute's work comes before the morning's, and leaves it its bill."""
    booking = order(held())
    letters(AT)
    night = datetime(2026, 12, 5, 0, 5, tzinfo=UTC)
    time_machine.move_to(night, tick=False)
    tasks.pass_places_on()
    tasks.close_pages()
    booking.bill.refresh_from_db()
    assert booking.bill.withdrawn_at is None
    morning = datetime(2026, 12, 5, 6, 7, tzinfo=UTC)
    time_machine.move_to(morning, tick=False)

    assert purchase_orders.let_go(at=morning) == 1

    booking.bill.refresh_from_db()
    assert booking.bill.withdrawn_at == morning
    assert any("finance@trust.example" in to for to, _ in letters(morning))


def test_a_hold_with_money_in_it_stops_no_calling_off():
    """Part of the money is here: the desk sees it, and everybody is told."""
    booking = order(held())
    transfer(booking.bill, 5000, at=AT)

    event_changes.call_off(booking.event, by=UserFactory(), at=AT, reason="Ill.")

    booking.refresh_from_db()
    assert booking.is_cancelled
    assert not booking.bill.order_requests.waiting().exists()
    assert [row.over_pence for row in Bill.objects.overpaid()] == [5000]


def test_late_money_takes_no_place_that_its_code_pays_for_no_more():
    event = paid_event()
    code = access_code(event, percent_off=50, places=1)
    first = places.Delegate("Wim", "wim@example.org")
    booking = paying.reserve(
        event, paying.Order([first], "Wim", "wim@example.org", code=code.code), at=AT
    )
    late = AT + timedelta(hours=2)
    other = places.Delegate("Ann", "ann@example.org")
    paying.reserve(
        event, paying.Order([other], "Ann", "ann@example.org", code=code.code), at=late
    )

    transfer(booking.bill, booking.bill.total_pence, at=late)

    booking.refresh_from_db()
    assert not booking.is_confirmed
    assert Refund.objects.get().amount_pence == booking.bill.total_pence


def test_places_taken_again_count_in_the_mix_of_now():
    event = paid_event()
    health = Agency.objects.create(name="Health of Ashvale")
    nurse = places.Delegate("Wim", "wim@example.org", kind_of_agency=health)
    booking = paying.reserve(
        event, paying.Order([nurse], "Wim", "wim@example.org"), at=AT
    )
    late = AT + timedelta(hours=2)
    part = Allocation.objects.create(event=event, name="Health", maximum=1)
    part.agencies.add(health)

    transfer(booking.bill, booking.bill.total_pence, at=late)

    assert booking.tickets.get().allocation == part


def test_a_guest_who_pays_loses_no_place_to_who_types_the_address():
    """Nobody has proved an address that is typed; a card page that is open, stays."""
    with fake.afresh():
        booking = held()
        paying.pay_by_card(booking, at=AT)
        other = places.Delegate("Somebody", "wim@example.org")

        again = paying.reserve(
            booking.event, paying.Order([other], "Somebody", "wim@example.org"), at=AT
        )

        assert again == booking
        booking.refresh_from_db()
        assert booking.is_held(AT)
        assert booking.tickets.get().name == "Wim"
