"""The front page of one's own: the next thing to do, first."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse

from events.booking import bookings, waiting_list
from events.models import EventSession, Mode
from portal.accounts.roles import Role
from tests.factories.accounts import UserFactory, staff
from tests.factories.events import EventFactory, place
from tests.factories.membership import current_member, grace_member, lapsed_member

AT = datetime(2026, 11, 22, 9, 40, tzinfo=UTC)
HOME = reverse("my:home")

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def person(client):
    person = current_member().user
    client.force_login(person)
    return person


def page(client):
    return client.get(HOME).content.decode()


def test_signed_out_it_asks_who_is_there(client):
    assert client.get(HOME).url == f"{reverse('account_login')}?next={HOME}"


def test_the_next_event_is_in_the_band_with_when_joining_opens(client, person):
    ticket = place(
        EventFactory(title="Soon", starts_at=AT + timedelta(minutes=20)), person
    )
    place(EventFactory(title="Later"), person)

    said = page(client)

    assert "Next, in 20 minutes" in said
    assert "Joining opens at <b>09:45</b>" in said
    assert ticket.get_join_url() in said
    assert reverse("my:booking-cancel", args=[ticket.booking.reference]) in said
    assert said.index("Soon") < said.index("Later")


def test_once_the_door_is_open_it_leads_through_it(client, person):
    place(EventFactory(starts_at=AT + timedelta(minutes=10)), person)

    assert "Go to the door" in page(client)


def test_in_a_room_there_is_no_door_of_ours(client, person):
    place(EventFactory(mode=Mode.ROOM, venue="Friends House"), person)

    said = page(client)

    assert "Doors open" in said
    assert "/events/join/" not in said


def test_an_offer_comes_before_everything_else(client, person):
    place(EventFactory(title="Booked"), person)
    event = EventFactory(title="Offered", capacity=1)
    taken = place(event, UserFactory())
    waiting_list.join(event, by=person, at=AT)
    bookings.cancel(taken.booking, by=None, at=AT - timedelta(minutes=6))
    bookings.pass_places_on(event, at=AT)

    said = page(client)

    assert "A place is yours if you want it" in said
    assert "It is kept for you until <b>Tuesday 24 November 2026, 09:40</b>" in said
    assert said.index("Offered") < said.index("Booked")


def test_it_says_how_the_member_stands(client):
    for make, words in (
        (current_member, "Practising member, current until"),
        (grace_member, "Your membership ended on"),
        (lapsed_member, "open again once it is renewed"),
    ):
        member = make()
        client.force_login(member.user)

        said = page(client)

        assert words in said
        assert member.number in said


def test_with_nothing_booked_it_says_what_will_be_here(client, person):
    assert "When you book, the joining button appears here" in page(client)


@pytest.mark.parametrize(
    ("hour", "words"),
    [(9, "Good morning"), (14, "Good afternoon"), (20, "Good evening")],
)
def test_it_greets_by_the_uks_clock(client, person, time_machine, hour, words):
    time_machine.move_to(AT.replace(hour=hour), tick=False)

    assert words in page(client)


def test_a_trainer_finds_what_to_open_next_and_what_to_close(client):
    trainer = staff(Role.TRAINER)
    hours = {"Today": 2, "Left open": -50, "Soon": 50, "Later": 99, "Done": -99}
    for title, ahead in hours.items():
        starts_at = AT + timedelta(hours=ahead)
        EventFactory(title=title, starts_at=starts_at).trainers.add(trainer)
    EventSession.objects.filter(event__title="Done").update(register_closed_at=AT)
    EventFactory(title="Another's", starts_at=AT)
    client.force_login(trainer)

    groups = client.get(HOME).context["registers"]

    shown = [(g.title, [row.event.title for row in g.sittings]) for g in groups]
    assert shown == [
        ("Today", ["Today"]),
        ("Still to close", ["Left open"]),
        ("Next", ["Soon"]),
    ]
    assert reverse("events:register-list") in page(client)
    Group.objects.get(name=Role.TRAINER.value).user_set.remove(trainer)
    assert "Your registers" not in page(client)


def test_three_bookings_take_as_many_queries_as_one(
    client, person, django_assert_num_queries
):
    def more():
        place(EventFactory(), person)
        place(EventFactory(starts_at=AT - timedelta(days=9)), person)
        full = EventFactory(capacity=1)
        place(full, UserFactory())
        waiting_list.join(full, by=person, at=AT)

    more()
    page(client)

    # Session, person, standing, roles, employers and commissions looked after, what is
    # coming, past, waited for; and of the CPD record its cycle, proposals and drafts.
    with django_assert_num_queries(12):
        page(client)
    more()
    more()
    with django_assert_num_queries(12):
        page(client)
