"""Steps with one's own booking, as the person who pays sees them."""

import pytest
from django.urls import reverse

from events.booking import moving
from events.models import Booking
from tests.events.booking.test_moving import another, one, runs  # noqa: F401
from tests.events.booking.test_naming import (  # noqa: F401 - fixtures
    AT,
    PRICE,
    course,
    noon,
)
from tests.factories.accounts import UserFactory


@pytest.fixture
def lead(client, db):
    user = UserFactory(email="lee@trust.example", name="Lee Ash")
    client.force_login(user)
    return user


@pytest.fixture
def move(lead, runs):  # noqa: F811
    """A place on its way to a date that costs £30 more."""
    run, _ = runs
    ticket = one(run)
    Booking.objects.filter(pk=ticket.booking_id).update(
        booker=lead, policies_accepted_at=None
    )
    ticket.refresh_from_db()
    return moving.move(
        ticket, another(run, pence=PRICE + 3000, days=30), by=lead, at=AT
    )


def test_of_a_move_nobody_is_asked_again_who_comes(client, move):
    page = client.get(reverse("my:booking-pay", args=[move.reference])).text

    assert "Who comes" not in page
    assert "Go on" in page


def test_of_a_move_the_difference_alone_is_said(client, move):
    for name in ("booking-detail", "booking-pay"):
        page = client.get(reverse(f"my:{name}", args=[move.reference])).text

        assert "£30" in page
        assert "£155" not in page
        # An invoice is written from £95 on, and this is less.
        assert "Invoices are written from £95 on" in page
