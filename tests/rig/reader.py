"""A reader: somebody's browser, and what is wrong with each page it opens.

Each page is loaded once. All rules are asked wide and in the light; what depends on
the width or the light is asked again in the other three, and the width alone at 320,
which is 1280 enlarged to 400 %.
"""

import gzip
from importlib.resources import files

from django.conf import settings
from django.test import Client
from playwright.sync_api import Error

AXE = (files("axe_playwright_python") / "axe.min.js").read_text()
WCAG = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
# What depends on how wide the page is, and of that, what depends on the light.
BY_WIDTH = ["color-contrast", "link-in-text-block", "scrollable-region-focusable"]
BY_WIDTH += ["aria-hidden-focus", "button-name", "link-name", "target-size"]
OTHERWISE = ((1280, "dark"), (390, "light"), (390, "dark"))
BRIEFLY = OTHERWISE[-1:]
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
SHORTEST_TITLE = 4
GOOD = 200


def broken_rules(page, *, where="html", tags=(*WCAG, "best-practice")):
    """Return the rules that a page breaks as it stands, a menu open for instance."""
    page.evaluate(AXE)
    return page.evaluate(ASK, [where, {"type": "tag", "values": list(tags)}])


class Reader:
    """One person's browser. A visitor has no client that is signed in."""

    def __init__(self, browser, here, client=None):
        self.here = here
        self.context = browser.new_context(
            reduced_motion="reduce", viewport={"width": 1280, "height": 900}
        )
        if client is not None:
            name = settings.SESSION_COOKIE_NAME
            key = client.cookies[name].value
            self.context.add_cookies([{"name": name, "value": key, "url": here}])
        self.page = self.context.new_page()
        self.said, self.asked, self.weights = [], [], {}
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.on("requestfinished", lambda request: self.asked.append(request))  # noqa: PLW0108 - no attribute can be set on a built-in

    def _hear(self, words):
        # The tests' pictures lie in memory, where no address leads; and Chromium says
        # of a page with another status than 200 that it failed.
        url = words.location["url"]
        if "/media/" not in url and url != self.page.url:
            self.said.append(words.text)

    def faults(self, path, *, lights=BRIEFLY, status=GOOD):
        """Return what is wrong with a page, each fault in a line.

        On a staff page, what the CMS draws around ours is left to the CMS.
        """
        page = self.page
        is_staff = path.startswith(settings.STAFF_PREFIX)
        self.said.clear()
        self.asked.clear()
        page.emulate_media(color_scheme="light", reduced_motion="reduce")
        page.set_viewport_size({"width": 1280, "height": 900})
        try:
            answer = page.goto(self.here + path)
        except Error as trouble:
            if "Download is starting" in trouble.message:
                return []
            return [trouble.message.splitlines()[0]]
        if answer.status not in {GOOD, status}:
            return [f"answers {answer.status}"]
        if answer.request.redirected_from is not None:
            return [f"leads on to {page.url}: it is no page of its own"]
        where = "#main" if is_staff else "html"
        if not page.locator(where).count():
            return [f"has no {where}"]
        page.eval_on_selector_all("details", OPEN_FOLDS)
        found = self._words()
        page.evaluate(AXE)
        tags = WCAG if is_staff else [*WCAG, "best-practice"]
        every = {"type": "tag", "values": tags}
        found += self._broken(1280, "light", where, every)
        for width, scheme in lights:
            by_width = {"type": "rule", "values": BY_WIDTH}
            found += self._broken(width, scheme, where, by_width)
        page.set_viewport_size({"width": 320, "height": 900})
        if sideways := page.evaluate(SIDEWAYS):
            found.append(f"is {sideways} too wide at 320")
        found += [f"console: {words}" for words in self.said]
        return found + self._line(is_staff=is_staff)

    def close(self):
        self.context.close()

    def _broken(self, width, scheme, where, only):
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.emulate_media(color_scheme=scheme)
        broken = self.page.evaluate(ASK, [where, only])
        return [f"{width} {scheme}: {words}" for words in broken]

    def _words(self):
        found = []
        if len(self.page.title()) < SHORTEST_TITLE:
            found.append("has no title")
        headings = self.page.locator("h1").count()
        if headings != 1:
            found.append(f"has {headings} first headings")
        return found

    def _line(self, *, is_staff):
        """Return what is wrong with how the page came: from where, and how heavy."""
        urls = [request.url for request in self.asked]
        own = (self.here, "data:", "blob:")
        found = [f"asks {url}" for url in urls if not url.startswith(own)]
        if not is_staff:
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


def faults_of(browser, here, pages, *, status=GOOD):
    """Return what is wrong with pages in both lights, wide and narrow.

    `pages` says which addresses each person opens; None is a visitor.
    """
    lines = []
    for user, paths in pages.items():
        client = None
        if user is not None:
            client = Client()
            client.force_login(user)
        reader = Reader(browser, here, client)
        for path in paths:
            found = reader.faults(path, lights=OTHERWISE, status=status)
            lines += [f"{path} as {user or 'a visitor'}: {fault}" for fault in found]
        reader.close()
    return lines
