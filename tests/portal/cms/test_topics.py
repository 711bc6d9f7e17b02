"""Topic pages: everything on a topic, each thing once, in a fixed number of queries."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Topic, WayIn
from portal.accounts.roles import Role
from portal.cms.finding import index
from portal.cms.models import Group, TopicIndexPage, TopicPage
from portal.core import clock
from tests.factories.accounts import staff
from tests.factories.cms import NewsPageFactory, PositionPageFactory, TopicPageFactory
from tests.factories.events import EventFactory
from tests.factories.recordings import published

pytestmark = pytest.mark.django_db


@pytest.fixture
def sleep():
    return TopicPageFactory(title="Safer sleep", slug="sleep")


def about(page, factory, **fields):
    row = factory(**fields)
    row.topics.add(page.topic)
    row.save()
    return row


def renew():
    index.renew_events(at=clock.now())


def test_every_portal_has_the_list(client):
    assert client.get("/topics/").status_code == 200
    assert TopicIndexPage.objects.get().slug == "topics"


def test_the_list_leads_to_each_topic(client, sleep):
    assert 'href="/topics/sleep/"' in client.get("/topics/").content.decode()


def test_a_topic_shows_each_thing_once(client, sleep):
    about(sleep, NewsPageFactory, title="News of it")
    about(sleep, PositionPageFactory, title="What we hold")
    about(sleep, EventFactory, title="Coming up")
    past = about(
        sleep, EventFactory, title="Was", starts_at=clock.now() - timedelta(days=9)
    )
    published(past, by=staff(Role.EVENTS))
    about(sleep, EventFactory, title="Secret", way_in=WayIn.INVITATION)
    NewsPageFactory(title="Something else")
    renew()

    html = client.get(sleep.url).content.decode()

    for title in ("News of it", "What we hold", "Coming up", "Was"):
        assert html.count(f">{title}</a>") == 1
    assert "Secret" not in html
    assert "Something else" not in html


def test_a_kind_with_more_leads_to_all_of_it(client, sleep):
    for number in range(7):
        about(sleep, NewsPageFactory, title=f"News {number}")

    heap = sleep.heaps()[0]
    html = client.get(sleep.url).content.decode()

    assert (heap.group, len(heap.entries), heap.more) == (Group.NEWS, 5, 2)
    assert "/search/?in=news&amp;topic=" in html


def test_an_empty_topic_says_so(client, sleep):
    assert "Nothing yet" in client.get(sleep.url).content.decode()


def test_the_number_of_queries_does_not_grow(client, sleep):
    def asked():
        with CaptureQueriesContext(connection) as queries:
            assert client.get(sleep.url).status_code == 200
        return len(queries)

    for factory in (NewsPageFactory, PositionPageFactory, EventFactory):
        about(sleep, factory)
    renew()
    asked()
    one = asked()
    for factory in (NewsPageFactory, PositionPageFactory, EventFactory) * 2:
        about(sleep, factory)
    renew()

    assert asked() == one


def test_pages_lead_to_their_topics(client, sleep):
    page = about(sleep, NewsPageFactory)

    assert f'<a href="/topics/sleep/">{sleep.topic.name}</a>' in (
        client.get(page.url).content.decode()
    )


def test_a_topic_is_searched_on_its_own(client, sleep):
    about(sleep, NewsPageFactory, title="Caseloads at night")
    NewsPageFactory(title="Caseloads by day")

    html = client.get(
        "/search/", {"q": "caseloads", "topic": sleep.topic.slug}
    ).content.decode()

    assert "at night" in html
    assert "by day" not in html


def test_one_page_for_a_topic(sleep):
    assert TopicPage.objects.get(topic=Topic.objects.get()) == sleep
