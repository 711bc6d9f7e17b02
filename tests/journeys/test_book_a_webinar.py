"""Find a webinar, book it with the membership number, have it confirmed, and come.

One story through the screens, from the list to the door.
"""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail
from django.urls import reverse

from events.models import Booking, BookingStatus
from portal.accounts.models import User
from tests.factories.accounts import UserFactory
from tests.factories.events import EventFactory, place
from tests.factories.membership import current_member
from tests.rig.mailbox import deliver_due, entry, parts

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
START = datetime(2026, 12, 2, 10, tzinfo=UTC)
MEETING = "https://meet.example.net/j/1"

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite_too]


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def webinar():
    event = EventFactory(title="Safe sleep", starts_at=START, capacity=2)
    event.joining_links.create(url=MEETING, set_at=AT)
    return event


def main(page):
    return re.search(r"<main.*</main>", page.content.decode(), re.DOTALL)[0]


def link_with(page, words):
    """Return where the link or button with these words leads."""
    found = re.search(
        rf'<a [^>]*href="([^"]+)"[^>]*>(?:(?!</a>).)*{re.escape(words)}',
        main(page),
        re.DOTALL,
    )
    assert found, words
    return found[1].replace("&amp;", "&")


def code_in(letter):
    text = parts(letter)["text/plain"]
    return re.search(r"^\s*([0-9][0-9 ]{4,})\s*$", text, re.MULTILINE)[1]


def test_with_the_membership_number(client, webinar, time_machine):
    """A member who never was here before, without a password."""
    member = current_member(account=False, email="carys@example.org")

    found = client.get(reverse("events:event-list"))
    page = client.get(link_with(found, "Safe sleep"))
    start = link_with(page, "Book this place")
    asked = client.get(start)
    assert f'name="next" value="{start}"' in main(asked)
    sent = client.post(
        reverse("membership:number-request"),
        {"number": f" {member.number.lower()} ", "next": start},
        follow=True,
    )
    (letter,) = deliver_due(AT)
    assert letter["To"] == "carys@example.org"
    confirm = client.post(
        sent.request["PATH_INFO"], {"code": code_in(letter)}, follow=True
    )
    assert confirm.request["PATH_INFO"] == start
    booked = client.post(start, follow=True)

    assert "You have a place." in main(booked)
    account = User.objects.get(member=member)
    booking = Booking.objects.get()
    assert (booking.booker, booking.status) == (account, BookingStatus.CONFIRMED)

    confirmed = deliver_due(AT)[-1]
    assert confirmed["To"] == "carys@example.org"
    assert entry(confirmed).method == "REQUEST"
    door = link_with(booked, "http")
    assert door in parts(confirmed)["text/plain"]

    time_machine.move_to(START - timedelta(minutes=10), tick=False)
    assert "The door is open." in main(client.get(door))
    assert client.post(door).url == MEETING


def test_full_then_offered_then_taken(client, webinar, time_machine):
    taken = [place(webinar, UserFactory()) for _ in range(2)]
    person = current_member().user
    client.force_login(person)

    page = client.get(webinar.get_absolute_url())
    assert "Full." in main(page)
    joined = client.post(
        reverse("events:waiting-list-join", args=[webinar.reference]), follow=True
    )
    assert "You are first on the waiting list." in joined.content.decode()

    client.force_login(taken[0].user)
    client.post(reverse("my:booking-cancel", args=[taken[0].booking.reference]))
    after_undo = AT + timedelta(minutes=5)
    time_machine.move_to(after_undo, tick=False)
    from events.booking.tasks import pass_places_on  # noqa: PLC0415 - as the worker

    pass_places_on()
    letters = {letter["To"]: letter for letter in deliver_due(after_undo)}
    assert letters[person.email]["Subject"].startswith("A place is yours until")

    client.force_login(person)
    home = client.get(reverse("my:home"))
    assert "A place is yours if you want it" in main(home)
    offer = Booking.objects.get(status=BookingStatus.HELD)
    answer = client.post(
        reverse("my:offer", args=[offer.reference]), {"answer": "take"}, follow=True
    )
    assert "You have a place." in main(answer)
    assert entry(deliver_due(after_undo)[-1]).method == "REQUEST"
    assert not [message for message in mail.outbox if MEETING in str(message.message())]
