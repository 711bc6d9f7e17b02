"""A recording in a browser: put up on a bad line, watched in parts, gone on with."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from events.delivery import bundles, watching
from events.models import Recording, Watching
from portal.accounts.roles import Role
from portal.core import clock
from tests.factories.accounts import staff
from tests.factories.events import EventFactory
from tests.factories.membership import current_member
from tests.factories.recordings import linked, record
from tests.rig.patience import until

FILM = Path(__file__).parents[2] / "portal" / "demo" / "films" / "insights-sleep.webm"
PLACE = "film => film.currentTime"
SEEK = "(film, place) => { film.currentTime = place; }"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "private"


@pytest.fixture
def eve():
    return staff(Role.EVENTS)


@pytest.fixture
def past():
    return EventFactory(title="Reviews", starts_at=clock.now() - timedelta(days=3))


class TestWatching:
    @pytest.fixture
    def recording(self, past, eve):
        row = record(past, by=eve, film=FILM.read_bytes())
        bundles.publish(past, by=eve, at=clock.now())
        return row

    @pytest.fixture
    def member(self):
        return current_member().user

    @pytest.fixture
    def opened(self, screen_of, live_server, recording, member):
        def open_page(**options):
            page = screen_of(member, **options)
            address = reverse("events:recording", args=[recording.event.slug])
            page.goto(live_server.url + address)
            page.film = page.locator("video")
            return page

        return open_page

    @staticmethod
    def play(page, begin, end):
        page.film.evaluate(SEEK, begin)
        page.film.evaluate("film => { film.muted = true; film.play(); }")
        until(page, lambda: page.film.evaluate(PLACE) >= end)
        page.film.evaluate("film => film.pause()")

    def test_what_is_seen_in_parts_and_on_two_devices_is_kept_as_one(
        self, opened, recording, member
    ):
        computer, phone = opened(), opened(viewport={"width": 390, "height": 844})

        self.play(computer, 100, 103)
        self.play(computer, 200, 202)
        until(computer, lambda: kept(member, 202))
        self.play(phone, 102, 105)
        until(phone, lambda: kept(member, 105, place=105))

        ranges = Watching.objects.get().ranges
        (early, late) = [one for one in ranges if one[1] - one[0] > 1]
        assert early[0] <= 100
        assert early[1] >= 105
        assert late[0] <= 200
        assert late[1] >= 202
        assert computer.wrong == phone.wrong == []

    def test_one_goes_on_where_one_stopped_or_from_the_beginning(
        self, opened, recording, member
    ):
        watching.note(
            recording, by=member, ranges=[(0, 900)], position=900, at=clock.now()
        )
        page = opened()
        expect(page.get_by_text("It goes on where you stopped.")).to_be_visible()
        until(page, lambda: page.film.evaluate(PLACE) >= 900)

        page.get_by_role("link", name="Start from the beginning").click()

        until(page, lambda: page.film.evaluate(PLACE) < 10)

    def test_the_transcript_leads_to_its_place_and_marks_what_is_said(self, opened):
        page = opened()

        page.locator("[data-seek='1055']").click()

        until(page, lambda: page.film.evaluate(PLACE) > 1055)
        expect(page.locator("#t1055")).to_have_attribute("data-now", "")

    def test_what_is_leapt_over_before_the_film_has_come_is_not_seen(
        self, opened, member
    ):
        page, waiting = opened(), []
        # Nothing can be hung on a built-in, so it is wrapped.
        page.route("**/film/", lambda route: waiting.append(route))  # noqa: PLW0108
        page.reload(wait_until="commit")
        until(page, lambda: bool(waiting))

        page.locator("[data-seek='1055']").click()
        until(page, lambda: not page.film.evaluate("film => film.paused"))
        page.unroute("**/film/")
        until(page, lambda: page.film.evaluate(PLACE) > 1057)
        page.film.evaluate("film => film.pause()")

        until(page, lambda: kept(member, 1057))
        ranges = Watching.objects.get().ranges
        assert watching.seconds_in(ranges) < 60, ranges

    def test_without_script_it_plays_and_the_address_says_from_where(
        self, opened, member, recording
    ):
        watching.note(
            recording, by=member, ranges=[(0, 900)], position=900, at=clock.now()
        )
        page = opened(java_script_enabled=False)

        assert page.film.get_attribute("src").endswith("/film/#t=900")
        assert page.film.get_attribute("controls") is not None
        page.locator("[data-seek='1055']").click()
        assert page.locator("video").get_attribute("src").endswith("#t=1055")


def kept(member, end, *, place=None):
    row = Watching.objects.filter(user=member).first()
    return (
        row is not None
        and any(one[1] >= end for one in row.ranges)
        and (place is None or abs(row.position - place) < 3)
    )


class TestPuttingItUp:
    @pytest.fixture
    def page(self, screen_of, live_server, past, eve):
        page = screen_of(eve)
        address = reverse("staff_events:after", args=[past.reference])
        page.goto(live_server.url + address)
        return page

    @staticmethod
    def send(page):
        page.get_by_label("Video file").set_input_files(FILM)
        page.get_by_role("button", name="Upload the recording").click()

    def test_a_line_that_breaks_is_told_and_the_file_sent_again(self, page, past):
        page.route("**/after/film/", lambda route: route.abort())
        self.send(page)
        expect(page.get_by_text("The line broke. Send it again.")).to_be_visible()
        assert not Recording.objects.exists()

        page.unroute("**/after/film/")
        page.get_by_role("button", name="Upload the recording").click()

        expect(page.get_by_text("The recording is kept.")).to_be_visible()
        assert Recording.objects.get().size == FILM.stat().st_size

    def test_what_is_no_film_is_refused_in_words(self, page):
        wrong = {"name": "film.mp4", "mimeType": "video/mp4", "buffer": b"MZ" * 99}
        page.get_by_label("Video file").set_input_files(wrong)

        page.get_by_role("button", name="Upload the recording").click()

        expect(page.locator("[data-words]")).not_to_be_empty()
        expect(page.get_by_role("button", name="Upload the recording")).to_be_enabled()
        assert not Recording.objects.exists()

    def test_without_script_the_form_sends_itself(
        self, screen_of, live_server, past, eve
    ):
        page = screen_of(eve, java_script_enabled=False)
        address = reverse("staff_events:after", args=[past.reference])
        page.goto(live_server.url + address)

        self.send(page)

        expect(page.get_by_text("The recording is kept.")).to_be_visible()


def test_one_on_another_site_is_a_link_that_says_so(screen_of, live_server, past):
    linked([past])
    page = screen_of(current_member().user)
    page.goto(live_server.url + reverse("events:recording", args=[past.slug]))

    link = page.get_by_role("link", name="Watch it there")

    assert link.get_attribute("rel") == "noreferrer"
    expect(page.locator("video")).to_have_count(0)
    assert page.wrong == []
