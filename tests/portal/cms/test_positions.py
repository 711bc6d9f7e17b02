"""Positions: what is held, whether it still is, and when it is looked at again."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.rich_text import RichText

from portal.cms.models import PositionPage, PositionStatus
from portal.core import clock
from tests.factories.cms import PositionPageFactory

pytestmark = pytest.mark.django_db


def texts(client, page):
    return client.get(page.url).content.decode()


def test_a_position_says_since_when_and_for_whom(client):
    position = PositionPageFactory(
        statement="Never by default.",
        held_since=date(2023, 9, 6),
        review_by=date(2027, 9, 6),
        scotland=False,
        northern_ireland=False,
        basis="A roundtable in August 2023.",
    )

    page = texts(client, position)

    assert "Never by default." in page
    assert "Held since September 2023" in page
    assert "6 September 2027" in page
    assert "England and Wales" in page
    assert "A roundtable in August 2023." in page


def test_all_four_nations_are_the_united_kingdom():
    assert PositionPageFactory.build().nations == "The United Kingdom"


def test_each_point_has_an_address_that_moves_with_it(client):
    position = PositionPageFactory(
        points=[("point", RichText("<p>First.</p>")), ("point", RichText("Second."))]
    )
    position.refresh_from_db()
    first, second = (str(point.id)[:8] for point in position.points)

    page = texts(client, position)

    assert f'<li id="point-{first}">First.' in page
    assert f'href="#point-{second}"' in page


@pytest.mark.parametrize(
    ("status", "words"),
    [
        (PositionStatus.UNDER_REVIEW, "Until we say otherwise it is what we hold."),
        (PositionStatus.WITHDRAWN, "We no longer hold this"),
    ],
)
def test_a_position_that_may_not_hold_says_so(client, status, words):
    position = PositionPageFactory(status=status, withdrawn_on=date(2021, 9, 1))

    assert words in texts(client, position)


def test_withdrawn_positions_stand_apart_in_the_list(client):
    held = PositionPageFactory(title="Held")
    gone = PositionPageFactory(
        title="Gone", status=PositionStatus.WITHDRAWN, withdrawn_on=date(2021, 9, 1)
    )

    response = client.get("/positions/")

    assert response.context["held"] == [held]
    assert response.context["withdrawn"] == [gone]


@pytest.mark.parametrize(
    ("fields", "asks"),
    [
        ({"status": PositionStatus.WITHDRAWN}, "withdrawn_on"),
        ({"review_by": None}, "review_by"),
        (
            dict.fromkeys(["england", "scotland", "wales", "northern_ireland"], False),
            "england",
        ),
    ],
)
def test_what_a_position_must_say(fields, asks):
    position = PositionPageFactory.build(**fields)

    with pytest.raises(ValidationError) as refused:
        position.clean()

    assert set(refused.value.message_dict) == {asks}


def test_what_needs_review_is_found_before_it_is_due():
    today = clock.today()
    soon = PositionPageFactory(review_by=today + timedelta(days=90))
    late = PositionPageFactory(review_by=today - timedelta(days=1))
    being = PositionPageFactory(status=PositionStatus.UNDER_REVIEW)
    PositionPageFactory(review_by=today + timedelta(days=91))
    PositionPageFactory(
        status=PositionStatus.WITHDRAWN, withdrawn_on=today, review_by=today
    )

    found = PositionPage.objects.needing_review(today)

    assert set(found) == {soon, late, being}
    assert late.review_is_due(today)
    assert not soon.review_is_due(today)


def test_the_list_asks_as_much_for_three_as_for_one(client, django_assert_num_queries):
    PositionPageFactory()
    client.get("/positions/")
    with CaptureQueriesContext(connection) as one:
        client.get("/positions/")
    PositionPageFactory()
    PositionPageFactory()

    with django_assert_num_queries(len(one)):
        client.get("/positions/")
