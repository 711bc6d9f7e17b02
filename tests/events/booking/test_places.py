"""Places: what an access code still pays for when one of its places moves."""

import pytest

from events.booking import bookings, moving, paying, places
from events.errors import CodeRefused
from events.models import AccessCode, BookingStatus, Course, Source
from tests.events.booking.test_moving import LATER, another, pay
from tests.events.booking.test_naming import (  # noqa: F401 - fixtures
    AT,
    PRICE,
    course,
    noon,
    person,
)

CODE = "TRUST2026"


@pytest.fixture
def run(course):  # noqa: F811
    """A date whose course has a code that pays for one place."""
    course.course = Course.objects.create(title="Awareness", summary="What it is.")
    course.save()
    AccessCode.objects.create(
        course=course.course,
        code=CODE,
        label="The trust",
        owner="Eastmere Trust",
        places=1,
        made_at=AT,
    )
    return course


def by_code(run, name="Ann"):
    order = paying.Order(
        [person(name)],
        booker_name=name,
        booker_email=f"{name.lower()}@example.org",
        code=CODE,
    )
    return paying.reserve(run, order, at=AT)


def test_a_place_moves_that_the_last_of_a_code_has_paid_for(run):
    ticket = by_code(run).tickets.get()

    moved = moving.move(ticket, another(run), by=None, at=AT)

    assert moved.is_confirmed
    assert places.used_of_code(moved.access_code, at=AT).count() == 1


def test_a_move_makes_no_room_on_a_spent_code(run):
    other = another(run)
    half = AccessCode.objects.get()
    half.percent_off = 50
    half.save()
    booking = by_code(run)
    pay(booking)
    dearer = another(run, pence=PRICE * 4, days=30)
    # Held there and kept here at once, while the difference is paid.
    moving.move(booking.tickets.get(), dearer, by=None, at=AT)

    assert places.left_of_code(half, at=AT) == 0
    for event in (run, other, dearer):
        with pytest.raises(CodeRefused):
            by_code(event, "Bea")


def test_a_difference_paid_late_counts_out_the_place_that_is_left(run):
    half = AccessCode.objects.get()
    half.percent_off = 50
    half.save()
    booking = by_code(run)
    pay(booking)
    dearer = another(run, pence=PRICE * 4, days=30)
    moved = moving.move(booking.tickets.get(), dearer, by=None, at=AT)
    bookings.pass_places_on(dearer, at=LATER)

    pay(moved, at=LATER)

    moved.refresh_from_db()
    assert moved.is_confirmed


def test_without_a_place_given_up_a_spent_code_pays_for_none(run):
    """The harm, were the one that is given up always counted out."""
    by_code(run)
    code = AccessCode.objects.get()
    wanted = [places.Wanted(run.ticket_types.get(), person(name), 0) for name in "BC"]
    (run,) = places.lock(run)

    def take(number, given_up):
        return places.take(
            run,
            wanted=wanted[:number],
            status=BookingStatus.CONFIRMED,
            source=Source.MOVE,
            booker=None,
            code=code,
            given_up=given_up,
            at=AT,
        )

    for number, given_up in ((1, 0), (2, 1)):
        with pytest.raises(CodeRefused):
            take(number, given_up)
    assert take(1, 1).is_confirmed
