"""After the event, as staff see it: each step, and a gigabyte taken in with care."""

import io
import os
from datetime import date, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory
from django.urls import reverse

from events.delivery import bundles, film_uploads
from events.delivery import films as looked_at
from events.models import Bundle, Handout, Recording
from portal.accounts.roles import Role
from portal.core import history
from tests import files, films
from tests.factories.accounts import UserFactory, staff
from tests.factories.events import EventFactory, place
from tests.factories.membership import current_member
from tests.factories.recordings import LENGTH, linked, record, slides

from .conftest import AT

pytestmark = pytest.mark.django_db


@pytest.fixture
def eve():
    return staff(Role.EVENTS)


@pytest.fixture
def client(eve):
    client = Client()
    client.force_login(eve)
    return client


@pytest.fixture
def past():
    return EventFactory(title="Reviews", starts_at=AT - timedelta(days=3))


def url(event, name="after", *args):
    return reverse(f"staff_events:{name}", args=[event.reference, *args])


def film(content=None, name="film.mp4"):
    return SimpleUploadedFile(name, films.mp4(LENGTH) if content is None else content)


def kept(private):
    return [path for path in private.rglob("*") if path.is_file()]


class TestWhoMay:
    @pytest.mark.parametrize(
        "role", [Role.EDITOR, Role.TRAINER, Role.MEMBERSHIP, Role.FINANCE]
    )
    def test_no_other_role(self, past, role, private):
        """A1, U18: the same rule on every address that takes a file."""
        client = Client()
        client.force_login(staff(role))

        for name in ("after", "after-film"):
            answer = client.post(url(past, name), {"film": film(), "step": "publish"})
            assert answer.status_code in {302, 403}

        assert not Recording.objects.exists()
        assert not Bundle.objects.exists()
        assert kept(private) == []

    @pytest.mark.parametrize("name", ["after", "after-film"])
    def test_no_member_and_nobody_signed_out(self, past, name):
        for user in (None, UserFactory(), current_member().user):
            client = Client()
            if user:
                client.force_login(user)

            answer = client.post(url(past, name), {"film": film()})
            assert answer.status_code in {302, 403}
        assert not Recording.objects.exists()


class TestFilm:
    def test_is_kept_without_script(self, client, past):
        answer = client.post(url(past, "after-film"), {"film": film(), "length": ""})

        assert answer["Location"] == f"{url(past)}#film"
        assert Recording.objects.get().seconds == LENGTH
        assert "video/mp4" in client.get(url(past)).content.decode()

    def test_tells_a_script_where_to_go_on(self, client, past):
        answer = client.post(
            url(past, "after-film"),
            {"film": film()},
            headers={"accept": "application/json"},
        )

        assert answer.json() == {"url": f"{url(past)}#film"}

    @pytest.mark.parametrize(
        ("content", "words"),
        [
            (files.HTML, "not a video"),
            (files.PDF, "not a video"),
            (films.mp4()[:60], "damaged"),
            (films.webm(None), "Enter the length"),
        ],
    )
    def test_is_refused_by_its_content(self, client, past, content, words, private):
        """U1: nothing stays on the disk."""
        answer = client.post(url(past, "after-film"), {"film": film(content)})

        assert words in answer.content.decode()
        assert not Recording.objects.exists()
        assert kept(private) == []

    def test_takes_a_length_for_a_file_that_does_not_say_it(self, client, past):
        client.post(
            url(past, "after-film"),
            {"film": film(films.webm(None)), "length": "1:02:03"},
        )

        assert Recording.objects.get().seconds == 3723

    @pytest.mark.parametrize("length", ["58", "0:00:00", "1:99:00", "48:00:00", "x"])
    def test_refuses_a_length_that_is_none(self, client, past, length):
        answer = client.post(
            url(past, "after-film"), {"film": film(), "length": length}
        )

        assert "such as 0:58:00" in answer.content.decode()
        assert not Recording.objects.exists()

    def test_missing_is_asked_for(self, client, past):
        answer = client.post(url(past, "after-film"), {"length": ""})

        assert "Choose the video file" in answer.content.decode()

    def test_larger_than_a_gigabyte_is_answered_before_it_is_read(self, client, past):
        """U5"""
        answer = client.generic(
            "POST",
            url(past, "after-film"),
            b"",
            content_type="multipart/form-data; boundary=x",
            CONTENT_LENGTH=str(2_000_000_000),
            headers={"accept": "application/json"},
        )

        assert answer.status_code == 413
        assert "larger than 1 GB" in answer.json()["refusal"]

    def test_that_grows_past_the_limit_is_cut_off(
        self, client, past, monkeypatch, private
    ):
        """U5: a length that was not stated, or was a lie."""
        monkeypatch.setattr(film_uploads, "MOST", 1_000)

        answer = client.post(
            url(past, "after-film"), {"film": film(films.mp4(size=100_000))}
        )

        assert "larger than 1 GB" in answer.content.decode()
        assert not Recording.objects.exists()
        assert kept(private) == []

    def test_never_lies_in_memory_and_is_moved(self, private):
        """U5: what arrives goes to the disk on which it stays, piece by piece."""
        request = RequestFactory().post("/")
        handler = film_uploads.FilmHandler(request)
        handler.new_file("film", "film.mp4", "video/mp4", None)
        content = films.mp4(LENGTH, size=400_000)
        for start in range(0, len(content), 65_536):
            assert handler.receive_data_chunk(content[start:][:65_536], start) is None
        arrived = handler.file_complete(len(content))

        assert os.path.dirname(arrived.temporary_file_path()) == str(  # noqa: PTH120 - as the upload says it
            private / "incoming"
        )
        assert looked_at.look_at(arrived).seconds == LENGTH
        arrived.close()

    def test_that_breaks_off_leaves_nothing(self, private):
        """U12"""
        handler = film_uploads.FilmHandler(RequestFactory().post("/"))
        handler.new_file("film", "film.mp4", "video/mp4", None)
        handler.receive_data_chunk(films.mp4(), 0)

        handler.upload_interrupted()

        assert kept(private) == []

    def test_needs_the_token_of_the_page(self, eve, past):
        client = Client(enforce_csrf_checks=True)
        client.force_login(eve)

        answer = client.post(url(past, "after-film"), {"film": film()})

        assert answer.status_code == 403
        assert not Recording.objects.exists()


class TestSteps:
    def send(self, client, event, step, **typed):
        return client.post(url(event), {"step": step, **typed}, follow=True)

    def test_address_elsewhere(self, client, past):
        self.send(
            client, past, "elsewhere", url="https://v.example/1", length="0:58:00"
        )

        row = Recording.objects.get()
        assert (row.elsewhere, row.seconds) == ("https://v.example/1", LENGTH)

    @pytest.mark.parametrize(
        "address", ["http://v.example/1", "javascript:alert(1)", "ftp://v.example/"]
    )
    def test_address_that_is_none(self, client, past, address):
        """U19: the server fetches nothing; the page leads there."""
        page = self.send(client, past, "elsewhere", url=address, length="0:58:00")

        assert page.status_code == 200
        assert not Recording.objects.exists()

    def test_captions_and_transcript(self, client, past, eve):
        record(past, by=eve, captions=False)

        page = self.send(
            client,
            past,
            "captions",
            captions=SimpleUploadedFile("c.vtt", films.VTT),
        )

        assert "3 lines" in page.content.decode()
        row = Recording.objects.get()
        assert row.transcript.startswith("[00:01] Chair of the panel")

        self.send(client, past, "transcript", transcript="[00:02] Put right.")

        row.refresh_from_db()
        assert row.transcript == "[00:02] Put right."

    def test_captions_that_are_none(self, client, past, eve):
        record(past, by=eve, captions=False)

        page = self.send(
            client, past, "captions", captions=SimpleUploadedFile("c.vtt", files.HTML)
        )

        assert "not a WebVTT file" in page.content.decode()
        assert not Recording.objects.get().captions

    def test_captions_that_are_too_large(self, client, past, eve):
        record(past, by=eve, captions=False)

        page = self.send(
            client,
            past,
            "captions",
            captions=SimpleUploadedFile("c.vtt", b"WEBVTT" + bytes(3_000_001)),
        )

        assert "larger than 3 MB" in page.content.decode()

    def test_a_step_that_needs_a_recording_waits_for_one(self, client, past):
        page = self.send(client, past, "transcript", transcript="[00:02] x")

        assert page.status_code == 200
        assert not Recording.objects.exists()

    def test_slides_are_added_and_removed(self, client, past):
        self.send(
            client,
            past,
            "handout",
            kind="slides",
            title="",
            file=SimpleUploadedFile("s.pdf", files.PDF),
        )
        handout = Handout.objects.get()
        assert handout.title == "Slides"

        client.post(url(past, "handout-remove", handout.reference))

        assert not Handout.objects.exists()

    def test_slides_that_are_none(self, client, past):
        page = self.send(
            client,
            past,
            "handout",
            kind="slides",
            title="",
            file=SimpleUploadedFile("s.pdf", files.SVG),
        )

        assert page.status_code == 200
        assert not Handout.objects.exists()

    def test_review_date(self, client, past, eve):
        record(past, by=eve)

        self.send(client, past, "review", review_on="2027-05-01")

        assert Recording.objects.get().review_on == date(2027, 5, 1)

    def test_publish_says_first_who_will_hear(self, client, past, eve):
        place(past, name="Ann", email="ann@example.org")
        record(past, by=eve)
        slides(past, by=eve)
        assert "Publishing tells 1 person: 0 who came, 1 who had a place" in (
            client.get(url(past)).content.decode()
        )

        page = self.send(client, past, "publish")

        assert Bundle.objects.get().published_at == AT
        assert "Published on Wednesday 25 November 2026" in page.content.decode()

    def test_publish_is_refused_with_what_is_missing(self, client, past, eve):
        record(past, by=eve, captions=False)

        page = self.send(client, past, "publish")

        assert "Still missing: captions of the recording" in page.content.decode()

    def test_withdraw_asks_why(self, client, past, eve):
        slides(past, by=eve)
        bundles.publish(past, by=eve, at=AT)

        assert "Say why" in self.send(client, past, "withdraw").content.decode()
        self.send(client, past, "withdraw", reason="Wrong slides")

        assert Bundle.objects.get().published_at is None
        assert history.of(past).first().data == {"reason": "Wrong slides"}

    def test_remove(self, client, past, eve):
        record(past, by=eve)

        self.send(client, past, "remove")

        assert not Recording.objects.exists()

    def test_remove_waits_until_it_is_withdrawn(self, client, past):
        linked([past])

        page = self.send(client, past, "remove")

        assert "Withdraw what is published first" in page.content.decode()

    def test_a_step_that_is_none_shows_the_screen(self, client, past):
        assert self.send(client, past, "explode").status_code == 200


def test_every_line_of_the_history_has_words(client, past, eve):
    record(past, by=eve)
    slides(past, by=eve)
    bundles.publish(past, by=eve, at=AT)

    lines = [line.message for line in history.of(past)]

    assert lines[0] == "Published what comes after the event"
    assert "Set the recording" in lines
    assert io.StringIO("\n".join(lines)).readlines()
