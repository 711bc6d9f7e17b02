"""The joining link: one works, the others are history, and people keep their own."""

from datetime import UTC, datetime, timedelta

import pytest
from icalendar import Calendar

from events.booking import bookings
from events.delivery import joining
from events.errors import StepRefused
from portal.core import history
from portal.notifications import delivery
from portal.notifications.models import Message, Outcome
from tests.factories.accounts import UserFactory
from tests.factories.events import EventFactory
from tests.factories.membership import current_member

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
OLD = "https://meet.example/old-3f9a"
NEW = "https://meet.example/new-77c1"

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def staff():
    return UserFactory()


def deliver_everything():
    # One person's messages about one booking leave in the order they were written.
    for letter in Message.objects.order_by("pk"):
        delivery.deliver(letter, at=AT + MINUTE)


def letters():
    return Message.objects.filter(kind="events/joining_link_changed").order_by("pk")


def test_the_first_link_is_set_and_nobody_is_told(staff):
    event = EventFactory()
    bookings.book(event, by=current_member().user, at=AT)

    link = joining.set_link(event, OLD, note="Large account", by=staff, at=AT)

    assert (link.url, link.set_by, link.retired_at) == (OLD, staff, None)
    assert not letters().exists()
    line = history.of(event).first()
    assert line.message == "Set the joining link: Large account"


def test_the_old_link_stays_as_dead_and_people_hear_that_theirs_does_not_change(
    staff, mailoutbox
):
    event = EventFactory()
    booking = bookings.book(event, by=current_member().user, at=AT)
    ticket = booking.tickets.get()
    joining.set_link(event, OLD, by=staff, at=AT)

    joining.set_link(event, NEW, by=staff, at=AT + MINUTE)

    assert [(row.url, row.retired_at) for row in event.joining_links.all()] == [
        (NEW, None),
        (OLD, AT + MINUTE),
    ]
    deliver_everything()
    mail = mailoutbox[-1]
    assert mail.subject.startswith("The meeting has moved, your address has not")
    assert ticket.get_join_url() in mail.body


def test_the_platforms_link_is_in_no_message_and_no_history(staff, mailoutbox):
    """A7: what staff typed is looked for wherever it could have leaked."""
    event = EventFactory()
    bookings.book(event, by=current_member().user, at=AT)
    joining.set_link(event, OLD, by=staff, at=AT)
    joining.set_link(event, NEW, by=staff, at=AT)

    deliver_everything()

    everything = [mail.message().as_string() for mail in mailoutbox]
    everything += [str(letter.facts) for letter in Message.objects.all()]
    everything += [f"{line.message}{line.data}" for line in history.of(event)]
    assert everything
    assert not [words for words in everything if "meet.example" in words]


def test_a_change_that_was_changed_again_is_told_once(staff):
    event = EventFactory()
    bookings.book(event, by=current_member().user, at=AT)
    for url in (OLD, NEW, OLD):
        joining.set_link(event, url, by=staff, at=AT)

    deliver_everything()

    assert [letter.outcome for letter in letters()] == [
        Outcome.OVERTAKEN,
        Outcome.SENT,
    ]


def test_somebody_who_cancelled_meanwhile_is_not_told(staff):
    event = EventFactory()
    user = current_member().user
    booking = bookings.book(event, by=user, at=AT)
    joining.set_link(event, OLD, by=staff, at=AT)
    joining.set_link(event, NEW, by=staff, at=AT)
    bookings.cancel(booking, by=user, at=AT)

    deliver_everything()

    assert letters().get().outcome == Outcome.OVERTAKEN


def test_the_same_link_again_changes_nothing(staff):
    event = EventFactory()
    first = joining.set_link(event, OLD, by=staff, at=AT)

    again = joining.set_link(event, OLD, by=staff, at=AT + MINUTE)

    assert again == first
    assert event.joining_links.count() == 1
    assert history.of(event).count() == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"status": "cancelled", "cancelled_at": AT},
        {"starts_at": AT - timedelta(days=1)},
    ],
)
def test_nobody_joins_what_is_cancelled_or_over(staff, changes):
    event = EventFactory(**changes)

    with pytest.raises(StepRefused):
        joining.set_link(event, OLD, by=staff, at=AT)


def test_a_drafts_link_may_be_replaced_without_a_word(staff):
    event = EventFactory(status="draft", published_at=None)
    joining.set_link(event, OLD, by=staff, at=AT)

    joining.set_link(event, NEW, by=staff, at=AT)

    assert not letters().exists()


def test_the_calendar_entry_is_updated_in_place(staff, mailoutbox):
    """K4: the same identity, a higher sequence, and still our address alone."""
    event = EventFactory()
    booking = bookings.book(event, by=current_member().user, at=AT)
    joining.set_link(event, OLD, by=staff, at=AT)
    deliver_everything()
    first = entry_of(mailoutbox[-1])

    joining.set_link(event, NEW, by=staff, at=AT + MINUTE)
    deliver_everything()

    second = entry_of(mailoutbox[-1])
    assert (first["uid"], first["sequence"]) == (second["uid"], 0)
    assert second["sequence"] == 1
    assert booking.tickets.get().get_join_url() in second["url"]
    assert b"meet.example" not in second.to_ical()


def test_a_link_changed_twice_leaves_the_newest_entry(staff, mailoutbox):
    event = EventFactory()
    bookings.book(event, by=current_member().user, at=AT)
    for url in (OLD, NEW, OLD):
        joining.set_link(event, url, by=staff, at=AT)

    deliver_everything()

    assert entry_of(mailoutbox[-1])["sequence"] == 2


def entry_of(mail):
    (part,) = [
        part
        for part in mail.message().walk()
        if part.get_content_type() == "text/calendar"
    ]
    assert part.get_param("method") == "REQUEST"
    calendar = Calendar.from_ical(part.get_payload(decode=True))
    return calendar.walk("VEVENT")[0]
