"""Invitations as staff make them: many at once, each judged by itself."""

import pytest

from events.booking import invitations
from events.booking.invitations import Guest
from events.booking.staff.forms import MOST_GUESTS
from events.models import Invitation, WayIn
from portal.notifications.models import Message
from tests.factories.events import EventFactory, place

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("team")]


@pytest.fixture
def roundtable():
    return EventFactory(title="Roundtable", way_in=WayIn.INVITATION)


def invite(client, url, event, words, **options):
    return client.post(
        url("invitation-list", event.reference), {"guests": words}, **options
    )


def test_pasted_lines_become_invitations(client, url, roundtable, said):
    pasted = (
        "jo@example.org\n"
        "\n"
        "Al Brook <AL@example.org>\r\n"
        '"Cole, Cat" <cat@example.org>;\n'
        "Dee Dunn, dee@example.org,\n"
        "  jo@example.org  "
    )

    response = invite(client, url, roundtable, pasted, follow=True)

    assert list(Invitation.objects.values_list("email", "name")) == [
        ("al@example.org", "Al Brook"),
        ("cat@example.org", "Cole, Cat"),
        ("dee@example.org", "Dee Dunn"),
        ("jo@example.org", ""),
    ]
    assert said(response) == ["4 invitations go out."]
    assert Message.objects.filter(kind="events/invited").count() == 4


def test_each_wrong_line_is_named_and_nobody_is_invited(client, url, roundtable):
    pasted = "jo@example.org\nnot an address\nal@\n@example.org\nx <jo at example>"

    response = invite(client, url, roundtable, pasted)

    assert response.context["form"].errors["guests"] == [
        "Line 2: “not an address” is not an address.",
        "Line 3: “al@” is not an address.",
        "Line 4: “@example.org” is not an address.",
        "Line 5: “x <jo at example>” is not an address.",
    ]
    assert "not an address\nal@" in response.context["form"]["guests"].value()
    assert not Invitation.objects.exists()


@pytest.mark.parametrize(
    "words",
    [
        "",
        "   \n  ",
        "a@b.c\nBcc: everybody@example.org",
        "x" * 60_001,
        f"{'x' * 300}@example.org",
        f"jo@{'x.' * 150}org",
        "," * 390 + "@",
        f"{'Jo ' * 200}<jo@example.org>",
        "jo@example.org\x00",
    ],
)
def test_what_is_no_address_never_becomes_one(client, url, roundtable, words):
    response = invite(client, url, roundtable, words)

    assert response.context["form"].errors
    assert not Invitation.objects.exists()


def test_too_many_at_once_are_refused(client, url, roundtable):
    pasted = "\n".join(f"guest{n}@example.org" for n in range(MOST_GUESTS + 1))

    response = invite(client, url, roundtable, pasted)

    assert response.context["form"].errors["guests"] == [
        "Invite at most 500 people at once."
    ]


def test_those_invited_already_are_counted_apart(client, url, roundtable, said):
    invite(client, url, roundtable, "jo@example.org")

    response = invite(
        client, url, roundtable, "jo@example.org\nal@example.org", follow=True
    )

    assert said(response)[-1] == (
        "1 invitation goes out. 1 person was invited already."
    )


def test_an_event_that_is_not_by_invitation_refuses(client, url):
    response = invite(client, url, EventFactory(), "jo@example.org")

    assert "Only an event by invitation" in response.context["refusal"]


def test_the_list_says_who_booked_and_shows_no_link(client, url, roundtable, team, now):
    rows = invitations.invite(
        roundtable,
        [Guest("jo@example.org", "Jo"), Guest("al@example.org")],
        by=team,
        at=now,
    )
    place(roundtable, name="Jo", email="jo@example.org")
    invitations.withdraw(rows[1], by=team, at=now)

    page = client.get(url("invitation-list", roundtable.reference)).content.decode()

    assert "Has a place" in page
    assert "Withdrawn on Sunday 22 November 2026, 12:00" in page
    assert not [row for row in Invitation.objects.all() if row.token in page]


def test_a_new_link_is_sent_and_the_old_one_stops(client, url, roundtable, said):
    invite(client, url, roundtable, "jo@example.org")
    before = Invitation.objects.get()

    response = client.post(
        url("invitation-renew", roundtable.reference, before.pk), follow=True
    )

    assert Invitation.objects.get().token != before.token
    assert said(response)[-1] == (
        "A new link goes to jo@example.org. The one before has stopped."
    )


def test_a_link_is_withdrawn_and_then_not_renewed(client, url, roundtable, said):
    invite(client, url, roundtable, "jo@example.org")
    key = Invitation.objects.get().pk

    client.post(url("invitation-withdraw", roundtable.reference, key))
    response = client.post(
        url("invitation-renew", roundtable.reference, key), follow=True
    )

    assert Invitation.objects.get().withdrawn_at is not None
    assert "was withdrawn" in said(response)[-1]
