"""Every kind of page of the demonstration, in a browser: nobody is shut out."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.core.management import call_command
from django.test import override_settings

from events.models import Event
from portal.demo.models import MailboxMessage

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
READING = (
    "/",
    "/news/",
    "/news/?kind=reaction&topic=safeguarding",
    "/news/?kind=digest&year=2015",
    "/news/what-393-serious-incidents-ask/",
    "/news/the-updated-safeguarding-guidance/",
    "/news/babies-in-lockdown-a-joint-statement/",
    "/news/learning-from-reviews-returns/",
    "/positions/",
    "/positions/lead-practitioners/",
    "/positions/visits-by-video/",
    "/membership-number/",
    "/demo/",
    "/demo/mailbox/",
)


@pytest.fixture
def demonstration(transactional_db):
    mailbox = {"default": {"BACKEND": "portal.demo.mailbox.MailboxBackend"}}
    with override_settings(MAILERS=mailbox):
        call_command("seed_demo")


def faults(page, address):
    """Return what is wrong with a page: rules, width, complaints, calls elsewhere."""
    said = []
    asked = []

    def note_words(message):
        said.append(message.text)

    def note_request(request):
        asked.append(request.url)

    page.on("console", note_words)
    page.on("request", note_request)
    # Pictures are a web server's to hand out.
    page.route("**/media/**", lambda route: route.fulfill(status=204))
    page.goto(address)
    page.eval_on_selector_all("details", "all => all.forEach(one => one.open = true)")
    broken = Axe().run(page, options=RULES).response["violations"]
    wide = page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )
    page.remove_listener("console", note_words)
    page.remove_listener("request", note_request)
    here = "/".join(address.split("/")[:3])
    return {
        "rules": [(rule["id"], rule["nodes"][0]["html"][:100]) for rule in broken],
        "sideways": wide,
        "console": said,
        "elsewhere": [url for url in asked if not url.startswith((here, "data:"))],
    }


FINE = {"rules": [], "sideways": 0, "console": [], "elsewhere": []}


def test_a_reader_meets_no_obstacle(demonstration, live_server, browser):
    mail = MailboxMessage.objects.exclude(calendar="").first()
    events = [event.get_absolute_url() for event in Event.objects.public()[:40:5]]
    addresses = (*READING, f"/demo/mailbox/{mail.pk}/", "/events/", *events)
    found = {}

    for width, scheme in ((390, "dark"), (1280, "light")):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            reduced_motion="reduce",
        )
        page = context.new_page()
        for address in addresses:
            found[width, address] = faults(page, live_server.url + address)
        context.close()

    assert {one: what for one, what in found.items() if what != FINE} == {}
