"""What is mailed about a booking, and what is not mailed any more."""

from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.urls import reverse
from icalendar import Calendar

from events.booking import bookings, event_changes, invitations, waiting_list
from events.catalogue.plans import Sitting
from events.models import BookingStatus, Event, EventStatus, Source, WayIn
from portal.accounts.roles import Role
from portal.core import words
from portal.core.clock import UK
from portal.notifications.models import Message, Outcome
from tests.factories.accounts import UserFactory, staff
from tests.factories.events import EventFactory, place
from tests.factories.membership import current_member
from tests.rig.mailbox import deliver_due, entry, parts

AT = datetime(2026, 11, 22, 12, tzinfo=UTC)
START = datetime(2026, 12, 9, 10, tzinfo=UTC)
SOON = timedelta(minutes=1)

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(AT, tick=False)


@pytest.fixture
def event():
    return EventFactory(title="Safe sleep", starts_at=START, capacity=1)


@pytest.fixture
def member():
    return current_member(name="Carys Hughes", email="carys@example.org").user


@pytest.fixture
def organiser():
    return staff(Role.EVENTS)


def move(event, organiser, *, at=AT, days=1):
    rows = event.event_sessions.all()
    moved = [
        Sitting(
            row.starts_at + timedelta(days=days),
            row.ends_at + timedelta(days=days),
            row.title,
            key=row.pk,
        )
        for row in rows
    ]
    event_changes.set_sittings(event, moved, by=organiser, at=at)


class TestConfirmed:
    def test_it_says_when_and_how_in_both_parts(self, event, member):
        ticket = bookings.book(event, by=member, at=AT).tickets.get()

        (letter,) = deliver_due(AT)

        assert letter["To"] == "carys@example.org"
        assert letter["Subject"] == (
            "You have a place: Safe sleep, "
            "Wednesday 9 December 2026, 10:00 to 11:00 UK time"
        )
        said = parts(letter)
        assert set(said) == {"text/plain", "text/html", "text/calendar"}
        for part in ("text/plain", "text/html"):
            assert "Wednesday 9 December 2026, 10:00 to 11:00 UK time" in said[part]
            assert f"http://testserver{ticket.get_join_url()}" in said[part]
            assert "09:45" in said[part]

    def test_its_entry_asks_and_the_part_says_so_too(self, event, member):
        """K5: the method stands on the mail part as well."""
        bookings.book(event, by=member, at=AT)

        (letter,) = deliver_due(AT)

        found = entry(letter)
        assert (found.method, found.method_of_part) == ("REQUEST", "REQUEST")
        assert found.raw.count(b"\r\n") == found.raw.count(b"\n")

    def test_the_readers_own_time_stands_beside(self, event, member):
        """T7: abroad, with the zone named."""
        member.time_zone = "Asia/Dubai"
        member.save()
        bookings.book(event, by=member, at=AT)

        (letter,) = deliver_due(AT)

        assert (
            "Your time, Dubai: 14:00 to 15:00 the same day"
            in parts(letter)["text/plain"]
        )

    def test_it_is_not_sent_once_the_place_is_cancelled(self, event, member):
        """M10: checked when it is sent, not when it is written."""
        booking = bookings.book(event, by=member, at=AT)
        bookings.cancel(booking, by=member, at=AT)

        letters = deliver_due(AT)

        assert [letter["Subject"].split(":")[0] for letter in letters] == [
            "Your place is cancelled"
        ]
        assert entry(letters[0]) is None

    def test_undo_is_told_once_however_late_the_first_mail_left(self, event, member):
        booking = bookings.book(event, by=member, at=AT)
        bookings.cancel(booking, by=member, at=AT)
        bookings.undo_cancel(booking, by=member, at=AT)

        letters = deliver_due(AT)

        assert [entry(letter).method for letter in letters] == ["REQUEST"]
        assert entry(letters[0]).events[0]["SEQUENCE"] == 2

    @pytest.mark.parametrize("name", ["Carys\r\nBcc: x@y.example", "Carys\rHughes"])
    def test_a_line_end_in_a_title_ends_no_header(self, name, member):
        """M1: the mail leaves, and has no header that was not ours."""
        bookings.book(EventFactory(title=name, slug="x"), by=member, at=AT)

        (letter,) = deliver_due(AT)

        assert letter["Bcc"] is None
        assert letter["Subject"].startswith("You have a place: Carys ")

    def test_markup_in_a_title_is_shown_as_text(self, member):
        """M2: escaped in the page, as typed in the text."""
        bookings.book(
            EventFactory(title="<img src=x onerror=y> & more", slug="x"),
            by=member,
            at=AT,
        )

        said = parts(*deliver_due(AT))

        assert "<img" not in said["text/html"]
        assert "&lt;img src=x onerror=y&gt; &amp; more" in said["text/html"]
        assert "<img src=x onerror=y> & more" in said["text/plain"]

    def test_the_meeting_platforms_address_is_in_no_part(self, event, member):
        """A7: only our own address is ever mailed."""
        event.joining_links.create(url="https://meet.example.net/j/123", set_at=AT)
        bookings.book(event, by=member, at=AT)

        (letter,) = deliver_due(AT)

        assert b"meet.example.net" not in letter.as_bytes()
        assert b"meet.example.net" not in entry(letter).raw

    def test_somebody_who_moved_house_is_written_to_at_the_new_address(
        self, event, member
    ):
        booking = bookings.book(event, by=member, at=AT)
        deliver_due(AT)
        member.email = "new@example.org"
        member.save()

        bookings.cancel(booking, by=member, at=AT + SOON)

        assert [letter["To"] for letter in deliver_due(AT + SOON)] == [
            "new@example.org"
        ]


@pytest.mark.parametrize("day", [date(2027, 3, 28), date(2027, 10, 31)])
def test_four_renderings_agree_on_the_day_the_clocks_change(client, member, day):
    """T3: page, mail, its entry and the public file, booked in the other season."""
    start = datetime.combine(day, time(9), tzinfo=UK)
    event = EventFactory(title="Safe sleep", starts_at=start.astimezone(UTC))
    bookings.book(event, by=member, at=AT)

    (letter,) = deliver_due(AT)
    page = client.get(event.get_absolute_url()).content.decode()
    public = client.get(reverse("events:event-calendar", args=[event.slug])).content

    said = f"{words.uk_date(day)}, 09:00 to 10:00 UK time"
    assert said in parts(letter)["text/plain"]
    assert '<dd class="time">09:00 to 10:00</dd>' in page
    assert f'datetime="{day.isoformat()}"' in page
    assert entry(letter).events[0]["DTSTART"].dt == start
    assert Calendar.from_ical(public).walk("VEVENT")[0]["DTSTART"].dt == start


class TestChanged:
    def test_the_same_entry_moves(self, event, member, organiser):
        """K4: same UID, SEQUENCE up."""
        bookings.book(event, by=member, at=AT)
        (first,) = deliver_due(AT)

        move(event, organiser, at=AT + SOON)

        (second,) = deliver_due(AT + SOON)
        before, after = entry(first).events[0], entry(second).events[0]
        assert entry(second).method == "REQUEST"
        assert after["UID"] == before["UID"]
        assert after["SEQUENCE"] == before["SEQUENCE"] + 1
        assert "It was: " in parts(second)["text/plain"]
        assert "Thursday 10 December 2026" in second["Subject"]

    def test_what_the_first_mail_showed_already_is_not_told_again(
        self, event, member, organiser
    ):
        bookings.book(event, by=member, at=AT)
        move(event, organiser)

        letters = deliver_due(AT)

        assert [letter["Subject"].split(":")[0] for letter in letters] == [
            "You have a place"
        ]
        assert "Thursday 10 December 2026" in letters[0]["Subject"]

    def test_a_dropped_day_is_taken_out_by_a_message_of_its_own(
        self, member, organiser
    ):
        """K5: CANCEL for the one day, REQUEST for the other."""
        event = EventFactory(starts_at=START, days=2)
        bookings.book(event, by=member, at=AT)
        (first,) = deliver_due(AT)
        day = event.event_sessions.get(number=1)
        kept = Sitting(day.starts_at, day.ends_at, day.title, key=day.pk)

        event_changes.set_sittings(event, [kept], by=organiser, at=AT + SOON)

        letters = deliver_due(AT + SOON)
        uids = [str(one["UID"]) for one in entry(first).events]
        told = {
            entry(letter).method: [str(one["UID"]) for one in entry(letter).events]
            for letter in letters
        }
        assert told == {"CANCEL": uids[1:], "REQUEST": uids[:1]}
        assert "No longer: Thursday 10 December 2026" in parts(letters[0])["text/plain"]

    def test_a_day_dropped_before_anything_was_mailed_needs_no_cancelling(
        self, member, organiser
    ):
        event = EventFactory(starts_at=START, days=2)
        bookings.book(event, by=member, at=AT)
        day = event.event_sessions.get(number=1)
        kept = Sitting(day.starts_at, day.ends_at, day.title, key=day.pk)

        event_changes.set_sittings(event, [kept], by=organiser, at=AT)

        assert [entry(letter).method for letter in deliver_due(AT)] == ["REQUEST"]


class TestCancelled:
    def test_the_entry_goes_with_the_place(self, event, member):
        """K5: METHOD CANCEL, STATUS CANCELLED, same UID, higher SEQUENCE."""
        booking = bookings.book(event, by=member, at=AT)
        (asked,) = deliver_due(AT)

        bookings.cancel(booking, by=member, at=AT + SOON)

        (letter,) = deliver_due(AT + SOON)
        before, after = entry(asked).events[0], entry(letter).events[0]
        assert (entry(letter).method, entry(letter).method_of_part) == (
            "CANCEL",
            "CANCEL",
        )
        assert after["STATUS"] == "CANCELLED"
        assert after["UID"] == before["UID"]
        assert after["SEQUENCE"] > before["SEQUENCE"]
        assert "until 12:06" in parts(letter)["text/plain"]

    def test_booked_again_the_entry_is_a_new_one(self, event, member):
        booking = bookings.book(event, by=member, at=AT)
        (first,) = deliver_due(AT)
        bookings.cancel(booking, by=member, at=AT)
        deliver_due(AT)
        later = AT + timedelta(hours=1)

        bookings.book(event, by=member, at=later)

        (second,) = deliver_due(later)
        assert entry(second).events[0]["UID"] != entry(first).events[0]["UID"]

    def test_when_the_event_is_cancelled_everybody_is_told_once(
        self, event, member, organiser
    ):
        bookings.book(event, by=member, at=AT)
        deliver_due(AT)
        waits = current_member().user
        waiting_list.join(event, by=waits, at=AT)
        deliver_due(AT)

        event_changes.cancel(event, by=organiser, at=AT + SOON, reason="Speaker ill")

        letters = deliver_due(AT + SOON)
        assert {letter["To"]: entry(letter) is not None for letter in letters} == {
            member.email: True,
            waits.email: False,
        }
        assert all("Why: Speaker ill" in parts(one)["text/plain"] for one in letters)

    def test_a_walk_in_without_an_address_is_not_written_to(self, event):
        ticket = place(event, name="Nobody known")
        ticket.booking.source = Source.WALK_IN
        ticket.booking.save()

        bookings.cancel(ticket.booking, by=None, at=AT)

        assert not Message.objects.exists()


class TestWaiting:
    @pytest.fixture
    def full(self, event):
        place(event, UserFactory())
        return event

    def test_joining_says_the_place_in_line(self, full, member):
        waiting_list.join(full, by=current_member().user, at=AT - SOON)
        waiting_list.join(full, by=member, at=AT)

        letters = {
            letter["To"]: parts(letter)["text/plain"] for letter in deliver_due(AT)
        }

        assert "You are second on the waiting list." in letters[member.email]

    def test_an_offer_runs_from_the_moment_its_message_leaves(self, full, member):
        waiting_list.join(full, by=member, at=AT)
        bookings.cancel(full.bookings.get(), by=None, at=AT)
        freed = AT + timedelta(minutes=6)
        bookings.pass_places_on(full, at=freed)
        sent = freed + timedelta(hours=3)

        letters = deliver_due(sent)

        offer = full.bookings.get(status=BookingStatus.HELD)
        assert offer.held_until == sent + timedelta(hours=48)
        until = "Tuesday 24 November 2026, 15:06"
        assert letters[-1]["Subject"] == f"A place is yours until {until}: Safe sleep"
        assert until in parts(letters[-1])["text/plain"]

    def test_an_offer_that_was_taken_is_not_made_again_by_a_late_mail(
        self, full, member
    ):
        """M10."""
        waiting_list.join(full, by=member, at=AT)
        bookings.cancel(full.bookings.get(), by=None, at=AT)
        freed = AT + timedelta(minutes=6)
        bookings.pass_places_on(full, at=freed)
        bookings.book(full, by=member, at=freed)

        subjects = [letter["Subject"] for letter in deliver_due(freed)]

        assert not [said for said in subjects if said.startswith("A place is yours")]
        assert [said for said in subjects if said.startswith("You have a place")]

    def test_who_let_an_offer_run_out_is_told_and_can_wait_again(self, full, member):
        waiting_list.join(full, by=member, at=AT)
        bookings.cancel(full.bookings.get(), by=None, at=AT)
        freed = AT + timedelta(minutes=6)
        bookings.pass_places_on(full, at=freed)
        deliver_due(freed)
        later = freed + timedelta(hours=49)

        bookings.pass_places_on(full, at=later)

        (letter,) = deliver_due(later)
        assert letter["Subject"] == "The offer has ended: Safe sleep"
        assert "Tuesday 24 November 2026, 12:06" in parts(letter)["text/plain"]


class TestInvited:
    @pytest.fixture
    def roundtable(self):
        return EventFactory(way_in=WayIn.INVITATION, starts_at=START)

    def test_the_link_is_in_the_mail_and_then_nowhere(self, roundtable, organiser):
        guest = invitations.Guest("guest@example.org", "Ŵyn Guest")
        invitations.invite(roundtable, [guest], by=organiser, at=AT)

        (letter,) = deliver_due(AT)

        assert "http://testserver/events/invitation/" in parts(letter)["text/plain"]
        assert Message.objects.get().facts == {}

    def test_a_link_that_was_renewed_meanwhile_is_not_sent(self, roundtable, organiser):
        """M10."""
        guest = invitations.Guest("guest@example.org")
        (invitation,) = invitations.invite(roundtable, [guest], by=organiser, at=AT)
        invitations.renew(invitation, by=organiser, at=AT)

        deliver_due(AT)

        outcomes = Message.objects.order_by("pk").values_list("outcome", flat=True)
        assert list(outcomes) == [Outcome.OVERTAKEN, Outcome.SENT]

    def test_nobody_is_invited_to_what_is_over_or_withdrawn(
        self, roundtable, organiser
    ):
        guests = [invitations.Guest(f"guest{n}@example.org") for n in range(2)]
        first, _ = invitations.invite(roundtable, guests, by=organiser, at=AT)
        invitations.withdraw(first, by=organiser, at=AT)
        Event.objects.update(status=EventStatus.CANCELLED, cancelled_at=AT)

        assert deliver_due(AT) == []
