"""Search, topics and alerts, in a browser: by rule, in both lights, wide and narrow."""

from datetime import timedelta

import pytest

from events.models import Topic
from portal.accounts.roles import Role
from portal.cms.alerts import alerts
from portal.cms.alerts.alerts import Wish
from portal.cms.finding import index
from portal.cms.models import Often, OtherName
from portal.core import clock
from tests.factories.accounts import staff
from tests.factories.cms import (
    NewsPageFactory,
    PositionPageFactory,
    StandardPageFactory,
    TopicPageFactory,
)
from tests.factories.events import EventFactory
from tests.factories.membership import current_member
from tests.factories.recordings import published
from tests.rig.reader import broken_rules, faults_of

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.fixture
def topic():
    page = TopicPageFactory(title="Safeguarding", slug="safeguarding")
    OtherName.objects.create(said="Child protection", meant="safeguarding")
    for factory in (NewsPageFactory, PositionPageFactory):
        about = factory(
            title="Safeguarding after the review",
            body=[("prose", "<p>Before, safeguarding was lonely.</p>")],
        )
        about.topics = [page.topic]
        about.save()
    StandardPageFactory(title="Safeguarding toolkit", readers="members")
    past = EventFactory(
        title="Safeguarding hour", starts_at=clock.now() - timedelta(days=9)
    )
    coming = EventFactory(title="Safeguarding summit")
    for event in (past, coming):
        event.topics.add(page.topic)
    row = published(past, by=staff(Role.EVENTS))
    row.transcript = "[00:10] Chair: safeguarding is everybody's business."
    row.save()
    index.renew_events(at=clock.now())
    return page


def addresses():
    sleep = Topic.objects.get(slug="safeguarding")
    alert = alerts.keep(
        "a@mail.example",
        Wish(Often.DAILY, everything=False, topics=[sleep]),
        at=clock.now(),
    )
    return [
        "/search/",
        "/search/?q=child+protection",
        "/search/?q=safeguarding&in=news",
        "/search/?q=zebra",
        "/topics/",
        "/topics/safeguarding/",
        "/alerts/",
        "/alerts/sent/",
        f"/alerts/change/{alerts.link_for(alert, alerts.CHANGE)}/",
        f"/alerts/stop/{alerts.link_for(alert, alerts.STOP)}/",
        "/alerts/stop/none/",
    ]


def test_by_rule(browser, live_server, topic):
    pages = dict.fromkeys((None, current_member().user), addresses())

    found = faults_of(browser, live_server.url, pages)

    assert found == [], "\n".join(found)


def test_the_box_suggests_while_one_types(screen_of, live_server, topic):
    page = screen_of(viewport={"width": 390, "height": 800})
    page.goto(live_server.url + "/topics/")

    page.locator(".search-fold > summary").click()
    box = page.locator("#search-all")
    assert box.evaluate("one => one === document.activeElement")
    box.press_sequentially("safeg", delay=20)
    page.locator("[role=option]").first.wait_for()
    found = broken_rules(page)
    box.press("ArrowDown")

    assert box.get_attribute("aria-expanded") == "true"
    chosen = page.locator(f"#{box.get_attribute('aria-activedescendant')}")
    assert chosen.get_attribute("aria-selected") == "true"
    box.press("Escape")
    assert box.get_attribute("aria-expanded") == "false"
    assert found == []
    box.press("Enter")
    page.wait_for_url("**/search/?q=safeg")
    assert page.wrong == []


def test_a_suggestion_leads_to_its_page(screen_of, live_server, topic):
    page = screen_of()
    page.goto(live_server.url + "/search/")

    page.locator("main input[type=search]").press_sequentially("toolkit", delay=20)
    page.locator("[role=option]").first.click()

    page.wait_for_url("**/safeguarding-toolkit/")


def test_everything_works_without_script(screen_of, live_server, topic):
    page = screen_of(java_script_enabled=False)
    page.goto(live_server.url + "/topics/")

    page.locator(".search-fold > summary").click()
    page.fill("#search-all", "toolkit")
    page.press("#search-all", "Enter")

    assert page.get_by_role("link", name="Safeguarding toolkit").count() == 1
