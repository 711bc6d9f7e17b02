"""The staff screens about messages: who sees which, how they read, send again."""

import re

import pytest
from django.template.loader import get_template
from django.urls import reverse

from events.booking import emails
from portal.accounts.roles import Role
from portal.core import clock, history
from portal.notifications import kinds
from portal.notifications.models import Message, Outcome
from portal.notifications.post import post
from tests.factories.accounts import UserFactory, staff
from tests.factories.events import EventFactory, place

pytestmark = pytest.mark.django_db

LIST = reverse("staff_messages:message-list")
CODE = "membership/sign_in_code"
PLAIN = "accounts/password_changed"


def url(name, message):
    return reverse(f"staff_messages:message-{name}", args=[message.pk])


def one_of_each_room():
    for kind in ("events/place_offered", CODE, PLAIN):
        Message.objects.create(
            kind=kind,
            to=f"{kind.partition('/')[0]}@example.org",
            thread=kind,
            facts={"request": 1},
            created_at="2026-11-01T10:00Z",
            due_at="2026-11-01T10:00Z",
        )


def listed(client, **query):
    return {message.kind for message in client.get(LIST, query).context["object_list"]}


@pytest.mark.parametrize(
    ("role", "rooms"),
    [
        (Role.ADMINISTRATOR, {"events/place_offered", CODE, PLAIN}),
        (Role.EVENTS, {"events/place_offered"}),
        (Role.MEMBERSHIP, {CODE, PLAIN}),
    ],
)
def test_each_team_sees_what_its_own_work_sends(client, role, rooms):
    """A1, A4."""
    one_of_each_room()
    client.force_login(staff(role))

    assert listed(client) == rooms
    for message in Message.objects.all():
        expected = 200 if message.kind in rooms else 404
        assert client.get(url("detail", message)).status_code == expected


@pytest.mark.parametrize("roles", [[Role.EDITOR], [Role.FINANCE]])
def test_others_see_none(client, roles):
    """A1."""
    one_of_each_room()
    client.force_login(staff(*roles))

    message = Message.objects.first()
    for path in (LIST, url("detail", message), url("page", message)):
        answer = client.get(path)
        assert (answer.status_code, answer.content) == (302, b"")
    client.post(url("again", message))
    assert history.of(message).count() == 0


@pytest.fixture
def admin(client):
    user = staff(Role.ADMINISTRATOR)
    client.force_login(user)
    return user


def test_the_list_narrows_and_finds(client, admin):
    one_of_each_room()
    Message.objects.filter(kind=PLAIN).update(outcome=Outcome.FAILED)

    assert listed(client, outcome="failed") == {PLAIN}
    assert listed(client, kind=CODE) == {CODE}
    assert listed(client, q="events@") == {"events/place_offered"}


def test_the_list_asks_the_same_for_one_and_for_many(
    client, admin, django_assert_num_queries, django_assert_max_num_queries
):
    one_of_each_room()
    client.get(LIST)
    with django_assert_max_num_queries(30) as few:
        client.get(LIST)
    one_of_each_room()
    with django_assert_num_queries(len(few)):
        client.get(LIST)


def test_a_message_is_shown_as_it_reads(client, admin):
    message = post(PLAIN, to="wren@example.org", subject=UserFactory(name="Wren"))

    page = client.get(url("detail", message))
    frame = client.get(url("page", message))

    assert "Your password was changed" in page.text or "password" in page.text
    assert "Wren" in page.text
    assert "<h1" in frame.text
    assert "sandbox" in frame.headers["Content-Security-Policy"]
    assert "default-src 'none'" in frame.headers["Content-Security-Policy"]
    assert frame.headers["X-Frame-Options"] == "SAMEORIGIN"


def test_what_is_secret_is_never_shown(client, admin):
    """A4. No code is made by looking, and no link is told."""
    for kind in kinds.every_kind():
        if not kind.secret:
            continue
        message = post(
            kind.key,
            to="wren@example.org",
            facts={"code": "PLANTED", "token": "PLANTED", "request": 1},
        )

        page = client.get(url("detail", message))

        assert "PLANTED" not in page.text
        assert "not for our eyes" in page.text
        assert client.get(url("page", message)).status_code == 404


def test_what_lets_its_holder_in_is_secret(client, admin):
    """A4. By its words: whatever names an address to join or to be invited by."""
    opening = {
        kind.key
        for kind in kinds.every_kind()
        if re.search("join_url|invitation_url", _template(kind.key))
    }
    assert opening == {
        "events/booking_confirmed",
        "events/event_changed",
        "events/invited",
        "events/joining_instructions",
        "events/joining_link_changed",
    }
    assert all(kinds.kind(key).secret for key in opening)

    ticket = place(EventFactory(), UserFactory())
    emails.booking_confirmed(ticket.booking, at=clock.now())
    message = Message.objects.get()
    assert ticket.join_token not in client.get(url("detail", message)).text
    assert client.get(url("page", message)).status_code == 404


def _template(key):
    return "".join(
        get_template(f"emails/{key}{ending}", using=engine).template.source
        for ending, engine in ((".txt", "text"), (".html", "pages"))
    )


def test_a_message_that_cannot_be_written_still_has_a_screen(client, admin):
    message = post("membership/address_holds", to="wren@example.org", facts={})
    gone = post(PLAIN, to="wren@example.org")
    Message.objects.filter(pk=gone.pk).update(kind="gone/altogether")

    assert "cannot be written" in client.get(url("detail", message)).text
    assert "no longer sent" in client.get(url("detail", gone)).text


def test_a_failed_message_goes_again_with_a_line(client, admin):
    message = post(PLAIN, to="wren@example.org")
    Message.objects.update(outcome=Outcome.FAILED, attempts=48)
    assert "Send again" in client.get(url("detail", message)).text

    client.post(url("again", message))

    message.refresh_from_db()
    assert (message.outcome, message.attempts) == (Outcome.WAITING, 0)
    assert history.of(message).get().user == admin


@pytest.mark.parametrize("outcome", [Outcome.WAITING, Outcome.OVERTAKEN])
def test_no_other_does(client, admin, outcome):
    message = post(PLAIN, to="wren@example.org")
    Message.objects.update(outcome=outcome, attempts=3)

    answer = client.post(url("again", message), follow=True)

    message.refresh_from_db()
    assert (message.outcome, message.attempts) == (outcome, 3)
    assert "Only a message that failed" in answer.text


def test_looking_again_by_get_is_refused(client, admin):
    message = post(PLAIN, to="wren@example.org")

    assert client.get(url("again", message)).status_code == 405
