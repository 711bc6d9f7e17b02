"""Marking a register: once per tap, nothing overwritten, nothing past a closing."""

import uuid
from datetime import timedelta

import pytest

from events import signals
from events.delivery import register_lines, registers
from events.errors import StepRefused
from events.models import Attendance, Event, EventSession, Mark, RegisterMark
from portal.core import history
from tests.factories.accounts import UserFactory
from tests.factories.events import EventFactory, place
from tests.factories.membership import current_member

from .conftest import AT

pytestmark = pytest.mark.django_db

APPLIED = RegisterMark.Outcome.APPLIED
CONFLICT = RegisterMark.Outcome.CONFLICT
SOON = timedelta(minutes=1)


@pytest.fixture
def line(webinar, sitting):
    place(webinar, name="Ann", email="ann@example.org")
    (line,) = register_lines.open_register(sitting)
    return line


@pytest.fixture
def other():
    return UserFactory(name="Olu Other")


def tap(line, mark, *, by, seen, operation=None, at=AT, minutes=0):
    return registers.mark(
        line,
        mark,
        by=by,
        at=at,
        seen_version=seen,
        operation=operation or uuid.uuid4(),
        minutes_missed=minutes,
    )


def marks(event_session):
    return [
        (line.who, line.mark, line.minutes_missed)
        for line in register_lines.lines(event_session)
    ]


class TestMark:
    def test_is_saved_with_who_and_when(self, line, trainer):
        answer = tap(line, Mark.LATE, by=trainer, seen=0, minutes=10)

        line.refresh_from_db()
        assert (answer.outcome, answer.left_version) == (APPLIED, 1)
        assert (line.mark, line.minutes_missed, line.marked_by, line.marked_at) == (
            Mark.LATE,
            10,
            trainer,
            AT,
        )

    def test_taken_off_leaves_nobody_who_marked(self, line, trainer):
        tap(line, Mark.PRESENT, by=trainer, seen=0)
        tap(line, Mark.NONE, by=trainer, seen=1)

        line.refresh_from_db()
        assert (line.mark, line.marked_by, line.marked_at) == ("", None, None)

    def test_only_those_who_missed_a_part_missed_minutes(self, line, trainer):
        tap(line, Mark.PRESENT, by=trainer, seen=0, minutes=10)

        line.refresh_from_db()
        assert line.minutes_missed == 0

    def test_nobody_misses_more_than_there_was(self, line, trainer):
        with pytest.raises(StepRefused, match="longer than the session"):
            tap(line, Mark.LATE, by=trainer, seen=0, minutes=61)

    def test_a_tap_sent_twice_counts_once(self, line, trainer, other):
        """G2: what a phone sends again after somebody else's mark changes nothing."""
        operation = uuid.uuid4()
        first = tap(line, Mark.PRESENT, by=trainer, seen=0, operation=operation)
        tap(line, Mark.LATE, by=other, seen=1, minutes=5)

        again = tap(line, Mark.PRESENT, by=trainer, seen=0, operation=operation)

        line.refresh_from_db()
        assert again == first
        assert (line.mark, line.taps.count()) == (Mark.LATE, 2)

    def test_a_late_tap_does_not_overwrite_a_newer_mark(self, line, trainer, other):
        """G2: marked without signal, sent after a colleague's mark: both are kept."""
        tap(line, Mark.LATE, by=other, seen=0, minutes=5, at=AT + SOON)

        answer = tap(line, Mark.ABSENT, by=trainer, seen=0, at=AT + 2 * SOON)

        line.refresh_from_db()
        assert (answer.outcome, line.mark) == (CONFLICT, Mark.LATE)
        assert register_lines.conflicts(line.event_session) == [answer]

    def test_the_phones_clock_is_kept_and_decides_nothing(self, line, trainer):
        """G10: a tablet hours wrong; the server's time stands beside its own."""
        wrong = AT - timedelta(hours=7)

        answer = registers.mark(
            line,
            Mark.PRESENT,
            by=trainer,
            at=AT,
            seen_version=0,
            operation=uuid.uuid4(),
            tapped_at=wrong,
        )

        line.refresh_from_db()
        assert (answer.tapped_at, answer.received_at) == (wrong, AT)
        assert line.marked_at == AT

    def test_two_who_say_the_same_have_nothing_to_settle(self, line, trainer, other):
        tap(line, Mark.PRESENT, by=other, seen=0)

        answer = tap(line, Mark.PRESENT, by=trainer, seen=0)

        assert (answer.outcome, answer.left_version) == (APPLIED, 1)
        assert register_lines.conflicts(line.event_session) == []

    def test_another_number_of_minutes_is_another_mark(self, line, trainer, other):
        tap(line, Mark.LATE, by=other, seen=0, minutes=5)

        answer = tap(line, Mark.LATE, by=trainer, seen=0, minutes=25)

        assert answer.outcome == CONFLICT

    def test_opens_on_the_day_in_uk_time(self, line, trainer):
        day = AT.replace(hour=0, minute=0)

        with pytest.raises(StepRefused, match="opens on the day"):
            tap(line, Mark.PRESENT, by=trainer, seen=0, at=day - timedelta(seconds=1))

        assert tap(line, Mark.PRESENT, by=trainer, seen=0, at=day).outcome == APPLIED

    def test_is_refused_once_closed(self, line, trainer, sitting):
        registers.close(sitting, by=trainer, at=AT)

        with pytest.raises(StepRefused, match="closed"):
            tap(line, Mark.PRESENT, by=trainer, seen=1)


class TestTwoTrainers:
    """G1: both mark at the same time, on pages that show the same register."""

    def people(self, webinar, sitting):
        for name in ("Ann", "Bea", "Cat"):
            place(webinar, name=name, email=f"{name}@example.org".lower())
        return register_lines.open_register(sitting)

    def both_mark(self, lines, trainer, other):
        ann, bea, cat = lines
        return [
            tap(ann, Mark.PRESENT, by=trainer, seen=0),
            tap(cat, Mark.ABSENT, by=other, seen=0),
            tap(bea, Mark.LATE, by=other, seen=0, minutes=10),
            tap(bea, Mark.PRESENT, by=trainer, seen=0),
        ]

    def test_merge_by_person_and_show_a_conflict(
        self, webinar, sitting, trainer, other
    ):
        lines = self.people(webinar, sitting)

        answers = self.both_mark(lines, trainer, other)

        assert marks(sitting) == [
            ("Ann", "present", 0),
            ("Bea", "late", 10),
            ("Cat", "absent", 0),
        ]
        assert register_lines.conflicts(sitting) == [answers[3]]

    def test_lose_a_mark_when_the_guard_is_off(
        self, webinar, sitting, trainer, other, monkeypatch
    ):
        lines = self.people(webinar, sitting)
        monkeypatch.setattr(
            registers,
            "_as_seen",
            lambda tap: Attendance.objects.filter(pk=tap.attendance_id),
        )

        self.both_mark(lines, trainer, other)

        assert marks(sitting)[1] == ("Bea", "present", 0)
        assert register_lines.conflicts(sitting) == []

    @pytest.mark.parametrize("kept", [Mark.LATE, Mark.PRESENT])
    def test_settle_it_by_keeping_either(self, webinar, sitting, trainer, other, kept):
        lines = self.people(webinar, sitting)
        self.both_mark(lines, trainer, other)

        tap(lines[1], kept, by=trainer, seen=1, minutes=10)

        assert marks(sitting)[1][1] == kept
        assert register_lines.conflicts(sitting) == []

    def test_who_both_met_a_third_mark_are_both_shown(
        self, webinar, sitting, trainer, other
    ):
        ann, *_ = self.people(webinar, sitting)
        tap(ann, Mark.PRESENT, by=UserFactory(), seen=0)
        tap(ann, Mark.LATE, by=trainer, seen=0, minutes=5)
        mine = tap(ann, Mark.ABSENT, by=trainer, seen=0)
        theirs = tap(ann, Mark.LATE, by=other, seen=0, minutes=5)

        assert register_lines.conflicts(sitting) == [mine, theirs]


class TestProposals:
    @pytest.fixture
    def joined(self, webinar, sitting):
        for name in ("Ann", "Bea", "Cat"):
            place(webinar, name=name, email=f"{name}@example.org".lower())
        register_lines.open_register(sitting)
        Attendance.objects.filter(name__in=["Ann", "Bea"]).update(joined_at=AT)
        return register_lines.lines(sitting)

    def test_are_confirmed_together_and_leave_marks_alone(
        self, webinar, sitting, joined, trainer
    ):
        tap(joined[1], Mark.LATE, by=trainer, seen=0, minutes=5)

        assert registers.confirm_proposals(sitting, by=trainer, at=AT) == 1

        assert marks(sitting) == [
            ("Ann", "present", 0),
            ("Bea", "late", 5),
            ("Cat", "", 0),
        ]
        (line,) = history.of(webinar)
        assert (line.action, line.data["people"]) == ("events.proposals_confirmed", 1)

    def test_meet_a_tap_made_without_signal(self, sitting, joined, trainer, other):
        registers.confirm_proposals(sitting, by=other, at=AT)

        answer = tap(joined[0], Mark.ABSENT, by=trainer, seen=0)

        assert answer.outcome == CONFLICT

    @pytest.mark.usefixtures("joined")
    def test_that_nobody_confirmed_were_not_there(self, sitting, trainer):
        registers.close(sitting, by=trainer, at=AT)

        assert {mark for _, mark, _ in marks(sitting)} == {Mark.ABSENT}


class TestClose:
    @pytest.fixture
    def told(self):
        heard = []

        def listen(attendance, **_):
            heard.append(attendance.who)

        signals.attendance_recorded.connect(listen)
        yield heard
        signals.attendance_recorded.disconnect(listen)

    @pytest.fixture
    def lines(self, webinar, sitting):
        for name in ("Ann", "Bea"):
            place(webinar, name=name, email=f"{name}@example.org".lower())
        return register_lines.open_register(sitting)

    def test_releases_records_for_those_who_came(self, sitting, lines, trainer, told):
        tap(lines[0], Mark.PRESENT, by=trainer, seen=0)

        registers.close(sitting, by=trainer, at=AT)

        assert marks(sitting) == [("Ann", "present", 0), ("Bea", "absent", 0)]
        assert told == ["Ann"]
        assert sitting.register_closed_by == trainer

    def test_twice_is_no_fault_and_releases_once(self, sitting, lines, trainer, told):
        tap(lines[0], Mark.PRESENT, by=trainer, seen=0)
        registers.close(sitting, by=trainer, at=AT)
        registers.close(sitting, by=trainer, at=AT)

        assert told == ["Ann"]

    @pytest.mark.usefixtures("lines")
    def test_counts_who_booked_meanwhile_as_not_there(self, webinar, sitting, trainer):
        place(webinar, name="Cat", email="cat@example.org")

        registers.close(sitting, by=trainer, at=AT)

        assert ("Cat", "absent", 0) in marks(sitting)

    def test_waits_until_the_session_has_begun(self, trainer):
        later = EventFactory(starts_at=AT + timedelta(hours=1))

        with pytest.raises(StepRefused, match="not begun"):
            registers.close(later.event_sessions.get(), by=trainer, at=AT)

    def test_can_be_taken_back_to_put_a_mark_right(
        self, webinar, sitting, lines, trainer, told
    ):
        """G3: the change is in the history, and who came then is told of too."""
        tap(lines[0], Mark.PRESENT, by=trainer, seen=0)
        registers.close(sitting, by=trainer, at=AT)
        registers.reopen(sitting, by=trainer)
        tap(lines[1], Mark.PRESENT, by=trainer, seen=1)

        registers.close(sitting, by=trainer, at=AT)

        assert told == ["Ann", "Ann", "Bea"]
        assert [line.action for line in history.of(webinar)] == [
            "events.register_closed",
            "events.register_reopened",
            "events.register_closed",
        ]


@pytest.mark.parametrize(
    ("mark", "missed", "minutes"),
    [
        (Mark.PRESENT, 0, 60),
        (Mark.LATE, 20, 40),
        (Mark.LEFT_EARLY, 60, 0),
        (Mark.ABSENT, 0, 0),
        (Mark.NONE, 0, 0),
    ],
)
def test_minutes_attended_are_the_session_less_what_was_missed(mark, missed, minutes):
    sitting = EventSession(starts_at=AT, ends_at=AT + timedelta(hours=1))
    line = Attendance(event_session=sitting, mark=mark, minutes_missed=missed)

    assert registers.minutes_attended(line) == minutes


def test_an_hour_that_the_clocks_repeat_is_counted():
    """T5: from 00:30 to 02:30 on the night the clocks go back is three hours."""
    starts_at = AT.replace(month=10, day=24, hour=23, minute=30)
    sitting = EventSession(starts_at=starts_at, ends_at=starts_at + timedelta(hours=3))

    assert (
        registers.minutes_attended(Attendance(event_session=sitting, mark=Mark.PRESENT))
        == 180
    )


class TestLines:
    def test_say_the_name_and_agency_as_they_are_now(self, webinar, sitting):
        member = current_member(employer="Tidewell Community Trust")
        place(webinar, member.user, agency="Something older")
        guest = place(webinar, name="Zoe", email="zoe@example.org", agency="Northmoor")
        register_lines.open_register(sitting)
        guest.name = "Abi"
        guest.save()

        rows = [(line.who, line.agency) for line in register_lines.lines(sitting)]

        assert rows == [
            ("Abi", "Northmoor"),
            (member.user.name, "Tidewell Community Trust"),
        ]

    def test_leave_out_who_gave_the_place_up(self, webinar, sitting):
        gone = place(webinar, name="Ann", email="ann@example.org")
        register_lines.open_register(sitting)
        gone.released_at = AT
        gone.save()

        assert register_lines.lines(sitting) == []

    def test_cost_the_same_however_many(
        self, webinar, sitting, django_assert_num_queries
    ):
        for number in range(3):
            place(webinar, current_member().user, agency=str(number))
        register_lines.open_register(sitting)

        with django_assert_num_queries(1):
            assert len([line.agency for line in register_lines.lines(sitting)]) == 3

    def test_are_found_by_name_and_agency_whatever_the_accents(self, webinar, sitting):
        place(webinar, name="Siân Ŵyn", email="a@example.org", agency="Eastmere")
        place(webinar, name="Sam Obi", email="b@example.org", agency="Eastmere")
        rows = register_lines.open_register(sitting)

        found = register_lines.found_in(rows, "SIAN eastmere")

        assert [line.who for line in found] == ["Siân Ŵyn"]
        assert register_lines.found_in(rows, "  ") == rows

    def test_are_counted_by_what_was_said(self, webinar, sitting, trainer):
        for name in "ABCDE":
            place(webinar, name=name, email=f"{name}@example.org".lower())
        a, b, c, d, _e = register_lines.open_register(sitting)
        tap(a, Mark.PRESENT, by=trainer, seen=0)
        tap(b, Mark.LEFT_EARLY, by=trainer, seen=0, minutes=5)
        tap(c, Mark.ABSENT, by=trainer, seen=0)
        Attendance.objects.filter(pk=d.pk).update(joined_at=AT)

        counts = register_lines.counts(register_lines.lines(sitting))

        assert counts == register_lines.Counts(
            present=1, partly=1, absent=1, open=2, proposed=1
        )
        assert (counts.came, counts.all) == (2, 5)
        assert Event.objects.count() == 1
