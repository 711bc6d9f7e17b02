"""G4: somebody stands at the door whom nobody expected."""

import pytest

from events.delivery import register_lines, registers, walk_ins
from events.errors import AlreadyBooked, EventFull, StepRefused
from events.models import Booking, Mark, Source, Who
from portal.notifications.models import Message
from tests.factories.events import place

from .conftest import AT

pytestmark = pytest.mark.django_db


def walk_in(sitting, trainer, *, name="Wim", email="", agency=""):
    return walk_ins.add(
        sitting,
        name=name,
        email=email,
        agency=agency,
        ticket_type=sitting.event.ticket_types.get(),
        by=trainer,
        at=AT,
    )


def test_gets_a_place_and_a_mark_and_no_letter(sitting, trainer):
    line = walk_in(sitting, trainer, email=" Wim@Example.org ", agency="Northmoor")

    assert (line.who, line.mark, line.marked_by) == ("Wim", Mark.PRESENT, trainer)
    booking = Booking.objects.get()
    assert booking.source == Source.WALK_IN
    ticket = booking.tickets.get()
    assert (ticket.email, ticket.agency) == ("wim@example.org", "Northmoor")
    assert not Message.objects.exists()


def test_may_have_no_address_and_be_many(sitting, trainer):
    walk_in(sitting, trainer, name="Wim")
    walk_in(sitting, trainer, name="Wes")

    assert [line.who for line in register_lines.open_register(sitting)] == [
        "Wes",
        "Wim",
    ]


def test_is_refused_when_the_room_is_full(webinar, sitting, trainer):
    webinar.capacity = 1
    webinar.save()
    place(webinar, name="Ann", email="ann@example.org")

    with pytest.raises(EventFull):
        walk_in(sitting, trainer)

    assert len(register_lines.open_register(sitting)) == 1


def test_who_stands_on_the_list_already_is_not_written_twice(webinar, sitting, trainer):
    place(webinar, name="Ann", email="ann@example.org")

    with pytest.raises(AlreadyBooked):
        walk_in(sitting, trainer, name="Ann", email="ann@example.org")


def test_is_refused_once_the_register_is_closed(sitting, trainer):
    registers.close(sitting, by=trainer, at=AT)

    with pytest.raises(StepRefused, match="closed"):
        walk_in(sitting, trainer)


def test_gets_the_cheapest_kind_of_place_there_is(webinar):
    dear = webinar.ticket_types.create(name="Dear", price_pence=100, who=Who.ANYONE)
    free = webinar.ticket_types.get(name="Free")

    assert walk_ins.ticket_type_for([dear, free]) == free
    assert walk_ins.ticket_type_for([]) is None
