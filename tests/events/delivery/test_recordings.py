"""What is left of an event: kept whole or not at all, published once, told once."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import TemporaryUploadedFile
from django.db import IntegrityError

from events.delivery import bundles, films, recordings, registers, transcripts
from events.delivery.captions import CaptionsRefused
from events.errors import StepRefused
from events.models import Attendance, Bundle, Event, Handout, Mark, Recording, WayIn
from portal.core import history, scanning, uploads
from portal.notifications import delivery
from portal.notifications.models import Message
from tests import files
from tests import films as made
from tests.factories.accounts import UserFactory
from tests.factories.events import EventFactory, place
from tests.factories.membership import current_member, lapsed_member
from tests.factories.recordings import LENGTH, record, slides

from .conftest import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def staff_member():
    return UserFactory(name="Eve Events")


@pytest.fixture
def past():
    return EventFactory(title="Reviews", starts_at=AT - timedelta(days=3))


def kept(private):
    return sorted(path for path in private.rglob("*") if path.is_file())


def film(content=None, name="Meeting 9 December.MP4"):
    return ContentFile(made.mp4(LENGTH) if content is None else content, name)


class TestSetFilm:
    def test_keeps_it_under_a_name_that_says_nothing(self, past, staff_member, private):
        row = recordings.set_film(past, film(), by=staff_member, at=AT)

        (path,) = kept(private)
        assert path.parent == private / "recordings" / str(past.pk)
        assert path.stat().st_mode & 0o777 == 0o600
        assert "December" not in path.name
        assert (row.media_type, row.seconds, row.size) == (
            "video/mp4",
            LENGTH,
            path.stat().st_size,
        )
        assert row.review_on == AT.date() + timedelta(days=365)
        assert [line.action for line in history.of(past)] == ["events.recording_set"]

    def test_moves_a_large_one_instead_of_copying_it(self, past, staff_member, private):
        """U5: a gigabyte is renamed on the disk."""
        upload = TemporaryUploadedFile("film.mp4", "video/mp4", 0, None)
        upload.write(made.mp4(LENGTH, size=300_000))
        upload.seek(0)
        before = Path(upload.temporary_file_path()).stat().st_ino

        recordings.set_film(past, upload, by=staff_member, at=AT)

        (path,) = kept(private)
        assert path.stat().st_ino == before

    @pytest.mark.parametrize("content", [files.HTML, files.SVG, files.EXE, b""])
    def test_refuses_what_is_no_film_and_keeps_nothing(
        self, past, staff_member, private, content
    ):
        """U1: whatever it is called."""
        with pytest.raises(films.FilmRefused):
            recordings.set_film(past, film(content), by=staff_member, at=AT)

        assert kept(private) == []
        assert not Recording.objects.exists()

    def test_asks_for_a_length_that_the_file_does_not_say(self, past, staff_member):
        silent = made.webm(None)

        with pytest.raises(films.FilmRefused, match="Enter the length"):
            recordings.set_film(past, film(silent), by=staff_member, at=AT)
        row = recordings.set_film(
            past, film(silent), seconds=600, by=staff_member, at=AT
        )

        assert row.seconds == 600

    def test_replaces_the_film_before_it(
        self, past, staff_member, private, django_capture_on_commit_callbacks
    ):
        """U17: the file goes with its row, once that has committed."""
        recordings.set_film(past, film(), by=staff_member, at=AT)
        (old,) = kept(private)

        with django_capture_on_commit_callbacks(execute=True):
            recordings.set_film(past, film(made.webm(60)), by=staff_member, at=AT)

        (new,) = kept(private)
        assert new != old
        assert Recording.objects.get().media_type == "video/webm"

    def test_leaves_nothing_half_stored(self, past, staff_member, private, monkeypatch):
        """U12"""
        recordings.set_film(past, film(), by=staff_member, at=AT)
        before = kept(private)
        monkeypatch.setattr(history, "record", _fails)

        with pytest.raises(IntegrityError):
            recordings.set_film(past, film(made.webm(60)), by=staff_member, at=AT)

        assert kept(private) == before
        assert Recording.objects.get().media_type == "video/mp4"

    def test_gives_way_to_an_address_elsewhere(
        self, past, staff_member, private, django_capture_on_commit_callbacks
    ):
        recordings.set_film(past, film(), by=staff_member, at=AT)

        with django_capture_on_commit_callbacks(execute=True):
            row = recordings.set_elsewhere(
                past, "https://v.example/1", seconds=60, by=staff_member, at=AT
            )

        assert (row.elsewhere, bool(row.file), row.size) == (
            "https://v.example/1",
            False,
            0,
        )
        assert kept(private) == []


def _fails(*_args, **_options):
    raise IntegrityError


class TestCaptions:
    def test_make_the_transcript_where_there_is_none(self, past, staff_member):
        row = record(past, by=staff_member)

        assert [one.speaker for one in transcripts.read(row.transcript)] == [
            "Chair of the panel",
            "Nursing member",
        ]
        assert "ask to see where the baby slept" in row.plain_transcript

    def test_leave_a_transcript_that_was_put_right(self, past, staff_member):
        row = record(past, by=staff_member)
        recordings.set_transcript(row, "[00:01] Put right.", by=staff_member)

        recordings.set_captions(row, made.VTT, also_transcript=False, by=staff_member)

        row.refresh_from_db()
        assert row.transcript == "[00:01] Put right."
        assert row.plain_transcript == "put right."

    def test_of_a_longer_recording_are_refused(self, past, staff_member, private):
        row = record(past, by=staff_member, film=made.mp4(60), captions=False)

        with pytest.raises(CaptionsRefused, match="another one"):
            recordings.set_captions(
                row, made.VTT, also_transcript=True, by=staff_member
            )

        assert len(kept(private)) == 1

    def test_can_be_taken_away(
        self, past, staff_member, private, django_capture_on_commit_callbacks
    ):
        row = record(past, by=staff_member)

        with django_capture_on_commit_callbacks(execute=True):
            recordings.remove_captions(row, by=staff_member)

        assert len(kept(private)) == 1
        assert not Recording.objects.get().captions


def test_a_transcript_saved_unchanged_is_no_change(past, staff_member):
    row = record(past, by=staff_member)
    before = history.of(past).count()

    recordings.set_transcript(row, row.transcript, by=staff_member)

    assert history.of(past).count() == before


def test_a_review_date_is_noted(past, staff_member):
    row = record(past, by=staff_member)

    recordings.set_review(row, date(2027, 5, 1), by=staff_member)

    assert Recording.objects.get().review_on == date(2027, 5, 1)
    assert history.of(past).first().message.endswith("review date")


class TestRemove:
    def test_throws_away_the_files_too(
        self, past, staff_member, private, django_capture_on_commit_callbacks
    ):
        row = record(past, by=staff_member)

        with django_capture_on_commit_callbacks(execute=True):
            recordings.remove(row, by=staff_member)

        assert kept(private) == []

    def test_waits_until_it_is_withdrawn(self, past, staff_member):
        row = record(past, by=staff_member)
        bundles.publish(past, by=staff_member, at=AT)

        with pytest.raises(StepRefused, match="Withdraw"):
            recordings.remove(row, by=staff_member)


class TestHandouts:
    def test_are_kept_as_pdf(self, past, staff_member, private):
        handout = slides(past, by=staff_member)

        assert (handout.title, handout.media_type) == ("Slides", "application/pdf")
        assert len(kept(private)) == 1

    @pytest.mark.parametrize(
        "content", [files.HTML, files.SVG, files.word(), files.PDF + b"/JavaScript"]
    )
    def test_of_another_kind_are_refused(self, past, staff_member, private, content):
        """U1, U7: by their content, not by their name."""
        with pytest.raises(uploads.UploadRefused):
            recordings.add_handout(
                past,
                ContentFile(content, "slides.pdf"),
                kind=Handout.Kind.SLIDES,
                title="",
                by=staff_member,
                at=AT,
            )

        assert kept(private) == []

    @pytest.mark.parametrize(
        "verdict", [scanning.Verdict.INFECTED, scanning.Verdict.NO_ANSWER]
    )
    def test_that_the_scanner_does_not_clear_are_not_kept(
        self, past, staff_member, private, monkeypatch, verdict
    ):
        """U2, U3"""
        monkeypatch.setattr(scanning, "scan", lambda _: verdict)

        with pytest.raises(uploads.UploadRefused, match="scanner"):
            slides(past, by=staff_member)

        assert kept(private) == []

    def test_are_ten_at_most(self, past, staff_member):
        """U10"""
        for _ in range(10):
            slides(past, by=staff_member)

        with pytest.raises(StepRefused, match="10 handouts"):
            slides(past, by=staff_member)

    def test_go_with_their_file(
        self, past, staff_member, private, django_capture_on_commit_callbacks
    ):
        handout = slides(past, by=staff_member)

        with django_capture_on_commit_callbacks(execute=True):
            recordings.remove_handout(handout, by=staff_member)

        assert kept(private) == []
        assert not Handout.objects.exists()


class TestChecklist:
    def missing(self, event):
        return [item.words for item in bundles.checklist(event, at=AT) if not item.done]

    def test_says_what_there_is_not(self, past, staff_member):
        assert self.missing(past) == [
            "A recording, slides or notes",
            "Slides",
            "The register closed",
        ]

        record(past, by=staff_member, captions=False)

        assert self.missing(past) == [
            "Captions of the recording",
            "A transcript",
            "Slides",
            "The register closed",
        ]

    def test_asks_for_no_captions_of_what_is_elsewhere(self, past, staff_member):
        recordings.set_elsewhere(
            past, "https://v.example/", seconds=60, by=staff_member, at=AT
        )

        assert "Captions of the recording" not in self.missing(past)


class TestPublish:
    def kinds(self):
        return sorted(Message.objects.values_list("to", "kind"))

    def test_tells_those_who_came_and_those_who_did_not(self, past, staff_member):
        came = place(past, name="Ann", email="ann@example.org")
        place(past, name="Bea", email="bea@example.org")
        place(past, name="Cat", email="cat@example.org", released_at=AT)
        Attendance.objects.create(
            event_session=past.event_sessions.get(),
            ticket=came,
            mark=Mark.LATE,
            marked_at=AT,
        )
        slides(past, by=staff_member)

        bundle = bundles.publish(past, by=staff_member, at=AT)

        assert (bundle.published_at, bundle.published_by) == (AT, staff_member)
        assert self.kinds() == [
            ("ann@example.org", "events/bundle_published_came"),
            ("bea@example.org", "events/bundle_published_missed"),
        ]
        line = history.of(past).first()
        assert (line.action, line.data["told"]) == ("events.bundle_published", 2)

    def test_tells_who_came_by_the_open_door(self, staff_member):
        event = EventFactory(way_in=WayIn.OPEN_LINK, starts_at=AT - timedelta(days=1))
        guest, other = UserFactory(email="gus@example.org"), UserFactory()
        sitting = event.event_sessions.get()
        Attendance.objects.create(event_session=sitting, user=guest, joined_at=AT)
        Attendance.objects.create(
            event_session=sitting, user=other, mark=Mark.ABSENT, marked_at=AT
        )
        slides(event, by=staff_member)

        bundles.publish(event, by=staff_member, at=AT)

        assert self.kinds() == [("gus@example.org", "events/bundle_published_came")]

    def test_tells_once_though_it_is_withdrawn_and_published_again(
        self, past, staff_member
    ):
        place(past, name="Ann", email="ann@example.org")
        slides(past, by=staff_member)
        bundles.publish(past, by=staff_member, at=AT)
        bundles.publish(past, by=staff_member, at=AT)

        assert bundles.withdraw(past, reason="Wrong slides", by=staff_member)
        assert not bundles.withdraw(past, reason="Again", by=staff_member)
        bundles.publish(past, by=staff_member, at=AT)

        assert Message.objects.count() == 1
        assert [line.action for line in history.of(past)][:3] == [
            "events.bundle_published",
            "events.bundle_withdrawn",
            "events.bundle_published",
        ]

    def test_is_refused_with_what_is_missing(self, past, staff_member):
        record(past, by=staff_member, captions=False)

        with pytest.raises(StepRefused, match="captions of the recording"):
            bundles.publish(past, by=staff_member, at=AT)

        assert not Bundle.objects.exists()

    def test_waits_for_the_end_of_the_event(self, webinar, staff_member):
        slides(webinar, by=staff_member)

        with pytest.raises(StepRefused, match="event is over"):
            bundles.publish(webinar, by=staff_member, at=AT)

    def test_is_refused_for_what_never_took_place(self, past, staff_member):
        slides(past, by=staff_member)
        Event.objects.filter(pk=past.pk).update(status="cancelled", cancelled_at=AT)
        past.refresh_from_db()

        with pytest.raises(StepRefused, match="cancelled"):
            bundles.publish(past, by=staff_member, at=AT)


class TestLetters:
    def letter(self, event, staff_member, capture):
        record(event, by=staff_member)
        slides(event, by=staff_member)
        with capture(execute=True):
            bundles.publish(event, by=staff_member, at=AT)
        return [(one.to[0], one.subject, one.body) for one in mail.outbox]

    def test_say_what_stays_and_where(
        self, past, staff_member, django_capture_on_commit_callbacks
    ):
        member = current_member()
        place(past, member.user)
        sitting = past.event_sessions.get()
        lines = registers.register_lines.open_register(sitting)
        Attendance.objects.filter(pk=lines[0].pk).update(
            mark=Mark.PRESENT, marked_at=AT
        )
        registers.close(sitting, by=staff_member, at=AT)

        [(to, subject, body)] = self.letter(
            past, staff_member, django_capture_on_commit_callbacks
        )

        assert (to, subject) == (member.user.email, "To keep: Reviews")
        assert "the recording (58 minutes) and Slides" in body
        assert "/library/reviews/" in body
        assert "Your time there is in your CPD record, as a proposal" in body
        assert "Renew" not in body

    def test_tell_somebody_who_missed_it_and_has_lapsed_how_to_watch(
        self, past, staff_member, django_capture_on_commit_callbacks
    ):
        member = lapsed_member()
        place(past, member.user)

        [(_, subject, body)] = self.letter(
            past, staff_member, django_capture_on_commit_callbacks
        )

        assert subject == "What you missed, to catch up on: Reviews"
        assert "Your membership ended on" in body
        assert "Renew it to watch" in body

    def test_are_not_sent_once_it_is_withdrawn(self, past, staff_member):
        place(past, name="Ann", email="ann@example.org")
        slides(past, by=staff_member)
        bundles.publish(past, by=staff_member, at=AT)
        bundles.withdraw(past, reason="Wrong slides", by=staff_member)

        for message in Message.objects.all():
            delivery.deliver(message, at=AT)

        assert Message.objects.get().outcome == "overtaken"
