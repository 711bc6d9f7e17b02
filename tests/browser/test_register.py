"""The register in a real browser: on a bad line, with two trainers, signed out."""

import json
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from events.delivery import register_lines
from events.models import RegisterMark
from portal.accounts.roles import Role
from portal.core import clock
from tests.factories.accounts import staff
from tests.factories.events import EventFactory, place
from tests.rig import papers

pytestmark = [pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}
KEPT = """() => new Promise((resolve) => {
  const asked = indexedDB.open("registers", 1);
  asked.onsuccess = () => {
    const all = asked.result.transaction("taps").objectStore("taps").getAll();
    all.onsuccess = () => resolve(JSON.stringify(all.result));
  };
})"""


@pytest.fixture
def trainers():
    return [staff(Role.TRAINER, name=name) for name in ("Tess", "Olu")]


@pytest.fixture
def event(trainers):
    event = EventFactory(starts_at=clock.now() - timedelta(minutes=20))
    event.trainers.add(*trainers)
    for name in ("Ann Archer", "Bea Brook", "Cat Cole"):
        place(event, name=name, email=f"{name[:3]}@example.org".lower())
    register_lines.open_register(event.event_sessions.get())
    return event


def sign_in(context, live_server, user):
    client = Client()
    client.force_login(user)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}]
    )


@pytest.fixture
def phone(browser, live_server, event):
    """Return a way to open the register on a phone of somebody."""
    contexts = []

    def opened(user):
        context = browser.new_context(viewport=PHONE)
        contexts.append(context)
        sign_in(context, live_server, user)
        page = context.new_page()
        page.goto(
            live_server.url + reverse("events:register", args=[event.reference, 1])
        )
        expect(state(page)).to_contain_text("All saved")
        return page

    yield opened
    for context in contexts:
        context.close()


def state(page):
    return page.locator("[data-state]")


def button(page, name):
    return page.locator("[data-list] li", has_text=name).locator("button.mark")


def counts(page):
    return [int(figure) for figure in page.locator("[data-counts] b").all_inner_texts()]


def marks(event):
    lines = register_lines.lines(event.event_sessions.get())
    return [(line.who, line.mark, line.minutes_missed) for line in lines]


def test_a_tap_is_saved_at_once_and_another_takes_it_back(phone, trainers, event):
    page = phone(trainers[0])

    button(page, "Ann").click()
    expect(button(page, "Ann")).to_have_text("Present")
    expect(button(page, "Ann")).not_to_have_attribute("data-unsent", "")
    assert marks(event)[0] == ("Ann Archer", "present", 0)
    assert counts(page) == [1, 0, 0, 2]

    page.wait_for_timeout(700)
    button(page, "Ann").click()
    expect(button(page, "Ann")).not_to_have_attribute("data-unsent", "")
    assert marks(event)[0] == ("Ann Archer", "", 0)


def test_marks_made_offline_are_kept_and_meet_those_of_a_colleague(
    phone, trainers, event
):
    """G1, G2: each counts once, a newer mark stands, and the conflict is shown."""
    tess, olu = phone(trainers[0]), phone(trainers[1])
    tess.context.set_offline(True)
    button(tess, "Ann").click()
    button(tess, "Bea").click()
    tess.locator("[data-list] li", has_text="Cat").get_by_text("Other mark").click()
    tess.get_by_label("Minutes missed at the start").fill("15")
    tess.get_by_role("button", name="Came late").click()
    expect(state(tess)).to_contain_text("3 marks not sent yet, kept on this device")
    assert counts(tess) == [2, 1, 0, 0]
    kept = json.loads(tess.evaluate(KEPT))
    assert {key for tap in kept for key in tap} == {
        "operation", "register", "whose", "line", "seen", "mark", "minutes", "at",
        "tried", "order",
    }  # fmt: skip

    olu.locator("[data-list] li", has_text="Bea").get_by_text("Other mark").click()
    olu.get_by_role("button", name="Not there").click()
    expect(button(olu, "Bea")).to_have_text("Not there")
    expect(state(olu)).to_contain_text("All saved")

    tess.context.set_offline(False)
    expect(tess.get_by_text("Two marks for Bea Brook")).to_be_visible()
    expect(state(tess)).to_contain_text("All saved")
    assert marks(event) == [
        ("Ann Archer", "present", 0),
        ("Bea Brook", "absent", 0),
        ("Cat Cole", "late", 15),
    ]
    assert json.loads(tess.evaluate(KEPT)) == []

    tess.get_by_role("button", name="Keep present").click()
    expect(tess.get_by_text("Two marks for Bea Brook")).to_be_hidden()
    assert marks(event)[1] == ("Bea Brook", "present", 0)
    assert RegisterMark.objects.count() == 5


def test_an_answer_that_is_lost_does_not_count_a_tap_twice(phone, trainers, event):
    """G2: the server has it, the phone does not know, and sends it again."""
    page = phone(trainers[0])
    lost = []

    def lose_the_first(route):
        answer = route.fetch()
        if lost or route.request.method != "POST":
            route.fulfill(response=answer)
        else:
            lost.append(answer.status)
            route.abort()

    page.route("**/marks/", lose_the_first)
    button(page, "Ann").click()

    expect(state(page)).to_contain_text("1 mark not sent yet")
    expect(state(page)).to_contain_text("All saved", timeout=10_000)
    assert lost == [200]
    assert RegisterMark.objects.count() == 1


def test_marks_outlive_the_page_and_a_sign_in(phone, trainers, event, live_server):
    """G9: signed out while marking, the marks wait on the phone and go out after."""
    page = phone(trainers[0])
    Session.objects.all().delete()
    button(page, "Ann").click()
    expect(state(page)).to_contain_text("You are signed out. 1 mark not sent yet")
    expect(page.get_by_role("link", name="Sign in to go on")).to_be_visible()
    assert marks(event)[0][1] == ""

    sign_in(page.context, live_server, trainers[1])
    page.goto(live_server.url + reverse("events:register", args=[event.reference, 1]))
    expect(state(page)).to_contain_text("All saved")
    assert marks(event)[0][1] == "", "a colleague's phone sends nobody else's marks"

    sign_in(page.context, live_server, trainers[0])
    page.reload()
    expect(state(page)).to_contain_text("All saved")
    assert marks(event)[0][1] == "present"
    assert RegisterMark.objects.get().by == trainers[0]


def test_finding_somebody_narrows_the_list_without_asking(phone, trainers):
    page = phone(trainers[0])

    page.get_by_label("Find by name or employer").fill("BRÖOK")

    expect(page.locator("[data-list] li:visible")).to_have_count(1)
    expect(page.get_by_text("1 of 3 shown")).to_be_visible()


def test_the_sheet_prints_every_name_and_nothing_of_the_screen(
    phone, trainers, event, live_server
):
    """As black lines on paper, in either light, with the head of the table again."""
    for number in range(60):
        place(event, name=f"Person {number:02}", email=f"p{number}@example.org")
    page = phone(trainers[0])
    page.emulate_media(color_scheme="dark")
    page.get_by_role("link", name="A sheet to print").click()

    printed = page.pdf(format="A4")
    words = papers.words_of_pdf(printed)
    page.emulate_media(media="print", color_scheme="dark")
    light = page.evaluate("getComputedStyle(document.documentElement).colorScheme")

    expect(page.get_by_role("link", name="Back to the register")).to_be_hidden()
    expect(page.locator(".masthead")).to_be_hidden()
    assert papers.opens_as_pdf(printed)
    assert light == "light"
    if words is not None:
        assert all(f"Person {number:02}" in words for number in range(60))
        assert words.count("Signature") >= 2, "the head of the table, on each page"
        assert "Back to the register" not in words
