"""What people need: read by who runs the event and its trainers, and seen to."""

import io
import logging
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse

import portal.logs
from events.booking import needs, paying, places
from events.models import AccessNeed
from portal.accounts.roles import Role
from portal.core import history
from portal.notifications.models import Message
from tests.factories.accounts import UserFactory, staff
from tests.factories.paid_events import access_code, paid_event
from tests.rig import mailbox

pytestmark = pytest.mark.django_db
WORD = "Zwetschgenbaum"


@pytest.fixture
def event():
    return paid_event()


@pytest.fixture
def need(event, now):
    access_code(event)
    person = places.Delegate("Wim", "wim@example.org", needs=f"A ramp and a {WORD}")
    order = paying.Order([person], "Wim", "wim@example.org", code="TRUST2026")
    paying.reserve(event, order, at=now)
    return AccessNeed.objects.get()


def pages(event):
    return (
        reverse("staff_events:need-list", args=[event.reference]),
        reverse("events:need-list", args=[event.reference]),
    )


def test_the_events_team_reads_it_and_sees_to_it(client, event, need, team, now):
    for page in pages(event):
        assert WORD in client.get(page).content.decode()
        client.post(page, {"need": need.pk, "done": "yes"})
        need.refresh_from_db()
        assert (need.done_at, need.done_by) == (now, team)
        client.post(page, {"need": need.pk, "done": "no"})
        need.refresh_from_db()
        assert need.done_at is None


def test_a_trainer_of_this_event_reads_it_and_no_other(client, event, need):
    mine, other = staff(Role.TRAINER), staff(Role.TRAINER)
    event.trainers.add(mine)
    page = reverse("events:need-list", args=[event.reference])
    client.force_login(mine)
    assert WORD in client.get(page).content.decode()

    client.force_login(other)
    assert client.get(page).status_code == 404


@pytest.mark.parametrize(
    "role", [role for role in Role if role not in {Role.EVENTS, Role.ADMINISTRATOR}]
)
def test_no_other_role_reads_it(client, event, need, role):
    client.force_login(staff(role))

    answers = [client.get(page, follow=True) for page in pages(event)]

    assert all(WORD not in answer.content.decode() for answer in answers)


def test_neither_visitors_nor_members_read_it(client, event, need):
    for person in (None, UserFactory()):
        if person is not None:
            client.force_login(person)
        for page in pages(event):
            assert WORD not in client.get(page, follow=True).content.decode()


@pytest.fixture
def log():
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(portal.logs.json_formatter())
    root = logging.getLogger()
    before = root.level
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield stream
    root.removeHandler(handler)
    root.setLevel(before)


def test_no_other_screen_shows_the_word(client, event, need, team, url):
    """Planted: in no list, search, history and message of the staff screens."""
    names = ["event-detail", "booking-list", "event-history", "message-list"]
    for name in (*names, "waiting-list", "code-list"):
        page = client.get(url(name, event.reference)).content.decode()
        assert WORD not in page, name
    found = client.get(url("booking-list", event.reference), {"q": WORD})
    assert found.context["page"].paginator.count == 0


def test_the_word_leaves_the_house_nowhere(event, need, team, log, now):
    """Planted: in no log, mail and history, and sealed in its table."""
    needs.see_to(need, at=now, by=team)
    mailbox.deliver_due(now)

    assert WORD not in log.getvalue()
    assert mail.outbox
    assert all(WORD not in str(sent.message()) for sent in mail.outbox)
    assert all(WORD not in str(row.facts) for row in Message.objects.all())
    assert all(WORD not in str(line.data) for line in history.of(need.ticket.booking))
    with connection.cursor() as cursor:
        cursor.execute("SELECT text FROM events_accessneed")
        assert WORD not in str(cursor.fetchall())


def test_told_anew_it_is_to_be_seen_to_anew(event, need, team, now):
    needs.see_to(need, at=now, by=team)

    person = places.Delegate("Wim", "wim@example.org", needs="Something else")
    places.tell(need.ticket, person, at=now)

    assert AccessNeed.objects.get().done_at is None
    assert needs.open_of_event(event, at=now) == 1


def test_the_figure_and_the_list_speak_of_the_same_people(
    client, event, url, team, now
):
    """Who let the time of a hold run out does not come, and needs nothing."""
    person = places.Delegate("Wim", "wim@example.org", needs="A ramp")
    held = paying.reserve(event, paying.Order([person], "Wim", person.email), at=now)
    figures = []
    for until in (now + timedelta(minutes=1), now):
        type(held).objects.filter(pk=held.pk).update(held_until=until)
        page = client.get(url("event-detail", event.reference))
        figures.append((page.context["known"].needs, _listed(client, event)))

    assert figures == [(1, 1), (0, 0)]


def _listed(client, event):
    return len(client.get(pages(event)[0]).context["needs"])
