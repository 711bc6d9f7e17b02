"""A draft as its adviser sees it: for everybody, wide and narrow, in both lights."""

import pytest

from portal.accounts.roles import Role
from portal.cms.drafts import readings
from portal.cms.models import DraftReview
from portal.core import clock, tokens
from tests.factories.accounts import staff
from tests.factories.cms import NewsPageFactory
from tests.rig.reader import broken_rules

pytestmark = [pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("width", "scheme"), [(390, "dark"), (1280, "light")])
def test_an_adviser_reads_comments_and_ends(screen_of, live_server, width, scheme):
    body = [("prose", "<h2>What we ask</h2><p>Words.</p>")]
    page = NewsPageFactory(title="A plan", live=False, body=body)
    page.save_revision()
    adviser = {"name": "Ilse Tarn", "email": "i@example.org", "note": "Fair?"}
    readings.ask(page, **adviser, by=staff(Role.EDITOR), at=clock.now())
    token = tokens.new()
    DraftReview.objects.update(token=tokens.hashed(token))
    screen = screen_of(viewport={"width": width, "height": 900}, color_scheme=scheme)

    screen.goto(f"{live_server.url}/drafts/{token}/")
    found = broken_rules(screen)
    wide = screen.evaluate("document.documentElement.scrollWidth")
    screen.get_by_label("Which part").select_option("What we ask")
    screen.get_by_role("textbox", name="Your comment").fill("Too long.")
    screen.get_by_role("button", name="Send this comment").click()
    kept = screen.get_by_role("heading", name="What we ask", level=3).is_visible()
    screen.get_by_role("button", name="I have finished").click()

    assert found == []
    assert wide <= width
    assert kept
    assert "Thank you" in screen.get_by_role("heading", level=1).inner_text()
