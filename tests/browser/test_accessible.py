"""Every page there is, in a browser: by rule, in both lights, wide and narrow."""

import gzip
import time
from importlib.resources import files
from pathlib import Path

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from playwright.sync_api import Error

from portal.accounts.models import User
from tests.rig import showcase

pytestmark = pytest.mark.django_db(transaction=True)

AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What depends on how wide the page is, and of that, what depends on the light.
BY_WIDTH = ["color-contrast", "link-in-text-block", "scrollable-region-focusable"]
BY_WIDTH += ["aria-hidden-focus", "button-name", "link-name", "target-size"]
ASK = """async ([context, only]) => {
  document.body.getBoundingClientRect();
  // A colour on its way to another is neither of them.
  for (const change of document.getAnimations()) change.cancel();
  const found = await axe.run(context, {
    runOnly: only, resultTypes: ["violations"], iframes: false,
  });
  return found.violations.flatMap((rule) =>
    rule.nodes.slice(0, 3).map((node) => `${rule.id}: ${node.html.slice(0, 160)}`));
}"""
SIDEWAYS = "document.documentElement.scrollWidth - document.documentElement.clientWidth"
OPEN_FOLDS = "all => all.forEach(one => one.open = true)"
# What a page weighs on the line with its styles and scripts, before pictures.
MOST_BYTES = 100_000
WEIGHED = {"document", "stylesheet", "script"}


def test_every_address_has_something_to_show_or_is_no_page(case):
    """A new address stands in the showcase, or among what is no page."""
    elsewhere = tuple(showcase.ELSEWHERE)
    every = {name for name in showcase.names() if not name.startswith(elsewhere)}

    assert sorted(every - case.names() - showcase.NO_PAGES) == []
    assert sorted(showcase.NO_PAGES - every) == [], "names that are no more"
    here = Path(__file__).parent
    assert all((here / test).exists() for test in showcase.ELSEWHERE.values())


@pytest.fixture
def case(transactional_db, settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "private"
    settings.SECOND_FACTOR_OBLIGED = False
    settings.ACCOUNT_REAUTHENTICATION_TIMEOUT = 3600
    return showcase.showcase()


def come_in(who):
    """Return the browser of somebody who is signed in, or half-way there."""
    client = Client()
    if who in showcase.HALF_WAY:
        name, form, _ = showcase.HALF_WAY[who]
        client.post(reverse(name), form)
        return client
    user = User.objects.get(email=f"{who}@demo.example")
    client.force_login(user)
    session = client.session
    # They have said who they are a moment ago, as some pages of the account ask.
    session["account_authentication_methods"] = [
        {"method": "password", "at": time.time(), "reauthenticated": True}
    ]
    session["account_authentication_methods_user"] = str(user.pk)
    session.save()
    return client


class Reader:
    """Somebody's browser, and what it complains of while one page is open."""

    def __init__(self, browser, live_server, who):
        self.here = live_server.url
        self.context = browser.new_context(
            reduced_motion="reduce", viewport={"width": 1280, "height": 900}
        )
        if who:
            name = settings.SESSION_COOKIE_NAME
            key = come_in(who).cookies[name].value
            self.context.add_cookies([{"name": name, "value": key, "url": self.here}])
        self.page = self.context.new_page()
        self.said, self.asked, self.weights = [], [], {}
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("requestfinished", self._note)

    def _hear(self, words):
        # The tests' pictures lie in memory, where no address leads.
        if "/media/" not in words.location["url"]:
            self.said.append(words.text)

    def _note(self, request):
        self.asked.append(request)

    def faults(self, look):
        """Return what is wrong with a page, each fault in a line."""
        page = self.page
        self.said.clear()
        self.asked.clear()
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        page.set_viewport_size({"width": 1280, "height": 900})
        try:
            answer = page.goto(self.here + look.path)
        except Error as trouble:
            if "Download is starting" in trouble.message:
                return []
            return [trouble.message.splitlines()[0]]
        if answer.status != 200:
            return [f"answers {answer.status}"]
        if answer.request.redirected_from is not None:
            return [f"leads on to {page.url}: it is no page of its own"]
        where = "#main" if look.is_staff else "html"
        if not page.locator(where).count():
            return [f"has no {where}"]
        page.eval_on_selector_all("details", OPEN_FOLDS)
        found = self._words(look)
        page.evaluate(AXE)
        tags = WCAG if look.is_staff else [*WCAG, "best-practice"]
        for width, scheme, only in (
            (1280, "light", {"type": "tag", "values": tags}),
            (390, "dark", {"type": "rule", "values": BY_WIDTH}),
        ):
            page.set_viewport_size({"width": width, "height": 900})
            page.emulate_media(color_scheme=scheme)
            broken = page.evaluate(ASK, [where, only])
            found += [f"{width} {scheme}: {words}" for words in broken]
        page.set_viewport_size({"width": 320, "height": 900})
        if sideways := page.evaluate(SIDEWAYS):
            found.append(f"is {sideways} too wide at 320")
        found += [f"console: {words}" for words in self.said]
        return found + self._line(look)

    def _words(self, look):
        page = self.page
        found = []
        if len(page.title()) < 4:
            found.append("has no title")
        headings = page.locator("h1").count()
        if headings != 1:
            found.append(f"has {headings} first headings")
        return found

    def _line(self, look):
        """Return what is wrong with how the page came: from where, and how heavy."""
        urls = [request.url for request in self.asked]
        own = (self.here, "data:", "blob:")
        found = [f"asks {url}" for url in urls if not url.startswith(own)]
        if not look.is_staff:
            heavy = [each for each in self.asked if each.resource_type in WEIGHED]
            weight = sum(map(self._weight, heavy))
            if weight > MOST_BYTES:
                found.append(f"weighs {weight} bytes")
        return found

    def _weight(self, request):
        """Return what came over the line, compressed as a web server does it."""
        if request.url not in self.weights:
            body = request.response().body()
            self.weights[request.url] = len(gzip.compress(body))
        return self.weights[request.url]


@pytest.mark.parametrize("is_staff", [False, True], ids=["site", "staff"])
def test_nobody_is_shut_out_of_any_page(case, browser, live_server, is_staff):
    readers = {}
    found = {}
    looks = [look for look in case.looks if look.is_staff == is_staff]
    assert looks
    for look in looks:
        if look.who not in readers:
            readers[look.who] = Reader(browser, live_server, look.who)
        if faults := readers[look.who].faults(look):
            found[str(look)] = faults
    for reader in readers.values():
        reader.context.close()

    lines = [f"{look}\n  {fault}" for look, faults in found.items() for fault in faults]
    assert lines == [], "\n".join(lines)
