"""Paying: holds that are paid for, ordered, lost, and paid for too late."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from events.booking import bookings, giving_back, paying, places
from events.errors import AlreadyBooked, EventFull, MustBePaid, OfferEnded
from events.models import (
    BookingStatus,
    Charge,
    Event,
    HoldReason,
    TicketType,
    WayIn,
    Who,
)
from portal.core import clock
from portal.payments import ledger, payers, purchase_orders, settlement
from portal.payments.models import Method, Refund
from tests.factories.accounts import UserFactory
from tests.factories.events import EventFactory
from tests.factories.membership import current_member

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
PRICE = 12500


@pytest.fixture(autouse=True)
def noon():
    with time_machine.travel(AT, tick=False):
        yield


@pytest.fixture
def course(db):
    event = EventFactory(
        title="Awareness day",
        way_in=WayIn.PUBLIC,
        capacity=3,
        starts_at=AT + timedelta(days=40),
    )
    event.ticket_types.all().delete()
    TicketType.objects.create(
        event=event, name="Standard", who=Who.ANYONE, price_pence=PRICE
    )
    return event


def order(number=1, *, name="Wim", **fields):
    people = [
        places.Delegate(f"{name} {n}", f"{name}{n}@example.org".lower())
        for n in range(number)
    ]
    return paying.Order(
        people,
        booker_name=name,
        booker_email=f"{name}@example.org".lower(),
        for_self=False,
        **fields,
    )


def pay(booking, *, at=AT):
    return settlement.received(
        bill=booking.bill,
        pence=booking.bill.total_pence,
        method=Method.TRANSFER,
        reference="test",
        at=at,
        by=None,
    )


def test_places_are_kept_with_a_bill_and_confirmed_by_paying(course):
    booking = paying.reserve(course, order(2), at=AT)

    assert booking.status == BookingStatus.HELD
    assert booking.bill.total_pence == 2 * PRICE
    assert [charge.pence for charge in Charge.objects.all()] == [PRICE, PRICE]

    pay(booking)

    booking.refresh_from_db()
    assert booking.is_confirmed
    assert booking.bill.invoices.get().total_pence == 2 * PRICE


def test_nothing_but_money_confirms_a_place_that_costs_something(course):
    """C14: neither the free button nor taking an offer gets round the bill."""
    with pytest.raises(MustBePaid):
        bookings.book(course, by=UserFactory(), at=AT)
    booking = paying.reserve(course, order(), at=AT)
    with pytest.raises(MustBePaid):
        bookings.confirm(booking, by=None, at=AT)


def test_the_same_wish_twice_is_one_hold(course):
    """C5: pressed twice."""
    first = paying.reserve(course, order(), at=AT)
    second = paying.reserve(course, order(), at=AT)

    assert first == second
    assert places.taken(course, at=AT) == 1


def test_one_place_per_person(course):
    pay(paying.reserve(course, order(), at=AT))

    with pytest.raises(AlreadyBooked):
        paying.reserve(course, order(), at=AT)


def test_groups_are_all_or_none(course):
    paying.reserve(course, order(2), at=AT)

    with pytest.raises(EventFull):
        paying.reserve(course, order(2, name="Ann"), at=AT)
    assert places.taken(course, at=AT) == 2


def test_money_that_comes_late_takes_a_free_place_again(course):
    """P8: paid after the hold ended, while the place is free."""
    booking = paying.reserve(course, order(), at=AT)
    late = AT + timedelta(hours=2)
    assert places.left(course, at=late) == 3

    pay(booking, at=late)

    booking.refresh_from_db()
    assert booking.is_confirmed
    assert places.taken(course, at=late) == 1
    assert not Refund.objects.exists()


def test_money_that_comes_too_late_goes_back_whole(course):
    """P7: paid after the hold ended, and the places are somebody else's."""
    booking = paying.reserve(course, order(2), at=AT)
    late = AT + timedelta(hours=2)
    paying.reserve(course, order(2, name="Ann"), at=late)

    pay(booking, at=late)

    booking.refresh_from_db()
    assert booking.status == BookingStatus.LAPSED
    assert Refund.objects.get().amount_pence == 2 * PRICE
    assert places.taken(course, at=late) == 2


def test_a_hold_that_is_over_cannot_be_taken_to_the_card_page(course):
    """C8: by the clock, to the second."""
    booking = paying.reserve(course, order(), at=AT)

    with pytest.raises(OfferEnded):
        paying.pay_by_card(booking, at=booking.held_until)


def trust():
    return payers.organisation(
        name="Eastmere NHS Trust", address="1 High Street", email="ap@trust.example"
    )


def test_an_order_number_confirms_and_sends_the_invoice(course):
    booking = paying.reserve(course, order(2), at=AT)

    paying.pay_by_invoice(booking, payer=trust(), order_number="PO 77", at=AT, by=None)

    assert booking.is_confirmed
    invoice = booking.bill.invoices.get()
    assert (invoice.order_number, invoice.total_pence) == ("PO 77", 2 * PRICE)


def test_places_wait_for_the_order_and_go_without_it(course):
    """P22: kept for ten working days, then anybody's."""
    booking = paying.reserve(course, order(3), at=AT)
    paying.pay_by_invoice(booking, payer=trust(), order_number="", at=AT, by=None)
    assert booking.reason == HoldReason.PURCHASE_ORDER
    assert f"{booking.held_until:%Y-%m-%d %H}" == "2026-12-05 00"
    assert places.left(course, at=AT + timedelta(days=9)) == 0

    late = AT + timedelta(days=13)
    assert purchase_orders.let_go(at=late) == 1
    bookings.pass_places_on(course, at=late)

    booking.refresh_from_db()
    assert booking.status == BookingStatus.LAPSED
    assert places.left(course, at=late) == 3


def test_a_second_wait_for_a_number_is_no_longer_than_the_first(course):
    """By card instead, and back to an order: nobody keeps a place for nothing so."""
    booking = paying.reserve(course, order(), at=AT)
    paying.pay_by_invoice(booking, payer=trust(), order_number="", at=AT, by=None)
    first = booking.held_until
    later = AT + timedelta(days=9)
    with time_machine.travel(later, tick=False):
        paying.pay_by_card(booking, at=later)

    paying.pay_by_invoice(booking, payer=trust(), order_number="", at=later, by=None)

    booking.refresh_from_db()
    assert (booking.reason, booking.held_until) == (HoldReason.PURCHASE_ORDER, first)
    (asked,) = booking.bill.order_requests.waiting()
    assert clock.end_of_uk_day(asked.answer_by) == first


def test_what_comes_back_is_said_by_the_frozen_terms(course):
    """R7: all but a tenth more than 28 days before, half from 14 on, then nothing."""
    Event.objects.update(capacity=4)
    for days, back in ((29, 11250), (28, 6250), (14, 6250), (13, 0)):
        booking = paying.reserve(course, order(name=f"W{days}"), at=AT)
        pay(booking)
        booking.refresh_from_db()
        at = course.starts_at - timedelta(days=days)
        bookings.cancel(booking, by=None, at=at)
        assert booking.tickets.get().owed_back_pence == back, days


def test_money_goes_back_once_nobody_can_undo(course):
    booking = paying.reserve(course, order(), at=AT)
    pay(booking)
    bookings.cancel(booking, by=None, at=AT)
    assert giving_back.give_back(booking, at=AT) == 0

    later = AT + timedelta(minutes=6)
    assert giving_back.give_back(booking, at=later) == 11250
    assert giving_back.give_back(booking, at=later) == 0

    assert Refund.objects.get().amount_pence == 11250


def test_books_that_do_not_tie_are_seen(course):
    """The ledger asks the places too."""
    booking = paying.reserve(course, order(2), at=AT)
    pay(booking)
    assert ledger.faults() == []

    Charge.objects.filter(pk=Charge.objects.first().pk).update(pence=1)
    says = {fault.says for fault in ledger.faults()}
    Charge.objects.update(pence=PRICE)

    assert says == {
        "its places are charged £125.01 together",
        "it costs £125.00, and £0.01 are charged",
    }


def test_a_members_price_is_the_members_alone(course):
    """C12: another address typed on one's own place changes nothing."""
    TicketType.objects.create(
        event=course, name="Member", who=Who.MEMBER_PRICE, price_pence=9500
    )
    member = current_member()
    wish = paying.Order(
        [places.Delegate("Somebody else", "else@example.org")],
        booker_name=member.name,
        booker_email=member.user.email,
        booker=member.user,
    )

    booking = paying.reserve(course, wish, at=AT)

    ticket = booking.tickets.get()
    assert (ticket.email, ticket.user) == (member.user.email, member.user)
    assert booking.bill.total_pence == 9500


def test_places_for_others_never_have_a_members_price(course):
    TicketType.objects.create(
        event=course, name="Member", who=Who.MEMBER_PRICE, price_pence=9500
    )
    member = current_member()
    wish = paying.Order(
        [places.UNNAMED, places.UNNAMED],
        booker_name=member.name,
        booker_email=member.user.email,
        booker=member.user,
        for_self=False,
    )

    assert paying.reserve(course, wish, at=AT).bill.total_pence == 2 * PRICE


@pytest.mark.parametrize(
    "at",
    [
        datetime(2026, 10, 25, 0, 50, tzinfo=UTC),
        datetime(2027, 3, 28, 0, 50, tzinfo=UTC),
    ],
    ids=["clocks go back", "clocks go forward"],
)
def test_a_hold_lasts_real_minutes_over_a_clock_change(course, at):
    """T6: forty minutes are forty minutes, whatever the clock on the wall says."""
    with time_machine.travel(at, tick=False):
        begins = at + timedelta(days=40)
        Event.objects.update(starts_at=begins, ends_at=begins + timedelta(hours=6))
        booking = paying.reserve(course, order(), at=at)

    assert booking.held_until - at == timedelta(minutes=40)
