"""Resources: found by kind, topic, year and readers, and dated by when they held."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from events.models import Topic
from portal.cms.access import Readers
from portal.cms.models import ResourceFile, ResourceKind, ResourcePage
from portal.core import clock
from tests import files
from tests.factories.membership import current_member
from tests.factories.resources import FileFactory, ResourcePageFactory, resource

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def private(settings, tmp_path):
    settings.PRIVATE_ROOT = tmp_path / "private"


def texts(client, page):
    return client.get(page.url).content.decode()


def listed(client, query=""):
    return [
        page.title for page in client.get(f"/resources/{query}").context["resources"]
    ]


def test_a_resource_says_whose_it_is_and_on_which_day_it_was_right(client):
    page = ResourcePageFactory(
        kind=ResourceKind.EVIDENCE_REVIEW,
        publisher="With a charity",
        edition="Second edition",
        correct_on=date(2026, 3, 4),
        review_by=date(2199, 3, 4),
    )

    text = texts(client, page)

    assert "Evidence review" in text
    assert "With a charity" in text
    assert "Second edition" in text
    assert "Correct on Wednesday 4 March 2026" in text
    assert "We look at it again by 4 March 2199." in text


def test_a_review_that_is_overdue_is_said_to_readers(client):
    page = ResourcePageFactory(
        correct_on=date(2020, 1, 1), review_by=clock.today() - timedelta(days=1)
    )

    assert "We are looking at whether it is still right." in texts(client, page)


def test_each_file_says_what_it_is_before_it_is_fetched(client):
    file = FileFactory(
        title="The toolkit", publisher="The Institute", checked_on=date(2026, 5, 6)
    )
    page = resource(file)

    text = texts(client, page)

    assert f'href="{file.url}"' in text
    assert "PDF, 1 kB. The Institute. Checked on 6 May 2026" in text


def test_a_picture_among_the_files_is_shown_from_the_address_that_asks(client):
    file = FileFactory(name="figure.png", content=files.picture("PNG"))
    page = resource(file)

    assert f'<img src="{file.url}" alt="What is seen"' in texts(client, page)


def test_a_picture_without_words_is_refused():
    file = FileFactory(name="figure.png", content=files.picture("PNG"))

    with pytest.raises(ValidationError) as refused:
        ResourceFile(file=file).clean()

    assert set(refused.value.message_dict) == {"alternative"}


def test_a_film_elsewhere_is_a_link_that_says_so(client):
    page = ResourcePageFactory(
        kind=ResourceKind.FILM, elsewhere="https://video.example/a", minutes=9
    )

    text = texts(client, page)

    assert 'href="https://video.example/a" rel="noreferrer">Watch it there' in text
    assert "9 minutes" in text
    assert "<iframe" not in text


def test_the_review_comes_after_the_day_it_was_right():
    page = ResourcePageFactory.build(
        correct_on=date(2026, 1, 2), review_by=date(2026, 1, 1)
    )

    with pytest.raises(ValidationError) as refused:
        page.clean()

    assert set(refused.value.message_dict) == {"review_by"}


def test_the_list_is_narrowed_by_kind_topic_year_and_readers(client):
    topic = Topic.objects.create(name="Sleep", slug="sleep")
    kept = ResourcePageFactory(
        title="Kept",
        kind=ResourceKind.TOOLKIT,
        readers=Readers.MEMBERS,
        published_on=date(2021, 5, 14),
    )
    kept.topics.add(topic)
    kept.save()
    ResourcePageFactory(
        title="Other", kind=ResourceKind.FILM, published_on=date(2022, 1, 1)
    )

    for query in ("?kind=toolkit", "?topic=sleep", "?year=2021", "?readers=members"):
        assert listed(client, query) == ["Kept"], query
    assert listed(client) == ["Other", "Kept"]


def test_what_makes_no_sense_narrows_nothing(client):
    ResourcePageFactory(title="Kept")

    for query in ("?kind=x", "?year=two", "?topic=%00", "?readers=all", "?page=x"):
        assert listed(client, query) == ["Kept"], query


def test_each_filter_can_be_taken_off_alone(client):
    ResourcePageFactory(kind=ResourceKind.FILM, readers=Readers.EVERYONE)

    answer = client.get("/resources/?kind=film&readers=everyone&page=1")

    assert answer.context["applied"] == [
        {"words": "Short film", "url": "?readers=everyone"},
        {"words": "Everyone", "url": "?kind=film"},
    ]


def test_what_is_for_members_stands_in_the_list_and_says_so(client):
    ResourcePageFactory(title="Kept", readers=Readers.MEMBERS)

    text = client.get("/resources/").content.decode()

    assert "Kept" in text
    assert "For members" in text


def test_an_empty_list_says_what_would_be_there(client):
    assert "Nothing yet" in client.get("/resources/").content.decode()
    ResourcePageFactory(kind=ResourceKind.FILM)
    assert "Nothing fits" in client.get("/resources/?kind=toolkit").content.decode()


def test_structured_data_says_what_it_is_and_promises_no_more_than_is_true():
    page = ResourcePageFactory(kind=ResourceKind.TOOLKIT)
    closed = ResourcePageFactory(readers=Readers.MEMBERS)

    assert page.structured_data()["learningResourceType"] == "Toolkit"
    assert page.structured_data()["isAccessibleForFree"] is True
    assert closed.structured_data()["isAccessibleForFree"] is None


def test_what_needs_review_is_found_before_it_is_due():
    today = clock.today()
    soon = ResourcePageFactory(review_by=today + timedelta(days=90))
    ResourcePageFactory(review_by=today + timedelta(days=91))
    ResourcePageFactory()

    assert list(ResourcePage.objects.needing_review(today)) == [soon]


def test_the_list_asks_as_much_for_three_as_for_one(client, django_assert_num_queries):
    resource(FileFactory())
    client.get("/resources/")
    with CaptureQueriesContext(connection) as one:
        client.get("/resources/")
    resource(FileFactory(), readers=Readers.MEMBERS)
    resource(FileFactory())

    with django_assert_num_queries(len(one)):
        client.get("/resources/")


def test_a_page_asks_as_much_for_three_files_as_for_one(
    client, django_assert_num_queries
):
    client.force_login(current_member().user)
    page = resource(FileFactory(), readers=Readers.MEMBERS)
    client.get(page.url)
    with CaptureQueriesContext(connection) as one:
        client.get(page.url)
    for place in (1, 2):
        ResourceFile.objects.create(page=page, file=FileFactory(), sort_order=place)

    with django_assert_num_queries(len(one)):
        client.get(page.url)
