"""News: the list and what narrows it, one item, and its corrections."""

import json
import re
from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Topic, WayIn
from portal.cms.models import Correction, NewsKind
from tests.factories.cms import NewsPageFactory, PictureFactory
from tests.factories.events import EventFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def safeguarding():
    return Topic.objects.create(name="Safeguarding", slug="safeguarding")


def titles(response):
    return [item.title for item in response.context["news"]]


def test_the_newest_comes_first(client):
    NewsPageFactory(title="Old", published_on=date(2015, 10, 19))
    NewsPageFactory(title="New", published_on=date(2023, 12, 18))
    NewsPageFactory(title="Draft", live=False)

    assert titles(client.get("/news/")) == ["New", "Old"]


def test_the_list_is_narrowed_by_kind_topic_and_year(client, safeguarding):
    fitting = NewsPageFactory(
        title="Fits", kind=NewsKind.REACTION, published_on=date(2021, 9, 14)
    )
    fitting.topics.add(safeguarding)
    fitting.save()
    NewsPageFactory(kind=NewsKind.REACTION, published_on=date(2020, 7, 20))
    NewsPageFactory(published_on=date(2021, 1, 1))

    response = client.get("/news/?kind=reaction&topic=safeguarding&year=2021")

    assert titles(response) == ["Fits"]
    assert [(link["words"], link["url"]) for link in response.context["applied"]] == [
        ("Reaction", "?topic=safeguarding&year=2021"),
        ("Safeguarding", "?kind=reaction&year=2021"),
        ("2021", "?kind=reaction&topic=safeguarding"),
    ]


@pytest.mark.parametrize(
    "query",
    ["kind=nonsense", "year=0", "year=99999", "topic='--", "page=x", "page=9999",
     "kind=reaction&kind=digest", "year=%00"],
)  # fmt: skip
def test_what_makes_no_sense_is_left_out(client, query):
    NewsPageFactory()

    assert client.get(f"/news/?{query}").status_code == 200


def test_an_empty_list_says_why(client):
    assert "Nothing yet" in client.get("/news/").content.decode()

    NewsPageFactory(kind=NewsKind.DIGEST)

    page = client.get("/news/?kind=reaction").content.decode()
    assert "Nothing fits" in page


def test_the_list_has_pages(client):
    for _ in range(21):
        NewsPageFactory()

    assert len(titles(client.get("/news/"))) == 20
    assert len(titles(client.get("/news/?page=2"))) == 1


def test_the_list_asks_as_much_for_three_as_for_one(client, django_assert_num_queries):
    NewsPageFactory()
    client.get("/news/")
    with CaptureQueriesContext(connection) as one:
        client.get("/news/")
    NewsPageFactory()
    NewsPageFactory()

    with django_assert_num_queries(len(one)):
        client.get("/news/")


def test_an_item_says_when_by_whom_and_how_long_it_takes(client):
    item = NewsPageFactory(
        published_on=date(2023, 12, 18),
        body=[{"type": "prose", "value": "<p>" + "word " * 440 + "</p>"}],
    )

    page = client.get(item.url).content.decode()

    assert "18 December 2023" in page
    assert "Policy and quality lead" in page
    assert "2 minutes" in page


def test_corrections_are_dated_and_shown(client):
    item = NewsPageFactory(published_on=date(2020, 4, 22))
    for day, words in ((24, "It was forty-three."), (23, "It was April.")):
        item.corrections.add(Correction(corrected_on=date(2020, 4, day), words=words))
    item.save()

    page = client.get(item.url).content.decode()

    assert "Corrected on 24 April 2020" in page
    assert page.index("It was forty-three.") < page.index("It was April.")


def test_the_event_beside_an_item_is_asked_and_not_typed(client):
    event = EventFactory(title="The hour")
    item = NewsPageFactory(event=event)
    assert "Talk it through" in client.get(item.url).content.decode()

    event.starts_at -= timedelta(days=60)
    event.ends_at -= timedelta(days=60)
    event.save()

    assert "It was talked through" in client.get(item.url).content.decode()


def test_an_event_by_invitation_is_not_given_away(client):
    item = NewsPageFactory(event=EventFactory(title="Secret", way_in=WayIn.INVITATION))

    assert "Secret" not in client.get(item.url).content.decode()


def test_a_picture_must_be_described(client):
    item = NewsPageFactory.build(picture=PictureFactory(alternative=""))

    with pytest.raises(ValidationError) as refused:
        item.clean()

    assert set(refused.value.message_dict) == {"picture"}


def test_a_picture_stands_in_place_of_the_plate(client):
    item = NewsPageFactory(picture=PictureFactory())

    page = client.get(item.url).content.decode()

    assert 'alt="A hallway with a pram"' in page
    assert 'property="og:image"' in page


def test_search_engines_read_what_readers_read(client):
    item = NewsPageFactory(
        title="</script><script>alert(1)</script>", published_on=date(2024, 2, 20)
    )

    page = client.get(item.url).content.decode()
    data = re.search(
        r'<script type="application/ld\+json" nonce="[^"]+">(.*?)</script>', page
    )

    assert data is not None
    told = json.loads(data[1])
    assert told["@type"] == "NewsArticle"
    assert told["headline"] == "</script><script>alert(1)</script>"
    assert told["datePublished"] == "2024-02-20"
    assert told["url"] == f"http://testserver{item.url}"
    assert "<script>alert(1)" not in page
    assert f'<link rel="canonical" href="http://testserver{item.url}">' in page
