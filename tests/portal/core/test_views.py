"""The component sheet in a browser: readable to everybody, still without script."""

from collections.abc import Callable

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.test import Client
from playwright.sync_api import Browser, Page
from pytest_django.live_server_helper import LiveServer

RULES = {
    "runOnly": {
        "type": "tag",
        "values": [
            "wcag2a",
            "wcag2aa",
            "wcag21a",
            "wcag21aa",
            "wcag22aa",
            "best-practice",
        ],
    }
}

type Visit = Callable[..., Page]


@pytest.fixture
def sheet(live_server: LiveServer, browser: Browser) -> Visit:
    def visit(**context: object) -> Page:
        page = browser.new_context(reduced_motion="reduce", **context).new_page()
        page.on("console", lambda said: complaints.append(said.text))
        page.goto(f"{live_server.url}/components/")
        return page

    complaints: list[str] = []
    yield visit
    assert complaints == []


@pytest.mark.django_db
def test_sheet_carries_no_inline_style_or_script(client: Client) -> None:
    html = client.get("/components/").content.decode()

    assert " style=" not in html
    assert "<style" not in html
    assert "<script>" not in html
    assert " onclick=" not in html


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 390, 1280])
def test_sheet_breaks_no_rule_of_access(sheet: Visit, width: int, scheme: str) -> None:
    page = sheet(
        viewport={"width": width, "height": 900}, color_scheme=scheme, has_touch=True
    )
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")

    found = Axe().run(page, options=RULES).response["violations"]
    sideways = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )

    assert [(rule["id"], len(rule["nodes"])) for rule in found] == []
    assert sideways == 0


def test_your_time_appears_where_the_clocks_show_another(sheet: Visit) -> None:
    page = sheet(timezone_id="Asia/Dubai")

    row = page.locator("[data-your-time]")

    assert row.inner_text().split("\n") == [
        "Your time, Dubai",
        "14:00 to 15:00 the same day, join from 13:45",
    ]


@pytest.mark.parametrize("zone", ["Europe/London", "Africa/Accra"])
def test_your_time_stays_away_where_the_clocks_agree(sheet: Visit, zone: str) -> None:
    page = sheet(timezone_id=zone)

    assert page.locator("[data-your-time]").is_hidden()


def test_a_question_opens_where_it_was_asked_and_closes_unanswered(
    sheet: Visit,
) -> None:
    page = sheet()
    page.get_by_role("link", name="Cancel my place").last.click()
    dialog = page.get_by_role("dialog", name="Cancel your place?")

    assert dialog.is_visible()
    dialog.get_by_role("button", name="Keep it").click()
    assert dialog.is_hidden()
    assert page.evaluate("document.activeElement.dataset.dialog") == "cancel-sample"


def test_without_script_nothing_is_missing(sheet: Visit) -> None:
    page = sheet(java_script_enabled=False)

    assert page.get_by_role("heading", level=1).inner_text() == "Component sheet"
    assert page.get_by_text("Your place is cancelled.").is_visible()
    assert page.locator("dialog").is_hidden()
