"""Booking and the door in a browser, with its own guards: policies and referrers."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from events.models import Booking
from portal.core import clock
from tests.factories.accounts import UserFactory
from tests.factories.events import EventFactory, place
from tests.factories.membership import current_member

MEETING = "https://meet.example.net/j/1"

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def page(browser, live_server):
    context = browser.new_context(locale="en-GB", timezone_id="Asia/Dubai")
    page = context.new_page()
    page.wrong = []
    page.on(
        "console",
        lambda said: page.wrong.append(said.text) if said.type == "error" else None,
    )
    yield page
    context.close()


def sign_in(page, user, live_server):
    client = Client()
    client.force_login(user)
    name = settings.SESSION_COOKIE_NAME
    cookie = {
        "name": name,
        "value": client.cookies[name].value,
        "url": live_server.url,
    }
    page.context.add_cookies([cookie])


def test_three_presses_from_the_list_to_the_place(page, live_server):
    """With the reader's own time, asked of the device."""
    at = clock.now()
    EventFactory(title="Safe sleep", starts_at=at + timedelta(days=3), capacity=20)
    sign_in(page, current_member().user, live_server)

    page.goto(live_server.url + reverse("events:event-list"))
    page.get_by_role("link", name="Safe sleep").click()
    expect(page.get_by_text("Your time, Dubai")).to_be_visible()
    page.get_by_role("complementary", name="Booking").get_by_role(
        "link", name="Book this place"
    ).click()
    # As fast as a finger: the form is sent once, and books once.
    page.get_by_role("button", name="Confirm my place").dblclick()

    expect(page.get_by_role("heading", level=1)).to_have_text("You have a place.")
    assert Booking.objects.count() == 1
    assert page.wrong == []


def test_a_filter_answers_at_once_and_the_way_back_works(page, live_server):
    at = clock.now()
    for days, title in ((3, "Safe sleep"), (40, "Feeding")):
        EventFactory(title=title, starts_at=at + timedelta(days=days))
    page.set_viewport_size({"width": 1280, "height": 900})
    page.goto(live_server.url + reverse("events:event-list"))
    second_month = page.get_by_label("Month").locator("option").nth(2)

    page.get_by_label("Month").focus()
    page.get_by_label("Month").select_option(second_month.get_attribute("value"))

    expect(page.get_by_role("status")).to_have_text("1 event, soonest first")
    expect(page.get_by_label("Month")).to_be_focused()
    assert "month=20" in page.url
    assert "who=" not in page.url
    page.go_back()
    expect(page.get_by_role("status")).to_have_text("2 events, soonest first")
    assert page.wrong == []


def test_the_door_leads_out_and_says_nothing_of_the_address(page, live_server):
    """A9: the policy lets the form out, and no referrer goes along."""
    at = clock.now()
    event = EventFactory(starts_at=at + timedelta(minutes=5))
    event.joining_links.create(url=MEETING, set_at=at)
    address = place(event, UserFactory()).get_join_url()
    asked = []

    def meeting(route):
        asked.append((route.request.url, route.request.headers.get("referer")))
        route.fulfill(body="<title>Meeting</title>", content_type="text/html")

    page.context.route("https://meet.example.net/**", meeting)
    page.goto(live_server.url + address)
    page.get_by_role("button", name="Join now").click()

    expect(page).to_have_title("Meeting")
    assert asked == [(MEETING, None)]
    assert page.wrong == []
