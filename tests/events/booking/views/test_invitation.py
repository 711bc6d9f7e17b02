"""The link of an invitation."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from events.booking.views.invitation import masked
from events.models import Booking, Event, EventStatus, Invitation, WayIn
from portal.core import tokens
from tests.factories.accounts import UserFactory
from tests.factories.events import EventFactory

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
TOKEN = tokens.new()

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def invited():
    return Invitation.objects.create(
        event=EventFactory(way_in=WayIn.INVITATION, title="Roundtable"),
        email="guest@example.org",
        token=tokens.hashed(TOKEN),
        invited_at=AT,
    )


def link(token=TOKEN):
    return reverse("events:invitation", args=[token])


def test_it_shows_the_event_and_leads_to_signing_in(client, invited):
    page = client.get(link())

    start = reverse("events:booking-start", args=[invited.event.reference])
    assert "Roundtable" in page.content.decode()
    assert f"{reverse('account_login')}?next={start}" in page.content.decode()


def test_the_invited_person_goes_on_to_book(client, invited):
    client.force_login(UserFactory(email="guest@example.org"))

    page = client.get(link())

    assert "You are invited" in page.content.decode()
    assert reverse("events:booking-start", args=[invited.event.reference]) in (
        page.content.decode()
    )


def test_passed_on_it_tells_nobody_who_was_invited(client, invited):
    client.force_login(UserFactory())

    page = client.get(link()).content.decode()

    assert "g•••@example.org" in page
    assert "guest@example.org" not in page
    assert masked("a@b.example") == "a•••@b.example"


def test_opening_it_changes_nothing_and_is_kept_nowhere(client, invited):
    """A9: no store, no index, no address for another site to see."""
    page = client.get(link())

    assert not Booking.objects.exists()
    assert page["Cache-Control"] == "no-store, private"
    assert page["Referrer-Policy"] == "same-origin"
    assert page["X-Robots-Tag"] == "noindex, nofollow"
    assert client.post(link()).status_code == 405


@pytest.mark.parametrize("how", ["wrong", "withdrawn", "draft"])
def test_a_link_that_has_ended_says_so(client, invited, how):
    if how == "withdrawn":
        Invitation.objects.update(withdrawn_at=AT)
    if how == "draft":
        Event.objects.update(status=EventStatus.DRAFT)

    page = client.get(link("nonsense" if how == "wrong" else TOKEN))

    assert page.status_code == 404
    assert "This link has ended" in page.content.decode()
    assert "Roundtable" not in page.content.decode()


def test_when_booking_is_not_open_it_offers_none(client, invited):
    Event.objects.update(booking_closes_at=AT)

    assert "Booking is not open now" in client.get(link()).content.decode()
