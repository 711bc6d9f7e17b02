"""The frame of every page: which places it leads to, and what pages it refuses."""

import pytest
from wagtail.models import PageViewRestriction

from portal.cms import context
from portal.cms.models import FootColumn, NewsIndexPage, PositionIndexPage, StandardPage
from tests.factories.cms import StandardPageFactory

pytestmark = pytest.mark.django_db


def places(rf):
    return context.navigation(rf.get("/news/"))


def test_the_sections_that_exist_are_shown(rf):
    assert [
        (place["label"], place["url"], place["current"])
        for place in places(rf)["navigation"]
    ] == [
        ("News", "/news/", True),
        ("Positions", "/positions/", False),
        ("Consultations", "/consultations/", False),
        ("Resources", "/resources/", False),
        ("Events", "/events/", False),
        ("Library", "/library/", False),
    ]


def test_a_section_that_was_taken_down_is_not_shown(rf):
    PositionIndexPage.objects.get().unpublish()

    labels = [place["label"] for place in places(rf)["navigation"]]

    assert labels == ["News", "Consultations", "Resources", "Events", "Library"]


def test_a_section_for_some_is_not_shown_to_all(rf):
    PageViewRestriction.objects.create(
        page=NewsIndexPage.objects.get(), restriction_type=PageViewRestriction.LOGIN
    )

    labels = [place["label"] for place in places(rf)["navigation"]]

    assert labels == ["Positions", "Consultations", "Resources", "Events", "Library"]


def test_standing_pages_stand_at_the_foot_where_editors_put_them(rf):
    StandardPageFactory(title="Our people", foot_column=FootColumn.SAY)
    StandardPageFactory(title="Nowhere")

    columns = {
        column["title"]: [link["label"] for link in column["links"]]
        for column in places(rf)["footer_columns"]
    }

    assert columns == {
        "Learn": [
            "Events and training",
            "Library",
            "Courses",
            "Resources",
            "Guidance",
        ],
        "What we say": [
            "News",
            "Positions",
            "Consultations",
            "Joint statements",
            "Our people",
        ],
        "Membership": ["Join or renew", "My number does not work"],
        "Find": [
            "Topics",
            "Expert advisers",
            "Opportunities",
            "Search",
            "E-mail alerts",
        ],
        "About this site": ["Accessibility", "Privacy"],
    }


def test_the_places_are_asked_for_once(rf, django_assert_num_queries):
    places(rf)

    with django_assert_num_queries(0):
        places(rf)


def test_a_change_shows_at_once(rf):
    places(rf)
    StandardPageFactory(title="New", foot_column=FootColumn.ABOUT)

    context.forget()

    assert places(rf)["footer_columns"][-1]["links"][-1]["label"] == "New"


@pytest.mark.parametrize(
    "address", ["accessibility", "privacy", "join", "membership-number"]
)
def test_the_pages_that_every_portal_has(client, address):
    page = StandardPage.objects.get(slug=address)

    answer = client.get(f"/{address}/")

    assert answer.status_code == 200
    assert page.title in answer.content.decode()
    assert "<h2>" in answer.content.decode()


def test_a_page_below_a_page_leads_back_to_it(client):
    above = StandardPage.objects.get(slug="join")
    below = StandardPageFactory(parent=above, title="For employers")

    assert f'<a href="{above.url}">Join or renew</a>' in (
        client.get(below.url).content.decode()
    )


def test_every_page_stands_at_this_installations_address():
    assert StandardPage.objects.get(slug="join").full_url == "http://testserver/join/"


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/join/", 200),
        ("/join/employers/", 200),
        ("/employers/", 404),
        ("/join/nothing/", 404),
        ("/join/employers/join/", 404),
        ("/news/join/", 404),
        ("/JOIN/", 404),
        ("/join/draft/", 404),
    ],
)
def test_a_page_answers_at_its_own_address_alone(client, path, status):
    above = StandardPage.objects.get(slug="join")
    StandardPageFactory(parent=above, slug="employers")
    StandardPageFactory(parent=above, slug="draft", live=False)

    assert client.get(path).status_code == status


def test_a_page_below_one_that_is_closed_is_closed(client):
    above = StandardPage.objects.get(slug="join")
    StandardPageFactory(parent=above, slug="employers")
    PageViewRestriction.objects.create(
        page=above, restriction_type=PageViewRestriction.LOGIN
    )

    assert client.get("/join/employers/").status_code == 302
