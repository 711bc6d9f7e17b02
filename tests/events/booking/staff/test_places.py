"""One place, the mix and the list, as staff change them."""

from datetime import timedelta

import pytest
from django.urls import reverse

from events.booking import naming
from events.models import Allocation, Course, Event, HoldReason, WaitingStatus
from portal.accounts.roles import Role
from portal.body.models import Agency
from portal.core import history
from portal.payments.models import Refund
from tests.events.booking.test_moving import another
from tests.events.booking.test_naming import (  # noqa: F401 - fixtures
    AT,
    PRICE,
    course,
    group,
    noon,
)
from tests.factories.accounts import UserFactory, staff


@pytest.fixture
def team(client, db):
    user = staff(Role.EVENTS)
    client.force_login(user)
    return user


def at(name, event, *keys):
    return reverse(f"staff_events:{name}", args=[event.reference, *keys])


def test_somebody_else_is_named_by_staff(client, team, course):  # noqa: F811
    ticket = group(course, 1, names=["Ann"]).tickets.get()
    url = at("place-change", course, ticket.pk)
    assert "Eastmere Trust" in client.get(url).text

    client.post(url, {"name": "Bea", "email": "bea@example.org"})

    assert course.tickets.kept().get().name == "Bea"


def test_after_the_hour_staff_say_why(client, team, course):  # noqa: F811
    booking = group(course, 1, names=["Ann"])
    Event.objects.filter(pk=course.pk).update(starts_at=AT + timedelta(hours=20))
    url = at("place-change", course, booking.tickets.get().pk)
    typed = {"name": "Bea", "email": "bea@example.org"}

    assert "could be named until" in client.post(url, typed).text
    client.post(url, typed | {"reason": "Ill"})

    assert course.tickets.kept().get().name == "Bea"
    assert history.of(booking).first().data == {"reason": "Ill"}


def test_staff_give_back_another_sum_with_a_reason(client, team, course):  # noqa: F811
    ticket = group(course, 2, names=["Ann"]).tickets.get(name="Ann")
    url = at("place-cancel", course, ticket.pk)
    assert "£112.50 comes back" in client.get(url).text
    assert "Say why" in client.post(url, {"pence": "125"}).text

    client.post(url, {"reason": "Bereavement", "pence": "125"})

    ticket.refresh_from_db()
    assert (ticket.owed_back_pence, ticket.back_decided_by) == (PRICE, team)
    assert not Refund.objects.exists()


def test_more_than_was_charged_is_refused_on_the_screen(client, team, course):  # noqa: F811
    ticket = group(course, 2).tickets.first()

    page = client.post(
        at("place-cancel", course, ticket.pk), {"reason": "Typo", "pence": "126"}
    )

    assert "no more can come back" in page.text
    ticket.refresh_from_db()
    assert ticket.released_at is None


def test_staff_move_a_place(client, team, course):  # noqa: F811
    course.course = Course.objects.create(title="Awareness", summary="What it is.")
    course.save()
    other = another(course)
    ticket = group(course, 1, names=["Ann"]).tickets.get()
    url = at("place-move", course, ticket.pk)
    assert "nothing more to pay" in client.get(url).text

    client.post(url, {"to": other.reference})

    assert other.tickets.kept().get().name == "Ann"


def test_staff_who_move_a_place_to_a_dearer_date_ask_whoever_booked(
    client,
    team,
    course,  # noqa: F811
):
    course.course = Course.objects.create(title="Awareness", summary="What it is.")
    course.save()
    dearer = another(course, pence=20000)
    ticket = group(course, 1, names=["Ann"]).tickets.get()

    client.post(at("place-move", course, ticket.pk), {"to": dearer.reference})

    assert dearer.bookings.get().reason == HoldReason.STAFF


def test_places_are_kept_shown_changed_and_kept_no_longer(client, team, course):  # noqa: F811
    agency = Agency.objects.create(name="Midwives of Ashvale")
    typed = {"name": "Midwifery", "agencies": [agency.pk], "minimum": 2}

    client.post(at("allocation-add", course), typed)
    part = Allocation.objects.get()
    page = client.get(at("allocation-list", course)).text
    assert "0 taken, 2 kept" in page
    client.post(at("allocation-edit", course, part.pk), typed | {"minimum": 1})
    part.refresh_from_db()
    assert part.minimum == 1
    client.post(at("allocation-remove", course, part.pk))

    assert not Allocation.objects.exists()


def test_what_does_not_fit_is_refused_and_stays_typed(client, team, course):  # noqa: F811
    agency = Agency.objects.create(name="Midwives of Ashvale")

    page = client.post(
        at("allocation-add", course),
        {"name": "Midwifery", "agencies": [agency.pk], "minimum": 9},
    ).text

    assert "Keep fewer, or make the event larger" in page
    assert "Midwifery" in page
    assert not Allocation.objects.exists()


def test_a_part_is_for_somebody(client, team, course):  # noqa: F811
    page = client.post(at("allocation-add", course), {"name": "X", "minimum": 1})

    assert "Choose at least one agency or area" in page.text


def test_a_place_is_offered_out_of_turn_with_a_reason(client, team, course):  # noqa: F811
    booking = group(course, 4)
    first, second = (
        course.waiting_list.create(
            user=UserFactory(),
            ticket_type=course.ticket_types.get(),
            joined_at=AT + timedelta(seconds=number),
        )
        for number in range(2)
    )
    url = at("waiting-offer", course, second.pk)
    assert "1 person is ahead" in client.get(url).text
    assert "Raise the capacity" in client.post(url, {"reason": "VIP"}).text
    Event.objects.filter(pk=course.pk).update(capacity=5)
    assert "Say why" in client.post(url, {}).text

    client.post(url, {"reason": "Lives far away"})

    for entry in (first, second):
        entry.refresh_from_db()
    assert (first.status, second.status) == (
        WaitingStatus.WAITING,
        WaitingStatus.OFFERED,
    )
    line = history.of(course).get(action="events.offered_out_of_turn")
    assert (line.data["reason"], line.data["ahead"]) == ("Lives far away", 1)
    assert naming.until(booking)


def test_others_open_none_of_it(client, course):  # noqa: F811
    client.force_login(UserFactory())

    for name in ("allocation-list", "allocation-add"):
        assert client.get(at(name, course)).status_code == 403
