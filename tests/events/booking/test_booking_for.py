"""Booking for somebody what costs something: what came free goes to who waits first."""

from datetime import timedelta

import pytest

from events.booking import booking_for, changes, places, waiting_list
from events.errors import AlreadyBooked, EventFull
from events.models import Booking, WaitingStatus
from portal.payments import payers
from tests.events.booking.test_naming import (  # noqa: F401 - fixtures
    AT,
    course,
    group,
    noon,
)
from tests.factories.accounts import UserFactory

# The minutes of the undo are over, and no timer has come by.
SOON = AT + timedelta(minutes=6)


@pytest.fixture
def waits(course):  # noqa: F811
    """Somebody who waits for a place that has come free and not passed on yet."""
    type(course).objects.filter(pk=course.pk).update(capacity=1)
    course.refresh_from_db()
    booking = group(course, 1)
    entry = waiting_list.join(course, by=UserFactory(), at=AT)
    changes.cancel(booking.tickets.get(), by=None, at=AT)
    return entry


def by_link(event, delegate):
    return booking_for.by_link(
        event,
        ticket_type=event.ticket_types.get(),
        delegate=delegate,
        by=UserFactory(),
        at=SOON,
    )


def by_invoice(event, delegate):
    return booking_for.by_invoice(
        event,
        ticket_type=event.ticket_types.get(),
        delegate=delegate,
        payer=payers.organisation(
            name="Trust", email="pay@example.org", address="1 Road"
        ),
        order_number="PO-1",
        by=UserFactory(),
        at=SOON,
    )


@pytest.mark.parametrize("book", [by_link, by_invoice])
def test_refused_the_place_is_offered_to_who_waits(course, waits, book):  # noqa: F811
    with pytest.raises(EventFull):
        book(course, places.Delegate("Ann", "ann@example.org"))

    waits.refresh_from_db()
    assert waits.status == WaitingStatus.OFFERED
    assert waits.offer.is_offer(SOON)


@pytest.mark.parametrize("book", [by_link, by_invoice])
def test_who_is_offered_it_in_that_moment_has_it(course, waits, book):  # noqa: F811
    user = waits.user
    delegate = places.Delegate(user.name, user.email, user=user)

    with pytest.raises(AlreadyBooked) as told:
        book(course, delegate)

    assert Booking.objects.get(pk=told.value.booking.pk).is_offer(SOON)


def test_where_a_place_is_free_it_is_booked_on_the_account(course):  # noqa: F811
    booking = by_invoice(course, places.Delegate("Ann", "ann@example.org"))

    assert (booking.is_confirmed, booking.bill.order_number) == (True, "PO-1")
