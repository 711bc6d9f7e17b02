"""Commissions: places taken at once, priced to the penny, given back by the terms."""

from datetime import timedelta

import pytest

from events.booking import bookings, places
from events.commissioning import commissions
from events.errors import CommissionRefused
from events.models import (
    Booking,
    BookingStatus,
    CommissionPlace,
    Event,
    Source,
    Ticket,
    WaitingListEntry,
    WaitingStatus,
    WayIn,
)
from tests.factories.accounts import UserFactory
from tests.factories.commissions import agreed, closed_run, somebody, taken
from tests.factories.events import EventFactory
from tests.rig.at_once import at_once

pytestmark = pytest.mark.django_db


def test_places_are_taken_at_once_as_one_booking_without_names(at):
    commission, event = agreed(), closed_run(capacity=6)

    run = taken(commission, event, 4, 2)

    booking = Booking.objects.get()
    assert (booking.status, booking.source) == (
        BookingStatus.CONFIRMED,
        Source.COMMISSION,
    )
    assert (booking.booker, booking.booker_email) == (None, "")
    assert booking.terms == commission.terms
    assert places.left(event, at=at) == 0
    assert [place.strand.name for place in run.places.all()] == [
        *["Multi-agency"] * 4,
        *["Maternity"] * 2,
    ]
    assert {ticket.email for ticket in Ticket.objects.all()} == {""}


def test_shares_of_the_price_add_up_to_the_penny():
    commission = agreed(("All", 7), price_pence=10_000)
    taken(commission, closed_run(), 3)
    taken(commission, closed_run(), 4)

    shares = CommissionPlace.objects.values_list("pence", flat=True)

    assert sum(shares) == 10_000
    assert max(shares) - min(shares) == 1


@pytest.mark.parametrize("numbers", [(5, 0), (0, 3), (0, 0)])
def test_no_more_is_taken_of_a_strand_than_was_bought(numbers):
    with pytest.raises(CommissionRefused):
        taken(agreed(), closed_run(), *numbers)

    assert not Booking.objects.exists()


def test_what_does_not_fit_is_not_taken_at_all():
    with pytest.raises(CommissionRefused, match="5 places are free there"):
        taken(agreed(), closed_run(capacity=5), 4, 2)

    assert not Ticket.objects.exists()


def test_a_place_that_somebody_waits_for_is_not_taken_away(at):
    event = EventFactory(way_in=WayIn.PUBLIC, capacity=2)
    taken(agreed(("All", 2)), event, 2)
    waits = WaitingListEntry.objects.create(
        event=event,
        user=UserFactory(),
        ticket_type=event.ticket_types.first(),
        joined_at=at,
    )
    Event.objects.update(capacity=3)

    with pytest.raises(CommissionRefused):
        taken(agreed(("All", 1)), event, 1)

    waits.refresh_from_db()
    assert waits.status == WaitingStatus.OFFERED


@pytest.mark.parametrize(
    "fields",
    [
        {"status": "draft"},
        {"status": "cancelled", "cancelled_at": "2026-11-01T12:00Z"},
        {"host": "Another body"},
        {"way_in": WayIn.OPEN_LINK},
    ],
)
def test_places_are_taken_on_runs_of_ours_alone(fields):
    event = closed_run()
    Event.objects.update(**fields)

    with pytest.raises(CommissionRefused):
        taken(agreed(), event, 1)


@pytest.mark.parametrize(
    ("strands", "places_bought"),
    [([("A", 2), ("B", 2)], 5), ([("A", 2), ("a", 2)], 4), ([], 4)],
)
def test_strands_are_the_places_that_were_bought(strands, places_bought):
    with pytest.raises(CommissionRefused):
        agreed(*(strands or [("A", 1)]), places=places_bought)


@pytest.mark.django_db(transaction=True)
def test_two_commissions_at_the_same_moment_take_no_place_twice(at):
    """C1: the event's lock decides, and nothing is oversold."""
    event = closed_run(capacity=6)
    first, second = agreed(("All", 4)), agreed(("All", 4))
    by = somebody()

    def take(commission):
        strand = commission.strands.get()
        return lambda: commissions.take_places(
            commission, event, {strand: 4}, by=by, at=at
        )

    results = at_once([take(first), take(second)])

    assert sorted(isinstance(one, CommissionRefused) for one in results) == [
        False,
        True,
    ]
    assert event.tickets.taking_a_place(at).count() == 4


# --- Giving back -----------------------------------------------------------


@pytest.mark.parametrize(("days", "percent"), [(29, 90), (28, 50), (14, 50), (13, 0)])
def test_what_comes_back_is_said_by_the_frozen_terms(at, days, percent):
    """R7"""
    run = taken(agreed(("All", 4), price_pence=40_000), closed_run(days=days), 4)

    assert commissions.comes_back(run, 2, at=at) == 20_000 * percent // 100


def test_before_the_bill_is_written_the_price_shrinks(at):
    run = taken(agreed(("All", 4), price_pence=40_000), closed_run(), 4)

    back = commissions.give_back(run, 2, by=somebody(), at=at)

    due = CommissionPlace.objects.values_list("pence", flat=True)
    assert (back, sorted(due)) == (18_000, [1_000, 1_000, 10_000, 10_000])
    assert run.event.tickets.taking_a_place(at).count() == 2
    assert commissions.to_place(run.commission) == {run.commission.strands.get(): 0}


def test_what_is_given_back_goes_to_who_waits_first(at):
    event = EventFactory(way_in=WayIn.PUBLIC, capacity=2)
    run = taken(agreed(("All", 2)), event, 2)
    waits = WaitingListEntry.objects.create(
        event=event,
        user=UserFactory(),
        ticket_type=event.ticket_types.first(),
        joined_at=at,
    )

    commissions.give_back(run, 1, by=somebody(), at=at)

    waits.refresh_from_db()
    assert waits.status == WaitingStatus.OFFERED


def test_nobodys_name_is_given_back(at):
    run = taken(agreed(("All", 2)), closed_run(), 2)
    Ticket.objects.filter(pk=run.places.first().ticket_id).update(email="a@b.example")

    with pytest.raises(CommissionRefused):
        commissions.give_back(run, 2, by=somebody(), at=at)

    assert len(commissions.unnamed(run)) == 1


def test_nothing_is_given_back_by_the_clock(at):
    run = taken(agreed(("All", 2)), closed_run(days=3), 2)

    bookings.pass_places_on(run.event, at=at + timedelta(days=2))

    assert run.event.tickets.taking_a_place(at + timedelta(days=2)).count() == 2


def test_who_is_who_can_be_corrected_and_the_price_cannot(at):
    commission = agreed()
    commissions.correct(
        commission,
        title="Champions",
        commissioner="Network",
        funder="",
        names_until_days=21,
        order_number="PO 1",
        by=somebody(),
    )

    commission.refresh_from_db()
    assert (commission.title, commission.order_number) == ("Champions", "PO 1")
    assert commission.price_pence == 540_000
