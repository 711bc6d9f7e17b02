"""Documents of one's own booking (A2, U16)."""

import io
from datetime import UTC, datetime, timedelta

import docx
import pytest
from django.urls import reverse

from events.delivery import registers
from events.models import Attendance, AttendancePolicy, BookingStatus, Mark, WayIn
from tests.factories.accounts import UserFactory
from tests.factories.cpd import cycle
from tests.factories.events import EventFactory, place
from tests.factories.recordings import linked

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 25, 20, 14, tzinfo=UTC)
NAMES = ("attendance-record", "reflection-template", "reflection-sheet")


@pytest.fixture(autouse=True)
def now(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def owner():
    return UserFactory(name="Siân Owner")


@pytest.fixture
def ticket(owner):
    event = EventFactory(title="Reviews", starts_at=AT - timedelta(hours=5))
    return place(event, owner)


def attended(ticket, *, closed=True, **changes):
    for sitting in ticket.event.event_sessions.all():
        given = {"mark": Mark.PRESENT, "marked_at": AT} | changes
        Attendance.objects.create(event_session=sitting, ticket=ticket, **given)
    if closed:
        ticket.event.event_sessions.update(register_closed_at=AT)


def address(name, ticket):
    return reverse(f"my:{name}", args=[ticket.booking.reference])


def test_who_was_there_gets_a_tagged_record_as_a_download(client, owner, ticket):
    """U16."""
    attended(ticket)
    client.force_login(owner)

    answer = client.get(address("attendance-record", ticket))

    assert answer.content.startswith(b"%PDF")
    assert b"pdfuaid:part" in answer.content
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["Cache-Control"] == "private, no-store"
    page = client.get(address("booking-detail", ticket)).content.decode()
    assert address("attendance-record", ticket) in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"closed": False}, "The register is not closed yet"),
        ({"mark": Mark.ABSENT}, "does not show you as there"),
        ({"mark": Mark.LATE, "minutes_missed": 16}, "needs 75 per cent"),
    ],
)
def test_who_has_no_record_is_told_why(client, owner, ticket, changes, said):
    attended(ticket, **changes)
    client.force_login(owner)

    answer = client.get(address("attendance-record", ticket), follow=True)

    assert said in answer.content.decode()
    assert address("attendance-record", ticket) not in answer.content.decode()


def test_three_quarters_are_enough_and_staff_may_ask_for_more(client, owner, ticket):
    attended(ticket, mark=Mark.LATE, minutes_missed=15)
    client.force_login(owner)
    assert client.get(address("attendance-record", ticket)).status_code == 200

    AttendancePolicy.objects.update_or_create(pk=1, defaults={"record_percent": 80})

    assert client.get(address("attendance-record", ticket)).status_code == 302


@pytest.mark.parametrize("name", NAMES)
def test_another_s_booking_does_not_exist(client, ticket, name):
    """A2, A3: nor for somebody who may do everything."""
    attended(ticket)
    assert client.get(address(name, ticket)).status_code == 302

    for person in (UserFactory(), UserFactory(is_superuser=True, is_staff=True)):
        client.force_login(person)
        assert client.get(address(name, ticket)).status_code == 404


@pytest.fixture
def guest(owner):
    """Return an event that somebody came to by its open door, without a place."""
    event = EventFactory(
        title="Open", starts_at=AT - timedelta(hours=5), way_in=WayIn.OPEN_LINK
    )
    Attendance.objects.create(
        event_session=event.event_sessions.get(),
        user=owner,
        joined_at=event.starts_at,
        mark=Mark.PRESENT,
        marked_at=AT,
    )
    return event


def test_who_came_by_the_open_door_gets_a_record_too(client, owner, guest):
    """A2: theirs alone, and once the register is closed."""
    address = reverse("my:guest-record", args=[guest.reference])
    assert client.get(address).status_code == 302
    client.force_login(owner)
    said = client.get(address, follow=True).text
    assert "The register is not closed yet" in said

    registers.close(guest.event_sessions.get(), by=UserFactory(), at=AT)

    assert client.get(address).content.startswith(b"%PDF")
    (entry,) = owner.cpd_entries.all()
    page = reverse("cpd:entry-detail", args=[entry.reference])
    assert f'href="{address}"' in client.get(page).text
    linked([guest])
    library = reverse("events:recording", args=[guest.slug])
    assert f'href="{address}"' in client.get(library).text

    for person in (UserFactory(), UserFactory(is_superuser=True, is_staff=True)):
        client.force_login(person)
        assert client.get(address).status_code == 404


def test_the_entry_leads_to_the_record_of_a_place(client, owner, ticket):
    sitting = ticket.event.event_sessions.get()
    attended(ticket, closed=False)
    registers.close(sitting, by=owner, at=AT)
    client.force_login(owner)

    (entry,) = owner.cpd_entries.all()
    page = client.get(reverse("cpd:entry-detail", args=[entry.reference])).text

    assert f'href="{address("attendance-record", ticket)}"' in page


@pytest.mark.parametrize("name", NAMES)
def test_a_cancelled_booking_has_no_documents(client, owner, ticket, name):
    ticket.booking.status = BookingStatus.CANCELLED
    ticket.booking.cancelled_at = AT
    ticket.booking.save()
    client.force_login(owner)

    assert client.get(address(name, ticket)).status_code == 404


def test_the_sheet_asks_what_the_person_s_regulator_asks(client, owner, ticket):
    cycle(owner, regulator="swe")
    client.force_login(owner)

    sheet = client.get(address("reflection-template", ticket)).content
    printed = client.get(address("reflection-sheet", ticket)).content

    said = [p.text for p in docx.Document(io.BytesIO(sheet)).paragraphs]
    assert "Reviews" in said
    assert "What did you learn from talking it over with a peer?" in said
    assert b"pdfuaid:part" in printed
