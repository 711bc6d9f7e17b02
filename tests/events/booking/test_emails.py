"""Who is told: those who come, and whoever booked where that is somebody else."""

import pytest

from events.booking import bookings, emails, naming
from events.models import Booking, Source
from portal.notifications.models import Message
from tests.events.booking.test_naming import (  # noqa: F401 - fixtures
    AT,
    course,
    noon,
    person,
)
from tests.factories.accounts import UserFactory
from tests.factories.events import place


def kinds_to(email):
    rows = Message.objects.filter(to=email).order_by("pk")
    return list(rows.values_list("kind", flat=True))


@pytest.fixture(params=[Source.SELF, Source.INVITATION, Source.STAFF])
def substituted(course, request):  # noqa: F811 - a fixture handed on
    """One place that was booked by Lee, on which Ann comes instead."""
    booking = place(course, UserFactory(email="lee@trust.example")).booking
    Booking.objects.filter(pk=booking.pk).update(source=request.param)
    naming.substitute(booking.tickets.get(), person("Ann"), by=None, at=AT)
    Message.objects.all().delete()
    booking.refresh_from_db()
    return booking


def test_changed_dates_reach_who_booked_and_who_comes(substituted):
    emails.event_changed(substituted, at=AT, was="Friday")

    assert kinds_to("lee@trust.example") == ["events/places_changed"]
    assert kinds_to("ann@example.org") == ["events/event_changed"]


def test_cancelling_reaches_who_booked_and_who_came(substituted):
    bookings.cancel(substituted, by=substituted.booker, at=AT)

    assert kinds_to("lee@trust.example") == ["events/places_given_up"]
    assert kinds_to("ann@example.org") == ["events/booking_cancelled"]


def test_who_comes_on_their_own_place_is_written_to_once(course):  # noqa: F811
    booking = place(course, UserFactory(email="lee@trust.example")).booking
    Message.objects.all().delete()

    emails.event_changed(booking, at=AT, was="Friday")

    assert kinds_to("lee@trust.example") == ["events/event_changed"]


@pytest.mark.parametrize("source", [Source.COMMISSION, Source.WALK_IN])
def test_who_bought_or_let_in_is_told_elsewhere(substituted, source):
    substituted.source = source

    emails.event_changed(substituted, at=AT, was="Friday")

    assert kinds_to("lee@trust.example") == []
