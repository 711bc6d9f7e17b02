"""Links elsewhere: found in pages, visited with manners, told to editors."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from wagtail.rich_text import RichText

from portal.accounts.roles import Role
from portal.cms import before_publishing, tasks
from portal.cms.desk import attention
from portal.cms.models import LinkOnPage, LinkState, OutsideLink
from portal.cms.outside import links
from portal.core.fetching import Fetched, Hop, NoAnswer, NotPublic
from tests.factories.accounts import staff
from tests.factories.cms import NewsPageFactory

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 12, 8, 12, tzinfo=UTC)
WEEK = timedelta(days=7)


def page_with(*addresses, words="The survey", **fields):
    text = "".join(f'<p><a href="{one}">{words}</a></p>' for one in addresses)
    return NewsPageFactory(body=[("prose", RichText(text))], **fields)


def addresses():
    return set(OutsideLink.objects.values_list("address", flat=True))


def answering(status=200, address="", hops=()):
    def visit(asked):
        return Fetched(address=address or asked, status=status, hops=list(hops))

    return visit


def failing(error):
    def visit(_asked):
        raise error

    return visit


# --- What is there ---------------------------------------------------------


def test_links_are_found_in_text_and_blocks_of_pages_that_are_out():
    page_with("https://a.example/one#part", "mailto:a@a.example", "tel:123")
    page_with("https://b.example/draft", live=False)
    quotation = {
        "words": "W",
        "source": "A report",
        "edition": "",
        "address": "https://c.example/",
    }
    NewsPageFactory(body=[("quotation", quotation)])

    links.collect()

    assert addresses() == {"https://a.example/one", "https://c.example/"}


def test_our_own_addresses_are_none_of_them(settings):
    settings.BASE_URL = "https://ours.example"
    page_with("https://ours.example/news/", "/news/")

    links.collect()

    assert addresses() == set()


def test_what_is_gone_from_the_pages_is_forgotten():
    page = page_with("https://a.example/")
    links.collect()
    page.body = []
    page.save()

    links.collect()
    tasks.collect_links()

    assert addresses() == set()


def test_one_address_on_two_pages_is_visited_once():
    page_with("https://a.example/", words="One")
    page_with("https://a.example/", words="Two")

    links.collect()
    asked = []
    links.visit_due(at=NOW, visit=lambda one: asked.append(one) or answering()(one))

    assert asked == ["https://a.example/"]
    assert LinkOnPage.objects.count() == 2


# --- What is met -----------------------------------------------------------


MOVED = [Hop(301, "https://a.example/new")]


@pytest.mark.parametrize(
    ("visit", "state", "reason"),
    [
        (answering(), "fine", ""),
        (answering(404), "broken", "There is no such page"),
        (answering(410), "broken", "There is no such page"),
        (answering(403), "silent", "It turns machines away: look yourself"),
        (answering(429), "silent", "It turns machines away: look yourself"),
        (answering(503), "silent", "It answers with error 503"),
        (
            answering(200, "https://a.example/new", MOVED),
            "moved",
            "It has moved for good",
        ),
        (answering(200, "https://a.example/new", [Hop(302, "x")]), "fine", ""),
        (failing(NoAnswer("It took too long")), "silent", "It took too long"),
        (
            failing(NotPublic("It is not a public address")),
            "not_visited",
            "It is not a public address",
        ),
    ],
)
def test_what_is_met_is_said_in_words(visit, state, reason):
    met = links.meet("https://a.example/", visit)

    assert (met.state, met.reason) == (state, reason)


def test_silence_three_times_is_broken():
    page_with("https://a.example/")
    links.collect()
    states = []

    for number in range(3):
        links.visit_due(
            at=NOW + number * timedelta(days=2), visit=failing(NoAnswer("No host"))
        )
        states.append(OutsideLink.objects.get().state)

    assert states == ["silent", "silent", "broken"]
    assert OutsideLink.objects.get().reason == "No host, 3 times in a row"


def test_a_host_that_turns_machines_away_is_never_broken():
    page_with("https://a.example/")
    links.collect()

    for number in range(5):
        links.visit_due(at=NOW + number * WEEK, visit=answering(403))

    assert OutsideLink.objects.get().state == LinkState.SILENT


def test_one_of_each_host_at_a_time_and_then_it_rests():
    page_with(*(f"https://a.example/{n}" for n in range(3)), "https://b.example/")
    links.collect()
    asked = []

    def visit(one):
        asked.append(one)
        return answering()(one)

    links.visit_due(at=NOW, visit=visit)
    links.visit_due(at=NOW + timedelta(seconds=30), visit=visit)
    first = list(asked)
    links.visit_due(at=NOW + timedelta(seconds=90), visit=visit)

    assert sorted(first) == ["https://a.example/0", "https://b.example/"]
    assert asked[2:] == ["https://a.example/1"]


def test_it_is_visited_again_after_a_week_and_not_before():
    page_with("https://a.example/")
    links.collect()

    numbers = [
        links.visit_due(at=NOW + after, visit=answering())
        for after in (timedelta(), timedelta(days=3), WEEK)
    ]

    assert numbers == [1, 0, 1]


def test_two_workers_at_once_visit_once():
    page_with("https://a.example/")
    links.collect()

    def visit(one):
        assert links.visit_due(at=NOW, visit=failing(AssertionError())) == 0
        return answering()(one)

    assert links.visit_due(at=NOW, visit=visit) == 1


def test_u19_the_task_opens_no_private_address(settings):
    settings.DEMONSTRATION = False
    page_with("http://127.0.0.1/", "http://localhost/admin", "http://[::1]/")
    links.collect()

    tasks.visit_links()

    states = set(OutsideLink.objects.values_list("state", flat=True))
    assert states == {LinkState.NOT_VISITED}


# --- For editors -----------------------------------------------------------


@pytest.fixture
def desk(client):
    client.force_login(staff(Role.EDITOR))
    return client


@pytest.fixture
def broken():
    page = page_with("https://a.example/gone", title="News of a survey")
    links.collect()
    links.visit_due(at=NOW, visit=answering(404))
    return page


def test_editors_see_address_words_and_page(desk, broken):
    page_with("https://b.example/fine")
    links.collect()

    shown = desk.get("/staff/reports/links/").content.decode()
    every = desk.get("/staff/reports/links/?show=all").content.decode()

    assert "https://a.example/gone" in shown
    assert "“The survey”" in shown
    assert "News of a survey" in shown
    assert "b.example" not in shown
    assert "b.example" in every


def test_it_is_told_on_the_first_screen_and_above_the_page(broken):
    (group,) = attention.groups(NOW)
    (finding,) = before_publishing.findings(broken)

    assert group.heading == "Links elsewhere that are broken or have moved"
    assert not finding.stops
    assert finding.words == (
        "The link “The survey” to https://a.example/gone: There is no such page."
    )


def test_an_editor_has_looked_at_it_until_something_changes(desk, broken):
    link = OutsideLink.objects.get()

    desk.post(f"/staff/reports/links/{link.pk}/seen/")
    after = attention.groups(NOW)
    links.visit_due(at=NOW + WEEK, visit=answering(404))
    same = attention.groups(NOW)
    links.visit_due(
        at=NOW + 2 * WEEK, visit=answering(200, "https://a.example/new", MOVED)
    )

    assert after == []
    assert same == []
    assert len(attention.groups(NOW)) == 1


def test_a_page_that_is_taken_down_needs_no_mending(broken):
    broken.unpublish()

    assert attention.groups(NOW) == []


def test_others_may_not_look(client, broken):
    client.force_login(staff(Role.EVENTS))

    assert client.get("/staff/reports/links/").status_code == 302
    assert client.post("/staff/reports/links/1/seen/").status_code == 302


def test_x1_words_and_addresses_are_text(desk):
    page_with(
        "https://a.example/?q=%22%3E", words="&lt;script&gt;alert(1)&lt;/script&gt;"
    )
    links.collect()
    with time_machine.travel(NOW):
        links.visit_due(at=NOW, visit=answering(404))

    assert "<script>alert(1)" not in desk.get("/staff/reports/links/").content.decode()
