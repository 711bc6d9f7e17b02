"""Opportunities: open to the end of their last UK day, and closed by nobody."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext

from portal.cms.access import Readers
from portal.cms.models import OpportunityKind, OpportunityPage
from portal.core import clock
from tests.factories.resources import OpportunityPageFactory

pytestmark = pytest.mark.django_db


def texts(client, page):
    return client.get(page.url).content.decode()


def titles(context):
    return (
        [page.title for page, _ in context["open"]],
        [page.title for page in context["closed"]],
    )


@pytest.mark.parametrize(
    ("at", "is_open"),
    [
        # British summer time: the day ends an hour before midnight in Greenwich.
        (datetime(2026, 7, 1, 22, 59, tzinfo=UTC), True),
        (datetime(2026, 7, 1, 23, 0, tzinfo=UTC), False),
    ],
)
def test_it_closes_by_itself_at_the_end_of_the_day_in_the_united_kingdom(
    client, time_machine, at, is_open
):
    page = OpportunityPageFactory(
        title="A post", opens_on=date(2026, 6, 1), closes_on=date(2026, 7, 1)
    )

    time_machine.move_to(at, tick=False)
    text = texts(client, page)
    opened, closed = titles(client.get("/opportunities/").context)

    assert ("Closes today" in text) == is_open
    assert ("This has closed" in text) != is_open
    assert ("mailto:recruitment@trust.example" in text) == is_open
    assert (opened, closed) == ((["A post"], []) if is_open else ([], ["A post"]))


def test_what_has_closed_stays_readable_and_offers_no_way_to_apply(client):
    page = OpportunityPageFactory(
        closes_on=clock.today() - timedelta(days=1),
        apply_address="https://trust.example/jobs",
    )

    text = texts(client, page)

    assert client.get(page.url).status_code == 200
    assert "Nothing can be sent in any more." in text
    assert "https://trust.example/jobs" not in text


def test_what_is_open_says_until_when_and_how(client):
    page = OpportunityPageFactory(
        kind=OpportunityKind.VACANCY,
        organisation="Ashvale Community Trust",
        reference="AVT-2211",
        place="Ashvale",
        terms="22.5 hours",
        apply_address="https://trust.example/jobs",
    )

    text = texts(client, page)

    for words in (
        "7 days left",
        "Ashvale Community Trust",
        "AVT-2211",
        "22.5 hours",
        'href="https://trust.example/jobs"',
        "at the end of the day, UK time",
    ):
        assert words in text, words


@pytest.mark.parametrize(
    ("days", "words"),
    [(-1, ""), (0, "Closes today"), (1, "Closes tomorrow"), (2, "2 days left")],
)
def test_how_long_is_left_is_counted_in_days(days, words):
    today = date(2026, 3, 28)
    page = OpportunityPage(closes_on=today + timedelta(days=days))

    assert page.closes_in(today) == words
    assert page.is_open(today) == (days >= 0)


def test_what_closes_next_comes_first_and_what_closed_last(client):
    today = clock.today()
    for days in (9, 3, -3, -9):
        OpportunityPageFactory(
            title=str(days),
            slug=f"closes-{days + 10}",
            opens_on=today - timedelta(days=30),
            closes_on=today + timedelta(days=days),
        )

    assert titles(client.get("/opportunities/").context) == (["3", "9"], ["-3", "-9"])


def test_the_list_is_narrowed_by_kind(client):
    OpportunityPageFactory(title="An award", kind=OpportunityKind.AWARD)
    OpportunityPageFactory(title="A post")

    narrowed = client.get("/opportunities/?kind=award").context
    senseless = client.get("/opportunities/?kind=%00").context

    assert titles(narrowed) == (["An award"], [])
    assert len(senseless["open"]) == 2


@pytest.mark.parametrize(
    ("fields", "asks"),
    [
        ({"apply_mailbox": ""}, "apply_address"),
        ({"closes_on": date(2020, 1, 1)}, "closes_on"),
    ],
)
def test_what_an_opportunity_must_say(fields, asks):
    page = OpportunityPageFactory.build(**fields)

    with pytest.raises(ValidationError) as refused:
        page.clean()

    assert set(refused.value.message_dict) == {asks}


def test_applications_go_to_no_private_address():
    page = OpportunityPageFactory.build(apply_mailbox="manager@gmail.com")

    with pytest.raises(ValidationError) as refused:
        page.clean_fields(exclude=["path", "depth", "content_type", "slug", "body"])

    assert "apply_mailbox" in refused.value.message_dict


def test_one_for_members_is_listed_for_all_and_opened_by_them(client):
    page = OpportunityPageFactory(readers=Readers.MEMBERS, title="A focus group")

    assert "A focus group" in client.get("/opportunities/").content.decode()
    assert "recruitment@trust.example" not in texts(client, page)


def test_an_empty_list_says_so(client):
    text = client.get("/opportunities/").content.decode()

    assert "Nothing is open at present" in text


def test_the_list_asks_as_much_for_three_as_for_one(client, django_assert_num_queries):
    OpportunityPageFactory()
    client.get("/opportunities/")
    with CaptureQueriesContext(connection) as one:
        client.get("/opportunities/")
    OpportunityPageFactory()
    OpportunityPageFactory()

    with django_assert_num_queries(len(one)):
        client.get("/opportunities/")
