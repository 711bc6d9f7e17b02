"""Resources, advisers and opportunities, and what those see who may not read them."""

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client

from events.models import Topic
from portal.accounts.roles import Role
from portal.cms.access import Readers
from portal.cms.models import OpportunityKind, ResourceKind
from portal.core import clock
from tests import files
from tests.factories.accounts import UserFactory, staff
from tests.factories.champions import ChampionFactory
from tests.factories.cms import PictureFactory
from tests.factories.membership import current_member, lapsed_member
from tests.factories.resources import (
    ExpertAdviserPageFactory,
    FileFactory,
    OpportunityPageFactory,
    ResourcePageFactory,
    mailbox,
    resource,
)
from tests.rig.reader import faults_of

pytestmark = [pytest.mark.django_db(transaction=True)]

LONG = "Messages from the national review of sudden and unexpected infant deaths"
BODY = [("prose", "<h2>What is in it</h2><p>Much.</p><ul><li>A list.</li></ul>")]
MOST_BYTES = 100_000


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "private"


@pytest.fixture
def looks():
    """Return who looks at which pages, with something of everything on them."""
    today = clock.today()
    topic = Topic.objects.create(name="Safeguarding", slug="safeguarding")
    figure = FileFactory(
        name="figure.png", content=files.picture("PNG"), checked_on=today
    )
    open_one = resource(
        FileFactory(title=LONG, checked_on=today),
        figure,
        title=LONG,
        kind=ResourceKind.INFOGRAPHIC,
        edition="Second edition",
        review_by=today,
        body=BODY,
    )
    film = ResourcePageFactory(
        kind=ResourceKind.FILM, elsewhere="https://video.example/", minutes=9
    )
    closed = resource(
        FileFactory(readers=Readers.MEMBERS), readers=Readers.MEMBERS, body=BODY
    )
    of_champions = ResourcePageFactory(readers=Readers.CHAMPIONS, body=BODY)
    adviser = ExpertAdviserPageFactory(
        title=LONG, mailbox=mailbox(), portrait=PictureFactory(), body=BODY
    )
    past = today - timedelta(days=900)
    before = ExpertAdviserPageFactory(terms=[("Expert adviser, sleep", past, past)])
    post = OpportunityPageFactory(
        title=LONG,
        organisation="Ashvale Community Trust",
        reference="AVT-2211",
        place="Ashvale",
        terms="22.5 hours a week",
        apply_address="https://trust.example/jobs",
        body=BODY,
    )
    over = OpportunityPageFactory(
        kind=OpportunityKind.AWARD,
        opens_on=past,
        closes_on=today - timedelta(days=1),
    )
    for page in (open_one, adviser, post):
        page.topics.add(topic)
        page.save()
    lists = ["/resources/", "/advisers/", "/opportunities/"]
    empty = ["/resources/?kind=e_learning", "/opportunities/?kind=survey"]
    pages = [one.url for one in (open_one, film, adviser, before, post, over)]
    held_back = [closed.url, of_champions.url]
    file = closed.files.get().file.url
    champion = ChampionFactory().user
    return {
        None: [*lists, *empty, *pages, *held_back, file],
        UserFactory(): [*held_back, file],
        lapsed_member().user: [closed.url, file],
        current_member().user: [closed.url, of_champions.url],
        champion: [of_champions.url],
    }


@pytest.fixture
def come_in(browser, live_server):
    """Return a browser of somebody, of a width and in a light."""
    opened = []

    def open_for(user, width, scheme):
        context = browser.new_context(
            viewport={"width": width, "height": 900},
            color_scheme=scheme,
            reduced_motion="reduce",
        )
        opened.append(context)
        if user is not None:
            client = Client()
            client.force_login(user)
            name = settings.SESSION_COOKIE_NAME
            key = client.cookies[name].value
            context.add_cookies([{"name": name, "value": key, "url": live_server.url}])
        return context.new_page()

    yield open_for
    for context in opened:
        context.close()


def test_every_page_breaks_no_rule_and_asks_nobody_else(browser, live_server, looks):
    """A9, D11. A file held back answers with an explanation, and 403."""
    found = faults_of(browser, live_server.url, looks, status=403)

    assert found == [], "\n".join(found)


def test_a_private_figure_is_drawn_for_those_who_may_see_it(come_in, live_server):
    figure = FileFactory(
        name="figure.png", content=files.picture("PNG"), readers=Readers.MEMBERS
    )
    kept = resource(figure, readers=Readers.MEMBERS)
    shown = ".shown img"
    page = come_in(current_member().user, 1280, "light")

    page.goto(live_server.url + kept.url)
    # Not waited for by a polled sentence: the policy of the page lets none be read.
    drawn = "async image => { await image.decode(); return image.naturalWidth; }"
    assert page.locator(shown).evaluate(drawn) > 0

    stranger = come_in(None, 1280, "light")
    stranger.goto(live_server.url + kept.url)
    assert stranger.locator(shown).count() == 0


def test_a_filter_narrows_the_list_without_leaving_it(come_in, live_server):
    ResourcePageFactory(title="A toolkit")
    ResourcePageFactory(title="A film", kind=ResourceKind.FILM)
    page = come_in(None, 1280, "light")
    page.goto(f"{live_server.url}/resources/")

    page.get_by_label("Kind").select_option("film")
    page.wait_for_url("**kind=film**")

    assert page.get_by_role("heading", level=3).all_inner_texts() == ["A film"]


def test_an_editor_is_asked_who_may_read(come_in, live_server, settings):
    settings.SECOND_FACTOR_OBLIGED = False
    kept = ResourcePageFactory(readers=Readers.MEMBERS)
    page = come_in(staff(Role.EDITOR), 1280, "light")

    page.goto(f"{live_server.url}/staff/pages/{kept.pk}/edit/")

    assert page.get_by_label("Who may read it").input_value() == "members"
    page.get_by_role("button", name=re.compile("Toggle status")).first.click()
    page.get_by_text("For members", exact=True).first.wait_for()


def test_no_page_has_an_inline_style_or_script_or_weighs_too_much(looks):
    for user, addresses in looks.items():
        client = Client()
        if user is not None:
            client.force_login(user)
        for address in addresses:
            html = client.get(address).content.decode()
            assert not re.search(r"<style|\sstyle=|<script>|\son\w+=\"", html), address
            assert len(html) < MOST_BYTES, address
