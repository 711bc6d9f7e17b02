"""Handing over: what goes along with a place that becomes another."""

from events.booking import moving, places
from events.models import AccessNeed, Booking
from tests.events.booking.test_moving import another, one, pay, runs  # noqa: F401
from tests.events.booking.test_naming import (  # noqa: F401 - fixtures
    AT,
    PRICE,
    course,
    noon,
)


def test_what_was_told_of_the_new_place_stands_and_the_old_word_goes(runs):  # noqa: F811
    run, _ = runs
    ticket = one(run)
    AccessNeed.objects.create(ticket=ticket, text="A ramp", told_at=AT)
    booking = moving.move(
        ticket, another(run, pence=PRICE + 3000, days=30), by=None, at=AT
    )
    new = booking.tickets.get()
    places.tell(new, places.Delegate("Ann", "", needs="A loop"), at=AT)

    pay(booking)

    assert Booking.objects.get(pk=booking.pk).is_confirmed
    assert [(row.ticket, row.text) for row in AccessNeed.objects.all()] == [
        (new, "A loop")
    ]
