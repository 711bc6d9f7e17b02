"""Writing a reflective account in a real browser (D12, A9, X1)."""

import json

import pytest
from django.conf import settings
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from playwright.sync_api import expect

from cpd.models import ReflectiveAccount
from tests.cpd.test_confidentiality import CORPUS
from tests.factories.accounts import UserFactory
from tests.factories.cpd import AccountFactory, EntryFactory

pytestmark = [pytest.mark.django_db(transaction=True)]

PHONE = {"width": 390, "height": 844}


@pytest.fixture
def owner():
    return UserFactory(name="Siân Owner")


@pytest.fixture
def account(owner):
    entry = EntryFactory(owner=owner, title="Journal club")
    return AccountFactory(owner=owner, entry=entry, title="Safe sleep")


def sign_in(context, live_server, user):
    client = Client()
    client.force_login(user)
    key = client.cookies[settings.SESSION_COOKIE_NAME].value
    context.add_cookies(
        [{"name": settings.SESSION_COOKIE_NAME, "value": key, "url": live_server.url}]
    )


@pytest.fixture
def context(browser, live_server, owner):
    context = browser.new_context(viewport=PHONE)
    sign_in(context, live_server, owner)
    yield context
    context.close()


@pytest.fixture
def opened(context, live_server, account):
    def open_page():
        page = context.new_page()
        page.errors = []
        page.on("pageerror", lambda error: page.errors.append(str(error)))
        page.on("dialog", lambda dialog: page.errors.append(dialog.message))
        page.goto(
            live_server.url + reverse("cpd:account-write", args=[account.reference])
        )
        return page

    return open_page


def said(page):
    return page.locator("[data-said]")


def trouble(page):
    return page.locator("[data-trouble]")


def test_what_is_typed_is_saved_by_itself_and_nothing_stays_in_the_browser(
    opened, account
):
    """D12."""
    page = opened()
    page.get_by_label("What did you learn from it?").press_sequentially("To look again")

    expect(said(page)).to_contain_text("Draft saved at")
    account.refresh_from_db()
    assert account.learnt == "To look again"
    assert page.evaluate("localStorage.length + sessionStorage.length") == 0
    assert page.evaluate("indexedDB.databases()") == []
    assert page.errors == []


def test_two_windows_lose_nothing_and_the_second_is_told(opened, account):
    """D12."""
    one, two = opened(), opened()
    one.get_by_label("What did you learn from it?").fill("From one")
    expect(said(one)).to_contain_text("Draft saved at")

    two.get_by_label("What did you learn from it?").fill("From the other")

    expect(trouble(two)).to_contain_text("Another window had saved other words")
    account.refresh_from_db()
    assert account.learnt == "From the other"
    assert account.versions.get().learnt == "From one"


def test_a_session_that_ends_while_writing_costs_no_word(
    opened, account, context, live_server, owner
):
    """D12: told, signed in elsewhere, saved from the same page."""
    page = opened()
    Session.objects.all().delete()
    page.get_by_label("What did you learn from it?").fill("Typed while signed out")
    expect(trouble(page)).to_contain_text("You have been signed out")
    link = trouble(page).get_by_role("link")
    assert link.get_attribute("href").startswith(reverse("account_login"))

    sign_in(context, live_server, owner)
    page.evaluate("window.dispatchEvent(new Event('focus'))")

    expect(said(page)).to_contain_text("Draft saved at")
    expect(trouble(page)).to_be_hidden()
    account.refresh_from_db()
    assert account.learnt == "Typed while signed out"


def test_a_line_that_drops_is_told_and_the_words_follow(opened, account, context):
    """D12."""
    page = opened()
    context.set_offline(True)
    page.get_by_label("What did you learn from it?").fill("Typed in a tunnel")
    expect(trouble(page)).to_contain_text("There is no connection")

    context.set_offline(False)

    expect(said(page)).to_contain_text("Draft saved at")
    account.refresh_from_db()
    assert account.learnt == "Typed in a tunnel"


def test_leaving_with_words_unsaved_is_asked_about(opened, context):
    page = opened()
    context.set_offline(True)
    page.get_by_label("What did you learn from it?").press_sequentially("Unsaved")
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.type), dialog.accept()))

    page.close(run_before_unload=True)
    page.wait_for_event("close")

    assert asked == ["beforeunload"]


def test_the_script_warns_of_the_same_as_the_server(opened):
    page = opened()

    found = page.evaluate(
        """async (texts) => {
          const { warnings } = await import(
            document.querySelector('script[src*="reflect"]').src
              .replace("reflect", "confidentiality"));
          return texts.map((text) =>
            warnings(text).map((clue) => [clue.kind, clue.found]));
        }""",
        list(CORPUS),
    )

    assert dict(zip(CORPUS, found, strict=True)) == json.loads(json.dumps(CORPUS))


def test_a_warning_appears_while_typing_and_can_be_put_away_for_good(opened, context):
    page = opened()
    sent = []
    page.on("request", lambda request: sent.append(request.url))
    words = page.get_by_label("What did you learn from it?")

    words.fill("I saw the twins on Marsh Lane")

    notice = page.locator("[data-clues=id_learnt]")
    expect(notice).to_contain_text("An address: “Marsh Lane”")
    notice.get_by_role("button", name="Go to the words").click()
    assert page.evaluate("window.getSelection().toString()") == "Marsh Lane"
    notice.get_by_role("button", name="It points to nobody").click()
    expect(notice).to_be_empty()
    words.press_sequentially(" again and again")
    expect(said(page)).to_contain_text("Draft saved at")
    expect(notice).to_be_empty()
    assert {url.split("/")[2] for url in sent} <= {page.url.split("/")[2]}


def test_a_fact_is_put_into_the_first_answer_and_saved(opened, account):
    page = opened()

    page.get_by_role("button", name="Use the title").click()
    page.get_by_role("button", name="Use the hours").click()

    expect(said(page)).to_contain_text("Draft saved at")
    account.refresh_from_db()
    assert account.activity == "Journal club 1 hour, 30 minutes of it participatory"


def test_a_fact_can_be_taken_once_that_does_something(opened, context):
    """On a slow line the page is there before its script."""
    page, waiting = opened(), []
    # Nothing can be hung on a built-in, so it is wrapped.
    context.route("**/reflect*.js", lambda route: waiting.append(route))  # noqa: PLW0108
    page.reload(wait_until="commit")
    expect(page.get_by_text("Facts to start from")).to_be_visible()
    expect(page.get_by_role("button", name="Use the title")).to_be_hidden()

    context.unroute("**/reflect*.js")
    page.get_by_role("button", name="Use the title").click()

    expect(page.get_by_label("What was the nature")).to_have_value("Journal club")


def test_words_that_look_like_a_script_do_nothing(opened, account):
    """X1."""
    hostile = "Mr <img src=x onerror=alert(1)> </textarea><script>alert(2)</script>"
    page = opened()
    page.get_by_label("What did you learn from it?").fill(f"{hostile} Mr Ash")
    expect(said(page)).to_contain_text("Draft saved at")

    page.reload()
    page.goto(page.url.replace("write/", ""))

    expect(page.get_by_text("</textarea><script>alert(2)")).to_be_visible()
    assert page.errors == []


def test_an_answer_is_copied_as_it_was_written(
    context, live_server, owner, browser_name
):
    account = AccountFactory(owner=owner, answered=True, learnt="One.\n\nTwo & <three>")
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = context.new_page()
    page.goto(live_server.url + reverse("cpd:account-detail", args=[account.reference]))

    page.get_by_role("button", name="Copy the answer to: What did you learn").click()

    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == "One.\n\nTwo & <three>"


def test_without_script_the_buttons_save_and_finish(
    browser, live_server, owner, account
):
    context = browser.new_context(java_script_enabled=False, viewport=PHONE)
    sign_in(context, live_server, owner)
    page = context.new_page()
    page.goto(live_server.url + reverse("cpd:account-write", args=[account.reference]))
    for label in ("What was the nature", "What did you learn", "How did you change"):
        page.get_by_label(label).fill("Words")
    page.get_by_role("button", name="Keep as a draft").click()
    expect(page.get_by_text("Draft saved at").first).to_be_visible()
    page.get_by_label("How is this relevant").fill("Words")
    page.get_by_label("Preserve safety").check()
    page.get_by_role("button", name="Save and finish").click()

    expect(page.get_by_text("The account is finished and counts.")).to_be_visible()
    assert ReflectiveAccount.objects.get().status == "finished"
    context.close()
