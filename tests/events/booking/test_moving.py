"""Moving: to another date of the course, dearer, cheaper, full, and back again."""

from datetime import timedelta

import pytest

from events.booking import (
    bookings,
    giving_back,
    moving,
    paying,
    places,
    settling,
    waiting_list,
)
from events.catalogue import policies
from events.errors import AlreadyNamed, EventFull, NotOpen, StepRefused
from events.models import (
    AccessNeed,
    Booking,
    BookingStatus,
    Charge,
    Course,
    Event,
    HoldReason,
    WaitingStatus,
)
from portal.notifications.models import Message
from portal.payments import payers, settlement
from portal.payments.models import Method, Refund
from tests.events.booking.test_naming import (  # noqa: F401 - fixtures
    AT,
    PRICE,
    course,
    group,
    noon,
)
from tests.factories.accounts import UserFactory
from tests.factories.events import EventFactory
from tests.rig.mailbox import deliver_due, parts

LATER = AT + timedelta(minutes=41)


@pytest.fixture
def runs(course):  # noqa: F811
    """Two runs of one course, at one price."""
    course.course = Course.objects.create(title="Awareness", summary="What it is.")
    course.save()
    return course, another(course)


def another(run, *, pence=PRICE, days=20, capacity=4):
    other = EventFactory(
        title=f"Awareness day {days}",
        way_in=run.way_in,
        capacity=capacity,
        starts_at=run.starts_at + timedelta(days=days),
        course=run.course,
    )
    other.ticket_types.update(name="Standard", price_pence=pence)
    return other


def one(event, name="Ann"):
    return group(event, 1, names=[name]).tickets.get()


def pay(booking, *, at=AT):
    return settlement.received(
        bill=booking.bill,
        pence=booking.bill.total_pence,
        method=Method.TRANSFER,
        reference="more",
        at=at,
        by=None,
    )


def test_at_the_same_price_it_moves_at_once_with_its_money(runs):
    run, other = runs
    ticket = one(run)
    Message.objects.all().delete()

    booking = moving.move(ticket, other, by=None, at=AT)

    new = booking.tickets.get()
    ticket.refresh_from_db()
    assert booking.is_confirmed
    assert (new.name, new.came_from) == ("Ann", ticket)
    assert Charge.objects.get().ticket == new
    assert ticket.booking.status == BookingStatus.CANCELLED
    assert (places.taken(run, at=AT), places.taken(other, at=AT)) == (0, 1)
    assert sorted(Message.objects.values_list("kind", flat=True)) == [
        "events/booking_confirmed",
        "events/place_moved",
        "events/places_confirmed",
    ]


def test_pressed_twice_it_moves_once(runs):
    run, other = runs
    ticket = one(run)

    first = moving.move(ticket, other, by=None, at=AT)

    assert moving.move(ticket, other, by=None, at=AT) == first
    assert places.taken(other, at=AT) == 1


def test_one_of_several_moves_and_the_others_stay(runs):
    run, other = runs
    booking = group(run, 3)

    moving.move(booking.tickets.first(), other, by=None, at=AT)

    booking.refresh_from_db()
    assert booking.is_confirmed
    assert (places.taken(run, at=AT), places.taken(other, at=AT)) == (2, 1)


def test_a_dearer_date_is_kept_while_the_difference_is_paid(runs):
    run, _ = runs
    dearer = another(run, pence=PRICE + 3000, days=30)
    ticket = one(run)

    booking = moving.move(ticket, dearer, by=None, at=AT)

    ticket.refresh_from_db()
    assert (booking.status, booking.reason) == (
        BookingStatus.HELD,
        HoldReason.CHECKOUT,
    )
    assert booking.bill.total_pence == 3000
    assert ticket.released_at is None
    assert (places.taken(run, at=AT), places.taken(dearer, at=AT)) == (1, 1)

    pay(booking)

    booking.refresh_from_db()
    ticket.refresh_from_db()
    assert booking.is_confirmed
    assert ticket.released_at == AT
    new = booking.tickets.get()
    assert sorted(c.pence for c in new.charges.all()) == [3000, PRICE]
    assert (places.taken(run, at=AT), places.taken(dearer, at=AT)) == (0, 1)


def test_a_difference_that_nobody_pays_leaves_the_place_where_it_was(runs):
    run, _ = runs
    dearer = another(run, pence=PRICE + 3000, days=30)
    ticket = one(run)
    moving.move(ticket, dearer, by=None, at=AT)

    bookings.pass_places_on(dearer, at=LATER)

    ticket.refresh_from_db()
    assert ticket.released_at is None
    assert ticket.booking.is_confirmed
    assert places.taken(dearer, at=LATER) == 0
    assert Message.objects.filter(kind="events/hold_ended").exists()


def test_a_difference_paid_late_completes_the_move_where_there_is_room(runs):
    run, _ = runs
    dearer = another(run, pence=PRICE + 3000, days=30)
    ticket = one(run)
    booking = moving.move(ticket, dearer, by=None, at=AT)
    bookings.pass_places_on(dearer, at=LATER)

    pay(booking, at=LATER)

    booking.refresh_from_db()
    ticket.refresh_from_db()
    assert booking.is_confirmed
    assert ticket.released_at == LATER


def test_a_difference_paid_for_a_place_given_up_meanwhile_goes_back(runs):
    run, _ = runs
    dearer = another(run, pence=PRICE + 3000, days=30)
    ticket = one(run)
    booking = moving.move(ticket, dearer, by=None, at=AT)
    bookings.cancel(ticket.booking, by=None, at=AT)

    pay(booking)

    booking.refresh_from_db()
    assert not booking.is_confirmed
    assert Refund.objects.get().amount_pence == 3000


def test_a_difference_may_be_ordered(runs):
    run, _ = runs
    dearer = another(run, pence=PRICE + 10000, days=30)
    ticket = one(run)
    booking = moving.move(ticket, dearer, by=None, at=AT)
    trust = payers.organisation(name="Trust", address="1 High", email="ap@t.example")

    paying.pay_by_invoice(booking, payer=trust, order_number="PO 1", at=AT, by=None)

    assert booking.is_confirmed
    assert booking.bill.total_pence == 10000
    ticket.refresh_from_db()
    assert ticket.released_at == AT


def test_an_order_for_a_move_that_can_be_no_more_speaks_of_no_payment(runs):
    run, _ = runs
    dearer = another(run, pence=PRICE + 10000, days=30)
    ticket = one(run)
    booking = moving.move(ticket, dearer, by=None, at=AT)
    trust = payers.organisation(name="Trust", address="1 High", email="ap@t.example")
    paying.pay_by_invoice(booking, payer=trust, order_number="", at=AT, by=None)
    bookings.cancel(ticket.booking, by=None, at=AT)

    said = settling.ordered(booking.bill, AT)

    assert "nothing to order" in said
    assert "paid" not in said


def test_a_cheaper_date_gives_the_difference_back(runs):
    run, _ = runs
    cheaper = another(run, pence=PRICE - 3000, days=30)
    ticket = one(run)
    priced = moving.quote(ticket, cheaper, at=AT)
    assert (priced.due_pence, priced.back_pence) == (0, 3000)

    booking = moving.move(ticket, cheaper, by=None, at=AT)

    assert giving_back.give_back(ticket.booking, at=AT) == 3000
    assert giving_back.give_back(ticket.booking, at=AT) == 0
    assert Refund.objects.get().amount_pence == 3000
    assert sum(c.left_pence for c in booking.tickets.get().charges.all()) == 9500


def test_there_and_back_again(runs):
    run, _ = runs
    dearer = another(run, pence=PRICE + 3000, days=30)
    booking = moving.move(one(run), dearer, by=None, at=AT)
    pay(booking)
    there = booking.tickets.get()

    back = moving.move(there, run, by=None, at=AT)

    giving_back.give_back(there.booking, at=AT)
    assert back.is_confirmed
    assert Refund.objects.get().amount_pence == 3000
    assert sum(c.left_pence for c in back.tickets.get().charges.all()) == PRICE


def test_a_full_date_refuses_before_anything_has_changed(runs):
    run, other = runs
    group(other, 4)
    ticket = one(run)

    with pytest.raises(EventFull):
        moving.move(ticket, other, by=None, at=AT)

    ticket.refresh_from_db()
    assert ticket.released_at is None
    assert Booking.objects.filter(moved_from=ticket.booking).count() == 0


def test_who_waits_for_the_other_date_comes_first(runs):
    run, other = runs
    Event.objects.filter(pk=other.pk).update(capacity=1)
    entry = other.waiting_list.create(
        user=UserFactory(), ticket_type=other.ticket_types.get(), joined_at=AT
    )
    ticket = one(run)

    with pytest.raises(EventFull):
        moving.move(ticket, other, by=None, at=AT)

    entry.refresh_from_db()
    assert entry.status == WaitingStatus.OFFERED


def test_the_place_that_was_left_goes_to_who_waits_there(runs):
    run, other = runs
    Event.objects.filter(pk=run.pk).update(capacity=1)
    ticket = one(run)
    entry = run.waiting_list.create(
        user=UserFactory(), ticket_type=run.ticket_types.get(), joined_at=AT
    )

    moving.move(ticket, other, by=None, at=AT)

    entry.refresh_from_db()
    assert entry.status == WaitingStatus.OFFERED


def test_the_terms_go_along_and_a_move_makes_no_more_come_back(runs):
    run, other = runs
    ticket = one(run)
    at = run.starts_at - timedelta(days=20)

    booking = moving.move(ticket, other, by=None, at=at)

    bookings.cancel(booking, by=None, at=at)
    assert booking.tickets.get().owed_back_pence == PRICE // 2


def test_an_unpaid_invoice_goes_along_too(runs):
    run, other = runs
    booking = paying.reserve(
        run,
        paying.Order(
            [places.UNNAMED],
            booker_name="L",
            booker_email="l@t.example",
            for_self=False,
        ),
        at=AT,
    )
    trust = payers.organisation(name="Trust", address="1 High", email="ap@t.example")
    paying.pay_by_invoice(booking, payer=trust, order_number="PO 1", at=AT, by=None)

    moved = moving.move(booking.tickets.get(), other, by=None, at=AT)
    booking.refresh_from_db()
    pay(booking)

    moved.refresh_from_db()
    assert moved.is_confirmed
    assert not Refund.objects.exists()


def test_only_to_the_same_course_while_it_takes_bookings(runs):
    run, other = runs
    ticket = one(run)
    elsewhere = EventFactory(way_in=run.way_in, starts_at=other.starts_at)

    with pytest.raises(StepRefused, match="same course"):
        moving.move(ticket, elsewhere, by=None, at=AT)
    with pytest.raises(StepRefused, match="same course"):
        moving.move(ticket, run, by=None, at=AT)
    Event.objects.filter(pk=other.pk).update(booking_closes_at=AT)
    with pytest.raises(NotOpen):
        moving.move(ticket, other, by=None, at=AT)


def test_after_the_hour_staff_alone_move_a_place(runs):
    run, other = runs
    ticket = one(run)
    late = run.starts_at - timedelta(hours=3)

    with pytest.raises(StepRefused, match="could be moved until"):
        moving.move(ticket, other, by=None, at=late)
    moved = moving.move(ticket, other, by=UserFactory(), at=late, reason="Ill")

    assert moved.is_confirmed


def test_moved_by_staff_the_difference_is_asked_of_whoever_booked(runs):
    run, _ = runs
    dearer = another(run, pence=PRICE + 3000, days=30)
    ticket = one(run)
    Message.objects.all().delete()

    booking = moving.move(ticket, dearer, by=UserFactory(), at=AT, by_staff=True)

    # As long as a place that staff keep for somebody, not as long as a card page.
    assert booking.reason == HoldReason.STAFF
    assert booking.held_until == waiting_list.offer_ends(
        dearer, policies.booking_policy(), at=AT
    )
    (letter,) = deliver_due(AT)
    said = " ".join(parts(letter)["text/plain"].split())
    assert letter["To"] == "lee@trust.example"
    assert "£30" in said
    assert "/events/booking/" in said
    pay(booking, at=LATER)
    ticket.refresh_from_db()
    assert ticket.released_at == LATER


def test_moved_by_whoever_booked_it_is_kept_as_long_as_paying_takes(runs):
    run, _ = runs
    dearer = another(run, pence=PRICE + 3000, days=30)
    ticket = one(run)
    # An account of the address from which a guest booked is the same person.
    lead = UserFactory(email="lee@trust.example")
    Message.objects.all().delete()

    booking = moving.move(ticket, dearer, by=lead, at=AT)

    assert booking.reason == HoldReason.CHECKOUT
    assert booking.held_until < LATER
    assert not Message.objects.exists()


def test_a_guests_link_opened_from_another_account_makes_nobody_staff(runs):
    run, _ = runs
    dearer = another(run, pence=PRICE + 3000, days=30)
    ticket = one(run)
    Message.objects.all().delete()

    booking = moving.move(ticket, dearer, by=UserFactory(), at=AT)

    assert booking.reason == HoldReason.CHECKOUT
    assert booking.held_until < LATER
    assert not Message.objects.exists()


def test_a_staff_hold_never_outlasts_the_place_that_is_left(runs):
    run, _ = runs
    dearer = another(run, pence=PRICE + 3000, days=30)
    ticket = one(run)
    late = run.starts_at - timedelta(hours=1)

    booking = moving.move(
        ticket, dearer, by=UserFactory(), at=late, reason="Ill", by_staff=True
    )

    assert booking.held_until == run.ends_at


def test_one_place_per_person_there_too(runs):
    run, other = runs
    ticket = one(run)
    one(other)

    with pytest.raises(AlreadyNamed):
        moving.move(ticket, other, by=None, at=AT)


def test_what_somebody_needs_goes_along(runs):
    run, other = runs
    ticket = one(run)
    AccessNeed.objects.create(ticket=ticket, text="A ramp", told_at=AT)

    booking = moving.move(ticket, other, by=None, at=AT)

    assert AccessNeed.objects.get().ticket == booking.tickets.get()


def test_the_other_dates_of_a_course_are_found(runs):
    run, other = runs

    assert moving.dates_for(one(run), at=AT) == [other]


def test_the_bill_of_a_place_that_moved_leads_to_where_it_is(runs):
    run, other = runs
    ticket = one(run)
    before = ticket.booking
    bill = before.bill

    new = moving.move(ticket, other, by=None, at=AT)

    before.refresh_from_db()
    assert before.is_cancelled
    assert settling.where(bill) == f"/events/booked/{new.reference}/"
