"""Calendar entries, judged by two readers of other hands: icalendar and vobject."""

from datetime import UTC, date, datetime, time, timedelta

import icalendar
import pytest
import vobject

from events.booking import event_changes
from events.catalogue import ical
from events.catalogue.plans import Sitting
from events.models import Event, EventSession, Mode
from portal.accounts.roles import Role
from portal.core.clock import UK
from tests.factories.accounts import UserFactory, staff
from tests.factories.events import EventFactory, place

AT = datetime(2026, 10, 20, 12, tzinfo=UTC)

pytestmark = [pytest.mark.django_db, pytest.mark.time]


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(AT, tick=False)


def read(raw):
    return icalendar.Calendar.from_ical(raw)


def entries(raw):
    return list(read(raw).walk("VEVENT"))


def one(raw):
    (found,) = entries(raw)
    return found


def ticket(**fields):
    event = EventFactory(starts_at=datetime(2026, 12, 9, 10, tzinfo=UTC), **fields)
    return place(event, UserFactory(name="Carys Hughes", email="carys@example.org"))


class TestRequest:
    def test_it_names_the_delegate_and_the_body_and_nobody_else(self):
        """K8: no ATTENDEE but oneself."""
        here = ticket()
        place(here.event, UserFactory(name="Somebody Else"))

        entry = one(ical.request(here, ical.dates_of(here.event), at=AT))

        assert entry["ATTENDEE"] == "mailto:carys@example.org"
        assert entry["ORGANIZER"] == "mailto:no-reply@institute.example"
        assert entry["ATTENDEE"].params["CN"] == "Carys Hughes"

    def test_the_method_stands_in_the_calendar_and_not_in_the_entry(self):
        here = ticket()

        calendar = read(ical.request(here, ical.dates_of(here.event), at=AT))

        assert calendar["METHOD"] == "REQUEST"
        assert all("METHOD" not in entry for entry in calendar.walk("VEVENT"))

    def test_times_are_in_utc(self):
        """T3: no zone for a program to get wrong."""
        here = ticket()
        raw = ical.request(here, ical.dates_of(here.event), at=AT)

        assert b"DTSTART:20261209T100000Z" in raw
        assert b"TZID" not in raw

    def test_each_sitting_is_an_entry_of_its_own_in_one_file(self):
        here = ticket(days=2)

        found = entries(ical.request(here, ical.dates_of(here.event), at=AT))

        assert [str(entry["SUMMARY"]) for entry in found] == [
            f"{here.event.title}: Day 1",
            f"{here.event.title}: Day 2",
        ]
        assert len({str(entry["UID"]) for entry in found}) == 2

    def test_it_holds_the_persons_own_address_to_join(self):
        here = ticket()

        entry = one(ical.request(here, ical.dates_of(here.event), at=AT))

        address = f"http://testserver{here.get_join_url()}"
        assert entry["URL"] == address
        assert entry["LOCATION"] == address
        assert str(entry["DESCRIPTION"]).splitlines()[-1] == address

    def test_an_event_in_a_room_is_where_the_room_is(self):
        here = ticket(mode=Mode.ROOM, venue="Friends House, London")

        entry = one(ical.request(here, ical.dates_of(here.event), at=AT))

        assert entry["LOCATION"] == "Friends House, London"

    @pytest.mark.parametrize(
        "name",
        [
            "Car\rys",
            "Car\r\nATTENDEE:mailto:x@y.example",
            'Ca"rys; X=1',
            "C\0arys",
            "Ŵyn",
        ],
    )
    def test_no_name_or_title_can_add_a_line(self, name):
        """K2, M1: a lone CR, a line end, a NUL or a quotation mark stays inside."""
        here = ticket()
        here.name = name
        here.event.title = f"{name} and others"

        raw = ical.request(here, ical.dates_of(here.event), at=AT)

        assert raw.count(b"\r\n") == raw.count(b"\n") == raw.count(b"\r")
        assert b"\0" not in raw
        assert one(raw)["ATTENDEE"] == "mailto:carys@example.org"

    def test_another_reader_reads_the_same(self):
        here = ticket(days=2)
        raw = ical.request(here, ical.dates_of(here.event), at=AT).decode()

        calendar = vobject.readOne(raw)

        assert calendar.method.value == "REQUEST"
        assert [entry.dtstart.value for entry in calendar.vevent_list] == [
            row.starts_at for row in here.event.event_sessions.all()
        ]


class TestChange:
    def test_a_moved_event_keeps_its_identity_and_counts_up(self):
        """K4: same UID, SEQUENCE up, DTSTAMP new."""
        here = ticket()
        before = one(ical.request(here, ical.dates_of(here.event), at=AT))
        row = here.event.event_sessions.get()
        moved = Sitting(
            row.starts_at + timedelta(days=1),
            row.ends_at + timedelta(days=1),
            key=row.pk,
        )

        later = AT + timedelta(minutes=3)
        event_changes.set_sittings(here.event, [moved], by=staff(Role.EVENTS), at=later)
        here.refresh_from_db()
        event = Event.objects.get(pk=here.event_id)
        after = one(ical.request(here, ical.dates_of(event), at=later))

        assert after["UID"] == before["UID"]
        assert after["SEQUENCE"] > before["SEQUENCE"]
        assert after["DTSTAMP"].dt > before["DTSTAMP"].dt
        assert after["DTSTART"].dt - before["DTSTART"].dt == timedelta(days=1)

    def test_cancelling_takes_the_same_entry_out(self):
        """K5: METHOD CANCEL and STATUS CANCELLED, same UID, same ORGANIZER."""
        here = ticket()
        asked = one(ical.request(here, ical.dates_of(here.event), at=AT))
        here.sequence += 1

        raw = ical.cancel(here, ical.dates_of(here.event), at=AT)

        entry = one(raw)
        assert read(raw)["METHOD"] == "CANCEL"
        assert entry["STATUS"] == "CANCELLED"
        assert entry["SEQUENCE"] == asked["SEQUENCE"] + 1
        same = ("UID", "ORGANIZER", "ATTENDEE")
        assert [entry[name] for name in same] == [asked[name] for name in same]


class TestPublished:
    def test_it_names_nobody_and_leads_to_the_page(self):
        """K8, K9: no ATTENDEE, and no address by which somebody gets in."""
        here = ticket()

        raw = ical.of_event(here.event, at=AT)

        assert read(raw)["METHOD"] == "PUBLISH"
        assert "ATTENDEE" not in one(raw)
        assert one(raw)["URL"] == f"http://testserver{here.event.get_absolute_url()}"
        assert b"/join/" not in raw

    def test_a_change_of_dates_counts_it_up(self):
        event = EventFactory()
        before = one(ical.of_event(event, at=AT))
        row = event.event_sessions.get()
        moved = Sitting(row.starts_at, row.ends_at + timedelta(hours=1), key=row.pk)

        event_changes.set_sittings(event, [moved], by=staff(Role.EVENTS), at=AT)

        after = one(ical.of_event(Event.objects.get(pk=event.pk), at=AT))
        assert after["UID"] == before["UID"]
        assert after["SEQUENCE"] == before["SEQUENCE"] + 1

    def test_a_ticket_put_in_by_hand_is_the_same_entry_as_the_mails(self):
        here = ticket()

        by_hand = one(ical.of_ticket(here, at=AT))
        by_mail = one(ical.request(here, ical.dates_of(here.event), at=AT))

        assert by_hand["UID"] == by_mail["UID"]
        assert "ATTENDEE" not in by_hand

    def test_a_feed_is_one_calendar_with_a_name_of_its_own(self):
        """K8, K9: nobody is named, and no entry opens a door."""
        here = ticket()

        raw = ical.feed([here], name="My events", uid="feed-1@portal", at=AT)

        assert read(raw)["UID"] == "feed-1@portal"
        assert b"ATTENDEE" not in raw
        assert here.join_token.encode() not in raw
        assert one(raw)["URL"].endswith(here.booking.get_absolute_url())


@pytest.mark.parametrize("day", [date(2026, 10, 25), date(2027, 3, 28)])
def test_nine_o_clock_on_the_day_the_clocks_change(day):
    """T3: nine in the UK is nine UTC in winter and eight in summer, to every reader."""
    starts_at = datetime.combine(day, time(9), tzinfo=UK)
    event = EventFactory(starts_at=starts_at.astimezone(UTC))
    EventSession.objects.filter(event=event).update(
        starts_at=starts_at, ends_at=starts_at + timedelta(hours=1)
    )

    raw = ical.of_event(event, at=AT).decode()

    assert (
        icalendar.Calendar.from_ical(raw).walk("VEVENT")[0]["DTSTART"].dt == starts_at
    )
    assert vobject.readOne(raw).vevent.dtstart.value == starts_at
