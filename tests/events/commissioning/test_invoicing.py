"""Invoicing: one line to a run, after the order number, credited by the terms."""

from datetime import timedelta

import pytest

from events.booking import event_changes, giving_back
from events.booking.places import Delegate
from events.commissioning import commissions, delegates, invoicing
from events.errors import CommissionRefused
from events.models import Booking, Charge, Commission, CommissionPlace, Ticket
from portal.payments import ledger, purchase_orders, settlement
from portal.payments.models import Invoice, Kind, Method, Refund
from tests.factories.commissions import agreed, closed_run, somebody, taken

pytestmark = pytest.mark.django_db


@pytest.fixture
def commission():
    made = agreed(("Multi-agency", 4), ("Maternity", 2), price_pence=540_001)
    taken(made, closed_run(days=40, title="March"), 2, 2)
    taken(made, closed_run(days=60, title="May"), 2)
    return made


def send(commission, number="PO 12", *, at):
    return invoicing.send(commission, order_number=number, by=somebody(), at=at)


def fresh(commission):
    return Commission.objects.get(pk=commission.pk)


def test_the_invoice_names_runs_and_places_and_the_order(commission, at):
    invoice = send(commission, at=at)

    lines = [(line.description, line.total_pence) for line in invoice.lines.all()]
    assert lines == [
        ("March, 1 January 2027: 4 places", 360_000),
        ("May, 21 January 2027: 2 places", 180_001),
    ]
    assert (invoice.order_number, invoice.total_pence) == ("PO 12", 540_001)
    assert fresh(commission).bill == invoice.bill
    assert ledger.faults() == []


def test_without_a_number_finance_is_asked_and_the_places_stay(commission, at):
    """P22: a commission is agreed, so nothing of it lapses."""
    assert send(commission, "", at=at) is None
    assert not Invoice.objects.exists()

    late = at + timedelta(days=20)
    assert purchase_orders.let_go(at=late) == 1

    assert fresh(commission).bill is None
    assert CommissionPlace.objects.kept().count() == 6
    assert ledger.faults() == []
    invoice = send(commission, at=late)
    assert invoice.total_pence == 540_001
    assert ledger.faults() == []


def test_the_number_that_comes_by_the_link_sends_the_invoice(commission, at):
    send(commission, "", at=at)

    invoice = purchase_orders.give_number(
        fresh(commission).bill, "PO 5", at=at, by=None
    )

    assert (invoice.order_number, invoice.total_pence) == ("PO 5", 540_001)
    with pytest.raises(CommissionRefused):
        send(commission, at=at)


def test_nothing_is_billed_while_places_are_on_no_run(at):
    made = agreed(("All", 2))
    taken(made, closed_run(), 1)

    with pytest.raises(CommissionRefused, match="1 place is on no run"):
        send(made, at=at)


def test_what_costs_nothing_has_no_invoice(at):
    made = agreed(("All", 1), price_pence=0)
    taken(made, closed_run(), 1)

    with pytest.raises(CommissionRefused):
        send(made, at=at)


def test_places_given_back_are_credited_by_the_terms(commission, at):
    """R7"""
    invoice = send(commission, at=at)
    run = commission.runs.get(event__title="May")

    back = commissions.give_back(run, 1, by=somebody(), at=at)
    for booking in Booking.objects.all():
        giving_back.give_back(booking, at=at)
        giving_back.give_back(booking, at=at)

    (note,) = Invoice.objects.filter(kind=Kind.CREDIT_NOTE)
    assert back == note.total_pence == 81_001
    assert note.bill == invoice.bill
    assert ledger.faults() == []


def test_what_is_given_back_while_the_number_is_awaited_is_credited_later(
    commission, at
):
    """The credit waits for the invoice, and is not lost."""
    send(commission, "", at=at)
    run = commission.runs.get(event__title="May")
    commissions.give_back(run, 1, by=somebody(), at=at)
    booking = Booking.objects.get(event=run.event)
    assert giving_back.give_back(booking, at=at) == 0

    purchase_orders.give_number(fresh(commission).bill, "PO 5", at=at, by=None)
    assert giving_back.give_back(booking, at=at) == 81_001

    assert Invoice.objects.filter(kind=Kind.CREDIT_NOTE).count() == 1
    assert ledger.faults() == []


def test_given_back_before_the_bill_only_what_is_due_is_billed(commission, at):
    run = commission.runs.get(event__title="May")
    commissions.give_back(run, 1, by=somebody(), at=at)

    invoice = send(commission, at=at)

    lines = [(line.description, line.total_pence) for line in invoice.lines.all()]
    assert lines[1:] == [
        ("May, 21 January 2027: 1 place", 90_000),
        ("May, 21 January 2027: 1 place, given back, due by the terms", 9_000),
    ]
    assert ledger.faults() == []


def test_what_was_given_back_too_late_is_due_after_a_move_has_emptied_the_run(at):
    commission = agreed(("All", 3), price_pence=30_000)
    here = taken(commission, closed_run(days=10, title="Near"), 2)
    there = taken(commission, closed_run(days=60, title="Far"), 1)
    ada = Delegate("Ada", "ada@trust.example")
    bea = Delegate("Bea", "bea@trust.example")
    place = delegates.name(here, ada, strand=None, by=somebody(), at=at)
    delegates.name(there, bea, strand=None, by=somebody(), at=at)
    assert commissions.give_back(here, 1, by=somebody(), at=at) == 0
    later = at + timedelta(hours=1)

    delegates.move(place, there, by=somebody(), at=later)
    invoice = send(commission, at=later)

    assert Booking.objects.get(event=here.event).cancelled_at == later
    lines = [(line.description, line.total_pence) for line in invoice.lines.all()]
    assert lines == [
        ("Far, 21 January 2027: 2 places", 20_000),
        ("Near, 2 December 2026: 1 place, given back, due by the terms", 10_000),
    ]


def test_a_run_that_we_cancel_gives_all_of_its_money_back(commission, at):
    """R1 for a commission: whole, whatever the terms say."""
    send(commission, at=at)
    run = commission.runs.get(event__title="March")

    event_changes.cancel(run.event, by=somebody(), at=at, reason="The trainer is ill")
    for booking in Booking.objects.all():
        giving_back.give_back(booking, at=at)

    (note,) = Invoice.objects.filter(kind=Kind.CREDIT_NOTE)
    assert note.total_pence == 360_000
    assert ledger.faults() == []


def test_a_run_that_we_cancelled_before_the_bill_costs_nothing(commission, at):
    run = commission.runs.get(event__title="March")
    event_changes.cancel(run.event, by=somebody(), at=at, reason="The trainer is ill")

    assert send(commission, at=at).total_pence == 180_001


def test_money_that_comes_twice_goes_back(commission, at):
    bill = send(commission, at=at).bill

    for reference in ("first", "second"):
        settlement.received(
            bill=bill,
            pence=bill.total_pence,
            method=Method.TRANSFER,
            reference=reference,
            at=at,
            by=None,
        )

    assert Refund.objects.get().amount_pence == 540_001
    assert invoicing.where(bill) == f"/commissions/{commission.reference}/"


def test_what_was_given_back_before_a_bill_was_given_up_stays_off_the_next(
    commission, at
):
    send(commission, "", at=at)
    run = commission.runs.get(event__title="May")
    commissions.give_back(run, 1, by=somebody(), at=at)
    purchase_orders.cancel(fresh(commission).bill, reason="x", at=at, by=None)

    invoice = send(commission, at=at)

    assert invoice.total_pence == 540_001 - 81_001
    assert ledger.faults() == []


def test_a_bill_that_is_given_up_leaves_no_charge_behind(commission, at):
    send(commission, "", at=at)
    purchase_orders.cancel(fresh(commission).bill, reason="x", at=at, by=None)

    assert not Charge.objects.exists()
    assert set(Ticket.objects.values_list("price_pence", flat=True)) == {0}
