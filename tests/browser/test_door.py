"""At the door in a browser: waiting with and without script, and what is called out."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from events.delivery import joining
from portal.accounts.roles import Role
from portal.core import clock
from tests.factories.accounts import UserFactory, staff
from tests.factories.events import EventFactory, place

MEETING = "https://meet.example.net/j/1"
# Longer than a page waits before it looks again; by steps, so that answers arrive.
A_LOOK = 26_000
STEP = 2_000

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def event():
    starts = clock.now().replace(second=0, microsecond=0) + timedelta(days=1)
    event = EventFactory(title="Safe sleep", starts_at=starts)
    event.joining_links.create(url=MEETING, set_at=clock.now())
    return event


@pytest.fixture
def address(event, live_server):
    return live_server.url + place(event, UserFactory()).get_join_url()


def button(page):
    return page.get_by_role("button", name="Join now")


def let_it_look(page):
    for _ in range(0, A_LOOK, STEP):
        page.clock.run_for(STEP)
        page.wait_for_timeout(STEP / 20)


def test_the_countdown_becomes_the_button_by_itself(screen_of, hands, event, address):
    hands.move_to(event.join_opens_at - timedelta(seconds=4))
    page = screen_of()
    page.goto(address)

    expect(page.get_by_role("timer")).to_contain_text("to go")
    expect(button(page)).to_have_count(0)
    expect(button(page)).to_be_visible(timeout=15_000)
    assert page.wrong == []


def test_a_device_whose_clock_is_wrong_counts_by_ours(screen_of, hands, event, address):
    hands.move_to(event.join_opens_at - timedelta(minutes=30))
    page = screen_of()
    page.clock.install(time=clock.now() + timedelta(hours=9))
    page.goto(address)

    expect(page.get_by_role("timer")).to_contain_text("30 minutes")
    page.clock.run_for(60_000)
    expect(page.get_by_role("timer")).to_contain_text("29 minutes")


def test_without_script_one_looks_again(screen_of, hands, event, address):
    hands.move_to(event.join_opens_at - timedelta(minutes=2))
    page = screen_of(java_script_enabled=False)
    page.goto(address)
    expect(page.get_by_role("timer")).to_contain_text("2 minutes")

    hands.move_to(event.join_opens_at + timedelta(seconds=1))
    page.get_by_role("link", name="Look again").click()

    expect(button(page)).to_be_visible()


def test_what_our_team_calls_out_reaches_who_is_waiting(
    screen_of, hands, event, address
):
    """Without a press of theirs, read out to whoever cannot see it, and taken back."""
    hands.move_to(event.join_opens_at - timedelta(minutes=20))
    eve = staff(Role.EVENTS)
    page = screen_of()
    page.clock.install()
    page.goto(address)
    words = "We are moving to another room. Stay here: it opens at this door."

    joining.put_up_notice(event, words, by=eve, at=clock.now())
    let_it_look(page)
    expect(page.get_by_role("status").get_by_text(words)).to_be_visible()

    joining.take_down_notice(event, by=eve, at=clock.now())
    let_it_look(page)
    expect(page.get_by_text(words)).to_have_count(0)
    assert page.wrong == []


def test_a_link_that_comes_late_opens_the_door_for_who_stands_there(
    screen_of, hands, event, address
):
    event.joining_links.all().delete()
    hands.move_to(event.join_opens_at + timedelta(minutes=1))
    page = screen_of()
    page.clock.install()
    page.goto(address)
    expect(page.get_by_role("heading", level=1)).to_contain_text("about to open")

    event.joining_links.create(url=MEETING, set_at=clock.now())
    let_it_look(page)

    expect(button(page)).to_be_visible()
    assert MEETING not in page.content()
