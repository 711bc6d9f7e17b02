"""How one event stands, in figures that do not cost more for more bookings."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from events.booking import (
    bookings,
    dashboard,
    giving_back,
    instructions,
    paying,
    places,
    queries,
    waiting_list,
)
from events.models import TicketType, WayIn, Who
from portal.accounts.roles import Role
from portal.core.words import uk_date
from portal.payments import payers, refunds, settlement
from portal.payments.models import Method, Refund
from tests.factories.accounts import UserFactory, staff
from tests.factories.events import EventFactory
from tests.factories.membership import current_member

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
PRICE = 12500

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def noon(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def event():
    made = EventFactory(
        title="Awareness day",
        way_in=WayIn.PUBLIC,
        capacity=20,
        starts_at=AT + timedelta(days=40),
    )
    made.ticket_types.all().delete()
    TicketType.objects.create(
        event=made, name="Standard", who=Who.ANYONE, price_pence=PRICE
    )
    return made


def reserved(event, name, number=1):
    people = [
        places.Delegate(f"{name} {n}", f"{name}{n}@example.org".lower())
        for n in range(number)
    ]
    order = paying.Order(
        people,
        booker_name=name,
        booker_email=f"{name}@example.org".lower(),
        for_self=False,
    )
    return paying.reserve(event, order, at=AT)


def paid(event, name, number=1):
    booking = reserved(event, name, number)
    settlement.received(
        bill=booking.bill,
        pence=booking.bill.total_pence,
        method=Method.TRANSFER,
        reference="test",
        at=AT,
        by=None,
    )
    return booking


def ordered(event, name, order_number):
    booking = reserved(event, name)
    paying.pay_by_invoice(
        booking,
        payer=payers.organisation(
            name=f"Trust of {name}", email="pay@example.org", address="1 Road"
        ),
        order_number=order_number,
        at=AT,
        by=None,
    )
    return booking


def test_holds_by_reason_with_their_ends(event):
    reserved(event, "Ann", 2)
    ordered(event, "Trust", "")

    said = dashboard.holds(event, at=AT)

    assert [(one.label, one.bookings, one.places) for one in said] == [
        ("Somebody is paying", 1, 2),
        ("Waiting for a purchase order", 1, 1),
    ]
    assert said[0].next_end == AT + timedelta(minutes=40)
    assert dashboard.holds(event, at=AT + timedelta(days=60)) == []
    assert [row.places for row in dashboard.next_holds(event, at=AT)] == [2, 1]


def test_money_by_where_it_is(event):
    paid(event, "Wim", 2)
    ordered(event, "Ann", "PO-1")
    ordered(event, "Bob", "")
    reserved(event, "Held")

    now = dashboard.money(event, at=AT)
    later = dashboard.money(event, at=AT + timedelta(days=39))

    assert (now.paid, now.due, now.overdue) == (2 * PRICE, 3 * PRICE, 0)
    assert now.orders_awaited == 1
    assert later.orders_late == 1
    assert (later.overdue, later.overdue_bills) == (PRICE, 1)


def test_money_that_went_back(event):
    booking = paid(event, "Wim")
    bookings.cancel(booking, by=None, at=AT)

    giving_back.give_back(booking, at=AT + timedelta(minutes=6))

    said = dashboard.money(event, at=AT)

    assert (said.going_back, said.refunded) == (PRICE * 9 // 10, 0)
    assert said.credited == PRICE * 9 // 10


def test_money_that_went_back_at_another_try_failed_no_more(event):
    booking = paid(event, "Wim")
    bookings.cancel(booking, by=None, at=AT)
    giving_back.give_back(booking, at=AT + timedelta(minutes=6))
    refund = Refund.objects.get()
    figures = []

    def note():
        said = dashboard.money(event, at=AT)
        figures.append((said.failed_back, said.going_back, said.refunded))

    back = PRICE * 9 // 10
    refunds._failed(refund, "Account closed", at=AT)
    note()
    again = refunds.try_again(refund, at=AT, by=UserFactory())
    note()
    refunds.sent_by_bank(again, at=AT, by=UserFactory())
    note()

    assert figures == [(back, 0, 0), (0, back, 0), (0, 0, back)]


def test_people(event):
    paid(event, "Wim", 2)

    assert dashboard.people(event).confirmed == 2


def known(event, **changes):
    facts = {
        "people": dashboard.people(event),
        "needs": 0,
        "money": dashboard.money(event, at=AT),
        "links": [],
        "sittings": 1,
        "closed_registers": 0,
        "trainers": 0,
        "bundle": None,
        "mails": queries.mails_of(event),
    }
    return dashboard.Known(**facts | changes)


def test_what_is_left_to_do_before_and_after(event):
    due = instructions.begin_at(event)
    before = dashboard.before(event, known(event, needs=3), at=due)
    after = dashboard.after(known(event, closed_registers=1), at=AT)

    assert [(step.words, step.done) for step in before] == [
        ("On the site", True),
        ("Somebody may open the register", False),
        ("Joining link set", False),
        ("Access needs seen to", False),
        ("Joining instructions posted", False),
        ("Every message arrived", True),
    ]
    assert [(step.words, step.done) for step in after] == [
        ("Registers closed", True),
        ("Recording and papers published", False),
        ("Every message arrived", True),
    ]


def test_instructions_are_nobody_s_work_until_they_are_due(event):
    paid(event, "Wim", 2)
    due = instructions.begin_at(event)

    def line(at):
        steps = dashboard.before(event, known(event), at=at)
        (step,) = [one for one in steps if one.words.startswith("Joining instr")]
        return step.done, step.note

    early = line(due - timedelta(seconds=1))
    assert early == (True, f"they go on {uk_date(due)}")
    assert line(due) == (False, "0 of 2")
    instructions.post(event, at=due)
    assert line(due) == (True, "2 of 2")


def test_the_screen_shows_it_and_asks_no_more_for_more(client, event):
    client.force_login(staff(Role.EVENTS))
    address = reverse("staff_events:event-detail", args=[event.reference])
    waits = EventFactory(capacity=0)
    waiting_list.join(waits, by=current_member().user, at=AT)
    paid(event, "One")
    ordered(event, "Trust", "")
    reserved(event, "Held")
    page = client.get(address).content.decode()
    assert "Kept at this moment" in page
    assert "£125.00" in page
    assert "What is done" in page

    def asked():

        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        return len(captured)

    few = asked()
    for name in ("Two", "Three", "Four"):
        paid(event, name, 2)
        ordered(event, f"Trust {name}".replace(" ", ""), "PO")
        reserved(event, f"Held{name}")

    assert asked() == few
