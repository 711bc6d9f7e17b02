"""X1: payloads in every text of a page, opened in a browser that listens."""

import pytest
from wagtail.rich_text import RichText

from portal.accounts.roles import Role
from tests.factories.accounts import staff
from tests.factories.cms import NewsPageFactory
from tests.portal.cms.test_payloads import PAYLOADS, fill

pytestmark = [pytest.mark.django_db(transaction=True)]


def listen(screen):
    """Have whatever runs call a name that notes it, and note dialogs as well."""
    ran = []
    screen.expose_function("planted", lambda *_: ran.append("planted"))
    screen.on("dialog", lambda dialog: (ran.append(dialog.message), dialog.dismiss()))
    return ran


def test_x1_nothing_that_was_typed_runs(screen_of, live_server):
    editor = staff(Role.EDITOR, name="Wren")
    page = NewsPageFactory()
    fill(page, " ".join(PAYLOADS))
    page.title = " ".join(PAYLOADS)[:255]
    page.body = [("prose", RichText("".join(f"<p>{one}</p>" for one in PAYLOADS)))]
    page.save(clean=False)
    page.save_revision(clean=False)
    screen = screen_of(editor)
    ran = listen(screen)

    for address in (
        f"/news/{page.slug}/",
        "/news/",
        "/search/?q=planted",
        "/staff/",
        f"/staff/pages/{page.pk}/edit/",
        f"/staff/pages/{page.pk}/history/",
        f"/staff/pages/{page.get_parent().pk}/",
    ):
        screen.goto(f"{live_server.url}{address}")
        screen.wait_for_timeout(300)

    assert ran == []


def test_x1_a_page_that_lets_it_run_is_found_out(screen_of, live_server):
    """The control: the same listener on a page that shows what was typed as it is."""
    screen = screen_of()
    ran = listen(screen)
    screen.goto("about:blank")

    screen.set_content("<img src=x onerror=planted(1)>")
    screen.wait_for_timeout(300)

    assert ran == ["planted"]
