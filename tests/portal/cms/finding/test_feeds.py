"""Feeds, the map for search engines, and what robots are told."""

import json
from datetime import timedelta
from xml.etree import ElementTree as ET

import pytest

from events.models import EventStatus, Topic, WayIn
from portal.cms.finding import feeds, index
from portal.core import clock
from tests.factories.cms import NewsPageFactory, PositionPageFactory
from tests.factories.events import EventFactory

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def news(**fields):
    page = NewsPageFactory(**fields)
    page.first_published_at = page.last_published_at = clock.now()
    page.save()
    return page


def read(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return ET.fromstring(answer.content)  # noqa: S314 - our own


def entries(client, path):
    return read(client, path).findall(f"{ATOM}entry")


def test_a_feed_of_each_kind(client):
    news(title="News of it", standfirst="What happened.")
    PositionPageFactory()

    (entry,) = entries(client, "/feeds/news.atom")

    assert entry.findtext(f"{ATOM}title") == "News of it"
    assert entry.findtext(f"{ATOM}summary") == "What happened."
    assert entry.find(f"{ATOM}link").get("href") == "http://testserver/news/news-of-it/"


@pytest.mark.parametrize("group", [*feeds.GROUPS, "all"])
def test_every_feed_can_be_read_also_empty(client, group):
    feed = read(client, f"/feeds/{group}.atom")

    assert feed.findtext(f"{ATOM}id").startswith("tag:testserver,2026:")
    assert feed.findtext(f"{ATOM}updated")


def test_a_feed_that_is_none(client):
    assert client.get("/feeds/nothing.atom").status_code == 404
    assert client.get("/feeds/topics/nothing.atom").status_code == 404


def test_a_feed_of_each_topic(client):
    topic = Topic.objects.create(name="Sleep", slug="sleep")
    page = news(title="On sleep")
    page.topics = [topic]
    page.save()
    news(title="Else")

    (entry,) = entries(client, "/feeds/topics/sleep.atom")

    assert entry.findtext(f"{ATOM}title") == "On sleep"


def test_an_item_keeps_its_name_when_it_moves(client):
    page = news(title="News of it")
    before = entries(client, "/feeds/news.atom")[0].findtext(f"{ATOM}id")
    page.slug, page.title = "elsewhere", "Another title"
    page.save()
    page.save_revision().publish()

    after = entries(client, "/feeds/news.atom")[0]

    assert after.findtext(f"{ATOM}id") == before
    assert after.find(f"{ATOM}link").get("href").endswith("/news/elsewhere/")


def test_what_is_for_members_stands_there_by_title_and_summary(client):
    news(readers="members", body=[("prose", "<p>turquoise rhinoceros</p>")])

    text = client.get("/feeds/all.atom").content.decode()

    assert "What happened, and why it matters." in text
    assert "rhinoceros" not in text


def test_pages_name_their_feed(client):
    html = client.get("/news/").content.decode()

    assert 'href="/feeds/news.atom"' in html
    assert 'type="application/atom+xml"' in html


def test_the_map_names_what_anybody_may_see(client):
    news(title="Out")
    NewsPageFactory(title="Draft", live=False)
    EventFactory(title="Open hour", slug="open-hour")
    EventFactory(slug="secret", way_in=WayIn.INVITATION)
    EventFactory(slug="unfinished", status=EventStatus.DRAFT)
    EventFactory(slug="was", starts_at=clock.now() - timedelta(days=9))
    index.renew(at=clock.now())

    found = {
        loc.text.removeprefix("http://testserver")
        for loc in read(client, "/sitemap.xml").iter(f"{MAP}loc")
    }

    assert {"/", "/news/", "/news/out/", "/events/open-hour/", "/events/was/"} <= found
    assert not {"/news/draft/", "/events/secret/", "/events/unfinished/"} & found


def test_robots_are_told_where_the_map_is(client):
    text = client.get("/robots.txt").content.decode()

    assert "Sitemap: http://testserver/sitemap.xml" in text
    assert "Disallow: /staff/" in text


def test_an_event_has_one_address_and_a_card(client):
    event = EventFactory(title="Open hour", summary='Come & "see".')

    html = client.get(f"/events/{event.slug}/?utm_source=x").content.decode()

    assert f'rel="canonical" href="http://testserver/events/{event.slug}/"' in html
    assert 'og:description" content="Come &amp; &quot;see&quot;."' in html
    assert '"@type": "Event"' in html


def test_what_machines_read_of_a_page_can_be_read(client):
    page = news(title="News & <more>", standfirst='He said "no".')

    html = client.get(page.url).content.decode()
    start = html.index('<script type="application/ld+json"')
    data = json.loads(html[html.index(">", start) + 1 : html.index("</script>", start)])

    assert data["@type"] == "NewsArticle"
    assert data["headline"] == "News & <more>"
    assert (
        data["url"] == f"http://testserver{page.url.removeprefix('http://testserver')}"
    )
    assert 'name="twitter:card"' in html
