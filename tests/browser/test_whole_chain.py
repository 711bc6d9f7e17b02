"""The whole chain on one webinar: booked, joined, marked, watched, reflected on.

One story through the screens of a member, two trainers and the events team, each in a
browser of their own, with nothing typed twice.
"""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core import mail
from django.core.handlers.base import BaseHandler
from django.urls import reverse
from playwright.sync_api import expect

from cpd.models import CpdEntry, EntryStatus, ReflectiveAccount
from events.models import Booking, RegisterMark, Watching
from portal.accounts.roles import Role
from portal.core import clock
from tests import files, films
from tests.factories.accounts import staff
from tests.factories.cpd import cycle
from tests.factories.events import EventFactory, place
from tests.factories.membership import current_member
from tests.rig import papers
from tests.rig.mailbox import parts, read
from tests.rig.patience import until

MEETING = "https://meet.example.net/j/the-only-link"
FILM = Path(__file__).parents[2] / "portal" / "demo" / "films" / "insights-sleep.webm"
PHONE = {"viewport": {"width": 390, "height": 844}}
PLACE = "film => film.currentTime"
# A line on which even a small film takes a moment.
SLOW_LINE = {
    "offline": False,
    "latency": 0,
    "downloadThroughput": -1,
    "uploadThroughput": 60_000,
}

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "private"


@pytest.fixture
def member():
    member = current_member(name="Carys Bevan", email="carys@example.org")
    cycle(member.user)
    return member.user


@pytest.fixture
def trainers():
    return [staff(Role.TRAINER, name=name) for name in ("Tess", "Olu")]


@pytest.fixture
def event(trainers):
    starts = clock.now().replace(second=0, microsecond=0) + timedelta(days=3)
    event = EventFactory(
        title="Safe sleep",
        starts_at=starts,
        capacity=20,
        cpd_minutes=60,
        suggested_themes=["preserve"],
    )
    event.joining_links.create(url=MEETING, set_at=clock.now())
    event.trainers.add(trainers[0])
    for name in ("Bea Brook", "Cat Cole"):
        place(event, name=name, email=f"{name[:3]}@example.org".lower())
    return event


@pytest.fixture
def told(monkeypatch):
    """Return where the platform's address was told: which part of which answer."""
    told = []
    plain = BaseHandler.get_response

    def listening(self, request):
        answer = plain(self, request)
        told.extend((request.path, part) for part in _parts_with_link(answer))
        return answer

    monkeypatch.setattr(BaseHandler, "get_response", listening)
    return told


def _parts_with_link(answer):
    if not answer.streaming and MEETING.encode() in answer.content:
        yield "content"
    yield from (name for name, value in answer.items() if MEETING in value)


class Walk:
    """The event, the clock, and everybody's browsers."""

    def __init__(self, event, hands, screen_of, base):
        self.event = event
        self.hands = hands
        self.screen = screen_of
        self.base = base

    def open(self, page, name, *args):
        page.goto(self.base + reverse(name, args=args))


@pytest.fixture
def walk(event, hands, screen_of, live_server):
    return Walk(event, hands, screen_of, live_server.url)


def test_from_the_list_of_events_to_the_record_for_the_regulator(
    walk, member, trainers, told
):
    page = walk.screen(member)
    book(walk, page)
    wait_and_join(walk, page)
    keep_the_register(walk, trainers)
    publish(walk)
    watch_and_resume(walk, page)
    count(walk, page)
    reflect(walk, page)
    show_totals(walk, page)
    assert page.wrong == []
    # Nobody but the one who pressed the button ever had it.
    assert [where for where in told if not where[0].startswith("/staff/")] == [
        (walk.event.tickets.get(name="Carys Bevan").get_join_url(), "Location")
    ]


# --- Book, wait, join --------------------------------------------------------


def book(walk, page):
    walk.open(page, "events:event-list")
    page.get_by_role("link", name="Safe sleep").click()
    booking = page.get_by_role("complementary", name="Booking")
    booking.get_by_role("link", name="Book this place").click()
    page.get_by_role("button", name="Confirm my place").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("You have a place.")


def wait_and_join(walk, page):
    """The countdown becomes the button by itself, and the button tells nobody."""
    walk.hands.move_to(walk.event.join_opens_at - timedelta(seconds=5))
    page.get_by_role("link", name="/events/join/").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Joining opens at")
    expect(page.get_by_role("timer")).to_contain_text("second")
    expect(page.get_by_role("button", name="Join now")).to_have_count(0)

    button = page.get_by_role("button", name="Join now")
    expect(button).to_be_visible(timeout=15_000)

    asked = []

    def meeting(route):
        asked.append((route.request.url, route.request.headers.get("referer")))
        route.fulfill(body="<title>Meeting</title>", content_type="text/html")

    page.context.route("https://meet.example.net/**", meeting)
    button.click()
    expect(page).to_have_title("Meeting")
    assert asked == [(MEETING, None)]


# --- The register ------------------------------------------------------------


def keep_the_register(walk, trainers):
    """Two phones, one of them without a line for a while."""
    walk.hands.move_to(walk.event.starts_at + timedelta(minutes=10))
    tess, olu = (walk.screen(trainer, **PHONE) for trainer in trainers)
    here = "events:register", walk.event.reference, 1
    walk.open(olu, *here)
    assert "Register" not in olu.title(), "not assigned, so there is no register"
    walk.event.trainers.add(trainers[1])

    for page in (tess, olu):
        walk.open(page, *here)
        expect(state(page)).to_contain_text("All saved")
    expect(tess.get_by_text("1 person has joined online")).to_be_visible()

    tess.context.set_offline(True)
    mark(tess, "Carys").click()
    mark(tess, "Bea").click()
    expect(state(tess)).to_contain_text("2 marks not sent yet, kept on this device")
    line(olu, "Bea").get_by_text("Other mark").click()
    olu.get_by_role("button", name="Not there").click()
    expect(mark(olu, "Bea")).to_have_text("Not there")
    expect(state(olu)).to_contain_text("All saved")

    tess.context.set_offline(False)
    expect(tess.get_by_text("Two marks for Bea Brook")).to_be_visible()
    expect(state(tess)).to_contain_text("All saved")
    tess.get_by_role("button", name="Keep present").click()
    expect(tess.get_by_text("Two marks for Bea Brook")).to_be_hidden()
    marks = RegisterMark.objects.values_list("attendance__ticket__name", "mark")
    assert sorted(marks) == [
        ("Bea Brook", "absent"),
        ("Bea Brook", "present"),
        ("Bea Brook", "present"),
        ("Carys Bevan", "present"),
    ]

    walk.hands.move_to(walk.event.ends_at + timedelta(minutes=5))
    tess.reload()
    tess.get_by_role("link", name="Close the register").click()
    expect(tess.get_by_text("1 person is not marked")).to_be_visible()
    tess.get_by_role("button", name="Close the register").click()
    expect(tess.get_by_text("2 people were there.")).to_be_visible()


def state(page):
    return page.locator("[data-state]")


def line(page, name):
    return page.locator("[data-list] li", has_text=name)


def mark(page, name):
    return line(page, name).locator("button.mark")


# --- What is left ------------------------------------------------------------


def publish(walk):
    """Recording, captions, slides and a sheet of the body's own, out at once."""
    walk.hands.move_to(walk.event.ends_at + timedelta(days=1))
    page = walk.screen(staff(Role.EVENTS))
    walk.open(page, "staff_events:reflection-template")
    sheet = files.word("A sheet of our own", "About {{ event.title }}, {{ name }}")
    page.get_by_label("Word document").set_input_files(paper("sheet.docx", sheet))
    page.get_by_role("button", name="Use this document").click()
    expect(page.get_by_text("This template is in use from now on.")).to_be_visible()

    walk.open(page, "staff_events:after", walk.event.reference)
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.emulateNetworkConditions", SLOW_LINE)
    page.get_by_label("Video file").set_input_files(FILM)
    page.get_by_role("button", name="Upload the recording").click()
    expect(page.locator("[data-words]")).to_contain_text("Leave this page open.")
    expect(page.get_by_role("progressbar")).to_be_visible()
    line.send("Network.disable")
    expect(page.get_by_text("The recording is kept.")).to_be_visible(timeout=20_000)

    page.locator("#id_captions").set_input_files(paper("film.vtt", films.VTT))
    page.get_by_role("button", name="Keep the captions").click()
    expect(page.get_by_text("The captions are kept")).to_be_visible()
    page.locator("#id_file").set_input_files(paper("slides.pdf", files.PDF))
    page.get_by_role("button", name="Add it").click()
    expect(page.get_by_text("Slides added.")).to_be_visible()
    page.get_by_role("button", name="Publish all of it").click()
    expect(page.get_by_text("Published. People hear of it now")).to_be_visible()
    assert page.wrong == []


def paper(name, content):
    return {"name": name, "mimeType": "application/octet-stream", "buffer": content}


def watch_and_resume(walk, page):
    """From the mail to the film, away from it, and back to where one stopped."""
    assert not any(MEETING in str(sent.message()) for sent in mail.outbox)
    letters = [read(sent) for sent in mail.outbox if "carys@example.org" in sent.to]
    address = reverse("events:recording", args=[walk.event.slug])
    assert address in parts(letters[-1])["text/plain"]

    booking = Booking.objects.get(tickets__name="Carys Bevan")
    walk.open(page, "my:booking-detail", booking.reference)
    page.get_by_role("link", name="Recording and slides").click()
    film = page.locator("video")
    page.locator("[data-seek='1055']").click()
    until(page, lambda: film.evaluate(PLACE) > 1057)
    film.evaluate("film => film.pause()")
    until(page, lambda: Watching.objects.filter(position__gt=1055).exists())
    walk.open(page, "my:home")

    walk.open(page, "events:recording", walk.event.slug)
    expect(page.get_by_text("It goes on where you stopped.")).to_be_visible()
    until(page, lambda: 1055 < film.evaluate(PLACE) < 1070)
    slides = page.get_by_role("link", name="PDF of Slides")
    with page.expect_download() as download:
        slides.click()
    assert Path(download.value.path()).read_bytes() == files.PDF
    with page.expect_download() as download:
        page.get_by_role("link", name="DOCX of the reflection sheet").click()
    sheet = papers.words_of_docx(Path(download.value.path()).read_bytes())
    assert "About Safe sleep, Carys Bevan" in sheet
    with page.expect_download() as download:
        page.get_by_role("link", name="PDF of the record of attendance").click()
    record = Path(download.value.path()).read_bytes()
    assert papers.opens_as_pdf(record)


# --- The record --------------------------------------------------------------


def count(walk, page):
    """What was watched and what was attended both wait for the member's decision."""
    page.get_by_role("button", name="Count this as CPD").click()
    expect(page.get_by_text("Waiting for your decision")).to_be_visible()
    page.get_by_role("radio", name="None of it").check()
    page.get_by_role("button", name="Count it", exact=True).click()
    expect(page.get_by_text("In your record").first).to_be_visible()

    walk.open(page, "cpd:home")
    page.get_by_role("link", name="Safe sleep: was it participatory?").click()
    page.get_by_role("radio", name="A part of it").check()
    page.get_by_label("How much, if a part of it?").fill("0:30")
    page.get_by_role("button", name="Count it", exact=True).click()
    expect(page.get_by_text("In your record").first).to_be_visible()
    assert CpdEntry.objects.filter(status=EntryStatus.COUNTED).count() == 2


def reflect(walk, page):
    page.get_by_role("button", name="Begin an account").click()
    expect(page.get_by_text("Suggested by whoever planned the event")).to_be_visible()
    page.get_by_role("button", name="Use the title").click()
    learnt = page.get_by_label("What did you learn")
    learnt.press_sequentially("To ask about the night, as with NHS 943 476 5919.")
    expect(page.locator("[data-clues=id_learnt]")).to_contain_text("943 476 5919")
    learnt.fill("To ask about the night.")
    expect(page.locator("[data-clues=id_learnt]")).to_be_empty()
    page.get_by_label("How did you change").fill("I ask to see both places.")
    page.get_by_label("How is this relevant").fill("It preserves safety.")
    page.get_by_label("Preserve safety").check()
    expect(page.locator("[data-said]")).to_contain_text("saved at")
    page.get_by_role("button", name="Save and finish").click()
    expect(page.get_by_text("The account is finished and counts.")).to_be_visible()
    assert ReflectiveAccount.objects.get().learnt == "To ask about the night."

    with page.expect_download() as download:
        page.get_by_role("link", name="The form, filled in (Word)").click()
    form = Path(download.value.path()).read_bytes()
    assert "To ask about the night." in papers.words_of_docx(form)
    with page.expect_download() as download:
        page.get_by_role("link", name="The same as PDF").click()
    printed = Path(download.value.path()).read_bytes()
    assert papers.opens_as_pdf(printed)
    words = papers.words_of_pdf(printed)
    assert words is None or "To ask about the night." in words


def show_totals(walk, page):
    walk.open(page, "cpd:home")
    figures = page.locator(".gauge").all_inner_texts()
    shown = [re.sub(r"\s+", " ", words).strip() for words in figures]
    assert shown == [
        "Hours of CPD 1 of 35 33 hours 59 minutes to go",
        "Participatory hours ½ of 20 19½ hours to go",
        "Reflective accounts 1 of 5 4 accounts to go",
        "Pieces of feedback 0 of 5 5 pieces to go",
    ]
