"""Credit: what attendance and watching propose."""

from datetime import UTC, date, datetime, timedelta

import pytest

from cpd import credit, entries
from cpd.errors import EntryRefused
from cpd.models import CpdEntry, EntryStatus, Method, Source
from cpd.tasks import propose_what_is_missing
from events.delivery import registers
from events.models import Attendance, EventSession, Mark, Mode, Recording
from tests.cpd.conftest import AT
from tests.factories.accounts import UserFactory
from tests.factories.events import EventFactory, place

pytestmark = pytest.mark.django_db


def webinar(**changes):
    given = {"starts_at": AT - timedelta(hours=2), "suggested_themes": ["preserve"]}
    return EventFactory(**given | changes)


def line(ticket, **changes):
    given = {
        "event_session": ticket.event.event_sessions.first(),
        "ticket": ticket,
        "mark": Mark.PRESENT,
        "marked_at": AT,
    }
    return Attendance.objects.create(**given | changes)


def test_live_attendance_is_proposed_as_participatory(owner):
    event = webinar()

    entry = credit.propose_for_attendance(line(place(event, owner)), at=AT)

    assert (entry.owner, entry.status, entry.source) == (
        owner,
        EntryStatus.PROPOSED,
        Source.ATTENDED,
    )
    assert (entry.minutes, entry.participatory_minutes) == (60, 60)
    assert (entry.title, entry.provider) == (event.title, "The Institute")
    assert (entry.method, entry.code_themes) == (Method.ONLINE, ["preserve"])
    assert entry.starts_on == date(2026, 11, 25)


def test_closing_the_register_twice_proposes_once(owner):
    event = webinar()
    line(place(event, owner))
    sitting = event.event_sessions.get()

    for _ in range(2):
        registers.close(sitting, by=owner, at=AT)
        registers.reopen(sitting, by=owner)

    assert CpdEntry.objects.get().owner == owner


def test_a_mark_put_right_moves_a_proposal_but_no_decision(owner, other):
    event = webinar()
    first, second = line(place(event, owner)), line(place(event, other))
    for attendance in (first, second):
        credit.propose_for_attendance(attendance, at=AT)
    decided = CpdEntry.objects.get(owner=other)
    entries.decide(decided, participatory_minutes=60, owner=other, at=AT)

    for attendance in (first, second):
        attendance.mark, attendance.minutes_missed = Mark.LATE, 20
        attendance.save()
        credit.propose_for_attendance(attendance, at=AT)

    minutes = dict(CpdEntry.objects.values_list("owner__email", "minutes"))
    assert minutes == {owner.email: 40, other.email: 60}


def test_a_night_over_the_change_of_clocks_is_as_long_as_it_was(owner):
    """T5."""
    start = datetime(2026, 10, 24, 22, tzinfo=UTC)
    event = webinar(starts_at=start, minutes=9 * 60, cpd_minutes=9 * 60)

    entry = credit.propose_for_attendance(line(place(event, owner)), at=AT)

    assert entry.minutes == 9 * 60
    assert (entry.starts_on, entry.ends_on) == (date(2026, 10, 24), date(2026, 10, 25))
    corrected = entries.correct(
        entry,
        entries.Learning(
            **{name: getattr(entry, name) for name in entries.Learning.__annotations__}
        ),
        owner=owner,
        at=AT,
    )
    assert corrected.minutes == 9 * 60


def test_each_sitting_of_a_course_has_its_share(owner):
    event = webinar(days=2, minutes=480, cpd_minutes=720, mode=Mode.ROOM)
    ticket = place(event, owner)

    made = [
        credit.propose_for_attendance(line(ticket, event_session=sitting), at=AT)
        for sitting in EventSession.objects.filter(event=event).order_by("number")
    ]

    assert [entry.minutes for entry in made] == [360, 360]
    assert [entry.title for entry in made] == [
        f"{event.title}: Day 1",
        f"{event.title}: Day 2",
    ]
    assert made[0].method == Method.COURSE


def test_a_long_title_does_not_stop_a_register_from_closing(owner):
    event = webinar(title="T" * 150, slug="t")
    event.event_sessions.update(title="S" * 100)
    ticket = place(event, owner)
    line(ticket)

    registers.close(event.event_sessions.get(), by=owner, at=AT)

    assert len(CpdEntry.objects.get().title) == 200


@pytest.mark.parametrize("mark", [Mark.ABSENT, Mark.NONE])
def test_who_did_not_come_is_proposed_nothing(owner, mark):
    attendance = line(place(webinar(), owner), mark=mark)

    assert credit.propose_for_attendance(attendance, at=AT) is None


def test_an_event_worth_no_cpd_proposes_nothing(owner):
    attendance = line(place(webinar(cpd_minutes=0), owner))

    assert credit.propose_for_attendance(attendance, at=AT) is None


def test_the_person_who_holds_the_place_now_gets_the_proposal(owner, other):
    ticket = place(webinar(), owner)
    attendance = line(ticket, user=owner)
    ticket.user, ticket.email = other, other.email
    ticket.save()
    attendance.refresh_from_db()

    entry = credit.propose_for_attendance(attendance, at=AT)

    assert entry.owner == other


def test_who_came_by_the_open_link_gets_it_too(owner):
    attendance = Attendance.objects.create(
        event_session=webinar().event_sessions.get(),
        user=owner,
        mark=Mark.PRESENT,
        marked_at=AT,
    )

    assert credit.propose_for_attendance(attendance, at=AT).owner == owner


def test_a_guest_who_makes_an_account_later_finds_the_proposal():
    ticket = place(webinar(), name="Guest", email="guest@example.org")
    attendance = line(ticket)
    sitting = attendance.event_session
    registers.close(sitting, by=UserFactory(), at=AT)
    assert CpdEntry.objects.count() == 0

    guest = UserFactory(
        email="guest@example.org", date_joined=AT + timedelta(minutes=5)
    )
    counts = [propose_what_is_missing(), propose_what_is_missing()]

    assert counts == [1, 0]
    assert CpdEntry.objects.get().owner == guest


def test_what_somebody_deleted_is_not_proposed_again_at_night(owner):
    line(place(webinar(), owner))
    registers.close(EventSession.objects.get(), by=owner, at=AT)
    entries.delete(CpdEntry.objects.get(), owner=owner)

    assert propose_what_is_missing() == 0


def test_watching_is_proposed_once_per_recording_and_as_nothing_shared(owner):
    event = webinar()
    recording = Recording.objects.create(
        event=event, elsewhere="https://video.example/1", seconds=3600, added_at=AT
    )

    entry = credit.propose_for_watching(recording, owner=owner, minutes=20, at=AT)
    more = credit.propose_for_watching(recording, owner=owner, minutes=45, at=AT)

    assert entry == more
    assert (more.minutes, more.participatory_minutes, more.source) == (
        45,
        0,
        Source.WATCHED,
    )
    with pytest.raises(EntryRefused):
        credit.propose_for_watching(recording, owner=owner, minutes=0, at=AT)
