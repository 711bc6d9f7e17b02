"""The screen of an event in a browser: rows come and go, with script and without."""

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from events.models import Event
from portal.accounts.roles import Role
from tests.factories.accounts import staff
from tests.factories.events import EventFactory, place
from tests.rig.reader import faults_of

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def open_screen(browser, live_server):
    """Return a way to open a staff page as somebody from the events team."""
    contexts = []
    user = staff(Role.EVENTS)

    def opened(name, *args, **options):
        context = browser.new_context(locale="en-GB", **options)
        contexts.append(context)
        client = Client()
        client.force_login(user)
        key = client.cookies[settings.SESSION_COOKIE_NAME].value
        context.add_cookies(
            [
                {
                    "name": settings.SESSION_COOKIE_NAME,
                    "value": key,
                    "url": live_server.url,
                }
            ]
        )
        page = context.new_page()
        page.wrong = []
        page.on("pageerror", lambda error: page.wrong.append(str(error)))
        page.on(
            "console",
            lambda said: page.wrong.append(said.text) if said.type == "error" else None,
        )
        page.goto(live_server.url + reverse(f"staff_events:{name}", args=args))
        return page

    yield opened
    for context in contexts:
        context.close()


def fill_in(page):
    page.get_by_label("Title").fill("Learning from reviews")
    page.get_by_label("Summary").fill("What a review found.")
    page.locator("[name=audience]").fill("Health visitors")


def test_rows_are_added_removed_and_kept(open_screen):
    page = open_screen("event-add")
    fill_in(page)
    sessions = page.locator("[data-rows][data-prefix=sittings]")
    shown = sessions.locator("[data-row]:visible")
    expect(shown).to_have_count(1)

    for day in ("2027-01-13", "2027-01-20", "2027-01-27", "2027-02-03"):
        sessions.get_by_role("button", name="Add a session").click()
        row = shown.last
        row.get_by_label("Day").fill(day)
        row.get_by_label("Starts").fill("14:00")
        row.get_by_label("Ends").fill("15:30")
    expect(shown).to_have_count(5)
    shown.nth(1).get_by_role("button", name="Remove").click()
    shown.nth(2).get_by_role("button", name="Remove").click()
    shown.nth(2).get_by_role("button", name="Keep it").click()
    expect(shown.nth(2).get_by_label("Day")).to_be_focused()
    page.get_by_role("button", name="Save draft").click()

    expect(page.get_by_role("heading", level=2, name="Learning")).to_be_visible()
    event = Event.objects.get()
    days = [f"{row.starts_at:%d %B}" for row in event.event_sessions.all()]
    assert days[1:] == ["20 January", "27 January", "03 February"]
    assert len(days) == 4
    assert event.ticket_types.count() == 1
    assert page.wrong == []


def test_without_script_there_are_rows_to_spare_and_boxes_to_tick(open_screen):
    page = open_screen("event-add", java_script_enabled=False)
    fill_in(page)
    sessions = page.locator("[data-rows][data-prefix=sittings]")
    expect(sessions.locator("[data-row]:visible")).to_have_count(3)
    expect(page.get_by_role("button", name="Add a session")).to_have_count(0)

    row = sessions.locator("[data-row]").nth(1)
    row.get_by_label("Day").fill("2027-01-13")
    row.get_by_label("Starts").fill("14:00")
    row.get_by_label("Ends").fill("15:30")
    sessions.locator("[data-row]").nth(0).get_by_label("Remove").check()
    page.get_by_role("button", name="Save draft").click()

    (sitting,) = Event.objects.get().event_sessions.all()
    assert f"{sitting.starts_at:%d %B %H:%M}" == "13 January 14:00"


def test_an_error_leads_to_its_field_and_nothing_typed_is_lost(open_screen):
    page = open_screen("event-add")
    page.get_by_label("Summary").fill("Words worth keeping")

    page.get_by_role("button", name="Save draft").click()
    page.locator("#errors").get_by_role("link", name="Title").click()

    expect(page.get_by_label("Title")).to_be_focused()
    expect(page.get_by_label("Summary")).to_have_value("Words worth keeping")


SCREENS = [
    "event-list",
    "event-add",
    "event-detail",
    "event-edit",
    "event-dates",
    "event-cancel",
    "booking-list",
    "booking-add",
    "waiting-list",
    "message-list",
    "event-history",
    "joining-link",
    "refusal",
]


def test_the_screens_are_accessible_and_fit(browser, live_server, settings):
    """Rules that Wagtail's own frame breaks are left to Wagtail."""
    settings.SECOND_FACTOR_OBLIGED = False
    event = EventFactory(title="Learning from reviews", capacity=20)
    place(event, name="Jo Bright", email="jo@example.org", flagged="Lapsed")
    plain = {"event-list", "event-add", "refusal"}
    paths = [
        reverse(f"staff_events:{name}", args=[] if name in plain else [event.reference])
        for name in SCREENS
    ]

    found = faults_of(browser, live_server.url, {staff(Role.EVENTS): paths})

    assert found == [], "\n".join(found)
