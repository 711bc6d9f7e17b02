"""Invitations: who is invited, by which link, and when it stops."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from events.booking import invitations
from events.booking.invitations import Guest
from events.errors import StepRefused
from events.models import EventStatus, Invitation, WayIn
from portal.core import history, tokens
from portal.notifications import delivery
from portal.notifications.models import Message, Outcome
from tests.factories.accounts import UserFactory
from tests.factories.events import EventFactory

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def staff():
    return UserFactory()


@pytest.fixture
def roundtable():
    return EventFactory(title="Roundtable", way_in=WayIn.INVITATION)


def letters():
    return Message.objects.filter(kind="events/invited").order_by("pk")


def test_each_guest_gets_a_link_of_their_own(roundtable, staff, mailoutbox):
    guests = [Guest("jo@example.org", "Jo"), Guest("al@example.org")]

    invited = invitations.invite(roundtable, guests, by=staff, at=AT)

    assert {row.email for row in invited} == {"jo@example.org", "al@example.org"}
    assert len({row.token for row in invited}) == 2
    (line,) = history.of(roundtable)
    assert (line.message, line.user) == ("Invited 2 people", staff)
    for letter, row in zip(letters(), invited, strict=True):
        token = letter.facts["token"]
        assert tokens.hashed(token) == row.token
        delivery.deliver(letter, at=AT)
        address = reverse("events:invitation", args=[token])
        assert address in mailoutbox[-1].body


def test_no_clear_token_is_left_once_the_message_has_gone(roundtable, staff):
    invitations.invite(roundtable, [Guest("jo@example.org")], by=staff, at=AT)

    letter = letters().get()
    delivery.deliver(letter, at=AT)

    letter.refresh_from_db()
    assert (letter.outcome, letter.facts) == (Outcome.SENT, {})


def test_somebody_invited_already_keeps_their_link(roundtable, staff):
    """Q8: one invitation to an address, however often it is pasted."""
    (before,) = invitations.invite(
        roundtable, [Guest("jo@example.org")], by=staff, at=AT
    )

    again = invitations.invite(roundtable, [Guest("jo@example.org")], by=staff, at=AT)

    assert again == []
    assert Invitation.objects.get().token == before.token
    assert letters().count() == 1
    assert history.of(roundtable).count() == 1


def test_sending_again_stops_the_old_link(roundtable, staff, mailoutbox):
    (row,) = invitations.invite(roundtable, [Guest("jo@example.org")], by=staff, at=AT)
    old = row.token

    invitations.renew(row, by=staff, at=AT)

    row.refresh_from_db()
    assert row.token != old
    first, second = letters()
    delivery.deliver(first, at=AT)
    delivery.deliver(second, at=AT)
    first.refresh_from_db()
    assert first.outcome == Outcome.OVERTAKEN
    assert len(mailoutbox) == 1
    assert history.of(roundtable).first().action == "events.invitation_renewed"


def test_withdrawing_stops_the_link_and_may_be_done_twice(roundtable, staff):
    (row,) = invitations.invite(roundtable, [Guest("jo@example.org")], by=staff, at=AT)

    invitations.withdraw(row, by=staff, at=AT)
    invitations.withdraw(row, by=staff, at=AT + timedelta(minutes=1))

    assert row.withdrawn_at == AT
    assert [line.action for line in history.of(roundtable)] == [
        "events.invitation_withdrawn",
        "events.invited",
    ]
    with pytest.raises(StepRefused):
        invitations.renew(row, by=staff, at=AT)


def test_somebody_withdrawn_can_be_invited_anew(roundtable, staff):
    (row,) = invitations.invite(
        roundtable, [Guest("jo@example.org", "Jo")], by=staff, at=AT
    )
    invitations.withdraw(row, by=staff, at=AT)

    (again,) = invitations.invite(
        roundtable, [Guest("jo@example.org")], by=staff, at=AT
    )

    assert (again.pk, again.name, again.withdrawn_at) == (row.pk, "Jo", None)
    assert again.token != row.token


@pytest.mark.parametrize(
    "changes",
    [
        {"way_in": WayIn.MEMBERS},
        {"status": EventStatus.DRAFT},
        {"status": EventStatus.CANCELLED, "cancelled_at": AT},
        {"starts_at": AT - timedelta(days=1)},
    ],
)
def test_nobody_is_invited_to_what_they_could_not_open(staff, changes):
    event = EventFactory(**{"way_in": WayIn.INVITATION, **changes})

    with pytest.raises(StepRefused):
        invitations.invite(event, [Guest("jo@example.org")], by=staff, at=AT)

    assert not Invitation.objects.exists()
    assert not letters().exists()
