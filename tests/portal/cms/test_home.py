"""The front page: what leads, what comes next, and how much it asks the database."""

from datetime import timedelta

import pytest
from django.test import Client

from events.models import EventStatus, WayIn
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.cms import parts
from portal.cms.models import HomePage, NewsPage, PositionStatus
from portal.core import clock
from tests.factories.accounts import UserFactory, staff
from tests.factories.cms import NewsPageFactory, PositionPageFactory
from tests.factories.events import EventFactory, place
from tests.factories.membership import GradeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def home():
    return HomePage.objects.get()


def texts(response):
    return response.content.decode()


def test_a_fresh_portal_has_a_front_page_of_ours(client):
    page = texts(client.get("/"))

    assert "Welcome to your new Wagtail site" not in page
    assert "Nothing is planned yet" in page
    assert "Become a member" in page


def test_the_newest_news_leads_when_nothing_is_chosen(client):
    NewsPageFactory(title="Older", published_on=clock.today() - timedelta(days=3))
    newest = NewsPageFactory(title="Newest")

    response = client.get("/")

    assert response.context["lead"] == newest
    assert [item.title for item in response.context["news"]] == ["Older"]


def test_the_chosen_lead_is_not_among_the_cards(client, home):
    chosen = NewsPageFactory(published_on=clock.today() - timedelta(days=30))
    others = [NewsPageFactory() for _ in range(4)]
    home.lead = chosen
    home.save()

    response = client.get("/")

    assert response.context["lead"] == chosen
    assert set(response.context["news"]) <= set(others)
    assert len(response.context["news"]) == 3


def test_a_lead_that_was_taken_down_gives_way(client, home):
    home.lead = NewsPageFactory(live=False)
    home.save()
    newest = NewsPageFactory()

    assert client.get("/").context["lead"] == newest


@pytest.mark.parametrize(
    ("fields", "shown"),
    [
        ({}, True),
        ({"status": EventStatus.DRAFT}, False),
        ({"way_in": WayIn.INVITATION}, False),
        ({"starts_at": clock.now() - timedelta(days=2)}, False),
    ],
)
def test_the_lead_leads_on_to_an_event_that_anybody_may_see(client, fields, shown):
    NewsPageFactory(event=EventFactory(title="The hour", **fields))

    response = client.get("/")

    assert bool(response.context["lead_event"]) is shown
    assert ("Talk it through on" in texts(response)) is shown


def test_a_draft_lead_leads_nobody_but_its_editor_to_its_event(client, home):
    """A preview is asked first, and what it asks is no answer for everybody."""
    hour, other = EventFactory(title="The hour"), EventFactory(title="Another")
    draft = NewsPageFactory(event=other)
    home.lead = NewsPageFactory(event=hour)
    home.save_revision().publish()
    home.lead = draft

    shown = home.make_preview_request().render().content.decode()

    assert f'href="{other.get_absolute_url()}">Talk it through' in shown
    assert client.get("/").context["lead_event"] == hour


def test_next_events_say_what_the_list_says(client):
    EventFactory(title="Bookable", capacity=20)
    EventFactory(title="Unlisted", way_in=WayIn.INVITATION)
    EventFactory(title="Unfinished", status=EventStatus.DRAFT)

    page = texts(client.get("/"))

    assert "Bookable" in page
    assert "20 places left" in page
    assert "Unlisted" not in page
    assert "Unfinished" not in page


def test_a_withdrawn_position_is_not_what_we_hold(client, home):
    home.position = PositionPageFactory(statement="Not any more.")
    home.save()
    assert "Not any more." in texts(client.get("/"))

    home.position.status = PositionStatus.WITHDRAWN
    home.position.withdrawn_on = clock.today()
    home.position.save()
    parts.forget()  # as publishing does

    assert "Not any more." not in texts(client.get("/"))


def test_prices_are_those_of_the_grades(client):
    GradeFactory(name="Practising", price_pence=6900, position=0)
    GradeFactory(name="Student", price_pence=2500, position=1)
    GradeFactory(name="No longer", price_pence=100, position=2, offered=False)

    assert client.get("/").context["prices"] == [
        "From £25 a year (Student)",
        "£69 (Practising)",
    ]


def test_who_is_signed_in_is_not_asked_to_join(client):
    client.force_login(
        UserFactory(), "allauth.account.auth_backends.AuthenticationBackend"
    )

    page = texts(client.get("/"))

    assert "Go to my page" in page
    assert "Become a member" not in page


def test_the_number_of_queries_does_not_grow(
    client, home, django_assert_max_num_queries
):
    home.position = PositionPageFactory()
    home.save()
    for _ in range(9):
        NewsPageFactory(event=EventFactory(capacity=10))
    client.get("/")

    with django_assert_max_num_queries(13):
        client.get("/")


def test_nobody_is_set_a_cookie_for_reading(client):
    NewsPage.objects.all().delete()

    assert client.get("/").cookies == {}
    assert User.objects.count() == 0


# --- What is remembered ----------------------------------------------------


def test_what_is_remembered_is_nobodys_own(client):
    """A visitor, a member and a visitor again: each sees their own, and no other's."""
    NewsPageFactory(title="For all")
    member = Client()
    member.force_login(UserFactory(name="Rosalind Wren"))

    first, own, second = (
        texts(browser.get("/")) for browser in (client, member, Client())
    )

    for page in (first, second):
        assert "Become a member" in page
        assert "My page" not in page
    assert "Go to my page" in own
    assert "Become a member" not in own
    assert all("For all" in page for page in (first, own, second))


def test_places_left_are_never_remembered(client):
    event = EventFactory(capacity=3)
    assert "3 places left" in texts(client.get("/"))

    place(event)

    assert "2 places left" in texts(client.get("/"))


def test_news_is_drawn_once_for_many(client, django_assert_max_num_queries):
    NewsPageFactory(event=EventFactory())
    client.get("/")

    with django_assert_max_num_queries(8):
        client.get("/")


def test_what_an_editor_publishes_shows_at_once(client):
    lead = NewsPageFactory(title="Before")
    client.get("/")
    editor = staff(Role.EDITOR)
    browser = Client()
    browser.force_login(editor)
    lead.title = "After"
    lead.save_revision()

    browser.post(f"/staff/pages/{lead.pk}/unpublish/")

    assert "Before" not in texts(client.get("/"))
