"""Naming: people named on places, one after another, and taken off again."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from events.booking import naming, paying, places
from events.errors import AlreadyNamed, PartFull, StepRefused
from events.models import (
    Allocation,
    Charge,
    Event,
    Mark,
    Ticket,
    TicketType,
    WayIn,
    Who,
)
from portal.body.models import Agency
from portal.notifications.models import Message
from portal.payments import settlement
from portal.payments.models import Method
from tests.factories.events import EventFactory

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
        capacity=4,
        starts_at=AT + timedelta(days=40),
    )
    event.ticket_types.update(name="Standard", who=Who.ANYONE, price_pence=PRICE)
    return event


def group(course, number=2, *, names=()):
    """Return a booking for others, paid for."""
    order = paying.Order(
        [*map(person, names), *[places.UNNAMED] * (number - len(names))],
        booker_name="Lee Ash",
        booker_email="lee@trust.example",
        for_self=False,
        organisation="Eastmere Trust",
    )
    booking = paying.reserve(course, order, at=AT)
    settlement.received(
        bill=booking.bill,
        pence=booking.bill.total_pence,
        method=Method.TRANSFER,
        reference="test",
        at=AT,
        by=None,
    )
    booking.refresh_from_db()
    return booking


def person(name, **more):
    return places.Delegate(name, f"{name.lower()}@example.org", **more)


def kinds():
    return sorted(Message.objects.values_list("kind", "to"))


def test_a_name_is_put_on_a_place_and_its_person_told_without_a_price(course):
    booking = group(course)
    Message.objects.all().delete()

    ticket = naming.name(booking.tickets.first(), person("Ann"), by=None, at=AT)

    assert (ticket.name, ticket.email) == ("Ann", "ann@example.org")
    assert kinds() == [("events/booking_confirmed", "ann@example.org")]


def test_a_place_has_one_name(course):
    booking = group(course)
    ticket = booking.tickets.first()
    naming.name(ticket, person("Ann"), by=None, at=AT)

    with pytest.raises(AlreadyNamed):
        naming.name(ticket, person("Bea"), by=None, at=AT)


def test_one_place_per_person(course):
    booking = group(course)
    first, second = booking.tickets.all()
    naming.name(first, person("Ann"), by=None, at=AT)

    with pytest.raises(AlreadyNamed):
        naming.name(second, person("Ann"), by=None, at=AT)


def test_somebody_else_comes_with_a_door_of_their_own_and_the_money_stays(course):
    booking = group(course, 2, names=["Ann"])
    old = booking.tickets.get(name="Ann")
    Message.objects.all().delete()

    new = naming.substitute(old, person("Bea"), by=None, at=AT)

    old.refresh_from_db()
    assert old.released_at == AT
    assert new.came_from == old
    assert new.join_token != old.join_token
    assert places.taken(course, at=AT) == 2
    assert [c.ticket for c in Charge.objects.filter(ticket=new)] == [new]
    assert not Charge.objects.filter(ticket=old).exists()
    assert kinds() == [
        ("events/booking_cancelled", "ann@example.org"),
        ("events/booking_confirmed", "bea@example.org"),
    ]


def test_the_same_address_is_the_same_person_with_better_details(course):
    old = group(course, 1, names=["Ann"]).tickets.get()

    same = naming.substitute(
        old, places.Delegate("Ann Moss", old.email), by=None, at=AT
    )

    assert (same.pk, same.name) == (old.pk, "Ann Moss")


def test_nobody_else_comes_after_the_policy_s_hour_unless_staff_say_so(course):
    booking = group(course, 1, names=["Ann"])
    late = naming.until(booking)
    with time_machine.travel(late, tick=False):
        with pytest.raises(StepRefused, match="could be named until"):
            naming.substitute(booking.tickets.get(), person("Bea"), by=None, at=late)
        new = naming.substitute(
            booking.tickets.get(), person("Bea"), by=None, at=late, reason="Ill"
        )

    assert new.name == "Bea"


def test_until_the_second_before_somebody_else_may_come(course):
    booking = group(course, 1, names=["Ann"])
    at = naming.until(booking) - timedelta(seconds=1)

    assert naming.substitute(booking.tickets.get(), person("Bea"), by=None, at=at)


def test_a_name_is_taken_off_and_another_put_on(course):
    booking = group(course, 1, names=["Ann"])

    bare = naming.take_off(booking.tickets.get(), by=None, at=AT)
    assert not bare.is_named
    naming.name(bare, person("Bea"), by=None, at=AT)

    assert booking.tickets.kept().get().name == "Bea"
    assert places.taken(course, at=AT) == 1


def test_names_change_three_times_for_each_place_within_an_hour(course):
    """Whoever may book for nothing could have us write to the whole world."""
    booking = group(course, 2, names=["Ann", "Bea"])

    def change(number, **more):
        ticket = booking.tickets.kept().order_by("-pk").last()
        naming.substitute(ticket, person(f"P{number}"), by=None, **({"at": AT} | more))

    for number in range(4):
        change(number)
    for _ in range(2):
        naming.take_off(booking.tickets.kept().exclude(email="").last(), by=None, at=AT)
    naming.name_all(
        booking,
        [naming.Row(1, person("Cy")), naming.Row(2, person("Di"))],
        by=None,
        at=AT,
    )
    letters = Message.objects.count()

    with pytest.raises(StepRefused, match="within an hour"):
        change(7)
    with pytest.raises(StepRefused, match="within an hour"):
        naming.take_off(booking.tickets.kept().last(), by=None, at=AT)

    assert Message.objects.count() == letters
    change(8, reason="Staff say so")
    change(9, at=AT + timedelta(hours=1))


def test_who_has_been_there_keeps_the_place(course):
    """R8: what hangs on having been there is not pulled away."""
    ticket = group(course, 1, names=["Ann"]).tickets.get()
    ticket.attendances.create(
        event_session=course.event_sessions.get(),
        mark=Mark.PRESENT,
        marked_at=AT,
        name="Ann",
    )

    with pytest.raises(StepRefused, match="has been there"):
        naming.substitute(ticket, person("Bea"), by=None, at=AT)


def test_a_list_is_taken_whole_or_not_at_all(course):
    booking = group(course, 2)
    rows = [
        naming.Row(2, person("Ann")),
        naming.Row(3, person("Ann")),
        naming.Row(4, person("Bea")),
    ]

    with pytest.raises(naming.RowsRefused) as refused:
        naming.name_all(booking, rows, by=None, at=AT)

    assert [bool(row.fault) for row in refused.value.rows] == [False, True, True]
    assert not booking.tickets.exclude(email="").exists()
    assert naming.name_all(booking, [rows[0], rows[2]], by=None, at=AT) == 2


@pytest.mark.parametrize(
    ("names", "said"),
    [
        (["Ann", "Bea"], "Every place has a name already"),
        (["Ann"], "1 place is without a name; this is one more."),
        ([], "2 places are without a name; this is one more."),
    ],
)
def test_a_line_too_many_is_told_how_many_places_there_are(course, names, said):
    booking = group(course, 2, names=names)
    rows = [naming.Row(n, person(who)) for n, who in enumerate(("Cat", "Dee", "Eve"))]

    with pytest.raises(naming.RowsRefused) as refused:
        naming.name_all(booking, rows, by=None, at=AT)

    assert said in refused.value.rows[-1].fault


def test_the_mix_holds_when_the_name_changes(course):
    midwifery = Agency.objects.create(name="Midwives of Ashvale")
    part = Allocation.objects.create(event=course, name="Midwifery", maximum=1)
    part.agencies.add(midwifery)
    booking = group(course, 2)
    first, second = booking.tickets.all()
    named = naming.name(first, person("Ann", kind_of_agency=midwifery), by=None, at=AT)
    assert named.allocation == part

    with pytest.raises(PartFull):
        naming.name(second, person("Bea", kind_of_agency=midwifery), by=None, at=AT)
    naming.take_off(named, by=None, at=AT)
    naming.name(second, person("Bea", kind_of_agency=midwifery), by=None, at=AT)

    assert Ticket.objects.kept().filter(allocation=part).count() == 1


def test_nothing_changes_once_the_event_is_over(course):
    ticket = group(course, 1, names=["Ann"]).tickets.get()
    Event.objects.update(ends_at=AT, starts_at=AT - timedelta(hours=1))

    with pytest.raises(StepRefused, match="over"):
        naming.take_off(ticket, by=None, at=AT)


def test_a_kind_of_ticket_stays_with_the_place(course):
    TicketType.objects.create(event=course, name="Late", who=Who.ANYONE, price_pence=1)
    old = group(course, 1, names=["Ann"]).tickets.get()

    new = naming.substitute(old, person("Bea"), by=None, at=AT)

    assert (new.ticket_type, new.price_pence) == (old.ticket_type, old.price_pence)
